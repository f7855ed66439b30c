package org.mnistspark.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.averaging.Shard;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.testing.Broadcasts;
import org.mnistspark.testing.LocalSpark;

/** Who holds which examples, in which order, and for how long. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class ShardsTest {
  private static final String PARALLELISM = "spark.default.parallelism";
  private static final String SPILL = "spark.shuffle.spill.numElementsForceSpillThreshold";

  @BeforeEach
  void forget() {
    ShardStore.forget();
  }

  @AfterEach
  void asBefore(SparkSession session) {
    session.sparkContext().conf().set(PARALLELISM, "2");
  }

  /** In as many tasks as the cluster could run, if it were that large. */
  private static Shards deal(JavaRDD<Example> examples, int workers, int tasks) {
    examples.context().conf().set(PARALLELISM, String.valueOf(tasks));
    return Shards.deal(examples, Numbered.INPUTS, Numbered.CLASSES, workers);
  }

  /** By task and worker, the numbers of the examples. */
  private static List<List<List<Integer>>> numbers(Shards shards) {
    return shards.run((own, group) -> numbers(own));
  }

  private static List<List<Integer>> numbers(List<Shard> shards) {
    return new ArrayList<>(shards.stream().map(Numbered::numbers).toList());
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  /** Consecutive numbers in parts of these sizes. */
  private static List<List<Integer>> consecutive(int... sizes) {
    List<List<Integer>> all = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      all.add(range(from, from + size));
      from += size;
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void aShardIsInTheOrderOfItsKeysWhateverThePartitions(int partitions, SparkSession session) {
    int[] sizes = {10, 300, 0, 20, 30};
    try (Shards shards = deal(Numbered.rdd(session, partitions, sizes), 5, 2)) {
      assertEquals(List.of(10, 300, 0, 20, 30), shards.sizes());
      assertEquals(2, shards.tasks());
      List<List<Integer>> expected = consecutive(sizes);
      assertEquals(List.of(expected.subList(0, 2), expected.subList(2, 5)), numbers(shards));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,3", "5,1,1", "5,5,5", "7,3,3"})
  void neighboursShareATask(int workers, int wanted, int tasks, SparkSession session) {
    int[] sizes = IntStream.range(1, workers + 1).toArray();
    try (Shards shards = deal(Numbered.rdd(session, 3, sizes), workers, wanted)) {
      assertEquals(tasks, shards.tasks());
      List<List<List<Integer>>> groups = numbers(shards);
      assertEquals(tasks, groups.size());
      assertEquals(consecutive(sizes), groups.stream().flatMap(List::stream).toList());
      assertTrue(groups.stream().allMatch(group -> group.size() >= workers / tasks));
    }
  }

  /** Spark's timer for barrier tasks would keep a program alive. */
  @Test
  void tasksLetTheirProcessEnd(SparkSession session) throws InterruptedException {
    try (Shards shards = deal(Numbered.rdd(session, 3, 5, 5), 2, 2)) {
      assertEquals(
          List.of(0, 1), shards.run((own, group) -> BarrierTaskContext.get().partitionId()));
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().contains("barrier") && !thread.isDaemon()) {
        thread.join(20_000);
        assertFalse(thread.isAlive(), thread.getName());
      }
    }
  }

  @Test
  void aWorkersRowsMayHaveAnyFeatures(SparkSession session) {
    List<List<Boolean>> levels;
    List<List<List<Integer>>> numbers;
    try (Shards shards = deal(Numbered.rdd(session, 3, List.of(17, 39), 20, 20, 20), 3, 1)) {
      numbers = numbers(shards);
      levels =
          shards.run(
              (own, group) ->
                  new ArrayList<>(
                      own.stream().map(shard -> shard.examples().format().levels()).toList()));
    }

    assertEquals(List.of(consecutive(20, 20, 20)), numbers);
    assertEquals(List.of(List.of(false, false, true)), levels);
  }

  /** By way of the writer for few workers, and of the one that sorts, with and without spills. */
  @ParameterizedTest
  @CsvSource({
    "3,BypassMergeSortShuffleHandle,",
    "300,SerializedShuffleHandle,",
    "300,SerializedShuffleHandle,100"
  })
  void everyWriterOfSparksWillDo(int workers, String handle, String spill, SparkSession session) {
    int[] sizes = IntStream.range(0, workers).map(worker -> 900 / workers + worker % 3).toArray();
    SparkConf conf = session.sparkContext().conf();
    if (spill != null) {
      conf.set(SPILL, spill);
    }
    try {
      JavaRDD<Shard> shards =
          Shards.rdd(
              Numbered.rdd(session, 2, List.of(5, 500), sizes),
              Numbered.INPUTS,
              Numbered.CLASSES,
              workers);

      assertEquals(
          consecutive(sizes),
          shards.coalesce(2).map(Numbered::numbers).map(ArrayList::new).collect());

      RDD<?> dealt = (RDD<?>) shards.rdd().dependencies().head().rdd();
      ShuffleDependency<?, ?, ?> shuffle = (ShuffleDependency<?, ?, ?>) dealt.dependencies().head();
      assertEquals(handle, shuffle.shuffleHandle().getClass().getSimpleName());
    } finally {
      conf.remove(SPILL);
    }
  }

  @Test
  void shardsThatAreLostAreMadeAgain(SparkSession session) {
    try (Shards shards = deal(Numbered.rdd(session, 3, List.of(7), 30, 0, 40), 3, 2)) {
      List<List<List<Integer>>> before = numbers(shards);
      assertEquals(3, ShardStore.size());

      ShardStore.forget();

      assertEquals(before, numbers(shards));
      assertEquals(3, ShardStore.size());
    }
  }

  /** As when an executor is lost for good, or another one comes. */
  @Test
  void otherTasksShareTheSameShards(SparkSession session) {
    int[] sizes = {10, 20, 0, 40, 5};
    try (Shards shards = deal(Numbered.rdd(session, 3, sizes), 5, 2)) {
      for (int tasks : new int[] {1, 3, 2, 5}) {
        session.sparkContext().conf().set(PARALLELISM, String.valueOf(tasks));
        session.sparkContext().conf().set("spark.mnistspark.replacementWait", "0s");
        List<List<List<Integer>>> groups = numbers(shards);
        assertEquals(tasks, groups.size());
        assertEquals(consecutive(sizes), groups.stream().flatMap(List::stream).toList());
        assertEquals(5, ShardStore.size());
      }
    } finally {
      session.sparkContext().conf().remove("spark.mnistspark.replacementWait");
    }
  }

  @Test
  void tasksThatTrainTogetherNeedAFixedNumberOfExecutors(SparkSession session) {
    SparkConf conf = session.sparkContext().conf();
    conf.set("spark.dynamicAllocation.enabled", "true");
    try {
      assertEquals(
          "expected a fixed number of executors, because tasks train together, found"
              + " spark.dynamicAllocation.enabled=true; set it to false",
          assertThrows(
                  ConfigurationException.class, () -> deal(Numbered.rdd(session, 3, 10, 10), 2, 2))
              .getMessage());
      deal(Numbered.rdd(session, 3, 10, 10), 2, 1).close();
    } finally {
      conf.remove("spark.dynamicAllocation.enabled");
    }
  }

  @Test
  void shardsStayFromOneTaskToTheNext(SparkSession session) {
    try (Shards shards = deal(Numbered.rdd(session, 3, 30, 40), 2, 2)) {
      List<Integer> first = shards.run((own, group) -> System.identityHashCode(own.get(0)));

      assertEquals(first, shards.run((own, group) -> System.identityHashCode(own.get(0))));
    }
  }

  @Test
  void closingLetsGoOfTheseAndOfNoOthers(SparkSession session) {
    Set<Long> others = Broadcasts.alive(Integer.class);
    Shards first = deal(Numbered.rdd(session, 3, 30, 40), 2, 2);
    Set<Long> life = Broadcasts.alive(Integer.class);
    life.removeAll(others);
    try (Shards second = deal(Numbered.rdd(session, 2, 5, 6, 7), 3, 2)) {
      List<Integer> kept = second.run((own, group) -> System.identityHashCode(own.get(0)));
      assertEquals(List.of(List.of(range(0, 30)), List.of(range(30, 70))), numbers(first));
      assertEquals(5, ShardStore.size());

      Set<Long> left = Broadcasts.alive(Integer.class);
      left.removeAll(life);
      first.close();
      first.close();
      assertTrue(Broadcasts.noneBut(left, Integer.class));

      // The next task that looks for shards lets go of those.
      assertEquals(kept, second.run((own, group) -> System.identityHashCode(own.get(0))));
      assertEquals(3, ShardStore.size());
      assertEquals(
          List.of(5, 6, 7),
          numbers(second).stream().flatMap(List::stream).map(List::size).toList());
    }
  }

  @Test
  void closedShardsAreNotMadeAgain(SparkSession session) {
    Shards shards = deal(Numbered.rdd(session, 3, 30, 40), 2, 2);
    shards.close();

    Throwable cause = assertThrows(SparkException.class, () -> numbers(shards)).getCause();

    assertTrue(cause.getMessage().contains("after it was destroyed"), cause.getMessage());
  }

  @Test
  void twoExamplesOfAWorkerWithOneKeyAreRefused(SparkSession session) {
    JavaRDD<Example> examples =
        Numbered.rdd(session, 2, 10, 10)
            .map(
                example ->
                    new Example(
                        example.worker(),
                        example.key() == -985 ? -986 : example.key(),
                        example.features(),
                        example.label()));

    Throwable cause = assertThrows(SparkException.class, () -> deal(examples, 2, 1)).getCause();

    assertEquals(
        "training data: expected every example to have an index of its own, found two with the same; number the rows from 0",
        cause.getMessage());
  }

  @Test
  void examplesOfAnotherShapeAreRefused(SparkSession session) {
    JavaRDD<Example> examples =
        Numbered.rdd(session, 2, 10)
            .map(
                example ->
                    new Example(
                        0, example.key(), Arrays.copyOf(example.features(), 5), new float[3]));

    Throwable cause = assertThrows(SparkException.class, () -> deal(examples, 1, 1)).getCause();

    assertEquals(
        "features: expected 12 values as the network takes, found 5; use data of the network's shape",
        cause.getMessage());
  }
}
