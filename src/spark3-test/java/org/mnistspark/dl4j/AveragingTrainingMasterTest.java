package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.optimize.listeners.CheckpointListener;
import org.deeplearning4j.optimize.listeners.CollectScoresIterationListener;
import org.deeplearning4j.optimize.listeners.PerformanceListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.deeplearning4j.optimize.listeners.TimeIterationListener;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mnistspark.averaging.Progress;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** What a DL4J program sees of the master: the drop-in. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class AveragingTrainingMasterTest {
  private static final RmsProp UPDATER = new RmsProp(0.01, 0.9, 1e-7);

  private JavaSparkContext context;

  private static AveragingTrainingMaster.Builder small() {
    return new AveragingTrainingMaster.Builder().batchSizePerWorker(10).averagingFrequency(2);
  }

  private SparkDl4jMultiLayer spark(SparkSession session, AveragingTrainingMaster master) {
    context = new JavaSparkContext(session.sparkContext());
    return new SparkDl4jMultiLayer(context, Stripes.conf(UPDATER), master);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void learnsFromDataSetsOfAnySize(int workers, SparkSession session) {
    try (AveragingTrainingMaster master = small().workers(workers).build()) {
      SparkDl4jMultiLayer spark = spark(session, master);
      // Two partitions: as many as workers, and not.
      JavaRDD<DataSet> rdd = Stripes.rdd(context, 2, 100, 1, 64, 35, 100);
      List<Progress> epochs = new ArrayList<>();
      MultiLayerNetwork network = null;
      for (int epoch = 0; epoch < 10; epoch++) {
        network = spark.fit(rdd);
        epochs.add(master.lastEpoch());
      }

      Progress last = epochs.get(epochs.size() - 1);
      assertTrue(last.loss() < 0.6 * epochs.get(0).loss(), epochs.toString());
      assertTrue(last.accuracy() > 0.9, epochs.toString());
      assertEquals(300, last.examples());
      DataSet unseen = Stripes.dataSet(5000, 100);
      assertTrue(network.score(unseen) < network(session).score(unseen) / 2);
    }
  }

  @Test
  void reportsTheKernelsOfEveryProcess(SparkSession session) {
    List<String> warnings = new ArrayList<>();
    try (AveragingTrainingMaster master = small().build()) {
      master.setWarningListener(warnings::add);
      assertEquals(Map.of(), master.kernels());

      spark(session, master).fit(Stripes.rdd(context, 2, 75, 60));

      // In local mode the driver is the executor.
      assertEquals(Map.of("driver", "none, plain Java"), master.kernels());
    }
    assertEquals(List.of(), warnings);
  }

  private MultiLayerNetwork network(SparkSession session) {
    return spark(session, small().build()).getNetwork();
  }

  @Test
  void leavesEverythingInTheNetwork(SparkSession session) {
    try (AveragingTrainingMaster master = small().build()) {
      SparkDl4jMultiLayer spark = spark(session, master);
      float[] weights = Stripes.weights(spark.getNetwork());
      float[] state = Stripes.state(spark.getNetwork());

      MultiLayerNetwork network = spark.fit(Stripes.rdd(context, 2, 75, 60));

      assertFalse(Arrays.equals(weights, Stripes.weights(network)));
      assertFalse(Arrays.equals(state, Stripes.state(network)));
      // The larger partition is 8 minibatches: 4 rounds of 2.
      assertEquals(8, network.getIterationCount());
      assertEquals(1, network.getEpochCount());
      assertEquals(4, master.lastEpoch().rounds());
      assertEquals(135, master.lastEpoch().examples());
      assertEquals(spark.getScore(), network.score());
      assertTrue(network.score() > 0 && network.score() < 2, "score " + network.score());
    }
  }

  @Test
  void aSecondMasterContinuesWhereTheFirstStopped(SparkSession session) {
    try (AveragingTrainingMaster one = small().build();
        AveragingTrainingMaster first = small().build();
        AveragingTrainingMaster second = small().build()) {
      SparkDl4jMultiLayer whole = spark(session, one);
      JavaRDD<DataSet> rdd = Stripes.rdd(context, 2, 75, 60);
      whole.fit(rdd);
      whole.fit(rdd);

      MultiLayerNetwork network = spark(session, first).fit(rdd);
      network = new SparkDl4jMultiLayer(context, network.clone(), second).fit(rdd);

      assertArrayEquals(Stripes.weights(whole.getNetwork()), Stripes.weights(network));
      assertArrayEquals(Stripes.state(whole.getNetwork()), Stripes.state(network));
    }
  }

  @Test
  void theSeedDecidesTheOrder(SparkSession session) {
    List<float[]> weights = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      try (AveragingTrainingMaster master = small().rngSeed(seed).build()) {
        weights.add(Stripes.weights(spark(session, master).fit(Stripes.rdd(context, 2, 75, 60))));
      }
    }

    assertArrayEquals(weights.get(0), weights.get(1));
    assertFalse(Arrays.equals(weights.get(0), weights.get(2)));
  }

  /**
   * Plain SGD from equal weights: w - rate·g, so the mean over examples is that of a joint batch.
   */
  @Test
  void workersCountByTheirExamples(SparkSession session) {
    Sgd sgd = new Sgd(0.5);
    context = new JavaSparkContext(session.sparkContext());
    MultiLayerNetwork expected = Stripes.network(sgd);
    expected.fit(Stripes.dataSet(0, 40));
    try (AveragingTrainingMaster master =
        new AveragingTrainingMaster.Builder().batchSizePerWorker(37).build()) {
      SparkDl4jMultiLayer spark = new SparkDl4jMultiLayer(context, Stripes.conf(sgd), master);

      // One worker has 37 examples, one 3, and one none at all.
      spark.fit(Stripes.rdd(context, 3, 37, 3, 0));

      assertArrayEquals(Stripes.weights(expected), Stripes.weights(spark.getNetwork()), 1e-6f);
      double penalty = expected.calcRegularizationScore(true);
      MultiLayerNetwork start = Stripes.network(sgd);
      double loss = start.score(Stripes.dataSet(0, 40)) - start.calcRegularizationScore(true);
      assertTrue(penalty > 0);
      assertEquals(loss, spark.getScore(), 1e-5);
      assertEquals(loss, master.lastEpoch().loss(), 1e-5);
    }
  }

  @Test
  void moreWorkersThanExamples(SparkSession session) {
    try (AveragingTrainingMaster master = small().workers(5).build()) {
      MultiLayerNetwork network = spark(session, master).fit(Stripes.rdd(context, 1, 3));

      assertEquals(3, master.lastEpoch().examples());
      assertEquals(1, network.getIterationCount());
    }
  }

  @Test
  void oneAveragingPerEpochAndOneBatchPerWorker(SparkSession session) {
    try (AveragingTrainingMaster master =
        new AveragingTrainingMaster.Builder()
            .batchSizePerWorker(Integer.MAX_VALUE)
            .averagingFrequency(Integer.MAX_VALUE)
            .build()) {
      MultiLayerNetwork network = spark(session, master).fit(Stripes.rdd(context, 2, 30, 50));

      assertEquals(1, master.lastEpoch().rounds());
      assertEquals(1, network.getIterationCount());
    }
  }

  /** The examples are read already; whom their training is for is another matter. */
  @Test
  void anotherNetworkOnTheSameRddHearsOfItsOwnTraining(SparkSession session) {
    try (AveragingTrainingMaster master = small().build();
        AveragingTrainingMaster alone = small().build()) {
      SparkDl4jMultiLayer first = spark(session, master);
      JavaRDD<DataSet> rdd = Stripes.rdd(context, 2, 75, 60);
      first.fit(rdd);
      float[] weights = Stripes.weights(first.getNetwork());
      double score = first.getScore();
      SparkDl4jMultiLayer second = spark(session, master);
      List<Model> told = new ArrayList<>();
      second.setListeners(
          new BaseTrainingListener() {
            @Override
            public void iterationDone(Model model, int iteration, int epoch) {
              told.add(model);
            }
          });

      second.fit(rdd);
      second.fit(rdd);

      assertEquals(8, told.size());
      told.forEach(model -> assertSame(second.getNetwork(), model));
      assertArrayEquals(weights, Stripes.weights(first.getNetwork()));
      assertEquals(score, first.getScore());
      assertEquals(second.getNetwork().score(), second.getScore());
      assertNotEquals(score, second.getScore());
      SparkDl4jMultiLayer expected = spark(session, alone);
      expected.fit(rdd);
      expected.fit(rdd);
      assertEquals(expected.getScore(), second.getScore());
    }
  }

  /** Writes down what it is told. */
  private static final class Recorder extends BaseTrainingListener {
    private final List<String> events = new ArrayList<>();
    private final List<float[]> weights = new ArrayList<>();

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      MultiLayerNetwork network = (MultiLayerNetwork) model;
      assertTrue(model.score() > 0);
      assertEquals(iteration, network.getIterationCount());
      events.add(iteration + " of " + epoch + " on " + Thread.currentThread().getName());
      weights.add(Stripes.weights(network));
    }

    @Override
    public void onEpochStart(Model model) {
      events.add("start");
    }

    @Override
    public void onEpochEnd(Model model) {
      events.add("end");
    }
  }

  @Test
  void listenersHearOfEveryAveragingOnTheDriver(SparkSession session) {
    try (AveragingTrainingMaster master = small().build()) {
      SparkDl4jMultiLayer spark = spark(session, master);
      Recorder recorder = new Recorder();
      spark.setListeners(recorder);
      JavaRDD<DataSet> rdd = Stripes.rdd(context, 2, 75, 60);

      spark.fit(rdd);
      MultiLayerNetwork network = spark.fit(rdd);

      String here = " on " + Thread.currentThread().getName();
      assertEquals(
          List.of(
              "start",
              "2 of 0" + here,
              "4 of 0" + here,
              "6 of 0" + here,
              "8 of 0" + here,
              "end",
              "start",
              "10 of 1" + here,
              "12 of 1" + here,
              "14 of 1" + here,
              "16 of 1" + here,
              "end"),
          recorder.events);
      assertFalse(Arrays.equals(recorder.weights.get(0), recorder.weights.get(1)));
      assertArrayEquals(recorder.weights.get(7), Stripes.weights(network));
    }
  }

  @Test
  void dl4jsOwnListenersRun(SparkSession session, @TempDir Path folder) throws IOException {
    try (AveragingTrainingMaster master = small().build()) {
      SparkDl4jMultiLayer spark = spark(session, master);
      CheckpointListener checkpoints =
          new CheckpointListener.Builder(folder.toFile()).keepAll().saveEveryNEpochs(1).build();
      CollectScoresIterationListener scores = new CollectScoresIterationListener(1);
      spark.setListeners(
          scores,
          checkpoints,
          new ScoreIterationListener(1),
          new TimeIterationListener(10),
          new PerformanceListener(1, true));

      MultiLayerNetwork network = spark.fit(Stripes.rdd(context, 2, 75, 60));

      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      scores.exportScores(lines);
      List<String> rows = lines.toString(StandardCharsets.UTF_8).lines().skip(1).toList();
      assertEquals(
          List.of("2", "4", "6", "8"), rows.stream().map(row -> row.split("\t", -1)[0]).toList());
      // The rounds have 40, 40, 40 and 15 of the 135 examples; the epoch's score is their mean.
      double[] examples = {40, 40, 40, 15};
      double lossSum = 0;
      for (int i = 0; i < 4; i++) {
        lossSum += examples[i] * Double.parseDouble(rows.get(i).split("\t", -1)[1]);
      }
      assertEquals(network.score(), lossSum / 135, 1e-6);
      assertEquals(
          network.params(), checkpoints.loadCheckpointMLN(checkpoints.lastCheckpoint()).params());
    }
  }

  @Test
  void listenersChangeNothing(SparkSession session) {
    try (AveragingTrainingMaster with = small().build();
        AveragingTrainingMaster without = small().build()) {
      SparkDl4jMultiLayer spark = spark(session, with);
      spark.setListeners(new Recorder());
      JavaRDD<DataSet> rdd = Stripes.rdd(context, 2, 75, 60);

      float[] weights = Stripes.weights(spark.fit(rdd));

      assertArrayEquals(weights, Stripes.weights(spark(session, without).fit(rdd)));
    }
  }

  @Test
  void listenersThatRouteGetTheRouter(SparkSession session) {
    try (AveragingTrainingMaster master = small().build()) {
      RoutingFakes.Router router = new RoutingFakes.Router();
      RoutingFakes.Router own = new RoutingFakes.Router();
      RoutingFakes.Listener without = new RoutingFakes.Listener();
      RoutingFakes.Listener with = new RoutingFakes.Listener();
      with.setStorageRouter(own);
      List<TrainingListener> listeners = List.of(without, with, new Recorder());

      spark(session, master).setListeners(router, listeners);

      assertEquals(router, without.getStorageRouter());
      assertEquals(own, with.getStorageRouter());
    }
  }

  @Test
  void statisticsAreCollectedWhenAskedFor(SparkSession session, @TempDir Path folder)
      throws Exception {
    try (AveragingTrainingMaster master = small().build()) {
      SparkDl4jMultiLayer spark = spark(session, master);
      JavaRDD<DataSet> rdd = Stripes.rdd(context, 2, 75, 60);
      spark.fit(rdd);
      assertFalse(master.getIsCollectTrainingStats());
      assertNull(spark.getSparkTrainingStats());

      spark.setCollectTrainingStats(true);
      spark.fit(rdd);

      SparkTrainingStats stats = spark.getSparkTrainingStats();
      assertEquals(1, stats.getValue(AveragingStats.EPOCH).size());
      assertEquals(4, stats.getValue(AveragingStats.ROUNDS).size());
      assertEquals(4, stats.getValue(AveragingStats.AVERAGING).size());
      stats.exportStatFiles(folder.toUri().toString(), session.sparkContext());
      List<String> rounds = Files.readAllLines(folder.resolve(AveragingStats.ROUNDS + ".txt"));
      assertEquals(1 + 4, rounds.size());
      assertTrue(rounds.get(0).contains("durationMs"), rounds.get(0));
    }
    assertTrue(small().collectTrainingStats(true).build().getIsCollectTrainingStats());
    assertNotNull(small().collectTrainingStats(true).build().getTrainingStats());
  }

  @Test
  void trainsOnSavedDataSets(SparkSession session, @TempDir Path folder) {
    try (AveragingTrainingMaster master = small().workers(2).build()) {
      SparkDl4jMultiLayer spark = spark(session, master);
      List<String> paths = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Path file = folder.resolve(i + ".bin");
        Stripes.dataSet(25 * i, 25).save(file.toFile());
        paths.add(file.toUri().toString());
      }

      float[] found = Stripes.weights(spark.fitPaths(context.parallelize(paths, 2)));

      assertEquals(75, master.lastEpoch().examples());
      // Slices of one and two elements.
      float[] expected =
          Stripes.weights(
              spark(session, small().workers(2).build()).fit(Stripes.rdd(context, 2, 25, 25, 25)));
      assertArrayEquals(expected, found);
      assertEquals(1, spark.getNetwork().getEpochCount());
    }
  }

  @Test
  void theLastEpochIsThereAfterOne(SparkSession session) {
    try (AveragingTrainingMaster master = small().build()) {
      String message = assertThrows(IllegalStateException.class, master::lastEpoch).getMessage();

      assertEquals("expected an epoch to be trained, found none; call fit first", message);
      spark(session, master).fit(Stripes.rdd(context, 1, 5));
      assertNotEquals(0, master.lastEpoch().rounds());
    }
  }

  @Test
  void settingsComeBackFromJsonAndYaml() {
    AveragingTrainingMaster master =
        new AveragingTrainingMaster.Builder()
            .workers(3)
            .batchSizePerWorker(64)
            .averagingFrequency(8)
            .rngSeed(-7)
            .build();

    assertEquals(
        "{\"workers\":3,\"batchSizePerWorker\":64,\"averagingFrequency\":8,\"outerMomentum\":0.0,\"outerNesterov\":false,"
            + "\"learningRateScaling\":\"NONE\",\"learningRateSchedule\":\"CONSTANT\",\"plannedEpochs\":1,\"warmupRounds\":0,\"rngSeed\":-7}",
        master.toJson());
    assertEquals(master.toJson(), AveragingTrainingMaster.fromJson(master.toJson()).toJson());
    assertEquals(master.toJson(), AveragingTrainingMaster.fromYaml(master.toYaml()).toJson());
  }

  @Test
  void everySettingHasADefault() {
    assertEquals(
        "{\"batchSizePerWorker\":128,\"averagingFrequency\":16,\"outerMomentum\":0.0,\"outerNesterov\":false,"
            + "\"learningRateScaling\":\"NONE\",\"learningRateSchedule\":\"CONSTANT\",\"plannedEpochs\":1,\"warmupRounds\":0,\"rngSeed\":42}",
        new AveragingTrainingMaster.Builder().build().toJson());
  }
}
