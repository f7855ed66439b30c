/**
 * The file systems on which data, models and results are.
 *
 * <p>Enters: a path of any scheme. Leaves: its file system, or one line that says why there is
 * none; the files of a data folder, their bytes and digests. Forbidden: Spark.
 */
package org.mnistspark.files;
