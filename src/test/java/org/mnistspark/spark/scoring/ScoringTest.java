package org.mnistspark.spark.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.evaluation.Probabilities;
import org.mnistspark.failure.Causes;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.GlorotUniform;
import org.mnistspark.mlp.Mlp;
import org.mnistspark.mlp.Topology;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class ScoringTest {
  private static final Topology TOPOLOGY = new Topology(12, List.of(9), Activation.RELU, 4);
  private static final Classifier CLASSIFIER =
      new Mlp(TOPOLOGY, GlorotUniform.parameters(TOPOLOGY, 11));
  private static final StructType SCHEMA =
      new StructType()
          .add("na.me", DataTypes.StringType)
          .add("features", DataTypes.createArrayType(DataTypes.FloatType))
          .add("id", DataTypes.LongType);

  private static Float[] features(int example) {
    SplittableRandom random = new SplittableRandom(example);
    Float[] features = new Float[TOPOLOGY.inputs()];
    Arrays.setAll(features, k -> (float) random.nextDouble());
    return features;
  }

  private static Row row(int id, Float... features) {
    return RowFactory.create("row " + id, features, (long) id);
  }

  private static Dataset<Row> frame(SparkSession spark, Row... rows) {
    return spark.createDataFrame(List.of(rows), SCHEMA);
  }

  private static Dataset<Row> examples(SparkSession spark, int count, int partitions) {
    return frame(
            spark, IntStream.range(0, count).mapToObj(i -> row(i, features(i))).toArray(Row[]::new))
        .repartition(partitions);
  }

  private static float[] expected(int example) {
    Float[] boxed = features(example);
    float[] values = new float[boxed.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = boxed[i];
    }
    float[] probabilities = new float[TOPOLOGY.classes()];
    CLASSIFIER.classify(values, 1, probabilities);
    return probabilities;
  }

  private static float[] floats(Row row, String column) {
    List<Float> list = row.getList(row.fieldIndex(column));
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = list.get(i);
    }
    return values;
  }

  @Test
  void everyRowGetsItsOwnResultWhateverThePartitions(SparkSession spark) {
    for (int partitions : new int[] {1, 3, 8}) {
      try (Scoring scoring = new Scoring(spark, CLASSIFIER)) {
        // Not orderBy, which computes all of it twice.
        List<Row> rows =
            new ArrayList<>(scoring.score(examples(spark, 700, partitions), false).collectAsList());
        rows.sort(Comparator.comparingLong(row -> row.<Long>getAs("id")));

        assertEquals(700, rows.size());
        assertEquals(700, scoring.rows());
        assertEquals(0, scoring.outside());
        for (int i = 0; i < 700; i++) {
          Row row = rows.get(i);
          float[] probabilities = expected(i);
          int best = Probabilities.argmax(probabilities, 0, probabilities.length);
          assertEquals("row " + i, row.getAs("na.me"));
          assertEquals(i, row.<Long>getAs("id"));
          assertEquals(best, row.<Integer>getAs("prediction"));
          assertEquals(probabilities[best], row.<Float>getAs("confidence"));
          assertArrayEquals(probabilities, floats(row, "probabilities"));
        }
      }
    }
  }

  @Test
  void theNewColumnsComeLast(SparkSession spark) {
    try (Scoring scoring = new Scoring(spark, CLASSIFIER)) {
      Dataset<Row> frame = examples(spark, 1, 1);
      assertArrayEquals(
          new String[] {"na.me", "id", "prediction", "confidence", "probabilities"},
          scoring.score(frame, false).columns());
      Dataset<Row> kept = scoring.score(frame, true);
      assertArrayEquals(
          new String[] {"na.me", "features", "id", "prediction", "confidence", "probabilities"},
          kept.columns());
      assertEquals(Arrays.asList(features(0)), kept.first().getList(1));
      assertArrayEquals(
          new String[] {"prediction", "confidence", "probabilities"},
          scoring.score(frame.select("features"), false).columns());
    }
  }

  @Test
  void emptyPartitionsGiveNothing(SparkSession spark) {
    try (Scoring scoring = new Scoring(spark, CLASSIFIER)) {
      assertEquals(2, scoring.score(examples(spark, 2, 5), false).collectAsList().size());
    }
  }

  @Test
  void countsRowsWithOtherValuesThanPixels(SparkSession spark) {
    Float[] grey = features(1);
    grey[5] = 255f;
    Float[] negative = features(2);
    negative[0] = -0.1f;
    try (Scoring scoring = new Scoring(spark, CLASSIFIER)) {
      Dataset<Row> frame = frame(spark, row(0, features(0)), row(1, grey), row(2, negative));
      assertEquals(3, scoring.score(frame, false).collectAsList().size());
      assertEquals(2, scoring.outside());
    }
  }

  private static String refusal(SparkSession spark, Dataset<Row> frame) {
    try (Scoring scoring = new Scoring(spark, CLASSIFIER)) {
      Exception failure =
          assertThrows(Exception.class, () -> scoring.score(frame, false).collectAsList());
      return Causes.first(failure, DataException.class).orElseThrow().getMessage();
    }
  }

  @Test
  void namesTheRowThatDoesNotFit(SparkSession spark) {
    Float[] withNull = features(1);
    withNull[3] = null;
    Float[] withNan = features(1);
    withNan[11] = Float.NaN;
    List<Float[]> bad = new ArrayList<>(List.of(Arrays.copyOf(features(1), 11), withNull, withNan));
    bad.add(null);
    List<String> found = new ArrayList<>();
    for (Float[] features : bad) {
      Row broken = RowFactory.create("b", features, 17L);
      found.add(refusal(spark, frame(spark, row(0, features(0)), broken)));
    }

    String expected = "row with na.me = b: expected 12 features as the model takes, found ";
    assertEquals(
        List.of(
            expected + "11 of them; use data of the model's shape",
            expected + "null as feature 3; leave such rows out",
            expected + "NaN as feature 11; leave such rows out",
            expected + "null; leave such rows out"),
        found);
  }

  @Test
  void aRowWithoutAnyNameHasItsPlace(SparkSession spark) {
    Dataset<Row> frame =
        frame(spark, row(0, features(0)), row(1, 0.5f)).coalesce(1).select("features");

    assertEquals(
        "row 1 of partition 0: expected 12 features as the model takes, found 1 of them; use data of"
            + " the model's shape",
        refusal(spark, frame));
  }

  @Test
  void refusesToReplaceAColumn(SparkSession spark) {
    Dataset<Row> frame = examples(spark, 1, 1).withColumnRenamed("id", "Prediction");
    assertEquals(
        "expected an input without the column prediction, which the prediction adds, found one;"
            + " rename it",
        refusal(spark, frame));
  }
}
