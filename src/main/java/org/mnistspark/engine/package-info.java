/**
 * Training on a cluster, without DL4J.
 *
 * <p>Enters: examples in any order and partitions, a network, an averaging record, an initial
 * state. Leaves: after every epoch the state and what the epoch showed; progress while it goes on.
 * {@link org.mnistspark.engine.Engine} is the face; {@code Shards} keeps the examples, one shard
 * per worker, and has tasks train them; what a task does is {@link
 * org.mnistspark.averaging.GroupTraining}. Forbidden: DL4J and ND4J, and any result that depends on
 * tasks, threads, executors or what was lost.
 */
package org.mnistspark.engine;
