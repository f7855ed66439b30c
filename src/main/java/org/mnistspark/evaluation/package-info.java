/**
 * How good a classifier is: confusion matrix, precision, recall, F1 and log loss; how far its
 * confidence can be trusted, and where it errs.
 *
 * <p>Enters: class probabilities and true labels, example by example, on any number of machines; a
 * {@link org.mnistspark.evaluation.Classifier} is what makes the probabilities. Leaves: {@link
 * org.mnistspark.evaluation.Metrics} or an {@link org.mnistspark.evaluation.Examination}, the same
 * to the last bit however the examples were split and in whatever order the parts were merged.
 * Forbidden: everything but the JDK.
 */
package org.mnistspark.evaluation;
