package org.mnistspark.bench;

import java.util.List;
import java.util.OptionalDouble;

/**
 * One turn of a contender.
 *
 * @param images trained; 0 where they say nothing
 * @param seconds that training took
 * @param accuracy on the test set, after it; empty for what learns nothing
 */
record Lap(long images, double seconds, OptionalDouble accuracy) {
  private static final String NONE = "-";

  Lap(long images, double seconds, double accuracy) {
    this(images, seconds, OptionalDouble.of(accuracy));
  }

  double imagesPerSecond() {
    return images / seconds;
  }

  /** One line without a line end. */
  String encode() {
    return images + " " + seconds + " " + (accuracy.isEmpty() ? NONE : accuracy.getAsDouble());
  }

  static Lap decode(String line) {
    List<String> fields = List.of(line.split(" "));
    if (fields.size() != 3) {
      throw new IllegalArgumentException("expected images, seconds and accuracy, found " + line);
    }
    return new Lap(
        Long.parseLong(fields.get(0)),
        Double.parseDouble(fields.get(1)),
        fields.get(2).equals(NONE)
            ? OptionalDouble.empty()
            : OptionalDouble.of(Double.parseDouble(fields.get(2))));
  }
}
