package org.mnistspark.run.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Local files. Goes to java.nio where RawLocalFileSystem returns false without a reason, or falls
 * back from renaming to copying.
 */
final class LocalStore extends Store {
  private final RawLocalFileSystem files;

  LocalStore(RawLocalFileSystem files) {
    super(files);
    this.files = files;
  }

  @Override
  void createFolders(Path folder) throws IOException {
    java.nio.file.Path wanted = local(folder);
    java.nio.file.Path existing = wanted;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    // createDirectories would say so in the words and the language of the C library.
    if (!Files.isDirectory(existing)) {
      throw new ParentNotDirectoryException(existing + " is a file, not a folder");
    }
    Files.createDirectories(wanted);
  }

  @Override
  boolean createNewFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(local(folder));
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  void replace(Path from, Path to) throws IOException {
    Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  void write(Path file, Content content) throws IOException {
    try (FileChannel channel =
            FileChannel.open(local(file), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
      content.writeTo(new UnclosedOutputStream(out));
      out.flush();
      channel.force(true);
    }
  }

  private java.nio.file.Path local(Path path) {
    return files.pathToFile(path).toPath();
  }
}
