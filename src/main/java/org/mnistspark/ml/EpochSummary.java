package org.mnistspark.ml;

import java.util.OptionalDouble;

/**
 * What an epoch showed. Training figures are those of every minibatch before its update, as Keras
 * reports them.
 *
 * @param epoch from 1
 * @param loss weighted mean cross-entropy of the training set, in nats
 * @param accuracy share of its examples that were classified right
 * @param validationLoss the same of the validation rows, after the epoch; empty without any
 * @param validationAccuracy the same of the validation rows
 * @param seconds of training
 * @param examplesPerSecond trained by all workers
 */
public record EpochSummary(
    int epoch,
    double loss,
    double accuracy,
    OptionalDouble validationLoss,
    OptionalDouble validationAccuracy,
    double seconds,
    double examplesPerSecond) {}
