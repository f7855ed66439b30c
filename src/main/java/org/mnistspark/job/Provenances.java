package org.mnistspark.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.data.Split;
import org.mnistspark.run.DataProvenance;
import org.mnistspark.run.Environment;
import org.mnistspark.run.Provenance;

/** What run.json says about a training run. */
final class Provenances {
  private static final String VERSIONS = "/org/mnistspark/versions.properties";

  private Provenances() {}

  /** A run that begins, whose name is not known yet. Waits for the hashes of the data. */
  static Provenance of(
      SparkSession spark,
      TrainConfig config,
      LoadedData data,
      AveragingChoice averaging,
      Instant start) {
    DataProvenance origin =
        new DataProvenance(
            data.uri(), data.digest().kind().id(), data.digest().sha256(), counts(data));
    return of(spark, config, origin, averaging, "", start, data.warnings());
  }

  static Provenance of(
      SparkSession spark,
      TrainConfig config,
      DataProvenance data,
      AveragingChoice averaging,
      String runId,
      Instant start,
      List<String> warnings) {
    return new Provenance(
        runId,
        configuration(config),
        data,
        config.seed(),
        averaging.workers(),
        averaging.settings(config.trainingMaster()),
        environment(spark),
        Collections.emptySortedMap(),
        start,
        Optional.empty(),
        spark.sparkContext().applicationId(),
        warnings);
  }

  /** All settings, the chosen ones included. */
  static Map<String, Object> settings(TrainConfig config, AveragingChoice averaging) {
    Map<String, Object> settings = configuration(config);
    settings.put("seed", config.seed());
    settings.put("workers", averaging.workers());
    settings.putAll(averaging.settings(config.trainingMaster()));
    return settings;
  }

  private static Map<String, Long> counts(LoadedData data) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put(Split.TRAIN.option(), data.trainCount());
    if (data.validation().isPresent()) {
      counts.put("validation", data.validationCount());
    }
    counts.put(Split.TEST.option(), data.testCount());
    return counts;
  }

  private static Map<String, Object> configuration(TrainConfig config) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("data", config.data().orElse("auto"));
    settings.put("output", config.output());
    settings.put("epochs", config.epochs());
    settings.put("hidden", config.hidden());
    settings.put("activation", name(config.activation()));
    settings.put("updater", name(config.updater()));
    settings.put("learning_rate", config.learningRate());
    settings.put("l2", config.l2());
    settings.put("validation_fraction", config.validationFraction());
    config
        .earlyStoppingPatience()
        .ifPresent(patience -> settings.put("early_stopping_patience", patience));
    settings.put("sample_predictions", config.samplePredictions());
    settings.put("checkpoint_every", config.checkpointEvery());
    return settings;
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** The software and the machine of this driver. */
  static Environment environment(SparkSession spark) {
    return Environment.current(spark.version(), dl4jVersion());
  }

  private static String dl4jVersion() {
    Properties versions = new Properties();
    try (InputStream in = Provenances.class.getResourceAsStream(VERSIONS)) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + VERSIONS + " in this job's jar", e);
    }
    return versions.getProperty("dl4j");
  }
}
