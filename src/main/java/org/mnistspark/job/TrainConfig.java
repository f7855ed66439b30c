package org.mnistspark.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingConfig;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.failure.ConfigurationException;

/**
 * Everything that decides a training run, by subject. The defaults are in conf/mnist.properties and
 * nowhere else.
 *
 * @param data examples
 * @param network network and updater
 * @param averaging how replicas are averaged
 * @param training epochs, workers and seed
 * @param run what is left behind, and where
 */
public record TrainConfig(
    DataConfig data,
    NetworkConfig network,
    AveragingConfig averaging,
    TrainingConfig training,
    RunConfig run) {

  /** Checks what settings of one subject say about those of another. */
  public TrainConfig {
    if (training.earlyStoppingPatience().isPresent() && data.validationFraction() == 0) {
      throw new ConfigurationException(
          "`early-stopping-patience`: expected a `validation-fraction` above 0 to watch the loss of, found 0;"
              + " add `validation-fraction` 0.1");
    }
    if (training.master() == TrainingMasterChoice.DL4J && !Dl4jSpark.isAvailable()) {
      throw new ConfigurationException(
          "`training-master` dl4j: expected a Spark for Scala 2.12, for which alone there is dl4j-spark, found the job for Scala 2.13;"
              + " use `training-master` averaging, or the job for Spark 3.5");
    }
    if (training.master() == TrainingMasterChoice.DL4J && !averaging.isPlain()) {
      throw new ConfigurationException(
          "`training-master` dl4j: expected plain averaging at a constant rate, found `outer-momentum`,"
              + " `learning-rate-scaling`, `learning-rate-schedule` or `warmup-rounds`; leave them out or use"
              + " `training-master` averaging");
    }
  }

  /**
   * How this many replicas are averaged, with all that the user left open.
   *
   * @param examples of the training set
   */
  Averaging averaging(int workers, long examples) {
    Averaging defaults =
        switch (training.master()) {
          case AVERAGING ->
              AveragingDefaults.forWorkers(workers, examples, training.epochs(), training.seed());
          case DL4J -> AveragingDefaults.plain(training.epochs(), training.seed());
        };
    return averaging.over(defaults);
  }

  /** The settings of run.json's "averaging", by name. */
  Map<String, Object> averagingSettings(int workers, long examples) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("training_master", name(training.master()));
    settings.putAll(averaging(workers, examples).settings(workers, examples));
    return settings;
  }

  /** The settings of run.json's "configuration", by name. */
  Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("data", data.folder().orElse("auto"));
    settings.put("output", run.output());
    settings.put("epochs", training.epochs());
    settings.put("hidden", network.hidden());
    settings.put("activation", name(network.activation()));
    settings.put("updater", name(network.updater()));
    settings.put("learning_rate", network.learningRate());
    settings.put("l2", network.l2());
    settings.put("validation_fraction", data.validationFraction());
    putWhatDiffers(settings);
    training
        .earlyStoppingPatience()
        .ifPresent(patience -> settings.put("early_stopping_patience", patience));
    settings.put("sample_predictions", run.samplePredictions());
    settings.put("checkpoint_every", run.checkpointEvery());
    return settings;
  }

  /** Settings of data that is not as MNIST is: a run of MNIST says nothing of them. */
  private void putWhatDiffers(Map<String, Object> settings) {
    data.testData().ifPresent(uri -> settings.put("test_data", uri));
    if (data.testFraction() > 0) {
      settings.put("test_fraction", data.testFraction());
    }
    data.choice().label().ifPresent(label -> settings.put("label", label));
    if (!data.choice().features().isEmpty()) {
      settings.put("features", data.choice().features());
    }
    data.choice().classes().ifPresent(classes -> settings.put("classes", classes));
    if (!data.choice().classNames().isEmpty()) {
      settings.put("class_names", data.choice().classNames());
    }
    if (data.classWeights() != ClassWeightsChoice.NONE) {
      settings.put("class_weights", name(data.classWeights()));
    }
    if (data.normalize() != NormalizeChoice.AUTO) {
      settings.put("normalize", name(data.normalize()));
    }
    training.from().ifPresent(model -> settings.put("from", model));
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
