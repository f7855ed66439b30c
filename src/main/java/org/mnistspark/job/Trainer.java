package org.mnistspark.job;

import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.averaging.Progress;
import org.mnistspark.averaging.TrainingState;
import org.mnistspark.evaluation.Classifier;

/** A network in training by one of the training masters. */
interface Trainer extends AutoCloseable {
  /**
   * Trains one epoch, or what is left of it. What happens here, and nothing else, is training time.
   *
   * @param stop asked where training can be stopped
   * @return whether the epoch is complete
   */
  boolean train(BooleanSupplier stop);

  /** What the most recently trained epoch showed. */
  Progress progress();

  /** How long averaging took in that epoch, where the trainer knows; else 0. */
  double averagingSeconds();

  /** The network as it is now, to classify with. */
  Classifier classifier();

  /** The network as it is now, to save. */
  MultiLayerNetwork network();

  /** OpenBLAS' kernels in use, by process: the driver's, and those of executors that trained. */
  SortedMap<String, String> kernels();

  /** All that decides how the training goes on. */
  TrainingState state();

  /** Goes on from there. */
  void restore(TrainingState state);

  @Override
  void close();
}
