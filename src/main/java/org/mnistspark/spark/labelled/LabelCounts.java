package org.mnistspark.spark.labelled;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.mnistspark.data.DataException;

/**
 * How many examples have which label, and the first labels; mergeable, in the order of the
 * examples. Not a record, because it travels through Kryo.
 */
final class LabelCounts implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Labels beyond which a column holds something else than classes. */
  static final int MAX_CLASSES = 10_000;

  private static final int FIRST = 10;

  private final TreeMap<String, Long> counts = new TreeMap<>();
  private final ArrayList<String> first = new ArrayList<>();
  private long total;

  /** Adds an example. */
  void add(String label) {
    add(label, 1);
    if (first.size() < FIRST) {
      first.add(label);
    }
    total++;
  }

  /** Adds the examples that follow. */
  void merge(LabelCounts next) {
    next.counts.forEach(this::add);
    next.first.stream().limit(FIRST - first.size()).forEach(first::add);
    total += next.total;
  }

  private void add(String label, long count) {
    counts.merge(label, count, Long::sum);
    if (counts.size() > MAX_CLASSES) {
      throw new DataException(
          "expected at most %s classes, found more labels, such as %s and %s; name the column of the classes as `label`"
              .formatted(MAX_CLASSES, counts.firstKey(), counts.lastKey()));
    }
  }

  SortedMap<String, Long> counts() {
    return counts;
  }

  List<String> first() {
    return List.copyOf(first);
  }

  long total() {
    return total;
  }

  /** A label as it is called: whole numbers without a point, whatever type they were read as. */
  static String text(String label) {
    int point = label.indexOf('.');
    boolean whole =
        point > 0
            && label.chars().skip(point + 1).allMatch(c -> c == '0')
            && label.substring(label.startsWith("-") ? 1 : 0, point).matches("\\d+");
    return whole ? label.substring(0, point) : label.strip();
  }
}
