package org.mnistspark.job;

import java.util.Optional;
import org.mnistspark.failure.Checks;

/**
 * Which examples a run trains on.
 *
 * @param folder folder with the IDX files; empty: look for MNIST, download it, or draw synthetic
 *     digits
 * @param home where downloaded or drawn data sets land
 * @param validationFraction part of the training set that is held out and evaluated after every
 *     epoch; 0: none, and the test set is evaluated
 */
public record DataConfig(Optional<String> folder, String home, double validationFraction) {
  /** Checks the fraction. */
  public DataConfig {
    Checks.fraction("validation-fraction", validationFraction);
  }
}
