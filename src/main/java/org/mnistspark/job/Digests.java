package org.mnistspark.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.DataException;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.spark.HadoopFiles;

/** Hashes of a data folder's files, and what data set they make. */
final class Digests {
  private static final String MARKER = SyntheticDigits.MARKER;

  private Digests() {}

  /** Reads every file of the folder once, on the driver. */
  static ContentDigest of(Configuration hadoop, String uri) {
    HadoopFiles files = HadoopFiles.list(hadoop, uri);
    try {
      return ContentDigest.of(files.mnistNames(), files::open, marker(files));
    } catch (IOException e) {
      throw new DataException(
          uri + ": expected readable files, found " + e + "; check the filesystem", e);
    }
  }

  private static Optional<String> marker(HadoopFiles files) throws IOException {
    if (!files.names().contains(MARKER)) {
      return Optional.empty();
    }
    try (var in = files.open(MARKER)) {
      return Optional.of(new String(in.readNBytes(4096), StandardCharsets.UTF_8));
    }
  }
}
