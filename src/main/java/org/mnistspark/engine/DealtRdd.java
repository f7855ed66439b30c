package org.mnistspark.engine;

import java.util.Iterator;
import java.util.stream.IntStream;
import org.apache.spark.Partition;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.executor.TempShuffleReadMetrics;
import org.apache.spark.rdd.RDD;
import org.apache.spark.shuffle.ShuffleReader;
import org.mnistspark.averaging.Slice;
import scala.Product2;
import scala.collection.immutable.List;
import scala.reflect.ClassTag$;

/**
 * The rows that a shuffle has dealt out to workers, consecutive workers in one partition. It reads
 * the shuffle itself, because a barrier stage takes no coalesced RDD (SPARK-24820).
 */
final class DealtRdd extends RDD<DealtRdd.Rows> {
  private static final long serialVersionUID = 1L;

  private final ShuffleDependency<Integer, PackedRow, PackedRow> shuffle;
  private final int workers;
  private final String[] places;

  /**
   * The rows of each worker.
   *
   * @param shuffle with a partition per worker
   * @param places where each partition had better be, as Spark's scheduler wants it named; null
   *     where that is open
   */
  DealtRdd(
      SparkContext context,
      ShuffleDependency<Integer, PackedRow, PackedRow> shuffle,
      String[] places) {
    super(
        context,
        ScalaCollections.list(java.util.List.of(shuffle)),
        ClassTag$.MODULE$.apply(Rows.class));
    this.shuffle = shuffle;
    this.workers = shuffle.partitioner().numPartitions();
    this.places = places.clone();
  }

  /** What a worker has, read when it is asked for. */
  record Rows(int worker, Source source) {
    /** Reads. */
    @FunctionalInterface
    interface Source {
      /** The rows, once. */
      Iterator<PackedRow> read();
    }
  }

  private static final class Group implements Partition {
    private static final long serialVersionUID = 1L;
    private final int index;

    Group(int index) {
      this.index = index;
    }

    @Override
    public int index() {
      return index;
    }
  }

  @Override
  public Partition[] getPartitions() {
    return IntStream.range(0, places.length).mapToObj(Group::new).toArray(Partition[]::new);
  }

  @Override
  public List<String> getPreferredLocations(Partition partition) {
    String place = places[partition.index()];
    return ScalaCollections.list(place == null ? java.util.List.of() : java.util.List.of(place));
  }

  @Override
  public scala.collection.Iterator<Rows> compute(Partition partition, TaskContext context) {
    // As TrainingPlan.firstReplica has it.
    Slice own = Slice.of(workers, partition.index(), places.length);
    Iterator<Rows> all =
        IntStream.range(own.from(), own.to())
            .mapToObj(worker -> new Rows(worker, () -> read(worker, context)))
            .iterator();
    return ScalaCollections.iterator(all);
  }

  private Iterator<PackedRow> read(int worker, TaskContext context) {
    TempShuffleReadMetrics metrics = context.taskMetrics().createTempShuffleReadMetrics();
    ShuffleReader<Integer, PackedRow> reader =
        SparkEnv.get()
            .shuffleManager()
            .getReader(shuffle.shuffleHandle(), worker, worker + 1, context, metrics);
    Iterator<? extends Product2<Integer, PackedRow>> rows =
        ScalaCollections.iterator(reader.read());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public PackedRow next() {
        return rows.next()._2();
      }
    };
  }
}
