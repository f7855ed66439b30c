package org.mnistspark.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
import org.mnistspark.files.DataFolder;
import org.mnistspark.files.FileSystems;
import org.mnistspark.files.UnusableLocationException;
import org.mnistspark.run.record.RunResult;
import org.mnistspark.run.store.RunFiles;

/** Models that runs have left. */
final class SavedModels {
  /** More than the metrics of 100,000 classes. */
  private static final int MAX_METRICS_BYTES = 1 << 25;

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

  /**
   * What the run has reached that left a model.zip; empty where no run's metrics.json is beside it.
   *
   * @throws DataException when that is unreadable
   */
  static Optional<RunResult> result(Configuration hadoop, String model) {
    try {
      Path metrics = new Path(file(hadoop, model).getParent(), RunFiles.METRICS);
      try (InputStream in = FileSystems.of(hadoop, metrics).open(metrics)) {
        byte[] text = in.readNBytes(MAX_METRICS_BYTES);
        return RunResult.ofMetricsJson(new String(text, StandardCharsets.UTF_8));
      }
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw DataFolder.unreadable(model, "a readable " + RunFiles.METRICS + " beside it", e);
    }
  }

  /** Whether a model that was read is this file. */
  static boolean isAt(Configuration hadoop, String model, Path file) {
    try {
      return file(hadoop, model).equals(file);
    } catch (IOException e) {
      throw DataFolder.unreadable(model, "a readable model.zip", e);
    }
  }

  /** The model.zip itself, with scheme and authority. */
  private static Path file(Configuration hadoop, String model) throws IOException {
    FileSystem files = FileSystems.of(hadoop, new Path(model));
    Path path = files.makeQualified(new Path(model));
    return files.exists(path) && files.getFileStatus(path).isDirectory()
        ? new Path(path, RunFiles.MODEL)
        : path;
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(InputStream in) throws IOException;
  }

  private static <T> T read(Configuration hadoop, String model, Use<T> use) {
    try {
      Path path = file(hadoop, model);
      try (InputStream in = FileSystems.of(hadoop, path).open(path)) {
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
