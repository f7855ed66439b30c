/**
 * What a run says about itself.
 *
 * <p>Enters: results as values, and the run.json and metrics.json of an earlier start. Leaves: the
 * text of the run's files, and its identity; the {@code *Json} and {@code *Csv} classes are pure
 * functions from values to text. Forbidden: Spark, DL4J, and knowledge of how the results came
 * about.
 */
package org.mnistspark.run.record;
