package org.mnistspark.spark.labelled;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What of labelled data is wanted, where the data does not tell.
 *
 * @param label name of the label's column; empty: what is called so
 * @param features names of the features' columns; empty: all that hold numbers
 * @param classes number of classes, which are then called 0, 1, ...; empty: as many as labels
 * @param classNames what the classes are called, in the order of their labels; empty: as the labels
 */
public record LabelledChoice(
    Optional<String> label, List<String> features, OptionalInt classes, List<String> classNames) {
  /** Leaves all to the data. */
  public static final LabelledChoice NONE =
      new LabelledChoice(Optional.empty(), List.of(), OptionalInt.empty(), List.of());

  /** Copies the lists. */
  public LabelledChoice {
    features = List.copyOf(features);
    classNames = List.copyOf(classNames);
  }
}
