package org.mnistspark.spark.labelled;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.mnistspark.data.DataException;

/** Which classes there are, by the labels of a data set. */
final class ClassNames {
  private static final int NAMED = 10;

  private ClassNames() {}

  /**
   * The labels in their order, whole numbers by value, all others by character.
   *
   * @param where the data is, for messages
   * @param counts of all sets
   * @param wanted number of classes, which are then called 0, 1, ...; empty: those that there are
   * @throws DataException if labels are not classes, or fewer than two
   */
  static List<String> of(String where, List<LabelCounts> counts, OptionalInt wanted) {
    TreeSet<String> labels = new TreeSet<>();
    counts.forEach(set -> labels.addAll(set.counts().keySet()));
    boolean numbers = labels.stream().allMatch(label -> label.matches("-?\\d{1,9}"));
    if (!numbers) {
      checkNames(where, labels);
    }
    List<String> names = new ArrayList<>(labels);
    if (numbers) {
      names.sort(Comparator.comparingInt(Integer::parseInt));
    }
    if (wanted.isPresent()) {
      return numbered(where, names, numbers, wanted.getAsInt());
    }
    if (names.size() < 2) {
      throw new DataException(
          "%s: expected labels of at least two classes, found %s; use other data, or say `classes`"
              .formatted(where, names.isEmpty() ? "none" : names.get(0) + " alone"));
    }
    return names;
  }

  private static void checkNames(String where, Set<String> labels) {
    for (String label : labels) {
      if (label.matches("-?\\d*\\.\\d+([eE][-+]?\\d+)?|NaN|-?Infinity")) {
        throw new DataException(
            "%s: expected labels that are whole numbers or names of classes, found %s; name the column of the classes as `label`"
                .formatted(where, label));
      }
    }
  }

  private static List<String> numbered(
      String where, List<String> names, boolean numbers, int wanted) {
    if (!numbers && names.size() == wanted) {
      return names;
    }
    List<String> all = IntStream.range(0, wanted).mapToObj(Integer::toString).toList();
    names.stream()
        .filter(name -> !all.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new DataException(
                  "%s: expected labels 0 to %s as `classes` says, found label %s; correct `classes` or leave it out"
                      .formatted(where, wanted - 1, name));
            });
    return all;
  }

  /**
   * What the classes are called.
   *
   * @param labels of the classes
   * @param names as the user has them; empty: as the labels
   * @throws DataException if there are more or fewer names than classes
   */
  static List<String> called(String where, List<String> labels, List<String> names) {
    if (!names.isEmpty() && names.size() != labels.size()) {
      throw new DataException(
          "%s: expected a name for each of the %s classes, %s, found %s in `class-names`; correct the names"
              .formatted(where, labels.size(), some(labels), names.size()));
    }
    return names.isEmpty() ? labels : names;
  }

  /** A warning of classes that no training example has. */
  static Optional<String> untrained(List<String> labels, List<Long> perClass) {
    List<String> without =
        IntStream.range(0, labels.size())
            .filter(c -> perClass.get(c) == 0)
            .mapToObj(labels::get)
            .toList();
    return without.isEmpty()
        ? Optional.empty()
        : Optional.of("no training example has the label " + some(without));
  }

  /** A warning of numbers that are no labels, as a damaged label would make many of them. */
  static Optional<String> gap(List<String> labels) {
    if (!labels.stream().allMatch(label -> label.matches("-?\\d{1,9}"))) {
      return Optional.empty();
    }
    int missing =
        Integer.parseInt(labels.get(labels.size() - 1))
            - Integer.parseInt(labels.get(0))
            - labels.size()
            + 1;
    return missing == 0
        ? Optional.empty()
        : Optional.of(
            "the labels are %s classes with gaps between their numbers: %s"
                .formatted(labels.size(), some(labels)));
  }

  /** A list as a message names it. */
  static String some(List<String> names) {
    return names.size() <= NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
  }
}
