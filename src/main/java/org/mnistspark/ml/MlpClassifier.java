package org.mnistspark.ml;

import java.util.Optional;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.mnistspark.mlp.Mlp;

/**
 * Trains a multilayer perceptron on the cluster by parameter averaging, as a stage of Spark ML:
 * dense layers with one activation, and a softmax over the classes.
 *
 * <p>Features are vectors of Spark ML, which stay sparse where they are, or arrays of numbers.
 * Labels are classes from 0; their number and names are those of the label column's metadata, as
 * StringIndexer leaves it, else the largest label says how many there are. The frame is read twice
 * or more, and never collected: persist it if reading is expensive.
 *
 * <p>Weights of examples multiply their loss. They are brought to a mean of 1 over the training
 * set, so that the learning rate keeps its meaning; rows of weight 0 are left out.
 *
 * <p>The weights of the model depend on the rows in their order, the settings, the workers and the
 * seed alone, and are those of the {@code train} command to the bit.
 *
 * <p>With a checkpointDir, a fit that died goes on from its last checkpoint when the same fit is
 * started again: the same rows in the same order, settings, workers and seed. It ends with the same
 * bits, and deletes its checkpoints when it is done.
 */
public final class MlpClassifier extends MlpParams implements MLWritable {
  private static final long serialVersionUID = 1L;

  // Not a parameter: Spark saves those as JSON.
  private transient MlpClassificationModel initialModel;

  /** A classifier with a uid of its own. */
  public MlpClassifier() {
    this(Identifiable$.MODULE$.randomUID("mlp"));
  }

  /** A classifier with this uid. */
  public MlpClassifier(String uid) {
    this(PendingUid.of(uid));
  }

  private MlpClassifier(PendingUid pending) {
    super(pending);
  }

  /** Sets the units of each hidden layer, first to last; none for softmax regression. */
  public MlpClassifier setHidden(int... units) {
    set(hidden(), units);
    return this;
  }

  /** Sets the activation of the hidden layers: relu, leakyrelu, tanh, sigmoid, identity. */
  public MlpClassifier setActivation(String name) {
    set(activation(), name);
    return this;
  }

  /** Sets the updater: rmsprop, adam, sgd, nesterovs. */
  public MlpClassifier setUpdater(String name) {
    set(updater(), name);
    return this;
  }

  /** Sets the learning rate of one worker. */
  public MlpClassifier setLearningRate(double rate) {
    set(learningRate(), rate);
    return this;
  }

  /** Sets the weight decay on weights. */
  public MlpClassifier setL2(double decay) {
    set(l2(), decay);
    return this;
  }

  /** Sets the passes over the training set. */
  public MlpClassifier setEpochs(int count) {
    set(epochs(), count);
    return this;
  }

  /** Sets the replicas that train side by side. */
  public MlpClassifier setWorkers(int count) {
    set(workers(), count);
    return this;
  }

  /** Sets the seed that everything random derives from. */
  public MlpClassifier setSeed(long value) {
    set(seed(), value);
    return this;
  }

  /** Sets the examples per minibatch and worker. */
  public MlpClassifier setBatchSize(int examples) {
    set(batchSize(), examples);
    return this;
  }

  /** Sets the minibatches that a worker trains between two averagings. */
  public MlpClassifier setAveragingFrequency(int minibatches) {
    set(averagingFrequency(), minibatches);
    return this;
  }

  /** Sets the momentum of the outer step; 0 for plain averaging. */
  public MlpClassifier setOuterMomentum(double momentum) {
    set(outerMomentum(), momentum);
    return this;
  }

  /** Sets whether the outer momentum has Nesterov's form. */
  public MlpClassifier setOuterNesterov(boolean nesterov) {
    set(outerNesterov(), nesterov);
    return this;
  }

  /** Sets how the learning rate grows with the workers: none, sqrt, linear, steps. */
  public MlpClassifier setLearningRateScaling(String name) {
    set(learningRateScaling(), name);
    return this;
  }

  /** Sets the schedule of the learning rate: constant, step, exponential, linear, cosine. */
  public MlpClassifier setLearningRateSchedule(String name) {
    set(learningRateSchedule(), name);
    return this;
  }

  /** Sets the first rounds over which the learning rate rises to its full height. */
  public MlpClassifier setWarmupRounds(int rounds) {
    set(warmupRounds(), rounds);
    return this;
  }

  /** Sets the column of example weights. */
  public MlpClassifier setWeightCol(String column) {
    set(weightCol(), column);
    return this;
  }

  /** Sets the boolean column of the rows that are evaluated instead of trained on. */
  public MlpClassifier setValidationIndicatorCol(String column) {
    set(validationIndicatorCol(), column);
    return this;
  }

  /** Sets after how many epochs without a lower validation loss training ends. */
  public MlpClassifier setEarlyStoppingPatience(int epochs) {
    set(earlyStoppingPatience(), epochs);
    return this;
  }

  /** Sets the folder where fit saves its state, and goes on from when it is started again. */
  public MlpClassifier setCheckpointDir(String folder) {
    set(checkpointDir(), folder);
    return this;
  }

  /** Sets the epochs between two checkpoints. */
  public MlpClassifier setCheckpointInterval(int count) {
    set(checkpointInterval(), count);
    return this;
  }

  /**
   * Sets the model whose weights training begins with, instead of random ones. It must have the
   * layers that this classifier trains. It is not saved with the classifier.
   */
  public MlpClassifier setInitialModel(MlpClassificationModel model) {
    initialModel = model;
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    return StageFeatures.asVector(schema, getFeaturesCol(), super::transformSchema);
  }

  /**
   * Trains.
   *
   * @throws IllegalArgumentException when the frame has no rows, or rows that nothing can be
   *     trained on; the message says which
   * @throws org.mnistspark.run.store.OutputException when checkpoints cannot be read or written
   * @throws ArithmeticException when loss or weights become infinite
   */
  @Override
  public MlpClassificationModel train(Dataset<?> dataset) {
    FitSettings settings = settings();
    if (settings.patience().isPresent() && columns().validation().isEmpty()) {
      throw new IllegalArgumentException(
          "earlyStoppingPatience: expected a validationIndicatorCol whose rows to watch the loss of, found none; set one");
    }
    TrainingRows rows =
        TrainingRows.read(dataset.toDF(), columns(), settings.checkpointFolder().isPresent());
    Optional<Mlp> initial = Optional.ofNullable(initialModel).map(MlpClassificationModel::network);
    try (HeldOut heldOut = rows.heldOut();
        Fitting fitting = Fitting.start(rows, heldOut, settings, initial)) {
      MlpTrainingSummary summary = fitting.run();
      return new MlpClassificationModel(uid(), fitting.network(), rows.classes().names())
          .withSummary(summary);
    }
  }

  @Override
  public MlpClassifier copy(ParamMap extra) {
    return this.<MlpClassifier>defaultCopy(extra).setInitialModel(initialModel);
  }

  @Override
  public MLWriter write() {
    return new DefaultParamsWriter(this);
  }

  /** A reader of saved classifiers. */
  public static MLReader<MlpClassifier> read() {
    return new DefaultParamsReader<>();
  }

  /** Loads a saved classifier. */
  public static MlpClassifier load(String path) {
    return read().load(path);
  }
}
