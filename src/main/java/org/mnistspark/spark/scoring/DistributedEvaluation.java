package org.mnistspark.spark.scoring;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
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

/**
 * Scores a frame (index, features, label) on the executors. The result does not depend on its
 * partitioning.
 */
public final class DistributedEvaluation {
  /** Rows that are scored together. */
  private static final int BATCH = 512;

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
    score(frame, classifier, (rows, shipped) -> examine(rows, shipped, samples, mistakes))
        .forEach(total::merge);
    return total.examination();
  }

  /** What is made of one partition's rows. */
  @FunctionalInterface
  private interface Part<T> extends Serializable {
    T of(Iterator<InternalRow> rows, Classifier classifier);
  }

  private static <T> List<T> score(Dataset<Row> frame, Classifier classifier, Part<T> part) {
    JavaSparkContext context = new JavaSparkContext(frame.sparkSession().sparkContext());
    Broadcast<ShippedClassifier> shared = context.broadcast(new ShippedClassifier(classifier));
    try {
      return frame
          .select("index", "features", "label")
          // Internal rows: a Row would box every one of the 784 values.
          .queryExecution()
          .toRdd()
          .toJavaRDD()
          .mapPartitions(rows -> List.of(part.of(rows, shared.value().get())).iterator())
          .collect();
    } finally {
      shared.destroy();
    }
  }

  private static EvaluationSum sum(Iterator<InternalRow> rows, Classifier classifier) {
    EvaluationSum sum = new EvaluationSum(classifier.classes());
    Batch batch = new Batch(classifier);
    while (batch.next(rows)) {
      for (int i = 0; i < batch.count; i++) {
        sum.add(batch.probabilities, i * classifier.classes(), batch.labels[i]);
      }
    }
    return sum;
  }

  private static ExaminationSum examine(
      Iterator<InternalRow> rows, Classifier classifier, int samples, int mistakes) {
    ExaminationSum sum =
        new ExaminationSum(classifier.inputs(), classifier.classes(), samples, mistakes);
    Batch batch = new Batch(classifier);
    while (batch.next(rows)) {
      sum.add(batch.indices, batch.features, batch.probabilities, batch.labels, batch.count);
    }
    return sum;
  }

  /** Rows that are scored together, in buffers that the next ones overwrite. */
  private static final class Batch {
    final long[] indices = new long[BATCH];
    final float[] features; // [BATCH, inputs]
    final int[] labels = new int[BATCH];
    final float[] probabilities; // [BATCH, classes]
    int count;
    private final Classifier classifier;

    Batch(Classifier classifier) {
      this.classifier = classifier;
      features = new float[BATCH * classifier.inputs()];
      probabilities = new float[BATCH * classifier.classes()];
    }

    /** Scores the next rows; false when there are none. */
    boolean next(Iterator<InternalRow> rows) {
      int inputs = classifier.inputs();
      int classes = classifier.classes();
      count = 0;
      while (count < BATCH && rows.hasNext()) {
        InternalRow row = rows.next();
        indices[count] = row.getLong(0);
        float[] values = requireWidth("features", row.getArray(1).toFloatArray(), inputs);
        System.arraycopy(values, 0, features, count * inputs, inputs);
        labels[count] =
            Probabilities.argmax(requireWidth("label", row.getArray(2).toFloatArray(), classes));
        count++;
      }
      classifier.classify(features, count, probabilities);
      return count > 0;
    }
  }

  private static float[] requireWidth(String column, float[] values, int width) {
    if (values.length != width) {
      throw new DataException(
          column
              + ": expected "
              + width
              + " values as the model has, found "
              + values.length
              + "; use data of the model's shape");
    }
    return values;
  }
}
