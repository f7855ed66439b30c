package org.mnistspark.job;

import java.util.Optional;
import org.mnistspark.spark.labelled.LabelledChoice;

/** Settings of data that tells all by itself. */
final class Choices {
  private Choices() {}

  static DataConfig data(Optional<String> folder, String home, double validationFraction) {
    return new DataConfig(
        folder,
        home,
        Optional.empty(),
        0,
        validationFraction,
        LabelledChoice.NONE,
        NormalizeChoice.AUTO,
        ClassWeightsChoice.NONE);
  }
}
