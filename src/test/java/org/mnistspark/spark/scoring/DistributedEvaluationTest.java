package org.mnistspark.spark.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mnistspark.data.DataException;
import org.mnistspark.evaluation.Calibration;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.EvaluationSum;
import org.mnistspark.evaluation.Examination;
import org.mnistspark.evaluation.Metrics;
import org.mnistspark.evaluation.ScoredExample;
import org.mnistspark.failure.Causes;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;
import org.mnistspark.testing.Kryo;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class DistributedEvaluationTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("index", DataTypes.LongType, false)
          .add("features", DataTypes.createArrayType(DataTypes.FloatType, false), false)
          .add("label", DataTypes.createArrayType(DataTypes.FloatType, false), false);
  private static final Topology TOPOLOGY = new Topology(20, List.of(15), Activation.RELU, 4);
  private static final Classifier CLASSIFIER =
      new Mlp(TOPOLOGY, GlorotUniform.parameters(TOPOLOGY, 11));
  private static final int EXAMPLES = 1500;

  private static float[] features(int example) {
    SplittableRandom random = new SplittableRandom(example);
    float[] features = new float[TOPOLOGY.inputs()];
    for (int k = 0; k < features.length; k++) {
      features[k] = (float) random.nextDouble();
    }
    return features;
  }

  private static Dataset<Row> frame(SparkSession spark, int examples, int partitions) {
    List<Row> rows =
        IntStream.range(0, examples)
            .mapToObj(i -> row(i, features(i), TOPOLOGY.classes()))
            .toList();
    return spark.createDataFrame(rows, SCHEMA).repartition(partitions);
  }

  private static Row row(int example, float[] features, int classes) {
    List<Float> boxed = new ArrayList<>();
    for (float value : features) {
      boxed.add(value);
    }
    List<Float> label = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      label.add(c == example % classes ? 1f : 0f);
    }
    return RowFactory.create((long) example, boxed, label);
  }

  private static Metrics local() {
    EvaluationSum sum = new EvaluationSum(TOPOLOGY.classes());
    float[] probabilities = new float[TOPOLOGY.classes()];
    for (int i = 0; i < EXAMPLES; i++) {
      CLASSIFIER.classify(features(i), 1, probabilities);
      sum.add(probabilities, 0, i % TOPOLOGY.classes());
    }
    return sum.metrics();
  }

  @Test
  void partitionsDontChangeABit(SparkSession spark) {
    Metrics expected = local();
    assertEquals(EXAMPLES, expected.examples());

    for (int partitions : new int[] {1, 2, 7}) {
      assertEquals(
          expected, DistributedEvaluation.evaluate(frame(spark, EXAMPLES, partitions), CLASSIFIER));
    }
  }

  @Test
  void emptyPartitionsAddNothing(SparkSession spark) {
    assertEquals(3, DistributedEvaluation.evaluate(frame(spark, 3, 5), CLASSIFIER).examples());
  }

  @Test
  void columnsAreFoundByName(SparkSession spark) {
    assertEquals(
        local(),
        DistributedEvaluation.evaluate(
            frame(spark, EXAMPLES, 2).select("label", "index", "features"), CLASSIFIER));
  }

  @Test
  void anExaminationExplainsTheMetrics(SparkSession spark) {
    Examination found = DistributedEvaluation.examine(frame(spark, EXAMPLES, 1), CLASSIFIER, 6, 20);

    assertEquals(local(), found.metrics());
    assertEquals(
        EXAMPLES, found.calibration().bins().stream().mapToLong(Calibration.Bin::examples).sum());
    assertEquals(20, found.mistakes().size());
    assertEquals(6, found.samples().size());
    float[] probabilities = new float[TOPOLOGY.classes()];
    for (int i = 0; i < 6; i++) {
      CLASSIFIER.classify(features(i), 1, probabilities);
      assertEquals(new ScoredExample(i, features(i), probabilities, i % 4), found.samples().get(i));
    }
    for (int partitions : new int[] {2, 7}) {
      assertEquals(
          found,
          DistributedEvaluation.examine(frame(spark, EXAMPLES, partitions), CLASSIFIER, 6, 20));
    }
  }

  private static String refusal(Dataset<Row> frame) {
    Exception failure =
        assertThrows(Exception.class, () -> DistributedEvaluation.evaluate(frame, CLASSIFIER));
    String message = Causes.first(failure, DataException.class).orElseThrow().getMessage();
    Exception same =
        assertThrows(Exception.class, () -> DistributedEvaluation.examine(frame, CLASSIFIER, 5, 5));
    assertEquals(message, Causes.first(same, DataException.class).orElseThrow().getMessage());
    return message;
  }

  @Test
  void featuresOfAnotherWidthAreRefused(SparkSession spark) {
    for (int width : new int[] {19, 21}) {
      Dataset<Row> frame = spark.createDataFrame(List.of(row(0, new float[width], 4)), SCHEMA);

      assertEquals(
          "features: expected 20 values as the model has, found "
              + width
              + "; use data of the model's shape",
          refusal(frame));
    }
  }

  @Test
  void labelsOfAnotherWidthAreRefused(SparkSession spark) {
    Dataset<Row> frame = spark.createDataFrame(List.of(row(0, features(0), 3)), SCHEMA);

    assertEquals(
        "label: expected 4 values as the model has, found 3; use data of the model's shape",
        refusal(frame));
  }

  /** Cannot be sent. */
  private static final class Homebound implements Classifier {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings({"serial", "UnusedVariable"}) // the point of it
    private final Object thread = Thread.currentThread();

    @Override
    public int inputs() {
      return 20;
    }

    @Override
    public int classes() {
      return 4;
    }

    @Override
    public void classify(float[] features, int rows, float[] probabilities) {}
  }

  @Test
  void aClassifierThatCannotBeSentIsNamed(SparkSession spark) {
    String message =
        assertThrows(
                RuntimeException.class,
                () -> DistributedEvaluation.evaluate(frame(spark, 1, 1), new Homebound()))
            .getMessage();

    assertTrue(message.startsWith("a classifier that cannot be sent to executors"), message);
  }

  @Test
  void aShippedClassifierClassifiesAsTheOriginal() {
    float[] expected = new float[4];
    float[] found = new float[4];
    CLASSIFIER.classify(features(1), 1, expected);

    Kryo.sent(new ShippedClassifier(CLASSIFIER)).get().classify(features(1), 1, found);

    assertArrayEquals(expected, found);
  }
}
