package org.mnistspark.job;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.UpdaterChoice;

/**
 * Everything that decides a training run. The defaults are in conf/mnist.properties and nowhere
 * else.
 *
 * @param data folder with the IDX files; empty: look for MNIST, download it, or draw synthetic
 *     digits
 * @param dataHome where downloaded or drawn data sets land
 * @param output folder of run directories
 * @param runId name of the run directory; empty: the start time
 * @param existing what becomes of an existing run directory
 * @param epochs passes over the training set
 * @param batchSize examples per minibatch and worker; empty: chosen by worker count
 * @param hidden units per hidden layer
 * @param activation of the hidden layers
 * @param updater turns gradients into weight changes
 * @param learningRate per replica
 * @param l2 weight decay on weights
 * @param workers replicas; empty: the cluster's cores
 * @param trainingMaster who distributes the training
 * @param averagingFrequency minibatches per replica between averagings; empty: chosen by worker
 *     count
 * @param outerMomentum of the step that follows each mean; empty: chosen by worker count
 * @param outerNesterov Nesterov's form of it; empty: chosen by worker count
 * @param learningRateScaling by workers; empty: chosen by worker count
 * @param learningRateSchedule over the epochs; empty: the master's choice
 * @param warmupRounds first rounds over which the learning rate rises to its height
 * @param validationFraction of the training set, held out and evaluated after every epoch; 0: none,
 *     and the test set is evaluated
 * @param earlyStoppingPatience epochs without a lower validation loss after which training ends
 *     with the best weights; empty: it goes to its end and keeps the last ones
 * @param seed everything random derives from it
 * @param samplePredictions first test images whose predictions are kept
 * @param checkpointEvery epochs between checkpoints; 0: none
 */
public record TrainConfig(
    Optional<String> data,
    String dataHome,
    String output,
    Optional<String> runId,
    ExistingRun existing,
    int epochs,
    OptionalInt batchSize,
    List<Integer> hidden,
    HiddenActivation activation,
    UpdaterChoice updater,
    double learningRate,
    double l2,
    OptionalInt workers,
    TrainingMasterChoice trainingMaster,
    OptionalInt averagingFrequency,
    OptionalDouble outerMomentum,
    Optional<Boolean> outerNesterov,
    Optional<LearningRateScaling> learningRateScaling,
    Optional<LearningRateSchedule> learningRateSchedule,
    int warmupRounds,
    double validationFraction,
    OptionalInt earlyStoppingPatience,
    long seed,
    int samplePredictions,
    int checkpointEvery) {

  /** Checks what does not depend on data or cluster. */
  public TrainConfig {
    hidden = List.copyOf(hidden);
    Checks.positive("epochs", epochs);
    batchSize.ifPresent(count -> Checks.positive("batch-size", count));
    hidden.forEach(units -> Checks.positive("hidden", units));
    Checks.positive("learning-rate", learningRate);
    Checks.notNegative("l2", l2);
    workers.ifPresent(count -> Checks.positive("workers", count));
    averagingFrequency.ifPresent(count -> Checks.positive("averaging-frequency", count));
    outerMomentum.ifPresent(momentum -> Checks.fraction("outer-momentum", momentum));
    Checks.notNegative("sample-predictions", samplePredictions);
    Checks.notNegative("warmup-rounds", warmupRounds);
    Checks.fraction("validation-fraction", validationFraction);
    earlyStoppingPatience.ifPresent(
        epochsWithout -> Checks.positive("early-stopping-patience", epochsWithout));
    Checks.notNegative("checkpoint-every", checkpointEvery);
    if (earlyStoppingPatience.isPresent() && validationFraction == 0) {
      throw new ConfigurationException(
          "`early-stopping-patience`: expected a `validation-fraction` above 0 to watch the loss of, found 0;"
              + " add `validation-fraction` 0.1");
    }
    boolean beyondPlain =
        outerMomentum.orElse(0) != 0
            || warmupRounds > 0
            || learningRateScaling.filter(how -> how != LearningRateScaling.NONE).isPresent()
            || learningRateSchedule.filter(how -> how != LearningRateSchedule.CONSTANT).isPresent();
    if (trainingMaster == TrainingMasterChoice.DL4J && beyondPlain) {
      throw new ConfigurationException(
          "`training-master` dl4j: expected plain averaging at a constant rate, found `outer-momentum`,"
              + " `learning-rate-scaling`, `learning-rate-schedule` or `warmup-rounds`; leave them out or use"
              + " `training-master` averaging");
    }
  }
}
