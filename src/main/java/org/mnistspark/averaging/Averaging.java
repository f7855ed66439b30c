package org.mnistspark.averaging;

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
   * Learning rates for some rounds, from the network's own.
   *
   * @param iteration minibatches that every replica has trained before them
   * @param network its rate by iteration
   * @return a rate for each minibatch of rounds [from, to)
   */
  public double[] learningRates(
      TrainingPlan plan, int iteration, int from, int to, IntToDoubleFunction network) {
    double[] rates = new double[plan.steps(from, to)];
    double planned = (double) learningRates.plannedEpochs() * plan.steps(0, plan.rounds());
    int rise = learningRates.warmupRounds() * averagingFrequency;
    double scale = learningRates.scaling().factor(plan.replicas(), batchSize);
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
