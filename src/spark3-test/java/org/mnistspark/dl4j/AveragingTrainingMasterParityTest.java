package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.averaging.Shuffle;
import org.mnistspark.mlp.Step;
import org.mnistspark.mlp.StepOrder;
import org.mnistspark.mlp.Workspace;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** One worker equals a plain loop, and DL4J. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class AveragingTrainingMasterParityTest {
  private static final int EXAMPLES = 107;
  private static final int BATCH = 10;
  private static final int SEED = 9;
  private static final RmsProp RMS_PROP = new RmsProp(0.01, 0.9, 1e-7);

  private static AveragingTrainingMaster master(int workers, int frequency) {
    return new AveragingTrainingMaster.Builder()
        .workers(workers)
        .batchSizePerWorker(BATCH)
        .averagingFrequency(frequency)
        .rngSeed(SEED)
        .build();
  }

  private static JavaSparkContext context(SparkSession session) {
    return new JavaSparkContext(session.sparkContext());
  }

  static List<IUpdater> updaters() {
    return List.of(
        RMS_PROP, new Adam(0.01, 0.9, 0.999, 1e-7), new Nesterovs(0.02, 0.9), new Sgd(0.1));
  }

  @ParameterizedTest
  @MethodSource("updaters")
  void oneReplicaIsAPlainLoopToTheBit(IUpdater updater, SparkSession session) {
    JavaRDD<DataSet> rdd = Stripes.rdd(context(session), 1, 40, 1, 66);
    AveragingTrainingMaster master = master(1, 3);
    SparkDl4jMultiLayer spark =
        new SparkDl4jMultiLayer(context(session), Stripes.conf(updater), master);
    MultiLayerNetwork start = Stripes.network(updater);
    FusedNetwork fused = FusedNetwork.of(start.getLayerWiseConfigurations());
    float[] weights = StepOrder.of(fused.topology(), Stripes.weights(start));
    float[] state = fused.updater().newState(weights.length);

    spark.fit(rdd);
    spark.fit(rdd);
    master.close();

    Step step = new Step(new Workspace(fused.topology(), BATCH), fused.updater(), fused.l2());
    int iteration = 0;
    double lossSum = 0;
    for (int epoch = 0; epoch < 2; epoch++) {
      int[] order = Shuffle.order(SEED, epoch, 0, EXAMPLES);
      lossSum = 0;
      for (int at = 0; at < EXAMPLES; at += BATCH) {
        int count = Math.min(BATCH, EXAMPLES - at);
        double rate = updater.getLearningRate(iteration, epoch);
        lossSum +=
            step.train(
                    weights,
                    state,
                    Stripes.examples(0, EXAMPLES),
                    order,
                    at,
                    count,
                    rate,
                    iteration++)
                .lossSum();
      }
    }
    assertArrayEquals(
        StepOrder.undo(fused.topology(), weights), Stripes.weights(spark.getNetwork()));
    if (state.length > 0) {
      assertArrayEquals(StepOrder.undo(fused.topology(), state), Stripes.state(spark.getNetwork()));
    }
    assertEquals(iteration, spark.getNetwork().getIterationCount());
    assertEquals(lossSum / EXAMPLES, master.lastEpoch().loss(), 1e-8);
  }

  @Test
  void theEpochsNumberDecidesTheOrder(SparkSession session) {
    float[][] weights = new float[2][];
    for (int epoch = 0; epoch < 2; epoch++) {
      MultiLayerNetwork network = Stripes.network(RMS_PROP);
      network.setEpochCount(epoch);
      try (AveragingTrainingMaster master = master(1, 3)) {
        new SparkDl4jMultiLayer(context(session), network, master)
            .fit(Stripes.rdd(context(session), 1, EXAMPLES));
      }
      weights[epoch] = Stripes.weights(network);
    }

    assertFalse(Arrays.equals(weights[0], weights[1]));
  }

  static List<IUpdater> schedules() {
    return List.of(
        RMS_PROP,
        new Sgd(new StepSchedule(ScheduleType.ITERATION, 0.2, 0.5, 3)),
        new Nesterovs(new MapSchedule(ScheduleType.EPOCH, Map.of(0, 0.05, 1, 0.01)), 0.9),
        Adam.builder()
            .learningRateSchedule(new StepSchedule(ScheduleType.ITERATION, 0.01, 0.7, 5))
            .build());
  }

  @ParameterizedTest
  @MethodSource("schedules")
  void oneWorkerTrainsAsDl4jDoes(IUpdater updater, SparkSession session) {
    MultiLayerNetwork expected = Stripes.network(updater);
    SparkDl4jMultiLayer spark =
        new SparkDl4jMultiLayer(context(session), Stripes.network(updater), master(1, 4));
    JavaRDD<DataSet> rdd = Stripes.rdd(context(session), 1, EXAMPLES);
    DataSet all = Stripes.dataSet(0, EXAMPLES);

    for (int epoch = 0; epoch < 2; epoch++) {
      spark.fit(rdd);
      int[] order = Shuffle.order(SEED, epoch, 0, EXAMPLES);
      for (int at = 0; at < EXAMPLES; at += BATCH) {
        int[] rows = Arrays.copyOfRange(order, at, Math.min(at + BATCH, EXAMPLES));
        expected.fit(new DataSet(all.getFeatures().getRows(rows), all.getLabels().getRows(rows)));
      }
      expected.incrementEpochCount();
    }
    ((AveragingTrainingMaster) spark.getTrainingMaster()).close();

    MultiLayerNetwork found = spark.getNetwork();
    assertClose(expected.params(), found.params());
    INDArray state = expected.getUpdater().getStateViewArray();
    if (state != null) {
      assertClose(state, found.getUpdater().getStateViewArray());
    }
    assertEquals(expected.getIterationCount(), found.getIterationCount());
    assertEquals(expected.getEpochCount(), found.getEpochCount());
  }

  private static void assertClose(INDArray expected, INDArray found) {
    double difference = expected.sub(found).norm2Number().doubleValue();
    assertTrue(difference < 1e-4 * expected.norm2Number().doubleValue(), "off by " + difference);
  }
}
