package org.mnistspark.run.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;

/**
 * The directory of one run, {@code <output>/<run-id>}, on any Hadoop file system.
 *
 * <p>A file appears in it whole or not at all: it is written under a temporary name, synced and
 * renamed; on an object store it is there once all of it has been sent. {@code _SUCCESS} comes
 * last; a directory without it belongs to a run that is going on or has failed. Two runs cannot
 * create the same directory, where the file system allows to know.
 *
 * <p>Not for use by several threads at once.
 */
public final class RunDirectory {
  private static final DateTimeFormatter TIME_BASED =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*");

  private static final int MAX_TEXT_BYTES = 1 << 20;

  private final Store store;
  private final Path directory;
  private boolean claimed;
  private boolean succeeded;

  private RunDirectory(Store store, Path directory, boolean claimed) {
    this.store = store;
    this.directory = directory;
    this.claimed = claimed;
  }

  /** One that this process has created, and that may have no more in it than its claim. */
  static RunDirectory created(Store store, Path directory) {
    return new RunDirectory(store, directory, true);
  }

  /** One that was there. */
  static RunDirectory existing(Store store, Path directory) {
    return new RunDirectory(store, directory, false);
  }

  /** A run's name made from its start, such as 20260101T120000Z. */
  public static String timeBasedId(Instant start) {
    return TIME_BASED.format(start);
  }

  /** Deletes what writers that were killed have left, and claims; nobody else may be writing. */
  public void tidy() {
    for (Path path : List.of(directory, path(RunFiles.CHECKPOINTS))) {
      try {
        for (String name : store.namesIfThere(path)) {
          if (RunFiles.isTemporary(name)) {
            store.delete(new Path(path, name));
          }
        }
      } catch (IOException e) {
        throw OutputException.of("tidy up", path, e);
      }
    }
  }

  /** Whether the run is finished. */
  public boolean finished() {
    return exists(RunFiles.SUCCESS);
  }

  /**
   * Writes a file, replacing one of that name. If that fails the old one is still there and nothing
   * half-written is.
   *
   * @param name relative to the directory, {@code folder/file} if need be; folders are created
   * @throws OutputException if it cannot be written
   * @throws IllegalStateException after {@link #succeed}
   */
  public void publish(String name, Content content) {
    if (name.equals(RunFiles.SUCCESS)) {
      throw new IllegalArgumentException("expected a file of results, found " + name);
    }
    if (succeeded) {
      throw new IllegalStateException(
          "expected no file after " + RunFiles.SUCCESS + ", found " + name + " in " + directory);
    }
    store.publish(path(name), content);
    if (claimed) {
      // From now on that file shows others that the directory is taken.
      tidy();
      claimed = false;
    }
  }

  /** Writes a text file in UTF-8, as {@link #publish(String, Content)} does. */
  public void publish(String name, String text) {
    publish(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Says that the run is finished: writes {@code _SUCCESS}. */
  public void succeed() {
    store.publish(path(RunFiles.SUCCESS), out -> {});
    succeeded = true;
  }

  /** The files and folders that are there for people to look at, sorted; folders with a slash. */
  public List<String> contents() {
    try {
      return store.list(directory).stream()
          .map(file -> file.getPath().getName() + (file.isDirectory() ? "/" : ""))
          .filter(name -> !name.startsWith(".") && !name.startsWith("_"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw OutputException.of("list", directory, e);
    }
  }

  /** Names in a folder of this run, in no order; none when it is not there. */
  public List<String> names(String folder) {
    Path path = path(folder);
    try {
      return store.namesIfThere(path);
    } catch (IOException e) {
      throw OutputException.of("list", path, e);
    }
  }

  /** Deletes a file of this run, if it is there. */
  public void delete(String name) {
    Path path = path(name);
    try {
      store.delete(path);
    } catch (IOException e) {
      throw OutputException.of("delete", path, e);
    }
  }

  /** Deletes the directory with all that is in it. */
  public void delete() {
    try {
      store.delete(directory);
    } catch (IOException e) {
      throw OutputException.of("delete", directory, e);
    }
  }

  /** Length of a file of this run in bytes. */
  public long length(String name) throws IOException {
    Path path = path(name);
    return store
        .status(path)
        .orElseThrow(() -> new FileNotFoundException(path + " is not there"))
        .getLen();
  }

  /** A text file of this run, in UTF-8, of at most a megabyte. */
  public String text(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readNBytes(MAX_TEXT_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw OutputException.of("read", path(name), e);
    }
  }

  /** Where a file of this run is, with scheme and authority. */
  public Path path(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected a file name in a run directory, found '" + name + "'");
    }
    return new Path(directory, name);
  }

  /** Where the directory is, with scheme and authority; nothing is encoded. */
  public String location() {
    return directory.toString();
  }

  /** The run's name. */
  public String runId() {
    return directory.getName();
  }

  /** Whether the run has a file or folder of this name. */
  public boolean exists(String name) {
    Path path = path(name);
    try {
      return store.status(path).isPresent();
    } catch (IOException e) {
      throw OutputException.of("look for", path, e);
    }
  }

  /**
   * Opens a file of this run for reading; the caller closes it.
   *
   * @throws OutputException if it cannot be opened
   */
  public InputStream open(String name) {
    Path path = path(name);
    try {
      return store.open(path);
    } catch (IOException e) {
      throw OutputException.of("read", path, e);
    }
  }
}
