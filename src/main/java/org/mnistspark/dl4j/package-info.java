/**
 * What is DL4J's: network configurations, minibatches as DL4J DataSets, training masters, and model
 * files.
 *
 * <p>Enters: a DataFrame or an RDD of DataSets, plain settings, a model.zip. Leaves: a trained
 * {@code MultiLayerNetwork}, its model.zip, and a {@link org.mnistspark.evaluation.Classifier} over
 * its weights. Forbidden: printing, run directories, and INDArrays in cached RDDs (their memory is
 * off-heap, and Spark counts none of it).
 */
package org.mnistspark.dl4j;
