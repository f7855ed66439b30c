package org.mnistspark.cli;

import org.mnistspark.averaging.AveragingConfig;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import picocli.CommandLine.Option;

/** What {@code train} takes about averaging. */
final class AveragingOptions {
  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "Examples per minibatch and worker; auto: by workers and training examples, at most 128.")
  private String batchSize;

  @Option(
      names = "--averaging-frequency",
      paramLabel = "K",
      description =
          "Minibatches per replica between averagings; auto: by workers and training examples (averaging) or 64 (dl4j).")
  private String averagingFrequency;

  @Option(
      names = "--outer-momentum",
      paramLabel = "X",
      description =
          "Momentum of the step that follows each averaging, 0 for plain averaging; auto: by workers and training examples (averaging) or 0 (dl4j).")
  private String outerMomentum;

  @Option(
      names = "--outer-nesterov",
      paramLabel = "true|false",
      description = "Nesterov's form of the outer momentum; auto: true.")
  private String outerNesterov;

  @Option(
      names = "--learning-rate-scaling",
      paramLabel = "NAME",
      description =
          "Growth of the learning rate: none; sqrt, linear: with the examples of all workers; steps: as a replica takes"
              + " fewer; auto: steps (averaging) or none (dl4j).")
  private String learningRateScaling;

  @Option(
      names = "--learning-rate-schedule",
      paramLabel = "NAME",
      description =
          "Course of the learning rate over the epochs: constant, step, exponential, linear, cosine; auto: linear"
              + " (averaging) or constant (dl4j).")
  private String learningRateSchedule;

  @Option(
      names = "--warmup-rounds",
      paramLabel = "N",
      description = "First rounds over which the learning rate rises to its full height.")
  private int warmupRounds;

  AveragingConfig config() {
    return new AveragingConfig(
        Values.unlessAuto("--batch-size", batchSize),
        Values.unlessAuto("--averaging-frequency", averagingFrequency),
        Values.fractionUnlessAuto("--outer-momentum", outerMomentum),
        Values.flagUnlessAuto("--outer-nesterov", outerNesterov),
        Values.nameUnlessAuto(
            "--learning-rate-scaling", learningRateScaling, LearningRateScaling.class),
        Values.nameUnlessAuto(
            "--learning-rate-schedule", learningRateSchedule, LearningRateSchedule.class),
        warmupRounds);
  }
}
