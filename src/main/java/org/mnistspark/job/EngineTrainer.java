package org.mnistspark.job;

import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.averaging.Averaging;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.dl4j.NetworkStates;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.engine.Engine;
import org.mnistspark.engine.EngineListener;
import org.mnistspark.engine.FrameExamples;
import org.mnistspark.engine.Network;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.mlp.Mlp;

/** Training by this project's engine. */
final class EngineTrainer implements Trainer {
  private final MultiLayerNetwork network;
  private final Network layers;
  private final Engine engine;

  /**
   * The training set dealt out to the workers.
   *
   * @param network with its initial weights
   */
  EngineTrainer(
      MultiLayerNetwork network,
      Dataset<Row> trainingSet,
      int workers,
      Averaging averaging,
      EngineListener listener) {
    this.network = network;
    layers = Networks.forEngine(network.getLayerWiseConfigurations());
    engine =
        Engine.start(
            FrameExamples.of(trainingSet, workers, averaging.seed()),
            workers,
            layers,
            averaging,
            NetworkStates.read(network),
            listener);
  }

  @Override
  public boolean train(BooleanSupplier stop) {
    return engine.epoch(stop);
  }

  @Override
  public Progress progress() {
    return engine.progress();
  }

  @Override
  public double averagingSeconds() {
    return engine.averagingSeconds();
  }

  @Override
  public Classifier classifier() {
    return new Mlp(layers.topology(), engine.weights());
  }

  @Override
  public MultiLayerNetwork network() {
    NetworkStates.restore(engine.state(), network);
    return network;
  }

  @Override
  public SortedMap<String, String> kernels() {
    return engine.kernels();
  }

  @Override
  public TrainingState state() {
    return engine.state();
  }

  @Override
  public void restore(TrainingState state) {
    engine.restore(state);
  }

  @Override
  public void close() {
    engine.close();
  }
}
