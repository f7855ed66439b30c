/**
 * DataFrames of labelled examples: the {@code idx} data source.
 *
 * <p>Enters: a folder URI of any Hadoop filesystem with IDX files, plain or gzip. Leaves: {@code
 * DataFrame(index long, features array<float>, label array<float>)}, summaries of the files, what
 * is held out of a frame, and images without labels to predict.
 *
 * <p>The driver reads headers and labels and holds headers against file lengths; images are read by
 * tasks, plain files in byte ranges, a gzip file by one task. What is missing or malformed becomes
 * a {@link org.mnistspark.data.DataException}, on the driver as it is and from tasks as a cause.
 *
 * <p>Forbidden: decoding that {@code data} has, DL4J, and null.
 */
package org.mnistspark.spark.source;
