package org.mnistspark.run.store;

import java.io.IOException;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;

/**
 * File systems with a FileContext, HDFS above all: its rename replaces a file atomically and throws
 * where FileSystem's returns false. (Spark's CheckpointFileManager relies on the same.)
 */
final class ContextStore extends Store {
  private final FileSystem files;
  private final FileContext context;

  ContextStore(FileSystem files, FileContext context) {
    super(files);
    this.files = files;
    this.context = context;
  }

  @Override
  void createFolders(Path folder) throws IOException {
    PlainStore.createFolders(files, folder);
  }

  @Override
  boolean createNewFolder(Path folder) throws IOException {
    // mkdir succeeds where the folder exists. Of two renames to one name only one does, on HDFS; on
    // an object store, where renaming is copying, both may.
    Path temporary = RunFiles.temporarySibling(folder);
    createFolders(temporary);
    String claim = claim(temporary);
    try {
      context.rename(temporary, folder, Rename.NONE);
    } catch (FileAlreadyExistsException e) {
      delete(temporary);
      return false;
    }
    return isAlone(folder, claim);
  }

  @Override
  void replace(Path from, Path to) throws IOException {
    context.rename(from, to, Rename.OVERWRITE);
  }
}
