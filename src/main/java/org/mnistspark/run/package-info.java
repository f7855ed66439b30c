/**
 * The run directory: everything that a training run leaves behind, on any Hadoop file system.
 *
 * <p>Enters: results as values ({@link org.mnistspark.run.TrainingSummary}, {@link
 * org.mnistspark.run.EpochHistory}, {@link org.mnistspark.run.Provenance}, metrics and predictions)
 * and the bytes of files made elsewhere, a model for example. Leaves: the files of {@link
 * org.mnistspark.run.RunFiles}, each one whole or not there at all, {@code _SUCCESS} last.
 * Forbidden: Spark, DL4J, and knowledge of how the results came about.
 *
 * <p>{@link org.mnistspark.run.OutputFolder} is for folders that others fill. {@link
 * org.mnistspark.run.RunDirectory} moves bytes; the {@code *Json} and {@code *Csv} classes are pure
 * functions from values to text.
 */
package org.mnistspark.run;
