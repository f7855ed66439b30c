package org.mnistspark.dl4j;

/**
 * An epoch in the middle. Loss and accuracy are running means, as in {@link EpochOutcome}.
 *
 * @param epoch from 1
 * @param step minibatches that a replica has trained
 * @param steps of the epoch
 * @param examples that all replicas have trained
 * @param before of them, those of an earlier start, where the epoch was stopped and goes on
 * @param loss mean cross-entropy per example, in nats
 * @param accuracy in [0,1]
 */
public record StepProgress(
    int epoch, int step, int steps, long examples, long before, double loss, double accuracy) {
  /** Hears of it on the driver: on one thread at a time, but not always the same. */
  @FunctionalInterface
  public interface Listener {
    /** A round is done. Not every round need be told, and one may be told again. */
    void progress(StepProgress progress);
  }
}
