package org.mnistspark.report;

/**
 * An epoch in the middle.
 *
 * @param epoch from 1
 * @param step minibatches that a replica has trained
 * @param steps of the epoch
 * @param examples that all replicas have trained
 * @param before of them, those of an earlier start of the run, fewer than all
 * @param loss running mean per example
 * @param accuracy likewise, in [0,1]
 */
public record Progress(
    int epoch, int step, int steps, long examples, long before, double loss, double accuracy) {}
