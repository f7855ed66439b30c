package org.mnistspark.engine;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ShuffleDependency;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.TaskSchedulerImpl;
import org.apache.spark.shuffle.ShuffleWriteProcessor;
import org.mnistspark.averaging.Shard;
import org.mnistspark.engine.exchange.PeerLostException;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.failure.JobException;
import org.mnistspark.failure.OneLine;
import org.mnistspark.mlp.RowFormat;
import org.mnistspark.mlp.RowPacker;
import org.mnistspark.spark.session.DriverChannel;
import org.mnistspark.spark.session.TaskCores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Function2;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * The training set as one shard per worker, outside the heap of the executors, consecutive workers
 * in one task. Read once; what is lost is read again, to the same bits.
 */
public final class Shards implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Shards.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final SparkContext context;
  private final ShuffleDependency<Integer, PackedRow, PackedRow> dealt;
  private final RowFormat smallest;
  private final int workers;
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
    this.workers = workers;
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
   * are as many tasks as can run at once, each with about as many shards, and all do run at once:
   * when one fails, all are run again. An executor that is lost for good leaves fewer.
   */
  <T> List<T> run(Work<T> work) {
    for (int failures = 0; ; ) {
      int tasks = awaitedTasks();
      List<Throwable> told = Collections.synchronizedList(new ArrayList<>());
      try (DriverChannel.Subscription meeting =
          DriverChannel.listen(failure -> told.add((Throwable) failure))) {
        Optional<List<T>> results = run(work, tasks, meeting.id());
        if (results.isPresent()) {
          return results.get();
        }
      } catch (Exception e) {
        // All of them: Scala throws SparkException, a checked one, without declaring it.
        if (!isOfTheGroup(e)) {
          throw e;
        }
        failures++;
        Optional<Throwable> cause = cause(told);
        if (failures >= attempts() || cause.filter(Shards::isForGood).isPresent()) {
          throw Shards.<RuntimeException>unchecked(
              new SparkException(e.getMessage(), cause.orElse(e)));
        }
        LOG.warn(
            "The tasks of a job are run again, because one of them failed: {}",
            cause.map(Throwable::toString).orElseGet(() -> OneLine.of(e.getMessage())));
      }
    }
  }

  /** Spark does not run a barrier stage again whose results it may have handed out. */
  private static boolean isOfTheGroup(Exception e) {
    return String.valueOf(e.getMessage()).contains("failed barrier ResultStage");
  }

  /** What began it, rather than what others noticed of it. */
  private static Optional<Throwable> cause(List<Throwable> told) {
    synchronized (told) {
      return told.stream()
          .filter(failure -> !(failure instanceof PeerLostException))
          .findFirst()
          .or(() -> told.stream().findFirst());
    }
  }

  /** Whether it would happen again. */
  private static boolean isForGood(Throwable cause) {
    return cause instanceof IllegalArgumentException || cause instanceof JobException;
  }

  /** How often all tasks are run before a failure is the job's. */
  private int attempts() {
    int failures = ((TaskSchedulerImpl) context.taskScheduler()).maxTaskFailures();
    return context.isLocal()
        ? failures
        : Math.max(failures, context.conf().getInt("spark.stage.maxConsecutiveAttempts", 4));
  }

  /** As {@link #tasks}; the executor that takes a lost one's place needs some seconds. */
  private int awaitedTasks() {
    long end = System.nanoTime() + patience().toNanos();
    int tasks = tasks();
    while (tasks < places.length && System.nanoTime() < end) {
      pause();
      tasks = tasks();
    }
    return tasks;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for executors", e);
    }
  }

  /** Tasks that the cluster can run at once, at most one per worker. */
  int tasks() {
    int wanted = Math.max(1, context.defaultParallelism() / TaskCores.of(context));
    return Math.min(workers, Math.min(wanted, Math.max(1, slots())));
  }

  private int slots() {
    return context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
  }

  /** How long a job waits for the place of an executor that was lost. */
  private Duration patience() {
    return Duration.ofSeconds(
        context.conf().getTimeAsSeconds("spark.mnistspark.replacementWait", "15s"));
  }

  /** Empty when too few executors are left for this many tasks. */
  private <T> Optional<List<T>> run(Work<T> work, int tasks, long meeting) {
    if (tasks > 1 && context.conf().getBoolean("spark.dynamicAllocation.enabled", false)) {
      throw new ConfigurationException(
          "expected a fixed number of executors, because tasks train together, found"
              + " spark.dynamicAllocation.enabled=true; set it to false");
    }
    RDD<Tuple2<String, T>> results = results(work, tasks, meeting);
    List<Tuple2<String, T>> done = collect(results.toJavaRDD(), tasks);
    if (done == null) {
      return Optional.empty();
    }
    places = done.stream().map(Tuple2::_1).toArray(String[]::new);
    return Optional.of(done.stream().map(Tuple2::_2).toList());
  }

  private <T> RDD<Tuple2<String, T>> results(Work<T> work, int tasks, long meeting) {
    Broadcast<Integer> owner = life;
    RowFormat format = smallest;
    String[] wanted = tasks == places.length ? places : new String[tasks];
    DealtRdd rows = new DealtRdd(context, dealt, wanted);
    Function2<
            Object,
            scala.collection.Iterator<DealtRdd.Rows>,
            scala.collection.Iterator<Tuple2<String, T>>>
        each =
            (Function2<
                        Object,
                        scala.collection.Iterator<DealtRdd.Rows>,
                        scala.collection.Iterator<Tuple2<String, T>>>
                    & Serializable)
                (task, own) ->
                    JavaConverters.asScalaIterator(
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
    return tasks == 1
        ? rows.mapPartitionsWithIndex(each, true, any())
        : rows.barrier().mapPartitionsWithIndex(each, true, any());
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
        DriverChannel.tell(group.meeting(), e);
      }
      throw e;
    }
  }

  private static List<Shard> shards(
      scala.collection.Iterator<DealtRdd.Rows> rows, Broadcast<Integer> owner, RowFormat format) {
    // A closed training's shards are not made again.
    owner.value();
    List<Shard> shards = new ArrayList<>();
    JavaConverters.asJavaIterator(rows)
        .forEachRemaining(
            own -> shards.add(ShardStore.get(owner, own.worker(), () -> make(own, format))));
    return shards;
  }

  /** The results; null when too few executors are left for this many tasks. */
  private <T> List<T> collect(JavaRDD<T> results, int tasks) {
    JavaFutureAction<List<T>> job = results.collectAsync();
    boolean done = false;
    try {
      long few = 0;
      while (true) {
        try {
          List<T> list = job.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
          done = true;
          return list;
        } catch (TimeoutException e) {
          // Without any executor it is not for this job to give up.
          int slots = slots();
          few = slots > 0 && slots < tasks ? few + LOOK.toMillis() : 0;
          if (few >= patience().toMillis()) {
            return null;
          }
        }
      }
    } catch (ExecutionException e) {
      done = true;
      throw Shards.<RuntimeException>unchecked(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while training", e);
    } finally {
      if (!done) {
        job.cancel(true);
      }
    }
  }

  /** Spark's exceptions are checked ones that Scala does not declare. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable thrown) throws E {
    throw (E) thrown;
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
