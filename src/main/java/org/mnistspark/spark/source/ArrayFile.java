package org.mnistspark.spark.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.ArrayReader;
import org.mnistspark.data.DataException;
import org.mnistspark.data.ElementType;
import org.mnistspark.files.DataFolder;

/**
 * An array whose header the driver has read: an IDX or npy file, or an entry of an npz file.
 *
 * @param uri of the file, fully qualified
 * @param entry of an npz file; null for a file that is the array
 * @param compressed by content, not by name; such a file cannot be read from its middle
 */
record ArrayFile(String uri, String entry, boolean compressed, ArrayHeader header)
    implements Serializable {

  /** Reads the header of a file and holds it against the length of the file. */
  static ArrayFile read(DataFolder files, FileStatus status) {
    String uri = status.getPath().toString();
    try (FSDataInputStream in = files.open(status.getPath().getName())) {
      byte[] magic = in.readNBytes(2);
      boolean gzip = magic.length == 2 && (magic[0] & 0xFF) == 0x1F && (magic[1] & 0xFF) == 0x8B;
      in.seek(0);
      try (ArrayReader reader = ArrayReader.open(in, uri)) {
        ArrayHeader header = reader.header();
        if (gzip) {
          header.checkGzipLength(status.getLen(), uri);
        } else {
          header.checkFileLength(status.getLen(), uri);
        }
        return new ArrayFile(uri, null, gzip, header);
      }
    } catch (IOException e) {
      throw DataFolder.unreadable(uri, "a readable IDX file", e);
    }
  }

  /** An entry of an npz file. */
  static ArrayFile entry(FileStatus status, String entry, ArrayHeader header) {
    String uri = status.getPath().toString();
    header.checkGzipLength(status.getLen(), uri);
    return new ArrayFile(uri, entry, true, header);
  }

  /** The array's items, one after the other. */
  ArrayReader open(InputStream in) throws IOException {
    return entry == null ? ArrayReader.open(in, uri) : ArrayReader.openEntry(in, entry, name());
  }

  /** As messages name it. */
  String name() {
    return Optional.ofNullable(entry).map(inside -> uri + "/" + inside).orElse(uri);
  }

  ElementType type() {
    return header.type();
  }

  List<Integer> dimensions() {
    return header.dimensions();
  }

  int items() {
    return header.items();
  }

  /** Throws {@link DataException} if another header is found than the driver saw. */
  void checkUnchanged(ArrayHeader found) {
    if (!header.equals(found)) {
      throw new DataException(
          "%s: expected %s as at the start of the query, found %s; don't change files while they are read"
              .formatted(name(), header, found));
    }
  }
}
