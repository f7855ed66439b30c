package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.dataset.DataSet;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class MinibatchesTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("index", DataTypes.LongType, false)
          .add("features", DataTypes.createArrayType(DataTypes.FloatType, false), false)
          .add("label", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  /** Example i has the features (i, -i) and the one-hot label i % 3. */
  private static Dataset<Row> frame(SparkSession spark, int examples, int partitions) {
    List<Row> rows =
        IntStream.range(0, examples)
            .mapToObj(
                i -> {
                  Float[] label = {0f, 0f, 0f};
                  label[i % 3] = 1f;
                  return RowFactory.create(
                      (long) i, List.of((float) i, (float) -i), Arrays.asList(label));
                })
            .toList();
    return spark.createDataFrame(rows, SCHEMA).repartition(partitions);
  }

  /** The examples' numbers, by worker and minibatch. */
  private static List<List<List<Integer>>> dealt(
      Dataset<Row> frame, int workers, int batchSize, long seed) {
    List<List<List<Integer>>> result = new ArrayList<>();
    for (List<DataSet> worker :
        Minibatches.of(frame, 2, 3, workers, batchSize, seed).glom().collect()) {
      result.add(worker.stream().map(MinibatchesTest::numbers).toList());
    }
    return result;
  }

  private static List<Integer> numbers(DataSet minibatch) {
    List<Integer> numbers = new ArrayList<>();
    for (int row = 0; row < minibatch.numExamples(); row++) {
      int number = minibatch.getFeatures().getInt(row, 0);
      assertEquals(-number, minibatch.getFeatures().getInt(row, 1));
      assertEquals(1, minibatch.getLabels().getInt(row, number % 3));
      assertEquals(1, minibatch.getLabels().getRow(row).sumNumber().intValue());
      numbers.add(number);
    }
    return numbers;
  }

  @Test
  void dealsByIndexWhateverThePartitioning(SparkSession spark) {
    List<List<List<Integer>>> one = dealt(frame(spark, 1001, 1), 3, 64, 5);

    assertEquals(one, dealt(frame(spark, 1001, 7), 3, 64, 5));
    for (int worker = 0; worker < 3; worker++) {
      for (int number : one.get(worker).stream().flatMap(List::stream).toList()) {
        assertEquals(worker, number % 3);
      }
    }
    assertEquals(
        IntStream.range(0, 1001).boxed().toList(),
        one.stream().flatMap(List::stream).flatMap(List::stream).sorted().toList());
  }

  @Test
  void onlyTheLastMinibatchIsSmaller(SparkSession spark) {
    List<List<Integer>> worker = dealt(frame(spark, 100, 2), 1, 30, 5).get(0);

    assertEquals(List.of(30, 30, 30, 10), worker.stream().map(List::size).toList());
  }

  @Test
  void theSeedDecidesTheOrder(SparkSession spark) {
    Dataset<Row> frame = frame(spark, 200, 2);

    assertEquals(dealt(frame, 2, 16, 1), dealt(frame, 2, 16, 1));
    assertNotEquals(dealt(frame, 2, 16, 1), dealt(frame, 2, 16, 2));
  }

  @Test
  void moreWorkersThanExamplesLeaveSomeWithoutAny(SparkSession spark) {
    List<List<List<Integer>>> dealt = dealt(frame(spark, 2, 1), 4, 16, 1);

    assertEquals(List.of(List.of(List.of(0)), List.of(List.of(1)), List.of(), List.of()), dealt);
  }

  /** Packed into bytes on the way, and not. */
  @Test
  void greyLevelsAndOtherFeaturesComeOutAsTheyWent(SparkSession spark) {
    List<Row> rows =
        IntStream.range(0, 256)
            .mapToObj(k -> RowFactory.create((long) k, List.of(k / 255f, 1f), List.of(1f, 0f, 0f)))
            .toList();
    Dataset<Row> grey = spark.createDataFrame(rows, SCHEMA);
    Dataset<Row> other = frame(spark, 256, 1);

    for (DataSet dataSet : Minibatches.of(grey, 2, 3, 1, 256, 1).collect()) {
      float[] sorted = dataSet.getFeatures().getColumn(0).toFloatVector();
      Arrays.sort(sorted);
      for (int k = 0; k < 256; k++) {
        assertEquals(k / 255f, sorted[k]);
      }
    }
    assertEquals(256, dealt(other, 1, 256, 1).get(0).get(0).size());
  }
}
