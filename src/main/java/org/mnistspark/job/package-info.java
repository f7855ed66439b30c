/**
 * Composition: each job reads like its algorithm, with what is woven round it as listeners.
 *
 * <p>Enters: an immutable configuration record, a Spark session and a console. Leaves: a run
 * directory or a folder of predictions. Forbidden: parsing arguments, exit codes, and what a
 * package below could do.
 */
package org.mnistspark.job;
