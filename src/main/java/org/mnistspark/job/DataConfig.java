package org.mnistspark.job;

import java.util.Optional;
import org.mnistspark.failure.Checks;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.spark.labelled.LabelledChoice;

/**
 * Which examples a run trains on.
 *
 * @param folder folder or file of labelled data; empty: look for MNIST, download it, or draw
 *     synthetic digits
 * @param home where downloaded or drawn data sets land
 * @param testData folder or file of the test set; empty: what the data has
 * @param testFraction part of every class that is split off as the test set; 0: none
 * @param validationFraction part of the training set that is held out and evaluated after every
 *     epoch; 0: none, and the test set is evaluated
 * @param choice columns and classes
 * @param normalize what features are brought to
 * @param classWeights how much an example counts
 */
public record DataConfig(
    Optional<String> folder,
    String home,
    Optional<String> testData,
    double testFraction,
    double validationFraction,
    LabelledChoice choice,
    NormalizeChoice normalize,
    ClassWeightsChoice classWeights) {
  /** Checks the fractions. */
  public DataConfig {
    Checks.fraction("validation-fraction", validationFraction);
    Checks.fraction("test-fraction", testFraction);
    if (testData.isPresent() && testFraction > 0) {
      throw new ConfigurationException(
          "`test-fraction`: expected none beside `test-data`, found " + testFraction);
    }
  }
}
