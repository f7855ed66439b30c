package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.averaging.Shard;
import org.mnistspark.engine.Shards;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Who gets which examples, in which order. Example i has class i of 60. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class DataSetExamplesTest {
  private static final int EXAMPLES = 60;

  private static DataSet numbered(int from, int count) {
    float[] labels = new float[count * EXAMPLES];
    for (int i = 0; i < count; i++) {
      labels[i * EXAMPLES + from + i] = 1f;
    }
    return new DataSet(
        Nd4j.zeros(count, 1),
        // Column-major, as the views of a larger DataSet may be.
        Nd4j.create(labels, new long[] {count, EXAMPLES}, 'c').dup('f'));
  }

  /** The examples of each worker, of an RDD of DataSets of these sizes. */
  private static List<List<Integer>> dealt(
      SparkSession session, int partitions, int workers, int... sizes) {
    JavaSparkContext context = new JavaSparkContext(session.sparkContext());
    List<int[]> ranges = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      ranges.add(new int[] {from, size});
      from += size;
    }
    return Shards.rdd(
            DataSetExamples.of(
                context.parallelize(ranges, partitions).map(range -> numbered(range[0], range[1])),
                1,
                EXAMPLES,
                workers),
            1,
            EXAMPLES,
            workers)
        .map(DataSetExamplesTest::numbers)
        .collect();
  }

  private static List<Integer> numbers(Shard shard) {
    List<Integer> numbers = new ArrayList<>();
    float[] label = new float[EXAMPLES];
    for (int i = 0; i < shard.examples().size(); i++) {
      shard.copy(i, 1, new float[1], label);
      numbers.add(IntStream.range(0, EXAMPLES).filter(c -> label[c] == 1).sum());
    }
    return numbers;
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void aPartitionPerWorkerStaysAsItIs(SparkSession session) {
    assertEquals(List.of(range(0, 30), List.of(), range(30, 60)), dealt(session, 3, 3, 30, 0, 30));
    assertEquals(List.of(range(0, 15), range(15, 60)), dealt(session, 2, 2, 10, 5, 17, 28));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 70})
  void otherPartitionsAreDealtOutExampleByExample(int workers, SparkSession session) {
    List<List<Integer>> expected = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      expected.add(new ArrayList<>());
    }
    // The n-th example of partition p goes to worker (p + n) mod workers.
    for (int i = 0; i < EXAMPLES; i++) {
      expected.get((i < 21 ? i : 1 + i - 21) % workers).add(i);
    }

    assertEquals(expected, dealt(session, 2, workers, 20, 1, 7, 32));
    // Whatever the DataSets of a partition are.
    assertEquals(expected, dealt(session, 2, workers, 21, 39));
  }
}
