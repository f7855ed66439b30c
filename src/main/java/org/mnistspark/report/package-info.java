/**
 * What people see of a run: the console now.
 *
 * <p>In: metrics, history and descriptions. Out: lines on the given stream. Forbidden: computing
 * anything that is also written elsewhere, and {@code System.out}.
 */
package org.mnistspark.report;
