/**
 * What {@code predict} takes: IDX, pictures, Parquet and JSON as frames with a column of features.
 *
 * <p>Enters: files, folders and globs. Leaves: one {@link org.mnistspark.spark.input.PredictInput},
 * with counts of what was left out. Forbidden: decoding that {@code data} and {@code image} have,
 * and classifying.
 */
package org.mnistspark.spark.input;
