package org.mnistspark.job;

import java.util.List;
import org.mnistspark.data.Split;
import org.mnistspark.failure.ConfigurationException;

/**
 * What to predict, and how to write it down.
 *
 * @param model a model.zip
 * @param inputs files, folders or globs of one kind: IDX, images, Parquet or JSON
 * @param split of an IDX folder
 * @param output folder to make
 * @param format of the files in it
 * @param keepFeatures whether the features are written, too
 * @param overwrite replace an existing folder of predictions
 */
public record PredictConfig(
    String model,
    List<String> inputs,
    Split split,
    String output,
    PredictFormat format,
    boolean keepFeatures,
    boolean overwrite) {

  /** Copies the list. */
  public PredictConfig {
    inputs = List.copyOf(inputs);
    if (keepFeatures && format == PredictFormat.CSV) {
      throw new ConfigurationException(
          "`keep-features`: expected `format` parquet or json, found csv, which has no arrays");
    }
  }
}
