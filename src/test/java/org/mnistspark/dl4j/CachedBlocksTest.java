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
import org.mnistspark.averaging.Block;
import org.mnistspark.mlp.Activation;
import org.mnistspark.mlp.Labels;
import org.mnistspark.mlp.Topology;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Who gets which examples. Example i has class i of 60. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class CachedBlocksTest {
  private static final int EXAMPLES = 60;
  private static final Topology TOPOLOGY = new Topology(1, List.of(), Activation.RELU, EXAMPLES);

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

  /** An RDD of DataSets of these sizes as blocks; each task's workers, each with its examples. */
  private static List<List<List<Integer>>> blocks(
      SparkSession session, int partitions, int workers, int tasks, int... sizes) {
    JavaSparkContext context = new JavaSparkContext(session.sparkContext());
    List<int[]> ranges = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      ranges.add(new int[] {from, size});
      from += size;
    }
    try (CachedBlocks blocks =
        new CachedBlocks(
            context.parallelize(ranges, partitions).map(range -> numbered(range[0], range[1])),
            TOPOLOGY,
            workers,
            tasks)) {
      List<List<List<Integer>>> found = new ArrayList<>();
      int worker = 0;
      for (List<Block> group : blocks.groups().collect()) {
        List<List<Integer>> task = new ArrayList<>();
        for (Block block : group) {
          assertEquals(worker, block.worker());
          assertEquals(blocks.sizes().get(worker++), block.examples().size());
          task.add(numbers(block.examples().labels()));
        }
        found.add(task);
      }
      assertEquals(workers, worker);
      return found;
    }
  }

  private static List<Integer> numbers(Labels labels) {
    return IntStream.range(0, labels.size()).map(labels::classOf).boxed().toList();
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @Test
  void aPartitionPerWorkerStaysAsItIs(SparkSession session) {
    assertEquals(
        List.of(List.of(range(0, 30)), List.of(List.of()), List.of(range(30, 60))),
        blocks(session, 3, 3, 3, 30, 0, 30));
  }

  @Test
  void neighboursShareATask(SparkSession session) {
    assertEquals(
        List.of(
            List.of(range(0, 10), range(10, 20)),
            List.of(range(20, 30), range(30, 40), range(40, 60))),
        blocks(session, 5, 5, 2, 10, 10, 10, 10, 20));
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

    assertEquals(List.of(expected), blocks(session, 2, workers, 1, 20, 1, 7, 32));
    // Whatever the DataSets of a partition are.
    assertEquals(List.of(expected), blocks(session, 2, workers, 1, 21, 39));
  }
}
