/**
 * Spark's side of the data: the {@code idx} data source, the session, DataFrames of the splits.
 *
 * <p>Enters: a folder URI of any Hadoop filesystem with IDX files, plain or gzip; the configuration
 * that spark-submit passes. Leaves: {@code DataFrame(index long, features array<float>, label
 * array<float>)}, summaries and byte streams of the files; metrics; frames with predictions ({@link
 * org.mnistspark.spark.PredictInput} opens files of any kind, {@link org.mnistspark.spark.Scoring}
 * classifies their rows).
 *
 * <p>The driver reads headers only and holds them against file lengths; items are read by tasks,
 * plain files in byte ranges, a gzip file by one task. What is missing or malformed becomes a
 * {@link org.mnistspark.data.DataException}, on the driver as it is and from tasks as a cause (see
 * {@link Causes}).
 *
 * <p>Forbidden: decoding that {@code data} has, DL4J, setting a master, and null.
 */
package org.mnistspark.spark;
