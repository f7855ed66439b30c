package org.mnistspark.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.mnistspark.data.DataException;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.EvaluationSum;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.Prediction;

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
    JavaSparkContext context = new JavaSparkContext(frame.sparkSession().sparkContext());
    Broadcast<ShippedClassifier> shared = context.broadcast(new ShippedClassifier(classifier));
    try {
      List<EvaluationSum> parts =
          frame
              .select("features", "label")
              // Internal rows: a Row would box every one of the 784 values.
              .queryExecution()
              .toRdd()
              .toJavaRDD()
              .mapPartitions(rows -> List.of(sum(rows, shared.value().get())).iterator())
              .collect();
      EvaluationSum total = new EvaluationSum(classifier.classes());
      for (EvaluationSum part : parts) {
        total = total.merge(part);
      }
      return total.metrics();
    } finally {
      shared.destroy();
    }
  }

  private static EvaluationSum sum(Iterator<InternalRow> rows, Classifier classifier) {
    int inputs = classifier.inputs();
    int classes = classifier.classes();
    EvaluationSum sum = new EvaluationSum(classes);
    float[] features = new float[BATCH * inputs];
    int[] labels = new int[BATCH];
    float[] probabilities = new float[BATCH * classes];
    while (rows.hasNext()) {
      int count = 0;
      while (count < BATCH && rows.hasNext()) {
        InternalRow row = rows.next();
        float[] values = requireWidth("features", row.getArray(0).toFloatArray(), inputs);
        System.arraycopy(values, 0, features, count * inputs, inputs);
        labels[count] = argmax(requireWidth("label", row.getArray(1).toFloatArray(), classes));
        count++;
      }
      classifier.classify(features, count, probabilities);
      for (int i = 0; i < count; i++) {
        sum.add(probabilities, i * classes, labels[i]);
      }
    }
    return sum;
  }

  /**
   * The first {@code count} rows by index, with the classifier's probabilities, computed on the
   * driver.
   */
  public static List<Prediction> predictFirst(
      Dataset<Row> frame, Classifier classifier, int count) {
    Column wanted = functions.col("index").lt(count);
    List<Row> rows =
        new ArrayList<>(frame.select("index", "features", "label").where(wanted).collectAsList());
    rows.sort(Comparator.comparingLong(row -> row.getLong(0)));
    List<Prediction> predictions = new ArrayList<>();
    float[] probabilities = new float[classifier.classes()];
    for (Row row : rows) {
      float[] features = requireWidth("features", floats(row, 1), classifier.inputs());
      float[] label = requireWidth("label", floats(row, 2), classifier.classes());
      classifier.classify(features, 1, probabilities);
      predictions.add(Prediction.of(probabilities, 0, probabilities.length, argmax(label)));
    }
    return predictions;
  }

  private static float[] floats(Row row, int column) {
    List<Float> values = row.getList(column);
    float[] result = new float[values.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = values.get(i);
    }
    return result;
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

  private static int argmax(float[] oneHot) {
    int best = 0;
    for (int i = 1; i < oneHot.length; i++) {
      if (oneHot[i] > oneHot[best]) {
        best = i;
      }
    }
    return best;
  }
}
