package org.mnistspark.dl4j;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.bytedeco.javacpp.FloatPointer;
import org.mnistspark.mlp.ExamplesBuilder;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import scala.Tuple2;

/**
 * Examples of a DataSet on the heap. A class and no record: Kryo 4 cannot set a record's fields.
 */
final class Piece implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int partition;
  private final float[] features;
  private final float[] labels;

  private Piece(int partition, float[] features, float[] labels) {
    this.partition = partition;
    this.features = features;
    this.labels = labels;
  }

  /** The partition of the source. */
  int partition() {
    return partition;
  }

  void addTo(ExamplesBuilder builder) {
    builder.add(features, labels);
  }

  /**
   * The examples of an RDD, in one partition per worker: its own when it has as many, else the n-th
   * example of partition p goes to worker (p + n) mod workers, by a shuffle.
   */
  static JavaRDD<Piece> of(JavaRDD<DataSet> source, int inputs, int classes, int workers) {
    JavaRDD<Piece> pieces =
        source.mapPartitionsWithIndex(
            (partition, dataSets) -> new FromDataSets(partition, dataSets, inputs, classes), true);
    if (source.getNumPartitions() == workers) {
      return pieces;
    }
    return pieces
        .mapPartitions(own -> deal(own, inputs, classes, workers).iterator())
        .mapToPair(dealt -> dealt)
        .partitionBy(new WorkerPartitioner(workers))
        .values();
  }

  private static List<Tuple2<Integer, Piece>> deal(
      Iterator<Piece> pieces, int inputs, int classes, int workers) {
    List<Tuple2<Integer, Piece>> dealt = new ArrayList<>();
    int n = 0;
    while (pieces.hasNext()) {
      Piece piece = pieces.next();
      int examples = piece.labels.length / classes;
      for (int worker = 0; worker < workers; worker++) {
        int first = Math.floorMod(worker - piece.partition - n, workers);
        if (first < examples) {
          dealt.add(new Tuple2<>(worker, piece.every(workers, first, inputs, classes)));
        }
      }
      n += examples;
    }
    return dealt;
  }

  private Piece every(int step, int first, int inputs, int classes) {
    int[] rows =
        IntStream.iterate(first, i -> i < labels.length / classes, i -> i + step).toArray();
    return new Piece(partition, rows(features, rows, inputs), rows(labels, rows, classes));
  }

  private static float[] rows(float[] values, int[] rows, int width) {
    float[] result = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, result, i * width, width);
    }
    return result;
  }

  private record FromDataSets(int partition, Iterator<DataSet> dataSets, int inputs, int classes)
      implements Iterator<Piece> {
    @Override
    public boolean hasNext() {
      return dataSets.hasNext();
    }

    @Override
    public Piece next() {
      DataSet dataSet = dataSets.next();
      if (dataSet.getFeaturesMaskArray() != null || dataSet.getLabelsMaskArray() != null) {
        throw new UnsupportedNetworkException("DataSets without masks", "one with a mask");
      }
      return new Piece(
          partition,
          values(dataSet.getFeatures(), inputs, "features"),
          values(dataSet.getLabels(), classes, "labels"));
    }

    /** The values of an array [examples, width], row by row. */
    private static float[] values(INDArray array, int width, String what) {
      if (array.rank() != 2 || array.size(1) != width) {
        throw new IllegalArgumentException(
            what
                + ": expected an array [examples, "
                + width
                + "], found "
                + List.of(array.shape()));
      }
      INDArray plain = array.castTo(DataType.FLOAT).dup('c');
      float[] values = new float[Math.toIntExact(plain.length())];
      // In one copy; DataBuffer.asFloat goes value by value.
      new FloatPointer(plain.data().addressPointer()).get(values);
      return values;
    }
  }
}
