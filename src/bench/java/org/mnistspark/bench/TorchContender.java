package org.mnistspark.bench;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.mnistspark.data.Split;

/**
 * libtorch, called through Deep Java Library. Minibatches are tensors before the first lap and come
 * in another order every epoch. The updater is Adam: DJL has no RMSProp on PyTorch.
 */
final class TorchContender implements Contender {
  private static final String ENGINE = "PyTorch";

  private final NDManager manager;
  private final Trainer trainer;
  private final List<NDList> minibatches = new ArrayList<>(); // features [n, 784], labels [n]
  private final int examples;
  private final Digits test;
  private final SplittableRandom random = new SplittableRandom(Setup.SEED);

  /** The number of threads is a property that DJL reads when it loads. */
  TorchContender(Setup setup, int threads) throws IOException {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // Where it unpacks libtorch, once for all.
    System.setProperty("DJL_CACHE_DIR", setup.scratch().resolveSibling("djl").toString());
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    Engine.getEngine(ENGINE).setRandomSeed(Math.toIntExact(Setup.SEED));
    manager = NDManager.newBaseManager(Device.cpu(), ENGINE);
    trainer = trainer();
    Digits train = Digits.load(setup.data(), Split.TRAIN);
    examples = train.size();
    int[] order = Digits.shuffled(examples, random);
    for (int at = 0; at < examples; at += Setup.BATCH) {
      minibatches.add(minibatch(train, order, at, Math.min(Setup.BATCH, examples - at)));
    }
    test = Digits.load(setup.data(), Split.TEST);
  }

  // The trainer holds the model and lives as long as the process.
  @SuppressWarnings("resource")
  private static Trainer trainer() {
    Model model = Model.newInstance("mlp", Device.cpu(), ENGINE);
    model.setBlock(
        new SequentialBlock()
            .add(Linear.builder().setUnits(Setup.HIDDEN).build())
            .add(Activation.reluBlock())
            .add(Linear.builder().setUnits(Setup.CLASSES).build()));
    Trainer trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optDevices(new Device[] {Device.cpu()})
                .optInitializer(
                    // Glorot uniform.
                    new XavierInitializer(
                        XavierInitializer.RandomType.UNIFORM, XavierInitializer.FactorType.AVG, 3f),
                    Parameter.Type.WEIGHT)
                .optOptimizer(
                    Optimizer.adam()
                        .optLearningRateTracker(Tracker.fixed((float) Setup.LEARNING_RATE))
                        .build()));
    trainer.initialize(new Shape(Setup.BATCH, Setup.INPUTS));
    return trainer;
  }

  private NDList minibatch(Digits train, int[] order, int from, int count) {
    float[] features = new float[count * Setup.INPUTS];
    float[] labels = new float[count];
    for (int i = 0; i < count; i++) {
      int example = order[from + i];
      System.arraycopy(train.features(example, 1), 0, features, i * Setup.INPUTS, Setup.INPUTS);
      labels[i] = train.labels()[example];
    }
    return new NDList(
        manager.create(features, new Shape(count, Setup.INPUTS)), manager.create(labels));
  }

  @Override
  public Lap lap() {
    int[] order = Digits.shuffled(minibatches.size(), random);
    long start = System.nanoTime();
    for (int i : order) {
      step(minibatches.get(i));
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    try (NDManager scope = manager.newSubManager()) {
      NDArray images =
          scope.create(test.features(0, test.size()), new Shape(test.size(), Setup.INPUTS));
      float[] scores = trainer.evaluate(new NDList(images)).singletonOrThrow().toFloatArray();
      return new Lap(examples, seconds, test.accuracy(scores));
    }
  }

  private void step(NDList minibatch) {
    try (NDManager scope = manager.newSubManager()) {
      // What is computed from the minibatch belongs to the scope and goes with it.
      scope.tempAttachAll(minibatch);
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(new NDList(minibatch.get(0)));
        gradients.backward(trainer.getLoss().evaluate(new NDList(minibatch.get(1)), outputs));
      }
      trainer.step();
    }
  }

  @Override
  public String note() {
    return "libtorch " + Engine.getEngine(ENGINE).getVersion() + ", Adam";
  }
}
