package org.mnistspark.spark;

import java.io.Serializable;

/**
 * How far a task is that trains many rounds. Spark's RPC writes it in Java's way, so that a record
 * can travel.
 *
 * @param subscription of the driver, see {@link ProgressChannel#listen}
 * @param round of the epoch that is done, from 0
 * @param lossSum over the examples that the task has trained so far
 * @param correct of them
 * @param examples trained
 */
public record RoundProgress(
    long subscription, int round, double lossSum, long correct, long examples)
    implements Serializable {}
