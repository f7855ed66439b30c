/**
 * How the job fails: the exceptions that it foresees, with the exit code of each, and the ranges of
 * settings.
 *
 * <p>Enters: whatever was thrown. Leaves: the foreseen failure inside it, and one line to show.
 * Forbidden: everything but the JDK.
 */
package org.mnistspark.failure;
