package org.mnistspark.averaging;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * How replicas are averaged.
 *
 * @param batchSize examples per minibatch of a replica, at least 1
 * @param averagingFrequency minibatches per replica between averagings, at least 1
 * @param outer what becomes of the replicas' mean
 * @param learningRates how the learning rate changes with the workers and over time
 * @param seed of the shuffling
 */
public record Averaging(
    int batchSize,
    int averagingFrequency,
    OuterStep outer,
    LearningRates learningRates,
    long seed) {

  /** Checks the numbers. */
  public Averaging {
    positive("batch size", batchSize);
    positive("averaging frequency", averagingFrequency);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": expected at least 1, found " + value);
    }
  }

  /**
   * What the network's rate is multiplied by, but for schedule and warm-up.
   *
   * @param examples of the training set
   */
  public double learningRateFactor(int workers, long examples) {
    double shard = Math.ceil((double) examples / workers);
    return learningRateFactor(workers, Math.ceil(shard / batchSize));
  }

  private double learningRateFactor(int workers, double stepsPerEpoch) {
    return learningRates
        .scaling()
        .factor(workers, batchSize, learningRates.plannedEpochs() * stepsPerEpoch);
  }

  /**
   * The settings as run.json has them, by name.
   *
   * @param examples of the training set
   */
  public Map<String, Object> settings(int workers, long examples) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("batch_size", batchSize);
    settings.put("averaging_frequency", averagingFrequency);
    settings.put("outer_step", lower(outer.kind()));
    settings.put("outer_momentum", outer.momentum());
    settings.put("learning_rate_scaling", lower(learningRates.scaling()));
    settings.put("learning_rate_factor", learningRateFactor(workers, examples));
    settings.put("learning_rate_schedule", lower(learningRates.schedule()));
    settings.put("warmup_rounds", learningRates.warmupRounds());
    return settings;
  }

  /**
   * The settings in one line.
   *
   * @param examples of the training set
   */
  public String describe(int workers, long examples) {
    return String.format(
        Locale.ROOT,
        "%d %s, minibatches of %d, averaged after every %d; outer step %s; learning rate x %.2f, %s%s",
        workers,
        workers == 1 ? "worker" : "workers",
        batchSize,
        averagingFrequency,
        lower(outer.kind()) + (outer.hasMomentum() ? " " + outer.momentum() : ""),
        learningRateFactor(workers, examples),
        lower(learningRates.schedule()),
        learningRates.warmupRounds() > 0
            ? " after a rise over " + learningRates.warmupRounds() + " rounds"
            : "");
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Learning rates for some rounds, from the network's own.
   *
   * @param iteration minibatches that every replica has trained before them
   * @param network its rate by iteration
   * @return a rate for each minibatch of rounds [from, to)
   */
  public double[] learningRates(
      TrainingPlan plan, int iteration, int from, int to, IntToDoubleFunction network) {
    double[] rates = new double[plan.steps(from, to)];
    double stepsPerEpoch = plan.steps(0, plan.rounds());
    double planned = learningRates.plannedEpochs() * stepsPerEpoch;
    int rise = learningRates.warmupRounds() * averagingFrequency;
    double scale = learningRateFactor(plan.replicas(), stepsPerEpoch);
    for (int i = 0; i < rates.length; i++) {
      int at = iteration + i;
      rates[i] =
          scale
              * WarmUp.factor(at, rise)
              * learningRates.schedule().factor(at / planned)
              * network.applyAsDouble(at);
    }
    return rates;
  }
}
