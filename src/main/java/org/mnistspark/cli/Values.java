package org.mnistspark.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.mnistspark.failure.ConfigurationException;

/** Values that may be left to the job. */
final class Values {
  /** The word for it. */
  private static final String AUTO = "auto";

  private Values() {}

  static void positive(String option, int value) {
    if (value <= 0) {
      throw new ConfigurationException(
          option + ": expected a number greater than 0, found " + value);
    }
  }

  static Optional<String> unlessAuto(String value) {
    return value.equals(AUTO) ? Optional.empty() : Optional.of(value);
  }

  static OptionalInt unlessAuto(String option, String value) {
    return whole(option, value, AUTO);
  }

  /** A whole number, unless the value is this word. */
  static OptionalInt whole(String option, String value, String word) {
    if (value.equals(word)) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Integer.parseInt(value));
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          option + ": expected a whole number or " + word + ", found " + value);
    }
  }

  static OptionalDouble fractionUnlessAuto(String option, String value) {
    return numberUnlessAuto(option, value, "a number from 0 to below 1");
  }

  static OptionalDouble positiveUnlessAuto(String option, String value) {
    return numberUnlessAuto(option, value, "a number above 0");
  }

  private static OptionalDouble numberUnlessAuto(String option, String value, String expected) {
    if (value.equals(AUTO)) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(value));
    } catch (NumberFormatException e) {
      throw new ConfigurationException(
          option + ": expected " + expected + " or " + AUTO + ", found " + value);
    }
  }

  static Optional<Boolean> flagUnlessAuto(String option, String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case AUTO -> Optional.empty();
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default ->
          throw new ConfigurationException(
              option + ": expected true, false or " + AUTO + ", found " + value);
    };
  }

  static <E extends Enum<E>> Optional<E> nameUnlessAuto(
      String option, String value, Class<E> type) {
    if (value.equals(AUTO)) {
      return Optional.empty();
    }
    List<E> all = List.of(type.getEnumConstants());
    return Optional.of(
        all.stream()
            .filter(constant -> constant.name().equalsIgnoreCase(value))
            .findFirst()
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        option + ": expected one of " + all + " or " + AUTO + ", found " + value)));
  }
}
