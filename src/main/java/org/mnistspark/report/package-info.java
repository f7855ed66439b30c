/**
 * What people see of a run: the console, report.html and plots.
 *
 * <p>Enters: progress, metrics, history and descriptions. Leaves: lines on the given stream, or on
 * the process's terminal by way of JLine; HTML and SVG in a run directory, with charts by
 * JFreeChart on Batik's SVG canvas. Forbidden: computing anything that is also written elsewhere,
 * control characters off a terminal, {@code System.out}, text of the run in the page other than
 * through {@code Html}, and anything in the page that needs a network.
 */
package org.mnistspark.report;
