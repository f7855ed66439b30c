package org.mnistspark.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.testing.LocalSpark;

@Tag("spark")
@ExtendWith(LocalSpark.class)
final class FrameExamplesTest {
  private static final StructType SCHEMA =
      new StructType()
          // Other columns, and another order than the engine needs.
          .add("name", DataTypes.StringType, false)
          .add("label", DataTypes.createArrayType(DataTypes.FloatType, false), false)
          .add("index", DataTypes.LongType, false)
          .add("features", DataTypes.createArrayType(DataTypes.FloatType, false), false);

  private static Dataset<Row> frame(SparkSession session, int partitions, long... indices) {
    List<Row> rows =
        Arrays.stream(indices)
            .mapToObj(
                index ->
                    RowFactory.create(
                        "row " + index,
                        boxed(Numbered.label((int) Math.floorMod(index, 1000L))),
                        index,
                        boxed(Numbered.features((int) Math.floorMod(index, 1000L)))))
            .toList();
    return session.createDataFrame(rows, SCHEMA).repartition(partitions);
  }

  private static List<Float> boxed(float[] values) {
    return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
  }

  /** The numbers of the examples, by worker. */
  private static List<List<Integer>> dealt(Dataset<Row> frame, int workers, long seed) {
    return Shards.rdd(
            FrameExamples.of(frame, workers, seed), Numbered.INPUTS, Numbered.CLASSES, workers)
        .map(Numbered::numbers)
        .collect();
  }

  /** By key, the worker. */
  private static Map<Long, Integer> keys(JavaRDD<Example> examples) {
    Map<Long, Integer> keys = new TreeMap<>();
    examples
        .map(example -> new long[] {example.key(), example.worker()})
        .collect()
        .forEach(pair -> keys.put(pair[0], (int) pair[1]));
    return keys;
  }

  private static long[] indices(int count) {
    return IntStream.range(0, count).asLongStream().toArray();
  }

  @Test
  void theIndexDecidesWhateverThePartitions(SparkSession session) {
    List<List<Integer>> one = dealt(frame(session, 1, indices(500)), 3, 5);

    assertEquals(one, dealt(frame(session, 4, indices(500)), 3, 5));
    for (int worker = 0; worker < 3; worker++) {
      int wanted = worker;
      assertEquals(
          IntStream.range(0, 500).filter(index -> index % 3 == wanted).boxed().toList(),
          one.get(worker).stream().sorted().toList());
    }
  }

  @Test
  void theSeedDecidesTheOrder(SparkSession session) {
    Dataset<Row> frame = frame(session, 2, indices(200));

    List<List<Integer>> dealt = dealt(frame, 2, 1);

    assertEquals(dealt, dealt(frame, 2, 1));
    assertNotEquals(dealt, dealt(frame, 2, 2));
    assertNotEquals(dealt.get(0).stream().sorted().toList(), dealt.get(0));
    assertEquals(
        keys(FrameExamples.of(frame, 2, 1)).keySet(), keys(FrameExamples.of(frame, 5, 1)).keySet());
  }

  /** The numbers are those of SplitMix64 from a seed of 0, whose first output this is. */
  @Test
  void keysAreThoseOfSplitMix64(SparkSession session) {
    assertEquals(
        Map.of(0xE220A8397B1DCDAFL, 1), keys(FrameExamples.of(frame(session, 1, 1), 2, 0)));
  }

  @Test
  void featuresAndLabelsAreThoseOfTheRow(SparkSession session) {
    List<float[]> found =
        FrameExamples.of(frame(session, 2, 7), 2, 1).map(Example::features).collect();
    assertArrayEquals(Numbered.features(7), found.get(0));
    found = FrameExamples.of(frame(session, 2, 7), 2, 1).map(Example::label).collect();
    assertArrayEquals(Numbered.label(7), found.get(0));
  }

  /** Sparse vectors stay so on the way; dense ones are taken as they are. */
  @Test
  void featuresMayBeVectors(SparkSession session) {
    StructType schema =
        new StructType()
            .add("index", DataTypes.LongType, false)
            .add("features", SQLDataTypes.VectorType(), false)
            .add("label", DataTypes.createArrayType(DataTypes.FloatType, false), false);
    Vector sparse = Vectors.sparse(9, new int[] {2, 7}, new double[] {0.1, -3});
    Vector dense = Vectors.dense(0.25, 0, 1);
    Dataset<Row> frame =
        session.createDataFrame(
            List.of(
                RowFactory.create(0L, sparse, boxed(new float[] {0, 1})),
                RowFactory.create(1L, dense, boxed(new float[] {1, 0}))),
            schema);

    JavaRDD<Example> found = FrameExamples.of(frame, 2, 1);

    List<int[]> indices = found.map(Example::indices).collect();
    assertArrayEquals(new int[] {2, 7}, indices.get(0));
    assertNull(indices.get(1));
    List<float[]> features = found.map(Example::features).collect();
    assertArrayEquals(new float[] {0.1f, -3}, features.get(0));
    assertArrayEquals(new float[] {0.25f, 0, 1}, features.get(1));
    assertArrayEquals(new float[] {0, 1}, found.map(Example::label).collect().get(0));
  }

  /** As Spark's own reader makes them of a file. */
  @Test
  void libsvmFilesStaySparse(SparkSession session, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("data.libsvm"), "1 2:0.5 100000:7\n0 1:-1\n");
    Dataset<Row> frame =
        session
            .read()
            .format("libsvm")
            .option("numFeatures", 100_000)
            .load(file.toString())
            .selectExpr(
                "monotonically_increasing_id() as index",
                "features",
                "array(float(1 - label), float(label)) as label");

    List<Boolean> sparse =
        Shards.rdd(FrameExamples.of(frame, 1, 1), 100_000, 2, 1)
            .map(shard -> shard.examples().format().sparse() && shard.examples().size() == 2)
            .collect();

    assertEquals(List.of(true), sparse);
  }

  @Test
  void indicesMayBeAnyNumbers(SparkSession session) {
    List<List<Integer>> dealt = dealt(frame(session, 2, -1, -2, Long.MIN_VALUE, 1L << 40), 3, 1);

    assertEquals(4, dealt.stream().mapToInt(List::size).sum());
  }

  @Test
  void rowsWithOneIndexAreRefused(SparkSession session) {
    Dataset<Row> frame = frame(session, 2, 4, 5, 4, 6);

    Throwable cause = assertThrows(SparkException.class, () -> dealt(frame, 3, 1)).getCause();

    assertEquals(
        "training data: expected every example to have an index of its own, found two with the same; number the rows from 0",
        cause.getMessage());
  }
}
