package org.mnistspark.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code dataset.json} says of a synthetic data set: all that its content depends on.
 *
 * @param train number of training images
 * @param test number of test images
 * @param version of the generator: raised when the same seed draws other images
 */
record DatasetMarker(int train, int test, long seed, int version) {
  private static final Pattern FORMAT =
      Pattern.compile(
          "\\s*\\{\\s*\"dataset\"\\s*:\\s*\""
              + DatasetKind.SYNTHETIC_DIGITS.id()
              + "\"\\s*,\\s*\"train\"\\s*:\\s*(\\d{1,9})\\s*,\\s*\"test\"\\s*:\\s*(\\d{1,9})"
              + "\\s*,\\s*\"seed\"\\s*:\\s*(-?\\d{1,19})\\s*,\\s*\"version\"\\s*:\\s*(\\d{1,9})\\s*\\}\\s*");

  /** One line of JSON. */
  String json() {
    return String.format(
        Locale.ROOT,
        "{\"dataset\":\"%s\",\"train\":%d,\"test\":%d,\"seed\":%d,\"version\":%d}\n",
        DatasetKind.SYNTHETIC_DIGITS.id(),
        train,
        test,
        seed,
        version);
  }

  /** Empty for any text that {@link #json()} does not write, but for white space. */
  static Optional<DatasetMarker> parse(String json) {
    Matcher matcher = FORMAT.matcher(json);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DatasetMarker(
              Integer.parseInt(matcher.group(1)),
              Integer.parseInt(matcher.group(2)),
              Long.parseLong(matcher.group(3)),
              Integer.parseInt(matcher.group(4))));
    } catch (NumberFormatException e) { // a seed beyond 64 bits
      return Optional.empty();
    }
  }

  /** The marker of a folder, if it has one. */
  static Optional<DatasetMarker> in(Path directory) throws IOException {
    try {
      return parse(Files.readString(directory.resolve(SyntheticDigits.MARKER)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
