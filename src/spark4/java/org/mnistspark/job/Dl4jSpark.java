package org.mnistspark.job;

import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.averaging.Averaging;

/** dl4j-spark, which exists for Scala 2.12 alone, so not for this Spark. */
public final class Dl4jSpark {
  /** Spark settings that it needs: none. */
  public static final Map<String, String> SETTINGS = Map.of();

  private Dl4jSpark() {}

  /** It is not here. */
  static boolean isAvailable() {
    return false;
  }

  /** Not to be called: {@link TrainConfig} refuses to be made for it. */
  @SuppressWarnings({"unused", "DoNotCallSuggester"})
  static Trainer train(
      SparkSession session,
      MultiLayerNetwork network,
      LoadedData data,
      int workers,
      Averaging averaging) {
    throw new IllegalStateException("expected a configuration without dl4j-spark, found one");
  }
}
