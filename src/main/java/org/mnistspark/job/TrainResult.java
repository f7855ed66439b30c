package org.mnistspark.job;

import java.util.OptionalDouble;

/**
 * How a training run has ended.
 *
 * @param status whether it came to its end
 * @param runId name of the run
 * @param directory where its results are
 * @param dataset {@code mnist}, {@code synthetic-digits} or {@code custom}
 * @param testAccuracy in [0,1]; empty when it was stopped
 * @param testLoss mean cross-entropy per example, in nats; empty when it was stopped
 * @param epochs complete ones
 * @param workers replicas
 * @param resumed whether an earlier start of the run has a part in it
 */
public record TrainResult(
    Status status,
    String runId,
    String directory,
    String dataset,
    OptionalDouble testAccuracy,
    OptionalDouble testLoss,
    int epochs,
    int workers,
    boolean resumed) {
  /** Ends of a run. */
  public enum Status {
    /** All results are there. */
    SUCCEEDED,
    /** It was asked to stop, and there is a checkpoint unless none was wanted. */
    STOPPED
  }
}
