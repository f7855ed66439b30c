package org.mnistspark.dl4j;

/**
 * How far an epoch has come.
 *
 * @param rounds averagings so far
 * @param lossSum over the examples trained so far, in nats
 * @param correct of them
 * @param examples trained so far
 */
public record EpochProgress(int rounds, double lossSum, long correct, long examples) {
  /** An epoch that has not begun. */
  public static final EpochProgress NONE = new EpochProgress(0, 0, 0, 0);
}
