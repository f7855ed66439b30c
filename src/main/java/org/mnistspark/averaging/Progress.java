package org.mnistspark.averaging;

import java.io.Serializable;

/**
 * How far an epoch has come. Loss and hits are those of every minibatch before its update, as Keras
 * reports them.
 *
 * @param epoch from 1
 * @param rounds averagings so far
 * @param step minibatches that a replica has trained
 * @param steps of the epoch; 0 where nobody has counted them yet
 * @param examples trained so far, by all replicas
 * @param lossSum over these, in nats
 * @param correct of these
 */
public record Progress(
    int epoch, int rounds, int step, int steps, long examples, double lossSum, long correct)
    implements Serializable {

  /** An epoch that has not begun. */
  public static Progress begin(int epoch) {
    return new Progress(epoch, 0, 0, 0, 0, 0, 0);
  }

  /** Mean cross-entropy per example, in nats. */
  public double loss() {
    return lossSum / examples;
  }

  /** Part of the examples that were classified right. */
  public double accuracy() {
    return (double) correct / examples;
  }
}
