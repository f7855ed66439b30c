package org.mnistspark.cli;

import java.util.OptionalInt;
import org.mnistspark.job.ConfigurationException;

/** Numbers that may be left to the job. */
final class Numbers {
  /** The word for it. */
  static final String AUTO = "auto";

  private Numbers() {}

  static void positive(String option, int value) {
    if (value <= 0) {
      throw new ConfigurationException(
          option + ": expected a number greater than 0, found " + value);
    }
  }

  static OptionalInt unlessAuto(String option, String value) {
    if (value.equals(AUTO)) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          option + ": expected a whole number or " + AUTO + ", found " + value);
    }
  }
}
