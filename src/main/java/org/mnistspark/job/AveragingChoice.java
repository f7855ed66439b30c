package org.mnistspark.job;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.AveragingDefaults;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.averaging.LearningRates;
import org.mnistspark.averaging.OuterStep;

/**
 * How a run averages, after the defaults for its number of workers have filled what the user left
 * open.
 *
 * @param workers replicas
 * @param batchSize examples per minibatch and worker
 * @param averagingFrequency minibatches per replica between averagings
 * @param outer step that follows the mean
 * @param scaling of the learning rate by workers
 * @param schedule of the learning rate over the epochs
 * @param warmupRounds first rounds over which the learning rate rises to its height
 */
record AveragingChoice(
    int workers,
    int batchSize,
    int averagingFrequency,
    OuterStep outer,
    LearningRateScaling scaling,
    LearningRateSchedule schedule,
    int warmupRounds) {
  /**
   * DL4J's master passes over the whole training set for every averaging, so that small frequencies
   * cost time, while accuracy hardly depends on them.
   */
  private static final int STOCK_FREQUENCY = 64;

  private static final int STOCK_BATCH_SIZE = 128;

  /** The choice for a number of workers. */
  static AveragingChoice of(TrainConfig config, int workers) {
    return switch (config.trainingMaster()) {
      case AVERAGING -> own(config, workers);
      case DL4J -> stock(config, workers);
    };
  }

  private static AveragingChoice own(TrainConfig config, int workers) {
    AveragingDefaults defaults = AveragingDefaults.forWorkers(workers);
    double momentum = config.outerMomentum().orElse(defaults.outer().momentum());
    boolean nesterov =
        config.outerNesterov().orElse(defaults.outer().kind() == OuterStep.Kind.NESTEROV);
    return new AveragingChoice(
        workers,
        config.batchSize().orElse(defaults.batchSize()),
        config.averagingFrequency().orElse(defaults.averagingFrequency()),
        OuterStep.of(momentum, nesterov),
        config.learningRateScaling().orElse(defaults.scaling()),
        config.learningRateSchedule().orElse(LearningRateSchedule.LINEAR),
        config.warmupRounds());
  }

  private static AveragingChoice stock(TrainConfig config, int workers) {
    return new AveragingChoice(
        workers,
        config.batchSize().orElse(STOCK_BATCH_SIZE),
        config.averagingFrequency().orElse(STOCK_FREQUENCY),
        OuterStep.MEAN,
        LearningRateScaling.NONE,
        LearningRateSchedule.CONSTANT,
        0);
  }

  /** As the engine takes it. */
  Averaging averaging(int epochs, long seed) {
    return new Averaging(
        batchSize,
        averagingFrequency,
        outer,
        new LearningRates(scaling, schedule, epochs, warmupRounds),
        seed);
  }

  /** For run.json. */
  Map<String, Object> settings(TrainingMasterChoice master) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("training_master", lower(master));
    settings.put("batch_size", batchSize);
    settings.put("averaging_frequency", averagingFrequency);
    settings.put("outer_step", lower(outer.kind()));
    settings.put("outer_momentum", outer.momentum());
    settings.put("learning_rate_scaling", lower(scaling));
    settings.put("learning_rate_factor", scaling.factor(workers, batchSize));
    settings.put("learning_rate_schedule", lower(schedule));
    settings.put("warmup_rounds", warmupRounds);
    return settings;
  }

  /** For the console: one line. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%d %s, minibatches of %d, averaged after every %d; outer step %s; learning rate x %.2f, %s%s",
        workers,
        workers == 1 ? "worker" : "workers",
        batchSize,
        averagingFrequency,
        lower(outer.kind()) + (outer.hasMomentum() ? " " + outer.momentum() : ""),
        scaling.factor(workers, batchSize),
        lower(schedule),
        warmupRounds > 0 ? " after a rise over " + warmupRounds + " rounds" : "");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
