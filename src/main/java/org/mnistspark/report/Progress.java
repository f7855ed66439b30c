package org.mnistspark.report;

/**
 * An epoch in the middle.
 *
 * @param epoch from 1
 * @param step minibatches that a replica has trained
 * @param steps of the epoch
 * @param examples that all replicas have trained
 * @param loss running mean per example
 * @param accuracy likewise, in [0,1]
 */
public record Progress(
    int epoch, int step, int steps, long examples, double loss, double accuracy) {}
