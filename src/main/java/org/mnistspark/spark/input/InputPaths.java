package org.mnistspark.spark.input;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.mnistspark.data.DataException;
import org.mnistspark.files.DataFolder;
import org.mnistspark.files.FileSystems;
import org.mnistspark.files.UnusableLocationException;

/**
 * The files and folders that inputs name, and what they are.
 *
 * @param kind of all of them
 * @param found fully qualified, in the order of the inputs
 * @param contents what is in each
 */
record InputPaths(InputKind kind, List<FileStatus> found, List<InputFiles> contents) {
  /**
   * Resolves names and globs.
   *
   * @throws DataException if a name is missing, a glob matches nothing, or kinds are unknown or
   *     mixed
   */
  static InputPaths resolve(Configuration conf, List<String> inputs) {
    List<FileStatus> found = new ArrayList<>();
    List<InputFiles> contents = new ArrayList<>();
    Set<InputKind> kinds = EnumSet.noneOf(InputKind.class);
    for (String input : inputs) {
      checkDecoded(input);
      try {
        Path path = new Path(input);
        FileSystem files = FileSystems.of(conf, path);
        for (FileStatus status : matches(files, path, input)) {
          InputFiles inside = InputFiles.of(files, status);
          found.add(status);
          contents.add(inside);
          kinds.add(kind(files, status, inside));
        }
      } catch (IllegalArgumentException e) {
        throw UnusableLocationException.malformed(input, e);
      } catch (IOException e) {
        throw DataFolder.unreadable(input, "files or a folder to predict", e);
      }
    }
    if (kinds.size() != 1) {
      throw new DataException(
          "`input`: expected inputs of one kind, found " + kinds + "; predict them one by one");
    }
    return new InputPaths(kinds.iterator().next(), List.copyOf(found), List.copyOf(contents));
  }

  private static void checkDecoded(String input) {
    if (input.indexOf(InputFiles.UNDECODABLE) >= 0) {
      throw new DataException(
          "%s: expected a name that Java can decode, found bytes that are none in this locale's encoding, %s; set LC_ALL=C.UTF-8"
              .formatted(input, InputFiles.encoding()));
    }
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
              + ": expected arrays, pictures or tables or a folder of them, found nothing of"
              + " that name; check the path");
    }
    return matches;
  }

  private static InputKind kind(FileSystem files, FileStatus status, InputFiles inside)
      throws IOException {
    return inside
        .kind(files)
        .orElseThrow(
            () ->
                new DataException(
                    status.getPath()
                        + ": expected arrays, pictures or tables"
                        + (status.isDirectory() ? " in the folder" : "")
                        + ", found none; name other files"));
  }

  /** All files of all inputs, fully qualified; each once. */
  List<String> files() {
    return contents.stream()
        .flatMap(inside -> inside.files().stream())
        .map(Path::toString)
        .distinct()
        .toList();
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
