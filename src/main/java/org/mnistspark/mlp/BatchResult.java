package org.mnistspark.mlp;

/**
 * What a minibatch showed before its update.
 *
 * @param lossSum cross-entropy summed over its examples, each times its weight, without L2
 * @param correct examples whose most probable class is their label's
 * @param examples its size
 */
public record BatchResult(double lossSum, int correct, int examples) {}
