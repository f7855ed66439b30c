/**
 * What makes many replicas one model: shards of examples, rounds, and the weighted average.
 *
 * <p>Enters: what a user says about averaging, the defaults for the rest, a model state, shards,
 * and a plan. Leaves: the state after some rounds, in slices, to the same bits whatever task,
 * thread or retry computed them. Forbidden: Spark, DL4J, results that depend on a clock, and any
 * random draw that does not derive from (seed, epoch, worker).
 */
package org.mnistspark.averaging;
