package org.mnistspark.job;

/** Ranges of configuration values. */
final class Checks {
  private Checks() {}

  static void positive(String setting, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new ConfigurationException(setting, "a number greater than 0", value);
    }
  }

  static void fraction(String setting, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new ConfigurationException(setting, "a number from 0 to below 1", value);
    }
  }

  static void notNegative(String setting, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new ConfigurationException(setting, "0 or a greater number", value);
    }
  }
}
