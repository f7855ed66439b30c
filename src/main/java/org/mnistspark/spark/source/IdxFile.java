package org.mnistspark.spark.source;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.mnistspark.data.DataException;
import org.mnistspark.data.IdxHeader;
import org.mnistspark.data.IdxReader;
import org.mnistspark.data.IdxType;
import org.mnistspark.files.DataFolder;

/**
 * An IDX file whose header the driver has read.
 *
 * @param uri fully qualified
 * @param gzip by content, not by name; such a file cannot be read from its middle
 * @param dimensions as in {@link IdxHeader}, which itself does not travel to tasks
 */
record IdxFile(String uri, boolean gzip, IdxType type, List<Integer> dimensions)
    implements Serializable {

  /** Reads the header and holds it against the length of the file. */
  static IdxFile read(DataFolder files, FileStatus status) {
    String uri = status.getPath().toString();
    try (FSDataInputStream in = files.open(status.getPath().getName())) {
      byte[] magic = in.readNBytes(2);
      boolean gzip = magic.length == 2 && (magic[0] & 0xFF) == 0x1F && (magic[1] & 0xFF) == 0x8B;
      in.seek(0);
      try (IdxReader reader = IdxReader.open(in, uri)) {
        IdxHeader header = reader.header();
        if (gzip) {
          header.checkGzipLength(status.getLen(), uri);
        } else {
          header.checkFileLength(status.getLen(), uri);
        }
        return new IdxFile(uri, gzip, header.type(), header.dimensions());
      }
    } catch (IOException e) {
      throw DataFolder.unreadable(uri, "a readable IDX file", e);
    }
  }

  IdxHeader header() {
    return new IdxHeader(type, dimensions);
  }

  int items() {
    return dimensions.get(0);
  }

  /** Throws {@link DataException} if another header is found than the driver saw. */
  void checkUnchanged(IdxHeader found) {
    if (!header().equals(found)) {
      throw new DataException(
          "%s: expected %s as at the start of the query, found %s; don't change files while they are read"
              .formatted(uri, header(), found));
    }
  }
}
