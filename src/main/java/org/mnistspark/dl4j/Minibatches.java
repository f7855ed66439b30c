package org.mnistspark.dl4j;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.mnistspark.mlp.GreyLevels;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import scala.Tuple2;

/** Turns a DataFrame of examples into DL4J minibatches, one partition per worker. */
public final class Minibatches {
  /**
   * Examples that travel together through the shuffle: large enough that their count does not
   * matter.
   */
  private static final int CHUNK = 256;

  private Minibatches() {}

  /**
   * Deals the examples out to workers: worker w has those whose index is w modulo {@code workers},
   * in an order drawn from the seed. The result does not depend on how the frame is partitioned.
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
        .partitionBy(new WorkerPartitioner(workers))
        .values()
        .mapPartitions(chunks -> minibatches(chunks, batchSize, seed));
  }

  private static Iterator<DataSet> minibatches(Iterator<Chunk> chunks, int batchSize, long seed) {
    List<Example> examples = new ArrayList<>();
    chunks.forEachRemaining(chunk -> chunk.addTo(examples, seed));
    examples.sort(Comparator.comparingLong(Example::key).thenComparingLong(Example::index));
    return IntStream.iterate(0, from -> from < examples.size(), from -> from + batchSize)
        .mapToObj(from -> examples.subList(from, Math.min(from + batchSize, examples.size())))
        .map(Minibatches::dataSet)
        .iterator();
  }

  private static DataSet dataSet(List<Example> batch) {
    Chunk shape = batch.get(0).chunk();
    float[] features = new float[batch.size() * shape.inputs];
    float[] labels = new float[batch.size() * shape.classes];
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).copyTo(features, labels, i);
    }
    return new DataSet(
        Nd4j.create(features, new long[] {batch.size(), shape.inputs}, 'c'),
        Nd4j.create(labels, new long[] {batch.size(), shape.classes}, 'c'));
  }

  /** An example in its chunk, and its place in the shuffled order. */
  private record Example(long key, long index, Chunk chunk, int position) {
    void copyTo(float[] features, float[] labels, int row) {
      int inputs = chunk.inputs;
      int classes = chunk.classes;
      if (chunk.pixels.length > 0) {
        GreyLevels.decode(chunk.pixels, position * inputs, inputs, features, row * inputs);
      } else {
        System.arraycopy(chunk.features, position * inputs, features, row * inputs, inputs);
      }
      System.arraycopy(chunk.labels, position * classes, labels, row * classes, classes);
    }
  }

  /**
   * Consecutive examples of one worker. Packed, a feature is a byte where all of them are k/255
   * exactly: a worker holds all of its chunks at a time. A class and no record: Kryo 4 cannot set a
   * record's fields.
   */
  static final class Chunk implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int inputs;
    private final int classes;
    private final long[] index = new long[CHUNK];
    private float[] features;
    private byte[] pixels = new byte[0];
    private final float[] labels;
    private int size;

    Chunk(int inputs, int classes) {
      this.inputs = inputs;
      this.classes = classes;
      this.features = new float[CHUNK * inputs];
      this.labels = new float[CHUNK * classes];
    }

    boolean add(long rowIndex, float[] rowFeatures, float[] rowLabel) {
      index[size] = rowIndex;
      System.arraycopy(rowFeatures, 0, features, size * inputs, inputs);
      System.arraycopy(rowLabel, 0, labels, size * classes, classes);
      return ++size == CHUNK;
    }

    /** For the shuffle; nothing can be added any more. */
    Chunk packed() {
      float[] used = Arrays.copyOf(features, size * inputs);
      byte[] levels = new byte[used.length];
      boolean exact = GreyLevels.encode(used, levels);
      pixels = exact ? levels : pixels;
      features = exact ? new float[0] : used;
      return this;
    }

    void addTo(List<Example> examples, long seed) {
      for (int i = 0; i < size; i++) {
        examples.add(new Example(mix(seed + index[i]), index[i], this, i));
      }
    }
  }

  /**
   * The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): neighbouring inputs, unrelated
   * outputs.
   */
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
        deal(row.getLong(0), row.getArray(1).toFloatArray(), row.getArray(2).toFloatArray());
      }
      while (ready == null && flushed < open.length) {
        if (open[flushed] != null) {
          ready = take(flushed);
        }
        flushed++;
      }
      return ready != null;
    }

    private void deal(long index, float[] features, float[] label) {
      int worker = (int) (index % open.length);
      if (open[worker] == null) {
        open[worker] = new Chunk(features.length, label.length);
      }
      if (open[worker].add(index, features, label)) {
        ready = take(worker);
      }
    }

    private Tuple2<Integer, Chunk> take(int worker) {
      Chunk chunk = open[worker];
      open[worker] = null;
      return new Tuple2<>(worker, chunk.packed());
    }

    @Override
    public Tuple2<Integer, Chunk> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Tuple2<Integer, Chunk> result = ready;
      ready = null;
      return result;
    }
  }
}
