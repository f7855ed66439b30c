package org.mnistspark.job;

import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.averaging.Averaging;

/**
 * dl4j-spark, which exists for Scala 2.12 alone. The job for Scala 2.13 has a class of this name
 * without it.
 */
public final class Dl4jSpark {
  /**
   * Spark settings: INDArrays hold native memory, which Kryo cannot see without the registrator.
   */
  public static final Map<String, String> SETTINGS =
      Map.of("spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator");

  private Dl4jSpark() {}

  /** It is here. */
  static boolean isAvailable() {
    return true;
  }

  /**
   * Training by DL4J's own master.
   *
   * @param network with its initial weights
   */
  static Trainer train(
      SparkSession session,
      MultiLayerNetwork network,
      LoadedData data,
      int workers,
      Averaging averaging) {
    return StockTrainer.start(
        new JavaSparkContext(session.sparkContext()), network, data, workers, averaging);
  }
}
