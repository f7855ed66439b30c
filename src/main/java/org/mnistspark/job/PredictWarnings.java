package org.mnistspark.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mnistspark.data.DataException;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.spark.input.LeftOut;
import org.mnistspark.spark.input.PredictInput;
import org.mnistspark.spark.scoring.Scoring;

/** What the user must not overlook in predictions. */
final class PredictWarnings {
  private PredictWarnings() {}

  /**
   * Looks at what the tasks counted.
   *
   * @throws DataException if nothing was predicted
   */
  static List<String> of(PredictInput input, Classifier classifier, Scoring scoring) {
    long unreadable = input.unreadable().count();
    if (scoring.rows() == 0) {
      throw new DataException(
          unreadable == 0
              ? input.paths().get(0)
                  + ": expected something to predict, found no rows; name other files"
              : format(
                  "expected readable images, found none among %,d: %s; name other files",
                  unreadable, input.unreadable().examples().get(0)));
    }
    List<String> warnings = new ArrayList<>(input.warnings());
    if (unreadable > 0) {
      warnings.add(
          format(
              "%,d of %,d images could not be read and were left out: %s",
              unreadable, unreadable + scoring.rows(), some(input.unreadable())));
    }
    if (input.others().count() > 0) {
      warnings.add(
          format(
              "%,d files beside the images are none and were passed over: %s",
              input.others().count(), some(input.others())));
    }
    if (!classifier.takesPixels() && scoring.outside() == 0) {
      warnings.add(
          "all rows have features in [0,1], but the model's normalizer was fitted to others, such as grey levels from 0 to 255; give it features of that kind");
    }
    if (classifier.takesPixels() && scoring.outside() > 0) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows have features outside [0,1]; models of this job take pixels as k/255",
              scoring.outside(),
              scoring.rows()));
    }
    return warnings;
  }

  private static String some(LeftOut files) {
    String examples = String.join("; ", files.examples());
    return files.count() > files.examples().size() ? examples + "; ..." : examples;
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
