package org.mnistspark.spark.input;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobExpander;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;

/**
 * Hadoop's globs for any name. Its own ({@link FileSystem#globStatus}) fail as soon as a folder has
 * a name with a ":", and take the working folder's name for a part of the pattern.
 */
final class Globs {
  private final FileSystem files;

  private Globs(FileSystem files) {
    this.files = files;
  }

  /** What a pattern names, sorted. A part of it that is there as it is written is no pattern. */
  static List<FileStatus> matches(FileSystem files, Path pattern) throws IOException {
    String text = pattern.toUri().getPath();
    Globs globs = new Globs(files);
    List<FileStatus> found = new ArrayList<>();
    // {a/b,c} is two patterns.
    for (String flat : GlobExpander.expand(text)) {
      // A pattern "{/a,b}" is absolute or not only now.
      Path start = flat.startsWith("/") ? root(files, pattern) : files.getWorkingDirectory();
      List<Path> at = List.of(start);
      for (String part : flat.split("/", -1)) {
        at = part.isEmpty() ? at : globs.below(at, part);
      }
      for (Path path : at) {
        globs.status(path).ifPresent(found::add);
      }
    }
    return found.stream().distinct().sorted().toList();
  }

  private static Path root(FileSystem files, Path pattern) {
    return files.makeQualified(new Path(pattern, "/"));
  }

  private List<Path> below(List<Path> folders, String part) throws IOException {
    GlobFilter filter = new GlobFilter(part);
    List<Path> found = new ArrayList<>();
    for (Path folder : folders) {
      Path literal = child(folder, part);
      if (!filter.hasPattern()) {
        found.add(child(folder, part.replaceAll("\\\\(.)", "$1")));
      } else if (status(literal).isPresent()) {
        found.add(literal);
      } else {
        children(folder).filter(filter::accept).forEach(found::add);
      }
    }
    return found;
  }

  /** A name with a ":" would be a scheme. */
  private static Path child(Path folder, String name) {
    return new Path(folder, new Path(null, null, name));
  }

  private Stream<Path> children(Path folder) throws IOException {
    // A file's listing is the file.
    if (status(folder).filter(FileStatus::isDirectory).isEmpty()) {
      return Stream.of();
    }
    return Stream.of(files.listStatus(folder)).map(FileStatus::getPath);
  }

  private Optional<FileStatus> status(Path path) throws IOException {
    try {
      return Optional.of(files.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
