package org.mnistspark.dl4j;

/**
 * What an epoch showed. Loss and accuracy are running means: every minibatch before its update, as
 * Keras reports them.
 *
 * @param examples trained
 * @param rounds averagings
 * @param loss mean cross-entropy per example, in nats
 * @param accuracy in [0,1]
 * @param averagingSeconds that averaging took since the epoch began, or last went on, where the
 *     master tells; else 0
 */
public record EpochOutcome(
    long examples, int rounds, double loss, double accuracy, double averagingSeconds) {}
