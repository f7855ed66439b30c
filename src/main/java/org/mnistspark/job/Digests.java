package org.mnistspark.job;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.DataException;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.spark.HadoopFiles;

/** Hashes of a data folder's files, and what data set they make. */
final class Digests {
  private Digests() {}

  /** Reads every file of the folder once, on the driver. */
  static ContentDigest of(Configuration hadoop, String uri) {
    HadoopFiles files = HadoopFiles.list(hadoop, uri);
    try {
      return ContentDigest.of(files.mnistNames(), files::open, files.text(SyntheticDigits.MARKER));
    } catch (IOException e) {
      throw new DataException(
          uri + ": expected readable files, found " + e + "; check the filesystem", e);
    }
  }
}
