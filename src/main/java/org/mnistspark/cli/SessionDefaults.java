package org.mnistspark.cli;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.mnistspark.job.Dl4jSpark;

/** Spark settings that the job wants unless spark-submit was told otherwise. */
public final class SessionDefaults {
  /** Settings, {@code spark.*} to value. */
  public static final Map<String, String> SETTINGS = settings();

  private SessionDefaults() {}

  private static Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(Dl4jSpark.SETTINGS);
    // Task results and broadcasts are float arrays: Kryo writes them in one piece.
    settings.put("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    // A task result holds weights and updater state; above the limit it takes a detour over the
    // block manager.
    settings.put("spark.task.maxDirectResultSize", "64m");
    // Plans that are known to the end; planning them anew in the middle costs more than it gains.
    settings.put("spark.sql.adaptive.enabled", "false");
    // Floats of trained weights do not compress.
    settings.put("spark.broadcast.compress", "false");
    settings.put("spark.kryoserializer.buffer.max", "256m");
    // A lost executor takes its shuffle files along, and the stage that is to rebuild its blocks
    // from them begins anew. By default the fourth time within a job, which may be an epoch, fails
    // it.
    settings.put("spark.stage.maxConsecutiveAttempts", "10");
    settings.put("spark.ui.showConsoleProgress", "false");
    return Map.copyOf(settings);
  }

  /** The settings as a configuration, with those of the process, which win. */
  public static SparkConf asConf() {
    SparkConf conf = new SparkConf();
    SETTINGS.forEach(conf::setIfMissing);
    return conf;
  }
}
