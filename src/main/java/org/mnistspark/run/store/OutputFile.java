package org.mnistspark.run.store;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** One file that the user has named; it appears whole or not at all. */
public final class OutputFile {
  private final Store store;
  private final Path file;
  private final boolean overwrite;

  private OutputFile(Store store, Path file, boolean overwrite) {
    this.store = store;
    this.file = file;
    this.overwrite = overwrite;
  }

  /**
   * Checks that the file may be written; changes nothing.
   *
   * @param output the file; without a scheme it lies on {@code fs.defaultFS}
   * @param overwrite whether a file may be replaced
   * @throws OutputExistsException if something is there that may not be replaced
   * @throws OutputException if that cannot be found out
   * @throws org.mnistspark.files.UnusableLocationException if there can be no such file
   */
  public static OutputFile of(Configuration configuration, String output, boolean overwrite) {
    Place place = Place.ofFolder(configuration, output);
    OutputFile found = new OutputFile(place.store(), place.path(), overwrite);
    found.check();
    return found;
  }

  private void check() {
    Optional<FileStatus> status;
    try {
      status = store.status(file);
    } catch (IOException e) {
      throw OutputException.of("look for", file, e);
    }
    if (status.isEmpty() || (overwrite && status.get().isFile())) {
      return;
    }
    boolean folder = status.get().isDirectory();
    throw new OutputExistsException(
        "expected %s at %s, found a %s; %s"
            .formatted(
                overwrite ? "a file to overwrite" : "nothing",
                file,
                folder ? "folder" : "file",
                folder ? "name a file as `output`" : "choose another `output` or `overwrite`"));
  }

  /**
   * Writes the file.
   *
   * @throws OutputExistsException if something has come to be there in between
   * @throws OutputException if it fails; what was there before is still there
   */
  public void publish(Content content) {
    check();
    store.publish(file, content);
  }

  /** Where the file is, with scheme and authority. */
  public Path path() {
    return file;
  }
}
