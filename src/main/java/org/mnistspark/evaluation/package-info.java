/**
 * How good a classifier is: confusion matrix, precision, recall, F1 and log loss.
 *
 * <p>Enters: class probabilities and true labels, example by example, on any number of machines.
 * Leaves: {@link org.mnistspark.evaluation.Metrics}, the same to the last bit however the examples
 * were split and in whatever order the parts were merged. Forbidden: everything but the JDK.
 */
package org.mnistspark.evaluation;
