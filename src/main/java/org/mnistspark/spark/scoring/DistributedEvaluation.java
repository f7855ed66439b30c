package org.mnistspark.spark.scoring;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.mnistspark.data.DataException;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.EvaluationSum;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.evaluation.ExaminationSum;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Probabilities;
import org.mnistspark.spark.column.FeatureColumn;
import org.mnistspark.spark.column.Features;
import org.mnistspark.spark.session.TaskCores;

/**
 * Scores a frame (index, features, label) on the executors. The result does not depend on its
 * partitioning.
 */
public final class DistributedEvaluation {
  /** Rows that are scored together by one thread, fewer where they are long. */
  private static final int MAX_BATCH = 256;

  private static final int MAX_BATCH_VALUES = 1 << 20;

  private DistributedEvaluation() {}

  /**
   * Metrics over all rows; the classifier is sent to each executor once. Features or a label of
   * another width than the classifier's fail the job with a {@link DataException} as cause.
   */
  public static Metrics evaluate(Dataset<Row> frame, Classifier classifier) {
    EvaluationSum total = new EvaluationSum(classifier.classes());
    score(frame, classifier, DistributedEvaluation::sum).forEach(total::merge);
    return total.metrics();
  }

  /**
   * Metrics as {@link #evaluate} gives them, and in the same pass what explains them.
   *
   * @param samples rows whose index is below this are kept
   * @param mistakes how many of the most confident mistakes are kept
   */
  public static Examination examine(
      Dataset<Row> frame, Classifier classifier, int samples, int mistakes) {
    ExaminationSum total =
        new ExaminationSum(classifier.inputs(), classifier.classes(), samples, mistakes);
    score(frame, classifier, (rows, batches) -> examine(rows, batches, samples, mistakes))
        .forEach(total::merge);
    return total.examination();
  }

  /** What is made of one partition's rows. */
  @FunctionalInterface
  private interface Part<T> extends Serializable {
    T of(Iterator<InternalRow> rows, Batches batches);
  }

  private static <T> List<T> score(Dataset<Row> frame, Classifier classifier, Part<T> part) {
    JavaSparkContext context = new JavaSparkContext(frame.sparkSession().sparkContext());
    Broadcast<ShippedClassifier> shared = context.broadcast(new ShippedClassifier(classifier));
    int cores = TaskCores.of(context.sc());
    FeatureColumn column = FeatureColumn.of(frame);
    try {
      return frame
          .select("index", "features", "label")
          // Internal rows: a Row would box every one of the 784 values.
          .queryExecution()
          .toRdd()
          .toJavaRDD()
          .mapPartitions(
              rows ->
                  List.of(part.of(rows, new Batches(shared.value().get(), cores, column)))
                      .iterator())
          .collect();
    } finally {
      shared.destroy();
    }
  }

  private static EvaluationSum sum(Iterator<InternalRow> rows, Batches batches) {
    int classes = batches.classifier.classes();
    EvaluationSum sum = new EvaluationSum(classes);
    batches.score(
        rows,
        batch -> {
          for (int i = 0; i < batch.count; i++) {
            sum.add(batch.probabilities, i * classes, batch.labels[i]);
          }
        });
    return sum;
  }

  private static ExaminationSum examine(
      Iterator<InternalRow> rows, Batches batches, int samples, int mistakes) {
    Classifier classifier = batches.classifier;
    ExaminationSum sum =
        new ExaminationSum(classifier.inputs(), classifier.classes(), samples, mistakes);
    batches.score(
        rows,
        batch ->
            sum.add(batch.indices, batch.features, batch.probabilities, batch.labels, batch.count));
    return sum;
  }

  /** Batches of rows, one per core of a task, that are classified side by side. */
  private static final class Batches {
    private final Classifier classifier;
    private final List<Batch> batches;

    Batches(Classifier classifier, int cores, FeatureColumn column) {
      this.classifier = classifier;
      this.batches = Stream.generate(() -> new Batch(classifier, column)).limit(cores).toList();
    }

    /** Has every batch of the rows, in their order. */
    void score(Iterator<InternalRow> rows, Consumer<Batch> each) {
      while (rows.hasNext()) {
        batches.forEach(batch -> batch.fill(rows));
        batches.parallelStream().forEach(Batch::classify);
        batches.forEach(each);
      }
    }
  }

  /** Rows that are scored together, in buffers that the next ones overwrite. */
  private static final class Batch {
    final long[] indices;
    final float[] features; // [size, inputs]
    final int[] labels;
    final float[] probabilities; // [size, classes]
    int count;
    private final int size;
    private final Classifier classifier;
    private final FeatureColumn column;

    Batch(Classifier classifier, FeatureColumn column) {
      this.classifier = classifier;
      this.column = column;
      int values = Math.max(classifier.inputs(), classifier.classes());
      size = Math.max(1, Math.min(MAX_BATCH, MAX_BATCH_VALUES / values));
      indices = new long[size];
      labels = new int[size];
      features = new float[size * classifier.inputs()];
      probabilities = new float[size * classifier.classes()];
    }

    /** Takes the next rows, as far as there are any. */
    void fill(Iterator<InternalRow> rows) {
      int inputs = classifier.inputs();
      int classes = classifier.classes();
      count = 0;
      while (count < size && rows.hasNext()) {
        InternalRow row = rows.next();
        indices[count] = row.getLong(0);
        Features example = column.read(row, 1);
        requireWidth("features", example.size(), inputs);
        example.copyTo(features, count * inputs);
        float[] label = row.getArray(2).toFloatArray();
        requireWidth("label", label.length, classes);
        labels[count] = Probabilities.argmax(label);
        count++;
      }
    }

    void classify() {
      classifier.classify(features, count, probabilities);
    }
  }

  private static void requireWidth(String column, int found, int width) {
    if (found != width) {
      throw new DataException(
          column
              + ": expected "
              + width
              + " values as the model has, found "
              + found
              + "; use data of the model's shape");
    }
  }
}
