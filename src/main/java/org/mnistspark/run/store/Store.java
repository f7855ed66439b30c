package org.mnistspark.run.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.mnistspark.files.FileSystems;

/**
 * A file system as a run directory needs it: what Hadoop's FileSystem does non-atomically, or fails
 * at by returning false, is atomic where it can be and an exception here.
 */
abstract sealed class Store permits LocalStore, ContextStore, ObjectStore, PlainStore {
  private final FileSystem files;

  Store(FileSystem files) {
    this.files = files;
  }

  /** The store that a path lies on. */
  static Store of(Configuration configuration, Path path) throws IOException {
    FileSystem files = FileSystems.of(configuration, path);
    // Past the checksums, which would lie beside the user's files as hidden .crc files.
    FileSystem raw = files instanceof ChecksumFileSystem sums ? sums.getRawFileSystem() : files;
    if (raw instanceof RawLocalFileSystem local && raw.getUri().getScheme().equals("file")) {
      return new LocalStore(local);
    }
    if (raw.hasPathCapability(path, CommonPathCapabilities.ABORTABLE_STREAM)) {
      return new ObjectStore(raw);
    }
    try {
      return new ContextStore(raw, FileContext.getFileContext(raw.getUri(), configuration));
    } catch (UnsupportedFileSystemException e) {
      // FileContext knows fewer file systems than FileSystem.
      return new PlainStore(raw);
    }
  }

  /** Creates a folder and its parents, unless they are there. */
  abstract void createFolders(Path folder) throws IOException;

  /**
   * Creates a folder in an existing one. Of several that do so at once only one succeeds, if any.
   *
   * @return false if something of that name is there already
   */
  abstract boolean createNewFolder(Path folder) throws IOException;

  /**
   * Leaves a file in a folder, under a name that nobody else takes: where creating a folder
   * succeeds for several at once, these tell them apart. It must stay until something else is
   * there.
   *
   * @return its name, that of a temporary file
   */
  final String claim(Path folder) throws IOException {
    Path claim = RunFiles.temporarySibling(new Path(folder, "claim"));
    write(claim, out -> {});
    return claim.getName();
  }

  /**
   * Whether a folder holds this claim and nothing else; if not, the claim is given up. Both have
   * written theirs before they look, so of two that ask the later one sees the other's, or what the
   * other has written since: never do both hear yes.
   */
  final boolean isAlone(Path folder, String claim) throws IOException {
    if (names(folder).equals(List.of(claim))) {
      return true;
    }
    delete(new Path(folder, claim));
    return false;
  }

  /** Renames a file, over an existing one if need be. */
  abstract void replace(Path from, Path to) throws IOException;

  /**
   * Writes a file that appears whole, in place of an existing one if need be. If that fails the old
   * one is still there, and nothing half-written is.
   */
  void put(Path file, Content content) throws IOException {
    Path temporary = RunFiles.temporarySibling(file);
    try {
      write(temporary, content);
      replace(temporary, file);
    } catch (IOException | RuntimeException | Error e) {
      discard(temporary, e);
      throw e;
    }
  }

  /** Whether folders can be renamed at a stroke, not file by file. */
  boolean renamesFolders() {
    return true;
  }

  /** Deletes a file or a folder after a failure, to which it adds its own. */
  final void discard(Path path, Throwable failure) {
    try {
      delete(path);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The path with scheme and authority, absolute. */
  final Path qualify(Path path) {
    return files.makeQualified(path);
  }

  final Optional<FileStatus> status(Path path) throws IOException {
    try {
      return Optional.of(files.getFileStatus(path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  final List<FileStatus> list(Path folder) throws IOException {
    return List.of(files.listStatus(folder));
  }

  final List<String> names(Path folder) throws IOException {
    return list(folder).stream().map(file -> file.getPath().getName()).toList();
  }

  /** Names in a folder; none when it is not there. */
  final List<String> namesIfThere(Path folder) throws IOException {
    try {
      return names(folder);
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  /** Opens a file for reading. */
  final InputStream open(Path file) throws IOException {
    return files.open(file);
  }

  /** Writes a new file, through to the disks where the file system can. */
  void write(Path file, Content content) throws IOException {
    FSDataOutputStream out = files.create(file, false);
    try {
      content.writeTo(new UnclosedOutputStream(out));
      out.flush();
      // Object stores cannot, and would throw.
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    } catch (IOException | RuntimeException | Error e) {
      closeAfter(e, out);
      throw e;
    }
    out.close();
  }

  /** No try-with-resources: HDFS throws from close what it has thrown before, the very same. */
  private static void closeAfter(Throwable failure, FSDataOutputStream out) {
    try {
      out.close();
    } catch (IOException e) {
      if (e != failure) {
        failure.addSuppressed(e);
      }
    }
  }

  /**
   * Writes a file as {@link #put} does, for people to be told if it fails.
   *
   * @param target in a folder that is created if need be
   * @throws OutputException if it cannot be written
   */
  final void publish(Path target, Content content) {
    try {
      createFolders(target.getParent());
      put(target, content);
    } catch (IOException e) {
      throw OutputException.of("write", target, e);
    }
  }

  /** Deletes a file, or a folder with all that is in it, if it is there. */
  final void delete(Path path) throws IOException {
    if (!files.delete(path, true) && status(path).isPresent()) {
      throw new IOException("the file system refused to delete it");
    }
  }
}
