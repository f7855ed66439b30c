/**
 * What several packages' tests share: Spark sessions and clusters, an HDFS, the real MNIST files,
 * results.
 */
package org.mnistspark.testing;
