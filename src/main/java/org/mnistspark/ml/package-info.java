/**
 * Spark ML's face of the engine: an estimator and its model.
 *
 * <p>Enters: a DataFrame with features (vectors of Spark ML, or arrays of numbers), labels from 0
 * and, if wanted, weights and a mark of validation rows. Leaves: a model, which adds predictions to
 * frames and is saved as Spark saves its own. {@link org.mnistspark.ml.MlpClassifier} and {@link
 * org.mnistspark.ml.MlpClassificationModel} are the face; {@code TrainingRows} reads the frame,
 * {@code Fitting} is the training loop, {@code ModelFiles} the format. Forbidden: data on the
 * driver, sparse vectors made dense, and another result than {@code train} has for the same
 * examples, settings and seed.
 */
package org.mnistspark.ml;
