package org.mnistspark.run.store;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * File systems with nothing but the FileSystem interface. Nothing is atomic on these: for a moment
 * a file that is replaced is not there.
 */
final class PlainStore extends Store {
  private final FileSystem files;

  PlainStore(FileSystem files) {
    super(files);
    this.files = files;
  }

  @Override
  void createFolders(Path folder) throws IOException {
    createFolders(files, folder);
  }

  static void createFolders(FileSystem files, Path folder) throws IOException {
    if (!files.mkdirs(folder)) {
      throw new IOException("the file system refused to create the folder " + folder);
    }
  }

  @Override
  boolean createNewFolder(Path folder) throws IOException {
    if (status(folder).isPresent()) {
      return false;
    }
    createFolders(folder);
    return isAlone(folder, claim(folder));
  }

  @Override
  void replace(Path from, Path to) throws IOException {
    if (status(to).isEmpty()) {
      rename(from, to);
      return;
    }
    Path old = RunFiles.temporarySibling(to);
    rename(to, old);
    try {
      rename(from, to);
    } catch (IOException e) {
      rename(old, to);
      throw e;
    }
    delete(old);
  }

  private void rename(Path from, Path to) throws IOException {
    if (!files.rename(from, to)) {
      throw new IOException("the file system refused to rename a file to " + to.getName());
    }
  }
}
