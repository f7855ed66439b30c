package org.mnistspark.dl4j;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
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
  private final int first;
  private final float[] features;
  private final float[] labels;

  /** Examples of partition {@code partition} of the source, from its {@code first} on. */
  Piece(int partition, int first, float[] features, float[] labels) {
    this.partition = partition;
    this.first = first;
    this.features = features;
    this.labels = labels;
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
        .flatMapToPair(piece -> piece.deal(inputs, classes, workers).iterator())
        .partitionBy(new WorkerPartitioner(workers))
        .values()
        .mapPartitions(Piece::inOrder, true);
  }

  private List<Tuple2<Integer, Piece>> deal(int inputs, int classes, int workers) {
    List<Tuple2<Integer, Piece>> dealt = new ArrayList<>();
    int examples = labels.length / classes;
    for (int worker = 0; worker < workers; worker++) {
      int start = Math.floorMod(worker - partition - first, workers);
      if (start < examples) {
        dealt.add(new Tuple2<>(worker, every(workers, start, inputs, classes)));
      }
    }
    return dealt;
  }

  private Piece every(int step, int start, int inputs, int classes) {
    int[] rows =
        IntStream.iterate(start, i -> i < labels.length / classes, i -> i + step).toArray();
    return new Piece(
        partition, first + start, rows(features, rows, inputs), rows(labels, rows, classes));
  }

  /** Shuffled pieces come in any order of their partitions. */
  private static Iterator<Piece> inOrder(Iterator<Piece> pieces) {
    List<Piece> ordered = new ArrayList<>();
    pieces.forEachRemaining(ordered::add);
    ordered.sort(
        Comparator.<Piece>comparingInt(piece -> piece.partition)
            .thenComparingInt(piece -> piece.first));
    return ordered.iterator();
  }

  private static float[] rows(float[] values, int[] rows, int width) {
    float[] result = new float[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, result, i * width, width);
    }
    return result;
  }

  private static final class FromDataSets implements Iterator<Piece> {
    private final int partition;
    private final Iterator<DataSet> dataSets;
    private final int inputs;
    private final int classes;
    private int examples;

    FromDataSets(int partition, Iterator<DataSet> dataSets, int inputs, int classes) {
      this.partition = partition;
      this.dataSets = dataSets;
      this.inputs = inputs;
      this.classes = classes;
    }

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
      float[] features = values(dataSet.getFeatures(), inputs, "features");
      float[] labels = values(dataSet.getLabels(), classes, "labels");
      int rows = labels.length / classes;
      if (features.length / inputs != rows) {
        throw new IllegalArgumentException(
            "DataSet: expected a row of labels per row of features, found "
                + features.length / inputs
                + " rows of features and "
                + rows
                + " of labels");
      }
      Piece piece = new Piece(partition, examples, features, labels);
      examples += rows;
      return piece;
    }

    /** The values of an array [examples, width], row by row. */
    private static float[] values(INDArray array, int width, String what) {
      if (array == null || array.rank() != 2 || array.size(1) != width) {
        throw new IllegalArgumentException(
            what
                + ": expected an array [examples, "
                + width
                + "] as the network takes, found "
                + (array == null ? "none" : Arrays.toString(array.shape())));
      }
      if (array.isEmpty()) {
        return new float[0];
      }
      INDArray plain = array.castTo(DataType.FLOAT).dup('c');
      float[] values = new float[Math.toIntExact(plain.length())];
      // In one copy; DataBuffer.asFloat goes value by value.
      new FloatPointer(plain.data().addressPointer()).get(values);
      return values;
    }
  }
}
