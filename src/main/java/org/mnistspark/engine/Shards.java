package org.mnistspark.engine;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.shuffle.ShuffleWriteProcessor;
import org.mnistspark.averaging.Shard;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.mlp.RowFormat;
import org.mnistspark.mlp.RowPacker;
import org.mnistspark.spark.session.DriverChannel;
import scala.Function2;
import scala.Option;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The training set as one shard per worker, outside the heap of the executors, consecutive workers
 * in one task. Read once; what is lost is read again, to the same bits.
 */
public final class Shards implements AutoCloseable {
  private final SparkContext context;
  private final ShuffleDependency<Integer, PackedRow, PackedRow> dealt;
  private final RowFormat smallest;
  private final GroupJobs jobs;
  // Of no interest but for its life, which is that of the shards; see ShardStore.
  private final Broadcast<Integer> life;
  private final List<Integer> sizes;
  // Where each task of the last job was; as many as it had.
  private String[] places = new String[0];
  private boolean closed;

  private Shards(
      SparkContext context,
      ShuffleDependency<Integer, PackedRow, PackedRow> dealt,
      RowFormat smallest,
      int workers) {
    this.context = context;
    this.dealt = dealt;
    this.smallest = smallest;
    this.jobs = new GroupJobs(context, workers);
    this.life = JavaSparkContext.fromSparkContext(context).broadcast(workers);
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
   * @throws ConfigurationException when tasks are to train together and Spark is to change their
   *     number
   */
  static Shards deal(JavaRDD<Example> examples, int inputs, int classes, int workers) {
    RowFormat format = RowFormat.smallest(inputs, classes);
    return new Shards(examples.context(), shuffle(examples, format, workers), format, workers);
  }

  /**
   * The shards as an RDD, whose partition w holds the shard of worker w. It lives within a task,
   * and is made again by the next one.
   */
  public static JavaRDD<Shard> rdd(
      JavaRDD<Example> examples, int inputs, int classes, int workers) {
    RowFormat format = RowFormat.smallest(inputs, classes);
    return new DealtRdd(examples.context(), shuffle(examples, format, workers), new String[workers])
        .toJavaRDD()
        .map(rows -> make(rows, format));
  }

  private static ShuffleDependency<Integer, PackedRow, PackedRow> shuffle(
      JavaRDD<Example> examples, RowFormat format, int workers) {
    RDD<Tuple2<Integer, PackedRow>> packed =
        examples.mapPartitions(part -> pack(part, format)).rdd();
    return new ShuffleDependency<>(
        packed,
        new WorkerPartitioner(workers),
        new RowSerializer(format.inputs(), format.classes()),
        Option.empty(),
        Option.empty(),
        false,
        new ShuffleWriteProcessor(),
        any(),
        any(),
        any());
  }

  private static <T> ClassTag<T> any() {
    return ClassTag$.MODULE$.apply(Object.class);
  }

  /** Every row in the same object, which the shuffle writes before it asks for the next. */
  private static Iterator<Tuple2<Integer, PackedRow>> pack(
      Iterator<Example> examples, RowFormat format) {
    RowPacker packer = new RowPacker(format.inputs(), format.classes());
    PackedRow row = new PackedRow(format);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return examples.hasNext();
      }

      @Override
      public Tuple2<Integer, PackedRow> next() {
        Example example = examples.next();
        row.key = example.key();
        row.format =
            example.indices() == null
                ? packer.pack(example.features(), example.label())
                : packer.pack(example.indices(), example.features(), example.label());
        row.bytes = packer.bytes();
        row.length = packer.length();
        return new Tuple2<>(example.worker(), row);
      }
    };
  }

  /** What a task makes of its shards. */
  @FunctionalInterface
  interface Work<T> extends Serializable {
    /** Does it. */
    T with(List<Shard> shards, Group group);
  }

  /**
   * A task among those that run at once.
   *
   * @param task its number, from 0
   * @param tasks how many there are
   * @param meeting where they meet; see {@link DriverChannel}
   */
  record Group(int task, int tasks, long meeting) {}

  /**
   * Has every task do something with its shards; the results are in the order of the tasks. There
   * are as many tasks as can run at once, each with about as many shards.
   */
  <T> List<T> run(Work<T> work) {
    List<Tuple2<String, T>> done =
        jobs.run(places.length, (tasks, meeting) -> results(work, tasks, meeting).toJavaRDD());
    places = done.stream().map(Tuple2::_1).toArray(String[]::new);
    return done.stream().map(Tuple2::_2).toList();
  }

  /** What Spark wants: a Scala function that can be sent. */
  @FunctionalInterface
  private interface TaskFunction<T>
      extends Function2<
              Object,
              scala.collection.Iterator<DealtRdd.Rows>,
              scala.collection.Iterator<Tuple2<String, T>>>,
          Serializable {}

  private <T> RDD<Tuple2<String, T>> results(Work<T> work, int tasks, long meeting) {
    Broadcast<Integer> owner = life;
    RowFormat format = smallest;
    String[] wanted = tasks == places.length ? places : new String[tasks];
    DealtRdd rows = new DealtRdd(context, dealt, wanted);
    TaskFunction<T> each =
        (task, own) ->
            ScalaCollections.iterator(
                List.of(
                        new Tuple2<>(
                            place(),
                            run(
                                work,
                                own,
                                owner,
                                format,
                                new Group((Integer) task, tasks, meeting))))
                    .iterator());
    // One task alone needs no others beside it.
    if (tasks == 1) {
      return rows.mapPartitionsWithIndex(each, true, any());
    }
    if (context.isLocal()) {
      BarrierTimer.letProcessEnd();
    }
    return rows.barrier().mapPartitionsWithIndex(each, true, any());
  }

  /** In a task. Of a barrier stage's failures the driver learns the text alone. */
  private static <T> T run(
      Work<T> work,
      scala.collection.Iterator<DealtRdd.Rows> own,
      Broadcast<Integer> owner,
      RowFormat format,
      Group group) {
    try {
      return work.with(shards(own, owner, format), group);
    } catch (TaskKilledException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      if (group.tasks() > 1) {
        DriverChannel.ask(group.meeting(), e);
      }
      throw e;
    }
  }

  private static List<Shard> shards(
      scala.collection.Iterator<DealtRdd.Rows> rows, Broadcast<Integer> owner, RowFormat format) {
    // A closed training's shards are not made again.
    owner.value();
    List<Shard> shards = new ArrayList<>();
    ScalaCollections.iterator(rows)
        .forEachRemaining(
            own -> shards.add(ShardStore.get(owner, own.worker(), () -> make(own, format))));
    return shards;
  }

  private List<Integer> read() {
    List<Integer> all = new ArrayList<>();
    run((shards, group) -> sizes(shards)).forEach(group -> Arrays.stream(group).forEach(all::add));
    return List.copyOf(all);
  }

  private static int[] sizes(List<Shard> shards) {
    return shards.stream().mapToInt(shard -> shard.examples().size()).toArray();
  }

  private static Shard make(DealtRdd.Rows rows, RowFormat smallest) throws IOException {
    try (ShardFile file = new ShardFile(rows.worker(), smallest, ShardStore::newFile)) {
      for (Iterator<PackedRow> own = rows.source().read(); own.hasNext(); ) {
        file.add(own.next());
      }
      return file.finish();
    }
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

  /** Tasks that a job would have now. */
  int tasks() {
    return jobs.tasks();
  }

  /** Lets go of them. */
  @Override
  public void close() {
    // Spark takes a second call, and one after its end, for an error.
    if (!closed && !context.isStopped()) {
      life.destroy();
    }
    closed = true;
  }
}
