/**
 * The one package that knows DL4J's network classes: network configurations, minibatches as DL4J
 * DataSets, training masters, and model files.
 *
 * <p>In: a DataFrame (index, features, label) and plain settings. Out: a trained {@code
 * MultiLayerNetwork}, its model.zip, and a {@link org.mnistspark.evaluation.Classifier} over its
 * weights. Forbidden: printing, run directories, and INDArrays in cached RDDs (their memory is
 * off-heap, and Spark counts none of it).
 */
package org.mnistspark.dl4j;
