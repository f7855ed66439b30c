/**
 * What people see of a run: the console now.
 *
 * <p>In: progress, metrics, history and descriptions. Out: lines on the given stream, or on the
 * process's terminal by way of JLine. Forbidden: computing anything that is also written elsewhere,
 * control characters off a terminal, and {@code System.out}.
 */
package org.mnistspark.report;
