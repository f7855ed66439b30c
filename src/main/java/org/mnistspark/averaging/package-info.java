/**
 * What makes many replicas one model: shards of examples, rounds, and the weighted average.
 *
 * <p>In: a model state, shards, and a plan. Out: the state after some rounds, or its parts, to the
 * same bits whatever task, thread or retry computed them. Forbidden: Spark, DL4J, clocks, and any
 * random draw that does not derive from (seed, epoch, worker).
 */
package org.mnistspark.averaging;
