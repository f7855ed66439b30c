/**
 * The file systems on which data, models and results are.
 *
 * <p>In: a path of any scheme. Out: its file system, or one line that says why there is none.
 * Forbidden: Spark, and all other packages of this project.
 */
package org.mnistspark.files;
