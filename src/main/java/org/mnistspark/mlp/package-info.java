/**
 * Dense networks on one thread: topology, flat weights in DL4J's own order, and the fused training
 * step (forward, loss, backward, update).
 *
 * <p>Enters: a {@link org.mnistspark.mlp.Topology}, flat weights and updater state ({@code
 * float[]}, in the order of DL4J's {@code MultiLayerNetwork.params()} and of its updater's state
 * view), and {@link org.mnistspark.mlp.Examples}. Leaves: the same arrays, updated in place, the
 * loss of each minibatch, and class probabilities.
 *
 * <p>Every result is a pure function of its inputs, to the last bit, on one kind of processor: one
 * thread per product, fixed alignment of operands, and no hidden state between calls.
 *
 * <p>Forbidden: Spark, Hadoop, DL4J and ND4J, and every library but OpenBLAS.
 */
package org.mnistspark.mlp;
