/**
 * A trained network in a format that other programs run: ONNX.
 *
 * <p>Enters: the network, the normalizer of its features, what features and classes are called,
 * what its run has reached. Leaves: bytes. Forbidden: Spark, file systems.
 */
package org.mnistspark.export;
