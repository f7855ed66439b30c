package org.mnistspark.job;

/** Ranges of configuration values. */
final class Checks {
  private Checks() {}

  static void positive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new ConfigurationException(option, "a number greater than 0", value);
    }
  }

  static void notNegative(String option, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new ConfigurationException(option, "0 or a greater number", value);
    }
  }
}
