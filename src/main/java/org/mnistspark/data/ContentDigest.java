package org.mnistspark.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a data set is, by its content and not by its name.
 *
 * @param kind MNIST if every file has the published content
 * @param sha256 file name to hex SHA-256 of its uncompressed content, in the caller's order
 */
public record ContentDigest(DatasetKind kind, Map<String, String> sha256) {
  /** Files beyond which one hash stands for all: a folder of pictures may have a million. */
  private static final int MAX_NAMED = 100;

  /** Opens a file of the data set, on whatever file system it is. */
  @FunctionalInterface
  public interface Opener {
    /** The file from its first byte, plain or gzip; the reader closes it. */
    InputStream open(String name) throws IOException;
  }

  public ContentDigest {
    sha256 = Collections.unmodifiableMap(new LinkedHashMap<>(sha256));
  }

  /**
   * Streams every file through SHA-256.
   *
   * @param names of the files, below their folder
   * @param marker the text of the folder's dataset.json
   * @throws DataException if a gzip stream is corrupt
   */
  public static ContentDigest of(List<String> names, Opener opener, Optional<String> marker)
      throws IOException {
    Map<String, String> digests = new LinkedHashMap<>();
    boolean published = !names.isEmpty();
    for (String name : names) {
      String digest = sha256(opener.open(name), name);
      digests.put(name, digest);
      published &=
          MnistFiles.published(name).filter(file -> file.sha256().equals(digest)).isPresent();
    }
    if (digests.size() > MAX_NAMED) {
      String all = digests.toString();
      String digest = HexFormat.of().formatHex(Sha256.digest().digest(all.getBytes(UTF_8)));
      return new ContentDigest(
          DatasetKind.CUSTOM,
          Map.of(String.format(Locale.ROOT, "%d files", digests.size()), digest));
    }
    if (published) {
      return new ContentDigest(DatasetKind.MNIST, digests);
    }
    boolean synthetic = marker.flatMap(DatasetMarker::parse).isPresent();
    return new ContentDigest(
        synthetic ? DatasetKind.SYNTHETIC_DIGITS : DatasetKind.CUSTOM, digests);
  }

  /** These files, and those of another data set, whose names get a prefix. */
  public ContentDigest and(String prefix, ContentDigest other) {
    Map<String, String> both = new LinkedHashMap<>(sha256);
    other.sha256.forEach((name, digest) -> both.put(prefix + "/" + name, digest));
    return new ContentDigest(kind, both);
  }

  /** Hex SHA-256 of the uncompressed content of a plain or gzip stream, which is closed. */
  static String sha256(InputStream file, String name) throws IOException {
    try (file) {
      return ArrayReader.damageAsDataException(
          name,
          () -> {
            MessageDigest digest = Sha256.digest();
            InputStream content = ArrayReader.inflated(file);
            update(digest, content, promised(content), name);
            return HexFormat.of().formatHex(digest.digest());
          });
    }
  }

  private static void update(MessageDigest digest, InputStream content, long most, String name)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long bytes = 0;
    for (int read = content.read(buffer); read != -1; read = content.read(buffer)) {
      digest.update(buffer, 0, read);
      bytes += read;
      if (bytes > most) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s: expected %d bytes as its header says, found more; replace the file",
                name,
                most));
      }
    }
  }

  /** Bytes of an IDX file by its header, so that a gzip bomb is not inflated; else no limit. */
  private static long promised(InputStream content) throws IOException {
    content.mark(ArrayHeader.MAX_LENGTH);
    try {
      ArrayHeader header = ArrayHeader.read(content, "");
      return header.length() + header.contentBytes();
    } catch (DataException e) {
      return Long.MAX_VALUE;
    } finally {
      content.reset();
    }
  }
}
