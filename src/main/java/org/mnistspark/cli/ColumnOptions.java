package org.mnistspark.cli;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.mnistspark.spark.labelled.LabelledChoice;
import picocli.CommandLine.Option;

/** Which columns of a table are taken. */
final class ColumnOptions {
  @Option(
      names = "--label",
      paramLabel = "NAME",
      description =
          "Column of the label, or its number from 0 where columns have no names. By default label, class, target or y.")
  private String label;

  @Option(
      names = "--features",
      paramLabel = "NAMES",
      split = ",",
      description =
          "Columns of the features. By default a column features, else all that hold numbers.")
  private List<String> features;

  LabelledChoice choice(OptionalInt classes, List<String> classNames) {
    return new LabelledChoice(
        Optional.ofNullable(label),
        Optional.ofNullable(features).orElse(List.of()),
        classes,
        classNames);
  }

  LabelledChoice choice() {
    return choice(OptionalInt.empty(), List.of());
  }
}
