package org.mnistspark.failure;

/**
 * Ranges of settings. The exception is a {@link ConfigurationException} that names the setting,
 * what was expected and what was found.
 */
public final class Checks {
  private Checks() {}

  /** Refuses what is not above 0. */
  public static void positive(String setting, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new ConfigurationException(setting, "a number greater than 0", value);
    }
  }

  /** Refuses what is not in [0,1). */
  public static void fraction(String setting, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new ConfigurationException(setting, "a number from 0 to below 1", value);
    }
  }

  /** Refuses what is below 0. */
  public static void notNegative(String setting, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new ConfigurationException(setting, "0 or a greater number", value);
    }
  }
}
