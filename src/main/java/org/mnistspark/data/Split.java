package org.mnistspark.data;

import java.util.Locale;

/** The two parts of the data set. */
public enum Split {
  TRAIN,
  TEST;

  /** The name in options: {@code train} or {@code test}. */
  public String option() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The split of that option name. Throws {@link DataException} for any other. */
  public static Split of(String option) {
    for (Split split : values()) {
      if (split.option().equals(option)) {
        return split;
      }
    }
    throw new DataException(
        "expected split train or test, found '" + option + "'; name one of them");
  }
}
