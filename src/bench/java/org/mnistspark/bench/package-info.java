/**
 * The benchmark: everything that trains this network, side by side on one machine; see
 * docs/benchmarks.md.
 *
 * <p>{@link org.mnistspark.bench.Benchmark} starts one process per row of the table and lets them
 * train in turn, an epoch at a time ({@link org.mnistspark.bench.ContenderMain} is what runs
 * there). In: MNIST. Out: a table. Forbidden: a contender that works when it is not its turn.
 */
package org.mnistspark.bench;
