package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.testing.Broadcasts;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** What the master asks of Spark, and that it gives everything back, after failures too. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class AveragingTrainingMasterCostTest {
  private static final RmsProp UPDATER = new RmsProp(0.01, 0.9, 1e-7);

  private JavaSparkContext context;
  private LongAccumulator evaluated;
  private Set<Long> statesBefore;
  private Set<Long> shardsBefore;

  /** Counts what Spark is asked to do. */
  private static final class Jobs extends SparkListener {
    private int jobs;
    private int stages;

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      jobs++;
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
      stages++;
    }
  }

  @BeforeEach
  void setUp(SparkSession session) {
    context = new JavaSparkContext(session.sparkContext());
    evaluated = session.sparkContext().longAccumulator();
    statesBefore = Broadcasts.alive(ModelState.class);
    shardsBefore = Broadcasts.alive(Integer.class);
  }

  /** How many masters hold shards that did not before: those live as long as a variable. */
  private int shards() {
    Set<Long> now = Broadcasts.alive(Integer.class);
    now.removeAll(shardsBefore);
    return now.size();
  }

  private void assertNothingIsLeft() {
    assertTrue(Broadcasts.noneBut(shardsBefore, Integer.class));
    assertTrue(Broadcasts.noneBut(statesBefore, ModelState.class));
  }

  private static AveragingTrainingMaster master() {
    return new AveragingTrainingMaster.Builder()
        .batchSizePerWorker(10)
        .averagingFrequency(2)
        .build();
  }

  private SparkDl4jMultiLayer spark(AveragingTrainingMaster master) {
    return new SparkDl4jMultiLayer(context, Stripes.network(UPDATER), master);
  }

  /** Counts how often its DataSets are made. */
  private JavaRDD<DataSet> counted(int partitions) {
    LongAccumulator counter = evaluated;
    return Stripes.rdd(context, partitions, 40, 40, 40, 40)
        .map(
            dataSet -> {
              counter.add(1);
              return dataSet;
            });
  }

  private Jobs during(Runnable action) throws TimeoutException {
    Jobs jobs = new Jobs();
    SparkContext sc = context.sc();
    sc.listenerBus().waitUntilEmpty();
    sc.addSparkListener(jobs);
    try {
      action.run();
      sc.listenerBus().waitUntilEmpty();
    } finally {
      sc.removeSparkListener(jobs);
    }
    return jobs;
  }

  @Test
  void readsTheRddOnceHoweverManyEpochs() {
    for (int partitions : new int[] {2, 4}) {
      evaluated.reset();
      try (AveragingTrainingMaster master =
          new AveragingTrainingMaster.Builder().workers(2).build()) {
        SparkDl4jMultiLayer spark = spark(master);
        JavaRDD<DataSet> rdd = counted(partitions);

        for (int epoch = 0; epoch < 3; epoch++) {
          spark.fit(rdd);
        }
        // The same RDD in another wrapper.
        spark.fit(rdd.rdd());

        assertEquals(4, evaluated.value());
      }
    }
  }

  @Test
  void anEpochIsOneJobOfOneStage() throws TimeoutException {
    try (AveragingTrainingMaster master = master()) {
      SparkDl4jMultiLayer spark = spark(master);
      JavaRDD<DataSet> rdd = counted(2);

      Jobs reading = during(() -> spark.fit(rdd));
      Jobs training = during(() -> spark.fit(rdd));

      // One job of two stages reads, deals out and writes the shards.
      assertEquals(1 + training.jobs, reading.jobs);
      assertEquals(2 + training.stages, reading.stages);
      // 8 minibatches of 10 per worker, averaged after every 2.
      assertEquals(4, master.lastEpoch().rounds());
      assertEquals(1, training.jobs);
      assertEquals(1, training.stages);
    }
  }

  @Test
  void dealingOutAnewIsOneShuffleBeforeTheFirstRound() throws TimeoutException {
    try (AveragingTrainingMaster master =
        new AveragingTrainingMaster.Builder()
            .workers(3)
            .batchSizePerWorker(10)
            .averagingFrequency(2)
            .build()) {
      SparkDl4jMultiLayer spark = spark(master);
      JavaRDD<DataSet> rdd = counted(2);

      Jobs reading = during(() -> spark.fit(rdd));
      Jobs training = during(() -> spark.fit(rdd));

      assertEquals(1 + training.jobs, reading.jobs);
      assertEquals(2 + training.stages, reading.stages);
      assertEquals(1, training.jobs);
      assertEquals(1, training.stages);
    }
  }

  @Test
  void aSingleTaskTrainsManyRoundsInOneJob() throws TimeoutException {
    try (AveragingTrainingMaster master = master()) {
      SparkDl4jMultiLayer spark = spark(master);
      JavaRDD<DataSet> rdd = counted(1);
      spark.fit(rdd);

      Jobs training = during(() -> spark.fit(rdd));

      assertEquals(8, master.lastEpoch().rounds());
      assertEquals(1, training.jobs);
    }
  }

  @Test
  void closeReleasesEverything() {
    AveragingTrainingMaster master = master();
    spark(master).fit(counted(2));
    assertEquals(1, shards());
    assertTrue(Broadcasts.noneBut(statesBefore, ModelState.class));

    master.close();
    master.close();

    assertNothingIsLeft();
  }

  @Test
  void aClosedMasterReadsAnew() {
    JavaRDD<DataSet> rdd = counted(2);
    AveragingTrainingMaster master = master();
    SparkDl4jMultiLayer spark = spark(master);
    spark.fit(rdd);
    master.close();

    spark.fit(rdd);
    master.close();

    assertEquals(8, evaluated.value());
    assertEquals(16, spark.getNetwork().getIterationCount());
  }

  @Test
  void anotherRddReplacesTheShards() {
    try (AveragingTrainingMaster master = master()) {
      SparkDl4jMultiLayer spark = spark(master);
      spark.fit(counted(2));
      Set<Long> first = Broadcasts.alive(Integer.class);
      first.removeAll(shardsBefore);
      spark.fit(Stripes.rdd(context, 2, 10, 10));

      Set<Long> rest = Broadcasts.alive(Integer.class);
      rest.removeAll(first);
      assertTrue(Broadcasts.noneBut(rest, Integer.class));
      assertEquals(1, shards());
      assertEquals(20, master.lastEpoch().examples());
    }
    assertNothingIsLeft();
  }

  @Test
  void pathsAreReadOnceToo(@TempDir Path folder) {
    Path file = folder.resolve("one.bin");
    Stripes.dataSet(0, 30).save(file.toFile());
    LongAccumulator counter = evaluated;
    JavaRDD<String> paths =
        context
            .parallelize(List.of(file.toUri().toString()), 1)
            .map(
                path -> {
                  counter.add(1);
                  return path;
                });
    try (AveragingTrainingMaster master = master()) {
      SparkDl4jMultiLayer spark = spark(master);
      spark.fitPaths(paths);
      spark.fitPaths(paths);

      assertEquals(1, evaluated.value());
    }
    assertNothingIsLeft();
  }

  @Test
  void divergenceStopsAtTheLastGoodState() {
    try (AveragingTrainingMaster master =
        new AveragingTrainingMaster.Builder()
            .batchSizePerWorker(10)
            .averagingFrequency(1)
            .build()) {
      // The loss overflows when weights of this size meet.
      MultiLayerNetwork network = Stripes.network(new Sgd(1e25));
      SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, network, master);
      List<float[]> good = new ArrayList<>();
      good.add(Stripes.weights(network));
      spark.setListeners(
          new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
              good.add(Stripes.weights((MultiLayerNetwork) model));
            }
          });

      String message =
          assertThrows(ArithmeticException.class, () -> spark.fit(counted(2))).getMessage();

      String round = "training diverged in epoch 1, round " + good.size() + ": expected finite";
      assertTrue(message.startsWith(round), message);
      assertTrue(message.endsWith("use a lower learning rate"), message);
      assertTrue(good.size() > 1, message);
      float[] kept = Stripes.weights(network);
      assertArrayEquals(good.get(good.size() - 1), kept);
      for (float weight : kept) {
        assertTrue(Float.isFinite(weight));
      }
      assertEquals(good.size() - 1, network.getIterationCount());
      assertEquals(0, network.getEpochCount());
    }
    assertNothingIsLeft();
  }

  @Test
  void divergenceInASingleTaskNamesItsRounds() {
    try (AveragingTrainingMaster master = master()) {
      MultiLayerNetwork network = Stripes.network(new Sgd(1e25));
      float[] before = Stripes.weights(network);
      SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, network, master);
      network.setEpochCount(2);

      String message =
          assertThrows(ArithmeticException.class, () -> spark.fit(counted(1))).getMessage();

      assertTrue(message.startsWith("training diverged in epoch 3, rounds 1 to 2:"), message);
      assertArrayEquals(before, Stripes.weights(network));
    }
    assertNothingIsLeft();
  }

  @Test
  void aFailureWhileReadingLeavesNothingBehind() {
    JavaRDD<DataSet> rdd =
        counted(2)
            .map(
                dataSet -> {
                  if (dataSet.getFeatures().getFloat(0, 0) != Stripes.features(0, 1)[0]) {
                    throw new IllegalStateException("a bad disk");
                  }
                  return dataSet;
                });
    AveragingTrainingMaster master = master();
    SparkDl4jMultiLayer spark = spark(master);

    assertThrows(SparkException.class, () -> spark.fit(rdd));

    assertNothingIsLeft();
  }

  @Test
  void aFailureOfAListenerLeavesNothingBehind() {
    AveragingTrainingMaster master = master();
    SparkDl4jMultiLayer spark = spark(master);
    spark.setListeners(
        new BaseTrainingListener() {
          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            throw new IllegalStateException("no more disk");
          }
        });

    assertThrows(IllegalStateException.class, () -> spark.fit(counted(2)));

    assertNothingIsLeft();
    assertEquals(2, spark.getNetwork().getIterationCount());
  }
}
