/**
 * What a run says about itself.
 *
 * <p>Enters: results as values. Leaves: the text of its files; the {@code *Json} and {@code *Csv}
 * classes are pure functions from values to text. Forbidden: Spark, DL4J, and knowledge of how the
 * results came about.
 */
package org.mnistspark.run.record;
