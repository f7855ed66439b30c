package org.mnistspark.run.store;

import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Object stores, S3 by way of S3A above all: file systems whose streams can be aborted. There are
 * no folders, only names with slashes. What is sent becomes an object, whole and over an existing
 * one, when its stream is closed; a listing shows what was written before it. Renaming is copying
 * and deleting: of a folder, one object after the other.
 */
final class ObjectStore extends Store {
  /** Two that claim a folder at the same moment both give up, and try again after a pause. */
  private static final int ATTEMPTS = 5;

  /**
   * Before the second attempt, twice as long before each further one. Longer than a claim takes.
   */
  private static final long MAX_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final FileSystem files;

  ObjectStore(FileSystem files) {
    super(files);
    this.files = files;
  }

  @Override
  void createFolders(Path folder) throws IOException {
    PlainStore.createFolders(files, folder);
  }

  @Override
  boolean createNewFolder(Path folder) throws IOException {
    for (int i = 0; i < ATTEMPTS; i++) {
      if (i > 0) {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(MAX_PAUSE_NANOS << (i - 1)));
      }
      if (!namesIfThere(folder).isEmpty()) {
        return false;
      }
      if (isAlone(folder, claim(folder))) {
        return true;
      }
    }
    return false;
  }

  @Override
  void replace(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("the file system refused to rename a file to " + to.getName());
    }
  }

  @Override
  void put(Path file, Content content) throws IOException {
    FSDataOutputStream out = files.create(file, true);
    try {
      content.writeTo(new UnclosedOutputStream(out));
    } catch (IOException | RuntimeException | Error e) {
      // Closing would publish what has been written so far.
      out.abort();
      throw e;
    }
    out.close();
  }

  @Override
  void write(Path file, Content content) throws IOException {
    put(file, content);
  }

  @Override
  boolean renamesFolders() {
    return false;
  }
}
