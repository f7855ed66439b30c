package org.mnistspark.spark.source;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The numbers by which files call classes, in the order of the classes.
 *
 * @param values none of them twice
 */
record ClassLabels(List<Integer> values) implements Serializable {
  ClassLabels {
    values = List.copyOf(values);
  }

  /** 0, 1, ... */
  static ClassLabels upTo(int classes) {
    return new ClassLabels(IntStream.range(0, classes).boxed().toList());
  }

  int size() {
    return values.size();
  }

  /** The class of a label; -1 if there is none. */
  int indexOf(int label) {
    // As it mostly is.
    return label >= 0 && label < size() && values.get(label) == label
        ? label
        : values.indexOf(label);
  }

  @Override
  public String toString() {
    int first = values.get(0);
    int last = values.get(size() - 1);
    return last - first == size() - 1 ? first + " to " + last : values.toString();
  }
}
