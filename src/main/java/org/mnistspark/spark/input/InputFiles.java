package org.mnistspark.spark.input;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;
import org.mnistspark.spark.source.ArrayCatalog;

/**
 * The files under a folder, or the one that an input names, and what they are: the same whatever
 * the order in which a filesystem lists them. Pictures go before tables, which lie beside pictures
 * to describe them.
 *
 * @param files sorted by path, without hidden ones
 * @param hidden files whose name or folder begins with a dot
 * @param undecodable files whose names this JVM cannot decode and so cannot open
 */
public record InputFiles(Path root, List<Path> files, List<Path> hidden, long undecodable) {
  /** Files without a telling name that are opened to see what they are. */
  private static final int MAX_OPENED = 20;

  /** What stands for bytes that are no characters in the JVM's encoding of names. */
  static final char UNDECODABLE = '\uFFFD';

  /** Lists what is under a path. */
  public static InputFiles of(FileSystem system, FileStatus input) throws IOException {
    Path root = input.getPath();
    if (input.isFile()) {
      return new InputFiles(root, List.of(root), List.of(), 0);
    }
    List<Path> files = new ArrayList<>();
    List<Path> hidden = new ArrayList<>();
    RemoteIterator<? extends FileStatus> all = system.listFiles(root, true);
    while (all.hasNext()) {
      Path file = all.next().getPath();
      (begins(file, root, ".") ? hidden : files).add(file);
    }
    files.sort(Comparator.naturalOrder());
    hidden.sort(Comparator.naturalOrder());
    boolean local = root.toUri().getScheme().equals("file");
    long undecodable = local ? undecodable(new File(root.toUri().getPath())) : 0;
    return new InputFiles(root, List.copyOf(files), List.copyOf(hidden), undecodable);
  }

  /** Hadoop does not list them. */
  private static long undecodable(File folder) {
    long count = 0;
    for (File child : Optional.ofNullable(folder.listFiles()).orElse(new File[0])) {
      if (child.getName().indexOf(UNDECODABLE) >= 0 && !child.exists()) {
        count++;
      } else if (child.isDirectory()) {
        count += undecodable(child);
      }
    }
    return count;
  }

  private static boolean begins(Path file, Path root, String start) {
    for (Path at = file; !at.equals(root) && at.getParent() != null; at = at.getParent()) {
      if (at.getName().startsWith(start)) {
        return true;
      }
    }
    return false;
  }

  /** What they are; empty if nothing tells. */
  public Optional<InputKind> kind(FileSystem system) throws IOException {
    if (files.equals(List.of(root))) {
      Optional<InputKind> byName = InputKind.ofName(root.getName());
      return byName.isPresent() ? byName : InputKind.ofStart(start(system, root));
    }
    if (any(file -> file.getParent().equals(root) && ArrayCatalog.isArrayName(file.getName()))) {
      return Optional.of(InputKind.ARRAYS);
    }
    if (named(InputKind.IMAGES)) {
      return Optional.of(InputKind.IMAGES);
    }
    Optional<InputKind> content = content(system);
    if (content.equals(Optional.of(InputKind.IMAGES))) {
      return content;
    }
    return Arrays.stream(InputKind.values())
        .filter(kind -> kind.isTable() && named(kind))
        .findFirst()
        .or(() -> content);
  }

  private boolean any(Predicate<Path> wanted) {
    return files.stream().anyMatch(wanted);
  }

  /** Spark reads no table whose name or folder begins with an underscore. */
  private boolean named(InputKind kind) {
    return any(
        file ->
            InputKind.ofName(file.getName()).equals(Optional.of(kind))
                && (kind == InputKind.IMAGES || !begins(file, root, "_")));
  }

  /** What the first files are whose names tell nothing. */
  private Optional<InputKind> content(FileSystem system) throws IOException {
    List<Path> untold =
        files.stream()
            .filter(file -> InputKind.ofName(file.getName()).isEmpty())
            .filter(file -> !begins(file, root, "_"))
            .limit(MAX_OPENED)
            .toList();
    Optional<InputKind> found = Optional.empty();
    for (Path file : untold) {
      Optional<InputKind> kind =
          InputKind.ofStart(start(system, file)).filter(one -> one != InputKind.ARRAYS);
      if (kind.equals(Optional.of(InputKind.IMAGES))) {
        return kind;
      }
      found = found.or(() -> kind);
    }
    return found;
  }

  private static byte[] start(FileSystem system, Path file) throws IOException {
    try (InputStream in = raw(system).open(file)) {
      return in.readNBytes(InputKind.START);
    } catch (FileNotFoundException | AccessControlException e) {
      // Says nothing about the others.
      return new byte[0];
    }
  }

  /**
   * The files of tables, which are those that Spark reads: none whose name or folder begins with an
   * underscore.
   */
  public List<Path> tables() {
    return files.stream().filter(file -> !begins(file, root, "_")).toList();
  }

  /**
   * Without the local filesystem's checksums: it makes their files' names of a file's own in a way
   * that fails for names with a colon.
   */
  public static FileSystem raw(FileSystem system) {
    return system instanceof LocalFileSystem local ? local.getRawFileSystem() : system;
  }

  /** The encoding of names in this JVM. */
  static String encoding() {
    return System.getProperty("sun.jnu.encoding", "none");
  }
}
