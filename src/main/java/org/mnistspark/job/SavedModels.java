package org.mnistspark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.ContentDigest;
import org.mnistspark.data.DataException;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.dl4j.SavedModel;
import org.mnistspark.files.FileSystems;
import org.mnistspark.files.UnusableLocationException;
import org.mnistspark.run.store.RunFiles;

/** Models that runs have left. */
final class SavedModels {
  private SavedModels() {}

  /**
   * Reads a model.zip.
   *
   * @param model its location, or that of a run directory with one
   * @throws DataException when it is missing or unreadable
   */
  static SavedModel read(SparkSession spark, String model) {
    return read(spark.sessionState().newHadoopConf(), model, in -> ModelFiles.read(in, model));
  }

  /**
   * The hash of a model.zip.
   *
   * @throws DataException when it is missing or unreadable
   */
  static ContentDigest digest(Configuration hadoop, String model) {
    return read(
        hadoop,
        model,
        in -> ContentDigest.of(List.of(RunFiles.MODEL), name -> in, Optional.empty()));
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(InputStream in) throws IOException;
  }

  private static <T> T read(Configuration hadoop, String model, Use<T> use) {
    try {
      Path path = new Path(model);
      FileSystem files = FileSystems.of(hadoop, path);
      if (files.exists(path) && files.getFileStatus(path).isDirectory()) {
        path = new Path(path, RunFiles.MODEL);
      }
      try (InputStream in = files.open(path)) {
        return use.of(in);
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
