package org.mnistspark.ml;

import java.util.Iterator;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.mnistspark.engine.Dealing;
import org.mnistspark.engine.Example;
import org.mnistspark.spark.column.Features;

/**
 * The rows of a training set, which have been read once, for what there is to know before a
 * training. Its examples are numbered from 0 in the order of partitions and rows.
 */
final class TrainingRows {
  private final JavaRDD<InternalRow> rows;
  private final RowReader reader;
  private final long[] firstIndices; // of each partition, and the end
  private final RowCounts counts;
  private final ClassLabels classes;

  private TrainingRows(
      JavaRDD<InternalRow> rows,
      RowReader reader,
      long[] firstIndices,
      RowCounts counts,
      ClassLabels classes) {
    this.rows = rows;
    this.reader = reader;
    this.firstIndices = firstIndices;
    this.counts = counts;
    this.classes = classes;
  }

  /**
   * Reads them, in one Spark job.
   *
   * @param digested whether {@link #digest} will be asked for: it costs a step for each value
   * @throws IllegalArgumentException when nothing can be trained on them
   */
  static TrainingRows read(Dataset<Row> frame, Columns columns, boolean digested) {
    RowReader reader = RowReader.of(frame, columns);
    // One RDD for all passes: partitions stay the same, and shuffles before them are not repeated.
    JavaRDD<InternalRow> rows = reader.select(frame, columns).queryExecution().toRdd().toJavaRDD();
    List<RowCounts> parts =
        rows.mapPartitions(part -> List.of(RowCounts.of(part, reader, digested)).iterator())
            .collect();
    long[] firstIndices = new long[parts.size() + 1];
    RowCounts counts = new RowCounts(digested);
    for (int i = 0; i < parts.size(); i++) {
      firstIndices[i + 1] = firstIndices[i] + parts.get(i).examples();
      counts = counts.plus(parts.get(i));
    }
    counts.requireSound();
    if (columns.validation().isPresent() && counts.heldOut() == 0) {
      throw new IllegalArgumentException(
          "validationIndicatorCol: expected at least one row where %s is true, found none; mark some rows"
              .formatted(columns.validation().get()));
    }
    ClassLabels classes = ClassLabels.of(frame.schema().apply(columns.label()), counts);
    return new TrainingRows(rows, reader, firstIndices, counts, classes);
  }

  /** Features of an example. */
  int inputs() {
    return counts.inputs();
  }

  ClassLabels classes() {
    return classes;
  }

  /** Rows to train on. */
  long examples() {
    return counts.examples();
  }

  Configuration hadoopConfiguration() {
    return rows.context().hadoopConfiguration();
  }

  /** A hash of all rows in their order. */
  String digest() {
    return counts.digest();
  }

  /** Cores that Spark would use. */
  int parallelism() {
    return rows.context().defaultParallelism();
  }

  /** The rows to train on, dealt out. */
  JavaRDD<Example> examples(Dealing dealing) {
    // For the tasks, which must not take all of this along.
    RowReader labelled = reader;
    long[] first = firstIndices;
    double factor = counts.weightFactor();
    int count = classes.count();
    return rows.mapPartitionsWithIndex(
        (partition, part) -> {
          AtomicLong next = new AtomicLong(first[partition]);
          return stream(part)
              .filter(row -> !labelled.isHeldOut(row) && labelled.weight(row) > 0)
              .map(
                  row ->
                      example(
                          labelled,
                          row,
                          dealing,
                          requireBelow(next.getAndIncrement(), first[partition + 1]),
                          factor,
                          count))
              .iterator();
        },
        true);
  }

  private static Stream<InternalRow> stream(Iterator<InternalRow> rows) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false);
  }

  private static long requireBelow(long index, long end) {
    if (index >= end) {
      throw new IllegalArgumentException(
          "training set: expected as many rows as before in every partition, found more; train on data that is the same whenever it is read, or persist it");
    }
    return index;
  }

  private static Example example(
      RowReader reader, InternalRow row, Dealing dealing, long index, double factor, int classes) {
    Features features = reader.features(row);
    float[] label = new float[classes];
    label[reader.label(row)] = (float) (reader.weight(row) * factor);
    return new Example(
        dealing.worker(index), dealing.key(index), features.indices(), features.values(), label);
  }

  /** The rows to evaluate; the caller closes them. */
  HeldOut heldOut() {
    if (counts.heldOut() == 0) {
      return HeldOut.none();
    }
    RowReader labelled = reader;
    return HeldOut.of(
        rows.mapPartitions(
            part ->
                stream(part)
                    .filter(row -> labelled.isHeldOut(row) && labelled.weight(row) > 0)
                    .map(
                        row ->
                            new HeldOut.Example(
                                labelled.features(row), labelled.label(row), labelled.weight(row)))
                    .iterator()));
  }
}
