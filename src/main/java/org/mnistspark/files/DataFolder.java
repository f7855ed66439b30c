package org.mnistspark.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.DataException;
import org.mnistspark.data.MnistFiles;
import org.mnistspark.data.Split;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.failure.OneLine;

/** The files of one folder of any Hadoop filesystem, as one listing showed them. */
public final class DataFolder {
  private static final int NAMES_IN_MESSAGE = 12;
  private static final int MAX_TEXT_BYTES = 1 << 20;

  private final FileSystem fileSystem;
  private final Path folder;
  private final Map<String, FileStatus> files;

  private DataFolder(FileSystem fileSystem, Path folder, Map<String, FileStatus> files) {
    this.fileSystem = fileSystem;
    this.folder = folder;
    this.files = files;
  }

  /**
   * A folder, and the file of it that was named.
   *
   * @param file its name; empty where the folder itself was named
   */
  public record Place(DataFolder folder, Optional<String> file) {}

  /**
   * Lists the folder at a location, or the one of the file there.
   *
   * @throws DataException as {@link #list}
   */
  public static Place at(Configuration conf, String uri) {
    try {
      Path path = new Path(uri);
      FileSystem fileSystem = FileSystems.of(conf, path);
      Path at = fileSystem.makeQualified(path);
      if (fileSystem.getFileStatus(at).isFile()) {
        return new Place(list(conf, at.getParent().toString()), Optional.of(at.getName()));
      }
    } catch (FileNotFoundException e) {
      // The folder's listing says it better.
      return new Place(list(conf, uri), Optional.empty());
    } catch (IllegalArgumentException e) {
      throw UnusableLocationException.malformed(uri, e);
    } catch (IOException e) {
      throw unreadable(uri, "a folder with data", e);
    }
    return new Place(list(conf, uri), Optional.empty());
  }

  /**
   * Lists a folder.
   *
   * @param uri folder; without a scheme it belongs to {@code fs.defaultFS}
   * @throws DataException if there is no such folder or it cannot be listed
   */
  public static DataFolder list(Configuration conf, String uri) {
    try {
      Path path = new Path(uri);
      FileSystem fileSystem = FileSystems.of(conf, path);
      Path folder = fileSystem.makeQualified(path);
      if (!fileSystem.getFileStatus(folder).isDirectory()) {
        throw new DataException(
            folder + ": expected a folder with IDX files, found a file; name its folder");
      }
      Map<String, FileStatus> files = new TreeMap<>();
      for (FileStatus status : fileSystem.listStatus(folder)) {
        if (status.isFile()) {
          files.put(status.getPath().getName(), status);
        }
      }
      return new DataFolder(fileSystem, folder, Collections.unmodifiableMap(files));
    } catch (FileNotFoundException e) {
      throw new DataException(
          uri
              + ": expected a folder with IDX files ("
              + String.join(", ", MnistFiles.imageNames(Split.TRAIN))
              + " and the like), found no such folder; name an existing one",
          e);
    } catch (IllegalArgumentException e) {
      throw UnusableLocationException.malformed(uri, e);
    } catch (IOException e) {
      throw unreadable(uri, "a folder with IDX files", e);
    }
  }

  /** The names of all files in the folder, sorted. */
  public List<String> names() {
    return List.copyOf(files.keySet());
  }

  /**
   * Hashes of files, each read once, and what data set they make.
   *
   * @param names of files in the folder
   * @throws DataException if a file is damaged or cannot be read
   */
  public ContentDigest digest(List<String> names) {
    try {
      return ContentDigest.of(names, this::open, text(SyntheticDigits.MARKER));
    } catch (IOException e) {
      throw new DataException(
          folder + ": expected readable files, found " + e + "; check the filesystem", e);
    }
  }

  /**
   * Opens a file of the folder at its first byte, gzip not inflated.
   *
   * @throws DataException if the listing had no such file
   */
  public FSDataInputStream open(String name) throws IOException {
    return fileSystem.open(status(List.of(name), "the file").getPath());
  }

  /**
   * The text of a small UTF-8 file; empty if the listing had no such file.
   *
   * @throws DataException if the file has more than 1 MiB
   */
  public Optional<String> text(String name) throws IOException {
    if (!files.containsKey(name)) {
      return Optional.empty();
    }
    try (InputStream in = open(name)) {
      byte[] content = in.readNBytes(MAX_TEXT_BYTES + 1);
      if (content.length > MAX_TEXT_BYTES) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s/%s: expected at most %d bytes of text, found more; replace the file",
                folder,
                name,
                MAX_TEXT_BYTES));
      }
      return Optional.of(new String(content, StandardCharsets.UTF_8));
    }
  }

  /** The first of the candidates that the folder has. Throws {@link DataException} if none. */
  public FileStatus status(List<String> candidates, String what) {
    return first(candidates).map(files::get).orElseThrow(() -> missing(candidates, what));
  }

  /** What a missing file is reported as. */
  public DataException missing(List<String> candidates, String what) {
    return new DataException(
        "%s: expected %s as %s, found %s; add the file or name another folder"
            .formatted(folder, what, String.join(" or ", candidates), found()));
  }

  /** The folder, fully qualified. */
  public String uri() {
    return folder.toString();
  }

  private Optional<String> first(List<String> candidates) {
    return candidates.stream().filter(files::containsKey).findFirst();
  }

  private String found() {
    List<String> names = names();
    if (names.isEmpty()) {
      return "no files";
    }
    String some = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_IN_MESSAGE)));
    int more = names.size() - NAMES_IN_MESSAGE;
    return more > 0 ? some + " and " + more + " more" : some;
  }

  /**
   * What a file that cannot be read is reported as.
   *
   * @param name of the file
   * @param expected what it should have been
   */
  public static DataException unreadable(String name, String expected, Exception e) {
    String found = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getName());
    return new DataException(
        "%s: expected %s, found %s: %s; check the URI and the access to it"
            .formatted(name, expected, e.getClass().getSimpleName(), OneLine.of(found)),
        e);
  }
}
