package org.mnistspark.averaging;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.mnistspark.failure.Checks;

/**
 * What a user says about averaging. What is left open is decided by {@link AveragingDefaults}.
 *
 * @param batchSize examples per minibatch and worker
 * @param averagingFrequency minibatches per replica and round
 * @param outerMomentum momentum of the outer step; 0 for plain averaging
 * @param outerNesterov whether the outer momentum has Nesterov's form
 * @param learningRateScaling growth of the learning rate with the workers
 * @param learningRateSchedule course of the learning rate over the epochs
 * @param warmupRounds first rounds, over which the learning rate rises to its full height
 */
public record AveragingConfig(
    OptionalInt batchSize,
    OptionalInt averagingFrequency,
    OptionalDouble outerMomentum,
    Optional<Boolean> outerNesterov,
    Optional<LearningRateScaling> learningRateScaling,
    Optional<LearningRateSchedule> learningRateSchedule,
    int warmupRounds) {

  /**
   * Checks the numbers.
   *
   * @throws org.mnistspark.failure.ConfigurationException when one is out of its range
   */
  public AveragingConfig {
    batchSize.ifPresent(count -> Checks.positive("batch-size", count));
    averagingFrequency.ifPresent(count -> Checks.positive("averaging-frequency", count));
    outerMomentum.ifPresent(momentum -> Checks.fraction("outer-momentum", momentum));
    Checks.notNegative("warmup-rounds", warmupRounds);
  }

  /** The averaging that the user wants: {@code defaults}, where nothing else is said. */
  public Averaging over(Averaging defaults) {
    LearningRates rates = defaults.learningRates();
    OuterStep outer = defaults.outer();
    return new Averaging(
        batchSize.orElse(defaults.batchSize()),
        averagingFrequency.orElse(defaults.averagingFrequency()),
        OuterStep.of(
            outerMomentum.orElse(outer.momentum()),
            outerNesterov.orElse(outer.kind() == OuterStep.Kind.NESTEROV)),
        new LearningRates(
            learningRateScaling.orElse(rates.scaling()),
            learningRateSchedule.orElse(rates.schedule()),
            rates.plannedEpochs(),
            warmupRounds),
        defaults.seed());
  }

  /** Whether this asks for the plain mean of the replicas at a constant rate, or for nothing. */
  public boolean isPlain() {
    return outerMomentum.orElse(0) == 0
        && warmupRounds == 0
        && learningRateScaling.filter(how -> how != LearningRateScaling.NONE).isEmpty()
        && learningRateSchedule.filter(how -> how != LearningRateSchedule.CONSTANT).isEmpty();
  }
}
