package org.mnistspark.dl4j;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.Partition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import org.mnistspark.averaging.Block;
import org.mnistspark.mlp.ExamplesBuilder;
import org.mnistspark.mlp.Topology;
import org.nd4j.linalg.dataset.DataSet;
import scala.Option;

/**
 * An RDD of DataSets as blocks on the executors' heaps, in as many partitions as tasks shall train
 * them.
 */
final class CachedBlocks implements AutoCloseable {
  private final JavaRDD<List<Block>> groups;
  private final List<Integer> sizes;

  /**
   * Reads the RDD once and keeps what it held.
   *
   * @param source DataSets of any size; a partition per worker, else their examples are dealt out
   *     to the workers
   * @param tasks partitions to keep: consecutive workers share one
   */
  CachedBlocks(JavaRDD<DataSet> source, Topology topology, int workers, int tasks) {
    int inputs = topology.inputs();
    int classes = topology.classes();
    JavaRDD<Block> blocks =
        Piece.of(source, inputs, classes, workers)
            .mapPartitionsWithIndex(
                (worker, pieces) -> List.of(block(worker, pieces, inputs, classes)).iterator(),
                true);
    this.groups =
        contiguous(blocks, tasks)
            .mapPartitions(CachedBlocks::sorted)
            // Memory first; a data set that is larger than it still trains.
            .persist(StorageLevel.MEMORY_AND_DISK());
    this.sizes = read(groups);
  }

  /** The job that reads the source. */
  private static List<Integer> read(JavaRDD<List<Block>> groups) {
    boolean done = false;
    try {
      List<Integer> sizes = new ArrayList<>();
      groups.map(CachedBlocks::sizes).collect().forEach(sizes::addAll);
      done = true;
      return sizes;
    } finally {
      if (!done) {
        // What other tasks had already kept.
        groups.unpersist(false);
      }
    }
  }

  /** Each element is the blocks of a task, in the order of their workers. */
  JavaRDD<List<Block>> groups() {
    return groups;
  }

  /** Examples of each worker. */
  List<Integer> sizes() {
    return sizes;
  }

  @Override
  public void close() {
    groups.unpersist(false);
  }

  private static List<Integer> sizes(List<Block> group) {
    return group.stream().map(block -> block.examples().size()).collect(Collectors.toList());
  }

  private static Iterator<List<Block>> sorted(Iterator<Block> blocks) {
    List<Block> group = new ArrayList<>();
    blocks.forEachRemaining(group::add);
    group.sort(Comparator.comparingInt(Block::worker));
    return List.of(group).iterator();
  }

  private static Block block(int worker, Iterator<Piece> pieces, int inputs, int classes) {
    ExamplesBuilder builder = new ExamplesBuilder(inputs, classes);
    pieces.forEachRemaining(piece -> piece.addTo(builder));
    return new Block(worker, builder.build());
  }

  private static <T> JavaRDD<T> contiguous(JavaRDD<T> rdd, int partitions) {
    RDD<T> coalesced = rdd.rdd().coalesce(partitions, false, Option.apply(new Contiguous()), null);
    return coalesced.toJavaRDD();
  }

  /**
   * Neighbours stay together; Spark's own coalescer would follow localities. Spark asks for Scala's
   * Serializable and does not take Java's.
   */
  private static final class Contiguous implements PartitionCoalescer, scala.Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public PartitionGroup[] coalesce(int most, RDD<?> parent) {
      Partition[] partitions = parent.partitions();
      int count = Math.min(most, partitions.length);
      PartitionGroup[] groups = new PartitionGroup[count];
      for (int i = 0; i < count; i++) {
        groups[i] = new PartitionGroup(Option.empty());
        int end = (int) ((long) (i + 1) * partitions.length / count);
        for (int p = (int) ((long) i * partitions.length / count); p < end; p++) {
          groups[i].partitions().$plus$eq(partitions[p]);
        }
      }
      return groups;
    }
  }
}
