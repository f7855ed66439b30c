/**
 * The MNIST data set as files: the IDX codec, the published files' names and digests, their
 * download, and synthetic digits for machines without a network.
 *
 * <p>Enters: streams of IDX bytes, plain or gzip, opened by the caller; HTTP responses of public
 * mirrors. Leaves: items as bytes or floats, folders with the four IDX files, digests. Everything
 * is read by stream: memory does not grow with a file, whatever its header claims.
 *
 * <p>Forbidden: Spark, Hadoop, any library, and null.
 */
package org.mnistspark.data;
