/**
 * Composition: each job reads like its algorithm and fits a screen.
 *
 * <p>In: an immutable configuration record and a Spark session. Out: a run directory, and progress
 * events. Forbidden: parsing arguments, printing, exit codes.
 */
package org.mnistspark.job;
