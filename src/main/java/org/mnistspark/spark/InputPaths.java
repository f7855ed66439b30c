package org.mnistspark.spark;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.DataSource;
import org.mnistspark.data.DataException;
import org.mnistspark.data.MnistFiles;
import org.mnistspark.data.Split;
import org.mnistspark.files.FileSystems;
import org.mnistspark.files.UnusableLocationException;

/**
 * The files and folders that inputs name, and what they are.
 *
 * @param kind of all of them
 * @param found fully qualified, in the order of the inputs
 */
record InputPaths(InputKind kind, List<FileStatus> found) {
  /** Files of a folder that are looked at for its kind. */
  private static final int MOST_FILES = 1000;

  /**
   * Resolves names and globs.
   *
   * @throws DataException if a name is missing, a glob matches nothing, or kinds are unknown or
   *     mixed
   */
  static InputPaths resolve(Configuration conf, List<String> inputs) {
    List<FileStatus> found = new ArrayList<>();
    Set<InputKind> kinds = EnumSet.noneOf(InputKind.class);
    for (String input : inputs) {
      try {
        Path path = new Path(input);
        FileSystem files = FileSystems.of(conf, path);
        for (FileStatus status : matches(files, path, input)) {
          found.add(status);
          kinds.add(kind(files, status));
        }
      } catch (IllegalArgumentException e) {
        throw UnusableLocationException.malformed(input, e);
      } catch (IOException e) {
        throw HadoopFiles.unreadable(input, "files or a folder to predict", e);
      }
    }
    if (kinds.size() != 1) {
      throw new DataException(
          "`input`: expected inputs of one kind, found " + kinds + "; predict them one by one");
    }
    return new InputPaths(kinds.iterator().next(), List.copyOf(found));
  }

  private static List<FileStatus> matches(FileSystem files, Path path, String input)
      throws IOException {
    // A shell may have expanded a glob to names that themselves look like one.
    if (files.exists(path)) {
      return List.of(files.getFileStatus(path));
    }
    List<FileStatus> matches = Globs.matches(files, path);
    if (matches.isEmpty()) {
      throw new DataException(
          input
              + ": expected IDX, PNG, Parquet or JSON files or a folder of them, found nothing of"
              + " that name; check the path");
    }
    return matches;
  }

  private static InputKind kind(FileSystem files, FileStatus status) throws IOException {
    return (status.isDirectory() ? kindOfFolder(files, status) : kindOfFile(files, status))
        .orElseThrow(
            () ->
                new DataException(
                    status.getPath()
                        + ": expected IDX, PNG, JPEG, Parquet or JSON "
                        + (status.isDirectory() ? "files in the folder" : "content")
                        + ", found none; name other files"));
  }

  private static Optional<InputKind> kindOfFile(FileSystem files, FileStatus status)
      throws IOException {
    Optional<InputKind> byName = InputKind.ofName(status.getPath().getName());
    if (byName.isPresent()) {
      return byName;
    }
    try (InputStream in = files.open(status.getPath())) {
      return InputKind.ofStart(in.readNBytes(4));
    }
  }

  private static Optional<InputKind> kindOfFolder(FileSystem files, FileStatus folder)
      throws IOException {
    for (FileStatus child : files.listStatus(folder.getPath())) {
      String name = child.getPath().getName();
      for (Split split : Split.values()) {
        if (MnistFiles.imageNames(split).contains(name)) {
          return Optional.of(InputKind.IDX);
        }
      }
    }
    RemoteIterator<LocatedFileStatus> all = files.listFiles(folder.getPath(), true);
    for (int i = 0; i < MOST_FILES && all.hasNext(); i++) {
      Path path = all.next().getPath();
      Optional<InputKind> kind =
          hidden(path, folder.getPath()) ? Optional.empty() : InputKind.ofName(path.getName());
      if (kind.isPresent()) {
        return kind;
      }
    }
    return Optional.empty();
  }

  /** Spark skips files and folders that begin with "." or "_". */
  private static boolean hidden(Path path, Path folder) {
    for (Path at = path; !at.equals(folder) && at.getParent() != null; at = at.getParent()) {
      if (at.getName().startsWith(".") || at.getName().startsWith("_")) {
        return true;
      }
    }
    return false;
  }

  /**
   * A reader that takes every path of {@link #names} for what it is. By default Spark takes each
   * for a glob, and Hadoop's globs know no ":", escaped or not.
   */
  static DataFrameReader reader(SparkSession spark) {
    return spark.read().option(DataSource.GLOB_PATHS_KEY(), false);
  }

  String[] names() {
    return found.stream().map(status -> status.getPath().toString()).toArray(String[]::new);
  }

  /** The only path. Throws {@link DataException} if there are several. */
  FileStatus single() {
    if (found.size() != 1) {
      throw new DataException(
          "`input`: expected one IDX folder or IDX image file, found "
              + found.size()
              + " paths; predict them one by one");
    }
    return found.get(0);
  }
}
