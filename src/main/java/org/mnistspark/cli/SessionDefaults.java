package org.mnistspark.cli;

import java.util.Map;
import org.apache.spark.SparkConf;

/** Spark settings that the job wants unless spark-submit was told otherwise. */
public final class SessionDefaults {
  /** Settings, {@code spark.*} to value. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          // Task results and broadcasts are float arrays: Kryo writes them in one piece.
          "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
          // INDArrays hold native memory, which Kryo cannot see without ND4J's registrator.
          "spark.kryo.registrator", "org.nd4j.kryo.Nd4jRegistrator",
          // A task result holds weights and updater state; above the limit it takes a detour over
          // the block manager.
          "spark.task.maxDirectResultSize", "64m",
          // Plans that are known to the end; planning them anew in the middle costs more than it
          // gains.
          "spark.sql.adaptive.enabled", "false",
          // Floats of trained weights do not compress.
          "spark.broadcast.compress", "false",
          "spark.kryoserializer.buffer.max", "256m",
          // A lost executor takes its shuffle files along, and the stage that is to rebuild its
          // blocks from them begins anew. By default the fourth time within a job, which may be an
          // epoch, fails it.
          "spark.stage.maxConsecutiveAttempts", "10",
          "spark.ui.showConsoleProgress", "false");

  private SessionDefaults() {}

  /** The settings as a configuration, with those of the process, which win. */
  public static SparkConf asConf() {
    SparkConf conf = new SparkConf();
    SETTINGS.forEach(conf::setIfMissing);
    return conf;
  }
}
