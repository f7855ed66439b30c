package org.mnistspark.spark.labelled;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.mnistspark.data.DataException;
import org.mnistspark.image.PictureBytes;
import org.mnistspark.spark.column.FeatureColumn;
import org.mnistspark.spark.column.Features;
import org.mnistspark.spark.input.PictureLevels;
import org.mnistspark.spark.input.TableColumns;

/** Examples (index, features, label) of a table's rows (file, block, id, label, features). */
final class TableRows implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final int FEATURES = 4;

  private final TableColumns.Form form;
  private final ArrayList<String> names;
  private final ArrayList<Integer> shape;
  private final int inputs;
  private final RowIndex rows;
  private final LabelIndex labels;

  TableRows(TableColumns columns, TableShape shape, int inputs, RowIndex rows, LabelIndex labels) {
    this.form = columns.form();
    this.names = new ArrayList<>(columns.features());
    this.shape = new ArrayList<>(shape.shape());
    this.inputs = inputs;
    this.rows = rows;
    this.labels = labels;
  }

  Iterator<InternalRow> read(Iterator<InternalRow> table) {
    Spliterator<InternalRow> all = Spliterators.spliteratorUnknownSize(table, Spliterator.ORDERED);
    return StreamSupport.stream(all, false).map(this::example).iterator();
  }

  private InternalRow example(InternalRow row) {
    long index = rows.of(row.getUTF8String(0), row.getLong(1), row.getLong(2));
    float[] label = labels.oneHot(row.getUTF8String(3).toString(), place(row, index));
    Object features =
        switch (form) {
          case NUMBERS -> array(numbers(row, index));
          case ARRAY -> array(values(row, index));
          case VECTOR -> vector(row, index);
          case PICTURE -> array(picture(row, index));
        };
    return new GenericInternalRow(new Object[] {index, features, array(label)});
  }

  private static UnsafeArrayData array(float[] values) {
    return UnsafeArrayData.fromPrimitiveArray(values);
  }

  private float[] numbers(InternalRow row, long index) {
    float[] values = new float[inputs];
    for (int i = 0; i < inputs; i++) {
      if (row.isNullAt(FEATURES + i)) {
        throw unfit(row, index, "nothing, or no number, in column " + names.get(i));
      }
      values[i] = row.getFloat(FEATURES + i);
      if (!Float.isFinite(values[i])) {
        throw unfit(row, index, values[i] + " in column " + names.get(i));
      }
    }
    return values;
  }

  private float[] values(InternalRow row, long index) {
    checkThere(row, index);
    ArrayData array = row.getArray(FEATURES);
    checkWidth(row, index, array.numElements(), array.numElements() == inputs);
    for (int i = 0; i < inputs; i++) {
      if (array.isNullAt(i)) {
        throw unfit(row, index, "nothing as feature " + i);
      }
    }
    float[] values = array.toFloatArray();
    for (int i = 0; i < inputs; i++) {
      checkFinite(row, index, i, values[i]);
    }
    return values;
  }

  private InternalRow vector(InternalRow row, long index) {
    checkThere(row, index);
    Features features = FeatureColumn.VECTORS.read(row, FEATURES);
    int size = features.size();
    // Files of libsvm do not say how many features there are: the greatest index of a file may be
    // less than that of another.
    checkWidth(row, index, size, features.isSparse() ? size <= inputs : size == inputs);
    float[] values = features.values();
    for (int k = 0; k < values.length; k++) {
      checkFinite(row, index, features.index(k), values[k]);
    }
    return features.toVector(inputs);
  }

  private float[] picture(InternalRow row, long index) {
    checkThere(row, index);
    return PictureLevels.features(
        PictureBytes.of(row.getBinary(FEATURES)), List.copyOf(shape), place(row, index));
  }

  private void checkThere(InternalRow row, long index) {
    if (row.isNullAt(FEATURES)) {
      throw unfit(row, index, "none");
    }
  }

  private void checkWidth(InternalRow row, long index, int width, boolean fits) {
    if (!fits) {
      throw unfit(row, index, width + " features");
    }
  }

  private void checkFinite(InternalRow row, long index, int feature, float value) {
    if (!Float.isFinite(value)) {
      throw unfit(row, index, value + " as feature " + feature);
    }
  }

  private DataException unfit(InternalRow row, long index, String found) {
    return new DataException(
        "%s: expected %s finite numbers as features, found %s; leave such rows out or fill in what is missing"
            .formatted(place(row, index), inputs, found));
  }

  private static String place(InternalRow row, long index) {
    return row.getUTF8String(0) + ", row " + index + " of the set";
  }
}
