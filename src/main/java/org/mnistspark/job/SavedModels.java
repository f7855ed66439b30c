package org.mnistspark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.DataException;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.files.FileSystems;
import org.mnistspark.files.UnusableLocationException;

/** Models that runs have left. */
final class SavedModels {
  private SavedModels() {}

  /**
   * Reads a model.zip.
   *
   * @throws DataException when it is missing or unreadable
   */
  static SavedModel read(SparkSession spark, String model) {
    Configuration hadoop = spark.sessionState().newHadoopConf();
    try {
      Path path = new Path(model);
      try (InputStream in = FileSystems.of(hadoop, path).open(path)) {
        return ModelFiles.read(in, model);
      }
    } catch (FileNotFoundException e) {
      throw new DataException(
          model + ": expected a model.zip, found no such file; name the model.zip of a run", e);
    } catch (IllegalArgumentException e) {
      throw UnusableLocationException.malformed(model, e);
    } catch (IOException e) {
      throw new DataException(
          model
              + ": expected a readable model.zip, found "
              + e
              + "; check the path and the access to it",
          e);
    }
  }
}
