package org.mnistspark.ml;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.shared.HasCheckpointInterval;
import org.apache.spark.ml.param.shared.HasSeed;
import org.apache.spark.ml.param.shared.HasValidationIndicatorCol;
import org.apache.spark.ml.param.shared.HasWeightCol;
import org.mnistspark.averaging.AveragingConfig;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.UpdaterChoice;
import scala.Function1;

/** The parameters of {@link MlpClassifier}, with their defaults. */
abstract class MlpParams
    extends ProbabilisticClassifier<Vector, MlpClassifier, MlpClassificationModel>
    implements HasCheckpointInterval, HasSeed, HasValidationIndicatorCol, HasWeightCol {
  private static final long serialVersionUID = 1L;

  private final String uid;

  private final IntArrayParam hidden =
      new IntArrayParam(
          this,
          "hidden",
          "units of each hidden layer, first to last; empty for softmax regression",
          positive());
  private final Param<String> activation =
      choice("activation", "activation function of the hidden layers", HiddenActivation.values());
  private final Param<String> updater =
      choice("updater", "rule that turns gradients into weight changes", UpdaterChoice.values());
  private final DoubleParam learningRate =
      new DoubleParam(
          this,
          "learningRate",
          "learning rate of one worker (> 0); unset: 0.001 for rmsprop and adam, 0.01 for sgd and nesterovs",
          ParamValidators.gt(0));
  private final DoubleParam l2 =
      new DoubleParam(
          this, "l2", "weight decay on weights, not biases (>= 0)", ParamValidators.gtEq(0));
  private final IntParam epochs =
      new IntParam(this, "epochs", "passes over the training set (> 0)", ParamValidators.gt(0));
  private final IntParam workers =
      new IntParam(
          this,
          "workers",
          "replicas of the network that train side by side (> 0); unset: the cluster's default parallelism",
          ParamValidators.gt(0));
  private final LongParam seed =
      new LongParam(this, "seed", "seed that everything random derives from");
  private final IntParam batchSize =
      new IntParam(
          this,
          "batchSize",
          "examples per minibatch and worker (> 0); unset: by workers and examples",
          ParamValidators.gt(0));
  private final IntParam averagingFrequency =
      new IntParam(
          this,
          "averagingFrequency",
          "minibatches that a worker trains between two averagings (> 0); unset: by workers and examples",
          ParamValidators.gt(0));
  private final DoubleParam outerMomentum =
      new DoubleParam(
          this,
          "outerMomentum",
          "momentum of the outer step, which follows each averaging, in [0, 1); 0: plain averaging; unset: by workers and examples",
          ParamValidators.inRange(0, 1, true, false));
  private final BooleanParam outerNesterov =
      new BooleanParam(
          this, "outerNesterov", "whether the outer momentum has Nesterov's form; unset: it has");
  private final Param<String> learningRateScaling =
      choice(
          "learningRateScaling",
          "growth of the learning rate with the workers; unset: steps",
          LearningRateScaling.values());
  private final Param<String> learningRateSchedule =
      choice(
          "learningRateSchedule",
          "course of the learning rate over the epochs; unset: linear",
          LearningRateSchedule.values());
  private final IntParam warmupRounds =
      new IntParam(
          this,
          "warmupRounds",
          "first rounds over which the learning rate rises to its full height (>= 0)",
          ParamValidators.gtEq(0));
  private final Param<String> weightCol =
      new Param<>(
          this,
          "weightCol",
          "column of example weights (>= 0), brought to a mean of 1 over the training set; unset: all weigh 1");
  private final Param<String> validationIndicatorCol =
      new Param<>(
          this,
          "validationIndicatorCol",
          "boolean column; rows where it is true are not trained on, but evaluated after every epoch");
  private final IntParam earlyStoppingPatience =
      new IntParam(
          this,
          "earlyStoppingPatience",
          "epochs without a lower validation loss after which training ends (> 0), with the best epoch's weights; unset: it goes to its end",
          ParamValidators.gt(0));

  private final Param<String> checkpointDir =
      new Param<>(
          this,
          "checkpointDir",
          "folder on any file system where fit saves its state after every checkpointInterval epochs; when the same fit is started again, it goes on from there; unset: nothing is saved");
  private final IntParam checkpointInterval =
      new IntParam(
          this,
          "checkpointInterval",
          "epochs between two checkpoints (>= 1), or -1 for none; without checkpointDir it does nothing",
          (Function1<Object, Object> & Serializable)
              interval -> (Integer) interval == -1 || (Integer) interval >= 1);

  /** The parameters of a stage with the uid that was left. */
  MlpParams(PendingUid pending) {
    this.uid = pending.take();
    setDefault(hidden, new int[] {512});
    setDefault(activation, name(HiddenActivation.RELU));
    setDefault(updater, name(UpdaterChoice.RMSPROP));
    setDefault(l2, 0.0);
    setDefault(epochs, 5);
    setDefault(seed, 42L);
    setDefault(warmupRounds, 0);
    setDefault(checkpointInterval, 1);
  }

  private static Function1<int[], Object> positive() {
    return (Function1<int[], Object> & Serializable)
        units -> Arrays.stream(units).allMatch(count -> count > 0);
  }

  private Param<String> choice(String param, String doc, Enum<?>... values) {
    List<String> names = Arrays.stream(values).map(MlpParams::name).toList();
    return new Param<>(
        this,
        param,
        doc + " (" + String.join(", ", names) + ")",
        ParamValidators.inArray(names.toArray(String[]::new)));
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static <E extends Enum<E>> E value(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String uid() {
    return uid == null ? PendingUid.current() : uid;
  }

  /** Units of each hidden layer, first to last. */
  public IntArrayParam hidden() {
    return hidden;
  }

  /** Activation function of the hidden layers. */
  public Param<String> activation() {
    return activation;
  }

  /** Rule that turns gradients into weight changes. */
  public Param<String> updater() {
    return updater;
  }

  /** Learning rate of one worker. */
  public DoubleParam learningRate() {
    return learningRate;
  }

  /** Weight decay on weights, not biases. */
  public DoubleParam l2() {
    return l2;
  }

  /** Passes over the training set. */
  public IntParam epochs() {
    return epochs;
  }

  /** Replicas of the network that train side by side. */
  public IntParam workers() {
    return workers;
  }

  /** Seed that everything random derives from. */
  @Override
  public LongParam seed() {
    return seed;
  }

  /** Examples per minibatch and worker. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** Minibatches that a worker trains between two averagings. */
  public IntParam averagingFrequency() {
    return averagingFrequency;
  }

  /** Momentum of the outer step. */
  public DoubleParam outerMomentum() {
    return outerMomentum;
  }

  /** Whether the outer momentum has Nesterov's form. */
  public BooleanParam outerNesterov() {
    return outerNesterov;
  }

  /** Growth of the learning rate with the workers. */
  public Param<String> learningRateScaling() {
    return learningRateScaling;
  }

  /** Course of the learning rate over the epochs. */
  public Param<String> learningRateSchedule() {
    return learningRateSchedule;
  }

  /** First rounds over which the learning rate rises. */
  public IntParam warmupRounds() {
    return warmupRounds;
  }

  /** Column of example weights. */
  @Override
  public Param<String> weightCol() {
    return weightCol;
  }

  /** Column that marks the validation rows. */
  @Override
  public Param<String> validationIndicatorCol() {
    return validationIndicatorCol;
  }

  /** Epochs without a lower validation loss after which training ends. */
  public IntParam earlyStoppingPatience() {
    return earlyStoppingPatience;
  }

  /** Folder of the checkpoints. */
  public Param<String> checkpointDir() {
    return checkpointDir;
  }

  /** Epochs between two checkpoints. */
  @Override
  public IntParam checkpointInterval() {
    return checkpointInterval;
  }

  /** Units of each hidden layer, first to last. */
  public int[] getHidden() {
    return getOrDefault(hidden).clone();
  }

  /** Name of the activation function. */
  public String getActivation() {
    return getOrDefault(activation);
  }

  /** Name of the updater. */
  public String getUpdater() {
    return getOrDefault(updater);
  }

  /** The learning rate: the updater's own where none is set. */
  public double getLearningRate() {
    return optional(learningRate)
        .map(rate -> (Double) rate)
        .orElseGet(() -> value(UpdaterChoice.class, getUpdater()).defaultLearningRate());
  }

  /** Weight decay on weights. */
  public double getL2() {
    return (Double) getOrDefault(l2);
  }

  /** Passes over the training set. */
  public int getEpochs() {
    return (Integer) getOrDefault(epochs);
  }

  /**
   * Workers.
   *
   * @throws java.util.NoSuchElementException when not set
   */
  public int getWorkers() {
    return (Integer) getOrDefault(workers);
  }

  /**
   * Examples per minibatch and worker.
   *
   * @throws java.util.NoSuchElementException when not set
   */
  public int getBatchSize() {
    return (Integer) getOrDefault(batchSize);
  }

  /**
   * Minibatches between two averagings.
   *
   * @throws java.util.NoSuchElementException when not set
   */
  public int getAveragingFrequency() {
    return (Integer) getOrDefault(averagingFrequency);
  }

  /**
   * Momentum of the outer step.
   *
   * @throws java.util.NoSuchElementException when not set
   */
  public double getOuterMomentum() {
    return (Double) getOrDefault(outerMomentum);
  }

  /**
   * Whether the outer momentum has Nesterov's form.
   *
   * @throws java.util.NoSuchElementException when not set
   */
  public boolean getOuterNesterov() {
    return (Boolean) getOrDefault(outerNesterov);
  }

  /**
   * Growth of the learning rate with the workers.
   *
   * @throws java.util.NoSuchElementException when not set
   */
  public String getLearningRateScaling() {
    return getOrDefault(learningRateScaling);
  }

  /**
   * Course of the learning rate over the epochs.
   *
   * @throws java.util.NoSuchElementException when not set
   */
  public String getLearningRateSchedule() {
    return getOrDefault(learningRateSchedule);
  }

  /** First rounds over which the learning rate rises. */
  public int getWarmupRounds() {
    return (Integer) getOrDefault(warmupRounds);
  }

  /**
   * Epochs without a lower validation loss after which training ends.
   *
   * @throws java.util.NoSuchElementException when not set
   */
  public int getEarlyStoppingPatience() {
    return (Integer) getOrDefault(earlyStoppingPatience);
  }

  /**
   * Folder of the checkpoints.
   *
   * @throws java.util.NoSuchElementException when not set
   */
  public String getCheckpointDir() {
    return getOrDefault(checkpointDir);
  }

  // What Scala's traits would set their own parameters by: here they have the job's texts.

  @Override
  public void
      org$apache$spark$ml$param$shared$HasCheckpointInterval$_setter_$checkpointInterval_$eq(
          IntParam param) {
    throw new UnsupportedOperationException("checkpointInterval is set by its field");
  }

  @Override
  public void org$apache$spark$ml$param$shared$HasSeed$_setter_$seed_$eq(LongParam param) {
    throw new UnsupportedOperationException("seed is set by its field");
  }

  @Override
  public void
      org$apache$spark$ml$param$shared$HasValidationIndicatorCol$_setter_$validationIndicatorCol_$eq(
          Param<String> param) {
    throw new UnsupportedOperationException("validationIndicatorCol is set by its field");
  }

  @Override
  public void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> param) {
    throw new UnsupportedOperationException("weightCol is set by its field");
  }

  private <T> Optional<T> optional(Param<T> param) {
    return isDefined(param) ? Optional.of(getOrDefault(param)) : Optional.empty();
  }

  private OptionalInt optional(IntParam param) {
    return isDefined(param) ? OptionalInt.of((Integer) getOrDefault(param)) : OptionalInt.empty();
  }

  /** The columns that are read; an empty name is none, as in Spark's own stages. */
  Columns columns() {
    return new Columns(
        getFeaturesCol(),
        getLabelCol(),
        optional(weightCol).filter(name -> !name.isEmpty()),
        optional(validationIndicatorCol).filter(name -> !name.isEmpty()));
  }

  /** How to train. */
  FitSettings settings() {
    return new FitSettings(
        Arrays.stream(getHidden()).boxed().toList(),
        value(HiddenActivation.class, getActivation()),
        value(UpdaterChoice.class, getUpdater()),
        getLearningRate(),
        getL2(),
        getEpochs(),
        optional(workers),
        averaging(),
        optional(checkpointDir).filter(folder -> !folder.isEmpty() && getCheckpointInterval() > 0),
        getCheckpointInterval(),
        optional(earlyStoppingPatience),
        getSeed());
  }

  private AveragingConfig averaging() {
    return new AveragingConfig(
        optional(batchSize),
        optional(averagingFrequency),
        optional(outerMomentum)
            .map(momentum -> OptionalDouble.of((Double) momentum))
            .orElseGet(OptionalDouble::empty),
        optional(outerNesterov).map(nesterov -> (Boolean) nesterov),
        optional(learningRateScaling).map(name -> value(LearningRateScaling.class, name)),
        optional(learningRateSchedule).map(name -> value(LearningRateSchedule.class, name)),
        getWarmupRounds());
  }
}
