package org.mnistspark.dl4j;

import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.bytedeco.javacpp.FloatPointer;
import org.mnistspark.engine.Example;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** The examples of an RDD of DataSets of any size, dealt out by their place in it. */
final class DataSetExamples {
  /** Bits of a key for the place within a partition. */
  private static final int PLACE_BITS = 40;

  private final int partition;
  private final int inputs;
  private final int classes;
  private final int workers;
  private final boolean partitionPerWorker;
  private long examples;

  private DataSetExamples(
      int partition, int inputs, int classes, int workers, boolean partitionPerWorker) {
    this.partition = partition;
    this.inputs = inputs;
    this.classes = classes;
    this.workers = workers;
    this.partitionPerWorker = partitionPerWorker;
  }

  /**
   * Deals the examples out to workers: an RDD with as many partitions as workers gives each worker
   * one; of any other the n-th example of partition p goes to worker (p + n) mod workers. A
   * worker's examples are in the order of partitions and places.
   */
  static JavaRDD<Example> of(JavaRDD<DataSet> source, int inputs, int classes, int workers) {
    boolean partitionPerWorker = source.getNumPartitions() == workers;
    return source.mapPartitionsWithIndex(
        (partition, dataSets) ->
            new DataSetExamples(partition, inputs, classes, workers, partitionPerWorker)
                .examples(dataSets),
        true);
  }

  private Iterator<Example> examples(Iterator<DataSet> dataSets) {
    Iterable<DataSet> all = () -> dataSets;
    return StreamSupport.stream(all.spliterator(), false).flatMap(this::examples).iterator();
  }

  private Stream<Example> examples(DataSet dataSet) {
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
    long first = examples;
    examples += rows;
    return IntStream.range(0, rows)
        .mapToObj(
            row ->
                new Example(
                    worker(first + row),
                    ((long) partition << PLACE_BITS) + first + row,
                    Arrays.copyOfRange(features, row * inputs, (row + 1) * inputs),
                    Arrays.copyOfRange(labels, row * classes, (row + 1) * classes)));
  }

  private int worker(long place) {
    return partitionPerWorker ? partition : (int) ((partition + place) % workers);
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
