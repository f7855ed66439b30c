package org.mnistspark.spark.source;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.mnistspark.data.DataException;
import org.mnistspark.data.Elements;

/**
 * Makes rows of raw items. Arrays are UnsafeArrayData: Spark copies them as blocks of memory into
 * its rows, where it would copy a columnar batch's arrays value by value.
 */
final class IdxRowReader implements PartitionReader<InternalRow> {
  private final ArrayFiles files;
  private final Items images;
  private final Items labels;
  private final List<IdxColumn> columns;
  private final ClassLabels values;
  private final byte[] image;
  private final byte[] label;
  private int index;

  /**
   * @param columns what a row has, in order
   * @param start index of the first row
   * @param values labels of the classes
   */
  IdxRowReader(
      ArrayFiles files,
      Items images,
      Items labels,
      List<IdxColumn> columns,
      int start,
      ClassLabels values) {
    this.files = files;
    this.images = images;
    this.labels = labels;
    this.columns = columns;
    this.values = values;
    this.image = new byte[files.images().header().itemBytes()];
    this.label = new byte[files.labelled() ? files.labels().header().itemBytes() : 0];
    this.index = start - 1;
  }

  @Override
  public boolean next() throws IOException {
    boolean more = images.next(image);
    // Not "&&": at their end both must look whether anything follows.
    more &= labels.next(label);
    index++;
    return more;
  }

  @Override
  public InternalRow get() {
    Object[] values = new Object[columns.size()];
    for (int c = 0; c < values.length; c++) {
      values[c] =
          switch (columns.get(c)) {
            case INDEX -> (long) index;
            case FEATURES -> array(Elements.features(files.images().type(), image));
            case LABEL -> array(oneHot(files.label(label)));
          };
    }
    return new GenericInternalRow(values);
  }

  private static UnsafeArrayData array(float[] values) {
    return UnsafeArrayData.fromPrimitiveArray(values);
  }

  private float[] oneHot(int found) {
    int at = values.indexOf(found);
    if (at < 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected labels %s, found label %d at index %d; correct the file or set the option classes",
              files.labels().name(),
              values,
              found,
              index));
    }
    float[] oneHot = new float[values.size()];
    oneHot[at] = 1;
    return oneHot;
  }

  @Override
  public void close() throws IOException {
    try {
      images.close();
    } finally {
      labels.close();
    }
  }
}
