package org.mnistspark.engine;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.rdd.ShuffledRDD;
import org.mnistspark.averaging.Shard;
import org.mnistspark.mlp.RowFormat;
import org.mnistspark.mlp.RowPacker;
import scala.Option;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The training set as one shard per worker, outside the heap of the executors, consecutive workers
 * in one task. Read once; what is lost is read again, to the same bits.
 */
public final class Shards implements AutoCloseable {
  private final RDD<Tuple2<Integer, PackedRow>> dealt;
  private final RowFormat smallest;
  // Of no interest but for its life, which is that of the shards; see ShardStore.
  private final Broadcast<Integer> life;
  private final String[] places;
  private final List<Integer> sizes;
  private boolean closed;

  private Shards(
      RDD<Tuple2<Integer, PackedRow>> dealt, RowFormat smallest, int workers, int tasks) {
    this.dealt = dealt;
    this.smallest = smallest;
    this.life = JavaSparkContext.fromSparkContext(dealt.context()).broadcast(workers);
    this.places = new String[Math.min(tasks, workers)];
    boolean done = false;
    try {
      this.sizes = read();
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /**
   * Deals examples out, in one Spark job.
   *
   * @param examples in any order and partitions
   * @param inputs features of each
   * @param classes values of each label
   * @param workers shards
   * @param tasks that train them
   */
  static Shards deal(JavaRDD<Example> examples, int inputs, int classes, int workers, int tasks) {
    RowFormat format = RowFormat.smallest(inputs, classes);
    return new Shards(rows(examples, format, workers), format, workers, tasks);
  }

  /**
   * The shards as an RDD, of which partition w has that of worker w. It lives within a task, and is
   * made again by the next one.
   */
  public static JavaRDD<Shard> rdd(
      JavaRDD<Example> examples, int inputs, int classes, int workers) {
    RowFormat format = RowFormat.smallest(inputs, classes);
    return rows(examples, format, workers)
        .toJavaRDD()
        .mapPartitionsWithIndex(
            (worker, rows) -> make(rows, format, worker, worker + 1).iterator(), false);
  }

  private static RDD<Tuple2<Integer, PackedRow>> rows(
      JavaRDD<Example> examples, RowFormat format, int workers) {
    RDD<Tuple2<Integer, PackedRow>> packed =
        examples.mapPartitions(part -> pack(part, format)).rdd();
    return new ShuffledRDD<Integer, PackedRow, PackedRow>(
            packed, new WorkerPartitioner(workers), any(), any(), any())
        .setSerializer(new RowSerializer(format.inputs(), format.classes()));
  }

  private static <T> ClassTag<T> any() {
    return ClassTag$.MODULE$.apply(Object.class);
  }

  /** Every row in the same object, which the shuffle writes before it asks for the next. */
  private static Iterator<Tuple2<Integer, PackedRow>> pack(
      Iterator<Example> examples, RowFormat format) {
    RowPacker packer = new RowPacker(format.inputs(), format.classes());
    PackedRow row = new PackedRow(format);
    row.bytes = packer.bytes();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return examples.hasNext();
      }

      @Override
      public Tuple2<Integer, PackedRow> next() {
        Example example = examples.next();
        row.key = example.key();
        row.format = packer.pack(example.features(), example.label());
        return new Tuple2<>(example.worker(), row);
      }
    };
  }

  /** What a task makes of its shards. */
  @FunctionalInterface
  interface Work<T> extends Serializable {
    /** Does it. */
    T with(List<Shard> shards);
  }

  /** Has every task do something with its shards; the results are in the order of the workers. */
  <T> List<T> run(Work<T> work) {
    Broadcast<Integer> owner = life;
    RowFormat format = smallest;
    int tasks = places.length;
    List<Tuple2<String, T>> results =
        dealt
            .coalesce(tasks, false, Option.apply(new Neighbours(places)), null)
            .toJavaRDD()
            .mapPartitionsWithIndex(
                (group, rows) -> {
                  int replicas = owner.value();
                  List<Shard> shards =
                      ShardStore.get(
                          owner,
                          group,
                          () ->
                              make(
                                  rows,
                                  format,
                                  first(group, replicas, tasks),
                                  first(group + 1, replicas, tasks)));
                  return List.of(new Tuple2<>(place(), work.with(shards))).iterator();
                },
                true)
            .collect();
    List<T> all = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      places[i] = results.get(i)._1();
      all.add(results.get(i)._2());
    }
    return all;
  }

  private List<Integer> read() {
    List<Integer> all = new ArrayList<>();
    run(Shards::sizes).forEach(group -> Arrays.stream(group).forEach(all::add));
    return List.copyOf(all);
  }

  private static int[] sizes(List<Shard> shards) {
    return shards.stream().mapToInt(shard -> shard.examples().size()).toArray();
  }

  /** The first worker of a task. */
  private static int first(int task, int workers, int tasks) {
    return (int) ((long) task * workers / tasks);
  }

  /** The shards of workers [from, to), whose rows come worker by worker. */
  private static List<Shard> make(
      Iterator<Tuple2<Integer, PackedRow>> rows, RowFormat smallest, int from, int to)
      throws IOException {
    List<Shard> shards = new ArrayList<>();
    Tuple2<Integer, PackedRow> next = rows.hasNext() ? rows.next() : null;
    for (int worker = from; worker < to; worker++) {
      try (ShardFile file = new ShardFile(worker, smallest, ShardStore::newFile)) {
        while (next != null && next._1() == worker) {
          file.add(next._2());
          next = rows.hasNext() ? rows.next() : null;
        }
        shards.add(file.finish());
      }
    }
    if (next != null) {
      throw new IllegalStateException(
          "expected rows of workers %s to %s in their order, found one of worker %s"
              .formatted(from, to - 1, next._1()));
    }
    return List.copyOf(shards);
  }

  /** In a task: this executor, as Spark's scheduler wants it named. */
  private static String place() {
    SparkEnv env = SparkEnv.get();
    return "executor_%s_%s".formatted(env.blockManager().blockManagerId().host(), env.executorId());
  }

  /** Examples of each worker. */
  List<Integer> sizes() {
    return sizes;
  }

  /** Tasks that hold them. */
  int tasks() {
    return places.length;
  }

  /** Lets go of them. */
  @Override
  public void close() {
    // Spark takes a second call, and one after its end, for an error.
    if (!closed && !dealt.context().isStopped()) {
      life.destroy();
    }
    closed = true;
  }

  /**
   * Neighbours share a task, where its shards are already; Spark's own coalescer would follow
   * localities. Spark asks for Scala's Serializable and does not take Java's.
   */
  private static final class Neighbours implements PartitionCoalescer, scala.Serializable {
    private static final long serialVersionUID = 1L;
    private final String[] places;

    Neighbours(String[] places) {
      this.places = places.clone();
    }

    @Override
    public PartitionGroup[] coalesce(int most, RDD<?> parent) {
      Partition[] partitions = parent.partitions();
      PartitionGroup[] groups = new PartitionGroup[places.length];
      for (int i = 0; i < groups.length; i++) {
        groups[i] = new PartitionGroup(Option.apply(places[i]));
        int end = first(i + 1, partitions.length, groups.length);
        for (int p = first(i, partitions.length, groups.length); p < end; p++) {
          groups[i].partitions().$plus$eq(partitions[p]);
        }
      }
      return groups;
    }
  }
}
