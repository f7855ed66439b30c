package org.mnistspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mnistspark.engine.KernelReports;
import org.mnistspark.testing.LocalSpark;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** What the master does not take, in one line each. */
@Tag("spark")
@ExtendWith(LocalSpark.class)
final class AveragingTrainingMasterRefusalsTest {
  private static final String GRAPHS =
      "AveragingTrainingMaster: expected a MultiLayerNetwork, found a ComputationGraph;"
          + " DL4J's ParameterAveragingTrainingMaster";

  private final AveragingTrainingMaster master = new AveragingTrainingMaster.Builder().build();

  private SparkDl4jMultiLayer spark(SparkSession session) {
    return new SparkDl4jMultiLayer(
        new JavaSparkContext(session.sparkContext()), Stripes.conf(new Sgd(0.1)), master);
  }

  private static String refusal(Executable action) {
    return assertThrows(UnsupportedNetworkException.class, action).getMessage();
  }

  @Test
  void graphsAreForTheStockMaster(SparkSession session) {
    SparkComputationGraph none = null;
    for (String message :
        List.of(
            refusal(() -> master.executeTraining(none, null)),
            refusal(() -> master.executeTrainingMDS(none, null)),
            refusal(() -> master.executeTrainingPaths(null, none, null, null, null)),
            refusal(() -> master.getWorkerInstance(none)))) {
      assertTrue(message.startsWith(GRAPHS), message);
    }
    String message =
        refusal(() -> master.executeTrainingPaths(spark(session), null, null, null, null));
    assertTrue(message.contains("expected a DataSetLoader"), message);
  }

  @Test
  void hooksAreForTheStockMaster(SparkSession session) {
    NativeThreadsHook hook = new NativeThreadsHook(1, KernelReports.to(session.sparkContext()));

    String message =
        assertThrows(UnsupportedOperationException.class, () -> master.addHook(hook)).getMessage();

    assertTrue(message.contains("expected no training hooks"), message);
    assertTrue(message.contains("DL4J's ParameterAveragingTrainingMaster"), message);
    master.removeHook(hook);
    assertTrue(
        assertThrows(
                UnsupportedOperationException.class, () -> master.getWorkerInstance(spark(session)))
            .getMessage()
            .endsWith("call fit"));
  }

  @Test
  void thereAreNoTemporaryFiles(SparkSession session) {
    assertTrue(master.deleteTempFiles(session.sparkContext()));
    assertTrue(master.deleteTempFiles(new JavaSparkContext(session.sparkContext())));
  }

  @Test
  void anEmptyRddIsRefused(SparkSession session) {
    SparkDl4jMultiLayer spark = spark(session);
    JavaSparkContext context = spark.getSparkContext();
    for (JavaRDD<DataSet> empty :
        List.of(
            context.<DataSet>emptyRDD(),
            context.parallelize(List.<DataSet>of(), 2),
            Stripes.rdd(context, 1, 0))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> spark.fit(empty)).getMessage();

      assertEquals("training data: expected at least one example, found none", message);
    }
  }

  static List<Arguments> badDataSets() {
    float[] features = Stripes.features(0, 2);
    float[] labels = Stripes.labels(0, 2);
    long[] two = {2, Stripes.INPUTS};
    long[] twoLabels = {2, Stripes.CLASSES};
    DataSet masked = Stripes.dataSet(0, 2);
    masked.setLabelsMaskArray(Nd4j.ones(2, 1));
    return List.of(
        Arguments.of(
            "features: expected an array [examples, 12] as the network takes, found [2, 4, 3]",
            new DataSet(
                Nd4j.create(features, new long[] {2, 4, 3}, 'c'),
                Nd4j.create(labels, twoLabels, 'c'))),
        Arguments.of(
            "features: expected an array [examples, 12] as the network takes, found [4, 6]",
            new DataSet(
                Nd4j.create(features, new long[] {4, 6}, 'c'),
                Nd4j.create(labels, twoLabels, 'c'))),
        Arguments.of(
            "labels: expected an array [examples, 3] as the network takes, found [3, 2]",
            new DataSet(
                Nd4j.create(features, two, 'c'), Nd4j.create(labels, new long[] {3, 2}, 'c'))),
        Arguments.of(
            "labels: expected an array [examples, 3] as the network takes, found none",
            new DataSet(Nd4j.create(features, two, 'c'), null)),
        Arguments.of(
            "DataSet: expected a row of labels per row of features, found 2 rows of features and 1 of labels",
            new DataSet(
                Nd4j.create(features, two, 'c'),
                Nd4j.create(Stripes.labels(0, 1), new long[] {1, 3}, 'c'))),
        Arguments.of(
            "label: expected finite values, found NaN",
            new DataSet(
                Nd4j.create(features, two, 'c'),
                Nd4j.create(new float[] {1, 0, 0, 0, Float.NaN, 0}, twoLabels, 'c'))),
        Arguments.of("expected DataSets without masks, found one with a mask", masked));
  }

  @ParameterizedTest
  @MethodSource("badDataSets")
  void dataSetsOfAnotherShapeAreRefused(String expected, DataSet dataSet, SparkSession session) {
    SparkDl4jMultiLayer spark = spark(session);
    JavaRDD<DataSet> rdd = spark.getSparkContext().parallelize(List.of(dataSet), 1);

    Throwable failure = assertThrows(SparkException.class, () -> spark.fit(rdd)).getCause();

    assertTrue(failure instanceof IllegalArgumentException, failure.toString());
    assertTrue(failure.getMessage().contains(expected), failure.getMessage());
  }

  @Test
  void numbersBelowOneAreRefused() {
    assertEquals(
        "workers: expected at least 1, found 0",
        builderRefusal(new AveragingTrainingMaster.Builder().workers(0)));
    assertEquals(
        "batch size: expected at least 1, found -1",
        builderRefusal(new AveragingTrainingMaster.Builder().batchSizePerWorker(-1)));
    assertEquals(
        "averaging frequency: expected at least 1, found 0",
        builderRefusal(new AveragingTrainingMaster.Builder().averagingFrequency(0)));
  }

  private static String builderRefusal(AveragingTrainingMaster.Builder builder) {
    return assertThrows(IllegalArgumentException.class, builder::build).getMessage();
  }
}
