package org.mnistspark.ml;

import java.util.List;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/**
 * The classes of a label column.
 *
 * @param count at least 2
 * @param names of the classes, in their order; empty when nobody has named them
 */
record ClassLabels(int count, List<String> names) {
  /** Copies the list. */
  ClassLabels {
    names = List.copyOf(names);
  }

  /**
   * The classes by the column's metadata, else by its values.
   *
   * @throws IllegalArgumentException when there is only one, or a label is none of them
   */
  static ClassLabels of(StructField column, RowCounts counts) {
    Attribute attribute = Attribute.fromStructField(column);
    List<String> names = names(attribute);
    int declared = names.isEmpty() ? declared(attribute) : names.size();
    if (declared > 0 && counts.maxLabel() >= declared) {
      throw new IllegalArgumentException(
          "label: expected classes from 0 to %s, as the metadata of column %s says, found %s; index the labels anew (StringIndexer)"
              .formatted(declared - 1, column.name(), counts.maxLabel()));
    }
    int count = declared > 0 ? declared : counts.maxLabel() + 1;
    if (count < 2 || (declared == 0 && counts.minLabel() == counts.maxLabel())) {
      throw new IllegalArgumentException(
          "label: expected at least two classes, found only class %s; check column %s"
              .formatted(counts.maxLabel(), column.name()));
    }
    return new ClassLabels(count, names);
  }

  private static List<String> names(Attribute attribute) {
    Option<String[]> values = Option.empty();
    if (attribute instanceof NominalAttribute nominal) {
      values = nominal.values();
    } else if (attribute instanceof BinaryAttribute binary) {
      values = binary.values();
    }
    return values.isDefined() ? List.of(values.get()) : List.of();
  }

  /** 0: the metadata does not say. */
  private static int declared(Attribute attribute) {
    if (attribute instanceof NominalAttribute nominal && nominal.numValues().isDefined()) {
      return (Integer) nominal.numValues().get();
    }
    return attribute instanceof BinaryAttribute ? 2 : 0;
  }
}
