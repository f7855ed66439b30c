package org.mnistspark.dl4j;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import scala.Tuple2;

/** Turns a DataFrame of examples into DL4J minibatches, one partition per worker. */
public final class Minibatches {
  /** Examples that travel together through the shuffle: large enough that their count does not matter. */
  private static final int CHUNK = 256;

  private Minibatches() {}

  /**
   * Deals the examples out to workers: worker w has those whose index is w modulo {@code workers}, in an order drawn
   * from the seed. The result does not depend on how the frame is partitioned.
   *
   * @param frame columns index long, features array&lt;float&gt;, label array&lt;float&gt; one-hot
   * @param batchSize examples per DataSet; a worker's last one may have fewer
   * @return exactly {@code workers} partitions, not persisted
   */
  public static JavaRDD<DataSet> of(Dataset<Row> frame, int workers, int batchSize, long seed) {
    return frame
        .select("index", "features", "label")
        // Internal rows: a Row would box every one of the 784 values.
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitionsToPair(rows -> new Dealer(rows, workers))
        .partitionBy(new ByWorker(workers))
        .values()
        .mapPartitions(chunks -> minibatches(chunks, batchSize, seed));
  }

  private static Iterator<DataSet> minibatches(Iterator<Chunk> chunks, int batchSize, long seed) {
    List<Example> examples = new ArrayList<>();
    chunks.forEachRemaining(chunk -> chunk.addTo(examples, seed));
    examples.sort(Example::compareTo);
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < examples.size();
      }

      @Override
      public DataSet next() {
        List<Example> batch = examples.subList(next, Math.min(next + batchSize, examples.size()));
        next += batch.size();
        float[][] features = new float[batch.size()][];
        float[][] labels = new float[batch.size()][];
        for (int i = 0; i < features.length; i++) {
          features[i] = batch.get(i).features();
          labels[i] = batch.get(i).label();
        }
        return new DataSet(Nd4j.createFromArray(features), Nd4j.createFromArray(labels));
      }
    };
  }

  /** An example and its place in the shuffled order. */
  private record Example(long key, long index, float[] features, float[] label) implements Comparable<Example> {
    @Override
    public int compareTo(Example other) {
      int byKey = Long.compare(key, other.key);
      return byKey != 0 ? byKey : Long.compare(index, other.index);
    }
  }

  /** A class and no record: Kryo 4 cannot set a record's fields. */
  private static final class Chunk implements Serializable {
    private static final long serialVersionUID = 1L;
    private final long[] index = new long[CHUNK];
    private final float[][] features = new float[CHUNK][];
    private final float[][] labels = new float[CHUNK][];
    private int size;

    boolean add(InternalRow row) {
      index[size] = row.getLong(0);
      features[size] = row.getArray(1).toFloatArray();
      labels[size] = row.getArray(2).toFloatArray();
      return ++size == CHUNK;
    }

    void addTo(List<Example> examples, long seed) {
      for (int i = 0; i < size; i++) {
        examples.add(new Example(mix(seed + index[i]), index[i], features[i], labels[i]));
      }
    }
  }

  /** The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): neighbouring inputs, unrelated outputs. */
  private static long mix(long value) {
    long z = value * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Collects the rows of one partition into chunks by worker. */
  private static final class Dealer implements Iterator<Tuple2<Integer, Chunk>> {
    private final Iterator<InternalRow> rows;
    private final Chunk[] open;
    private int flushed;
    private Tuple2<Integer, Chunk> ready;

    Dealer(Iterator<InternalRow> rows, int workers) {
      this.rows = rows;
      this.open = new Chunk[workers];
    }

    @Override
    public boolean hasNext() {
      while (ready == null && rows.hasNext()) {
        InternalRow row = rows.next();
        int worker = (int) (row.getLong(0) % open.length);
        if (open[worker] == null) {
          open[worker] = new Chunk();
        }
        if (open[worker].add(row)) {
          ready = take(worker);
        }
      }
      while (ready == null && flushed < open.length) {
        if (open[flushed] != null) {
          ready = take(flushed);
        }
        flushed++;
      }
      return ready != null;
    }

    private Tuple2<Integer, Chunk> take(int worker) {
      Chunk chunk = open[worker];
      open[worker] = null;
      return new Tuple2<>(worker, chunk);
    }

    @Override
    public Tuple2<Integer, Chunk> next() {
      if (!hasNext()) {
        throw new java.util.NoSuchElementException();
      }
      Tuple2<Integer, Chunk> result = ready;
      ready = null;
      return result;
    }
  }

  /** Spark's hash partitioner would do the same for small integers, but promises it nowhere. */
  private static final class ByWorker extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final int workers;

    ByWorker(int workers) {
      this.workers = workers;
    }

    @Override
    public int numPartitions() {
      return workers;
    }

    @Override
    public int getPartition(Object worker) {
      return (Integer) worker;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByWorker that && that.workers == workers;
    }

    @Override
    public int hashCode() {
      return workers;
    }
  }
}
