/** What several packages' tests share: a Spark session, an HDFS, the real MNIST files. */
package org.mnistspark.testing;
