package org.mnistspark.dl4j;

import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.mnistspark.averaging.Shard;
import org.mnistspark.engine.FrameExamples;
import org.mnistspark.engine.Shards;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Turns a DataFrame of examples into DL4J minibatches, one partition per worker. */
public final class Minibatches {
  private Minibatches() {}

  /**
   * Deals the examples out as {@link FrameExamples} does.
   *
   * @param frame columns index long, features array&lt;float&gt;, label array&lt;float&gt; one-hot
   * @param inputs features of an example
   * @param classes values of a label
   * @param batchSize examples per DataSet; a worker's last one may have fewer
   * @return exactly {@code workers} partitions, not persisted
   */
  public static JavaRDD<DataSet> of(
      Dataset<Row> frame, int inputs, int classes, int workers, int batchSize, long seed) {
    return Shards.rdd(FrameExamples.of(frame, workers, seed), inputs, classes, workers)
        .mapPartitions(shards -> minibatches(shards.next(), batchSize));
  }

  private static Iterator<DataSet> minibatches(Shard shard, int batchSize) {
    int size = shard.examples().size();
    return IntStream.iterate(0, from -> from < size, from -> from + batchSize)
        .mapToObj(from -> dataSet(shard, from, Math.min(batchSize, size - from)))
        .iterator();
  }

  private static DataSet dataSet(Shard shard, int from, int count) {
    int inputs = shard.examples().inputs();
    int classes = shard.examples().classes();
    float[] features = new float[count * inputs];
    float[] labels = new float[count * classes];
    shard.copy(from, count, features, labels);
    return new DataSet(
        Nd4j.create(features, new long[] {count, inputs}, 'c'),
        Nd4j.create(labels, new long[] {count, classes}, 'c'));
  }
}
