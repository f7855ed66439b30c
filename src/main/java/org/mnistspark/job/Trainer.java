package org.mnistspark.job;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.dl4j.EpochOutcome;

/** A network in training by one of the training masters. */
interface Trainer extends AutoCloseable {
  /** Trains one epoch. What happens here, and nothing else, is training time. */
  void train();

  /** What the last epoch showed. */
  EpochOutcome outcome();

  MultiLayerNetwork network();

  @Override
  void close();
}
