package org.mnistspark.spark.labelled;

import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import org.mnistspark.data.DataException;

/** The class of a label. */
final class LabelIndex implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int NAMED = 10;

  private final HashMap<String, Integer> classes = new HashMap<>();
  private final String expected;

  /** The classes' labels, in their order. */
  LabelIndex(List<String> labels) {
    for (String label : labels) {
      classes.put(label, classes.size());
    }
    expected =
        labels.size() <= NAMED
            ? String.join(", ", labels)
            : String.join(", ", labels.subList(0, NAMED)) + ", ...";
  }

  /**
   * A label, one-hot.
   *
   * @param where it was found, for the message
   * @throws DataException if there is no such class
   */
  float[] oneHot(String label, String where) {
    Integer found = classes.get(LabelCounts.text(label));
    if (found == null) {
      throw new DataException(
          "%s: expected one of the labels %s, found %s; leave such examples out, or train with them"
              .formatted(where, expected, label));
    }
    float[] oneHot = new float[classes.size()];
    oneHot[found] = 1;
    return oneHot;
  }
}
