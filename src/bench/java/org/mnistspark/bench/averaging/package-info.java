/**
 * Accuracy by number of workers: the figures of docs/averaging.md.
 *
 * <p>In: MNIST. Out: a CSV file of every training's accuracies per part ({@link
 * org.mnistspark.bench.averaging.Part}), and from those files alone the tables and plots of the
 * page. Forbidden: a figure in the page that no CSV file has.
 */
package org.mnistspark.bench.averaging;
