package org.mnistspark.spark.scoring;

import java.util.Iterator;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.data.DataException;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.Probabilities;

/**
 * Rows (input, prediction, confidence, probabilities) of rows (features, input), some classified at
 * a time. For one task.
 */
final class ScoredRows implements Iterator<InternalRow> {
  /**
   * Few, so that they stay in the cache beside the weights, of which each row needs its own part.
   */
  private static final int BATCH = 32;

  private final Iterator<InternalRow> rows;
  private final Classifier classifier;
  private final StructType inputType;
  private final boolean mayHaveNulls;
  private final Scoring.Counters counters;
  private final float[] features;
  private final float[] probabilities;
  private final InternalRow[] inputs = new InternalRow[BATCH];
  private int count; // rows in the batch
  private int next; // the one that comes next
  private long read; // rows before the batch

  /**
   * Reads the rows when asked for the first.
   *
   * @param packed their schema
   */
  ScoredRows(
      Iterator<InternalRow> rows,
      Classifier classifier,
      StructType packed,
      Scoring.Counters counters) {
    this.rows = rows;
    this.classifier = classifier;
    this.inputType = (StructType) packed.apply(1).dataType();
    this.mayHaveNulls = ((ArrayType) packed.apply(0).dataType()).containsNull();
    this.counters = counters;
    features = new float[Math.multiplyExact(BATCH, classifier.inputs())];
    probabilities = new float[BATCH * classifier.classes()];
  }

  @Override
  public boolean hasNext() {
    if (next == count) {
      fill();
    }
    return next < count;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int classes = classifier.classes();
    float[] row = new float[classes];
    System.arraycopy(probabilities, next * classes, row, 0, classes);
    int best = Probabilities.argmax(row, 0, classes);
    Object[] values = {inputs[next], best, row[best], UnsafeArrayData.fromPrimitiveArray(row)};
    next++;
    return new GenericInternalRow(values);
  }

  private void fill() {
    read += count;
    count = 0;
    next = 0;
    long outside = 0;
    while (count < BATCH && rows.hasNext()) {
      InternalRow row = rows.next();
      // Spark uses one row's memory for the next.
      inputs[count] = row.getStruct(1, inputType.size()).copy();
      outside += take(row) ? 0 : 1;
      count++;
    }
    if (count > 0) {
      classifier.classify(features, count, probabilities);
      counters.rows().add(count);
    }
    if (outside > 0) {
      counters.outside().add(outside);
    }
  }

  /** Takes the features of a row; false if some are outside [0,1]. */
  private boolean take(InternalRow row) {
    int width = classifier.inputs();
    if (row.isNullAt(0)) {
      throw unfit("null", "leave such rows out");
    }
    ArrayData array = row.getArray(0);
    if (array.numElements() != width) {
      throw unfit(array.numElements() + " of them", "use data of the model's shape");
    }
    float[] values = array.toFloatArray();
    System.arraycopy(values, 0, features, count * width, width);
    int inside = 0;
    for (float value : values) {
      inside += value >= 0f && value <= 1f ? 1 : 0;
    }
    if (mayHaveNulls) {
      checkNulls(array, width);
    }
    if (inside < width) {
      checkFinite(values);
    }
    return inside == width;
  }

  private void checkNulls(ArrayData array, int width) {
    // An array without nulls has no bit set; Spark has no faster way to ask than one by one.
    for (int i = 0; i < width; i++) {
      if (array.isNullAt(i)) {
        throw unfit("null as feature " + i, "leave such rows out");
      }
    }
  }

  private void checkFinite(float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw unfit(values[i] + " as feature " + i, "leave such rows out");
      }
    }
  }

  private DataException unfit(String found, String remedy) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: expected %d features as the model takes, found %s; %s",
            name(inputs[count]),
            classifier.inputs(),
            found,
            remedy));
  }

  /** The row as its owner would look for it: by a plain column, else by its place. */
  private String name(InternalRow input) {
    for (int c = 0; c < inputType.size() - 1; c++) {
      StructField field = inputType.apply(c);
      DataType type = field.dataType();
      boolean plain =
          type.equals(DataTypes.LongType)
              || type.equals(DataTypes.IntegerType)
              || type.equals(DataTypes.StringType);
      if (plain && !input.isNullAt(c)) {
        return "row with " + field.name() + " = " + input.get(c, type);
      }
    }
    return String.format(
        Locale.ROOT, "row %d of partition %d", read + count, TaskContext.getPartitionId());
  }
}
