package org.mnistspark.spark.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.XXH64;
import org.apache.spark.sql.functions;
import scala.Tuple2;

/**
 * A part of the training set that is held out for validation. Whether an example is in it depends
 * on its index and the seed alone: those with the lowest hashes are. So the choice is random to the
 * data, and the same however the frame is partitioned.
 */
public final class Holdout {
  private static final long HASH_SEED = 42;

  private final Column out;
  private final List<Long> counts;

  private Holdout(Column out, List<Long> counts) {
    this.out = out;
    this.counts = List.copyOf(counts);
  }

  /**
   * Chooses {@code round(fraction · count)} of the indices 0 to {@code count - 1}.
   *
   * @param fraction in (0, 1)
   * @throws IllegalArgumentException when nothing would be held out, or everything
   */
  public static Holdout of(long count, double fraction, long seed) {
    long held = Math.round(fraction * count);
    if (held < 1 || held >= count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a validation fraction that leaves examples on both sides of %d, found %s",
              count,
              fraction));
    }
    long ofSeed = XXH64.hashLong(seed, HASH_SEED);
    long[] hashes =
        LongStream.range(0, count).map(index -> XXH64.hashLong(index, ofSeed)).toArray();
    Arrays.parallelSort(hashes);
    return new Holdout(hash(seed).leq(hashes[Math.toIntExact(held - 1)]), List.of(held));
  }

  /**
   * Chooses {@code fraction} of the examples of every class, those with the lowest hashes of it; of
   * a class with two or more examples at least one and not all. Runs a job, which gives the driver
   * 8 bytes per example.
   *
   * @param frame columns index and label, one-hot
   * @param fraction in (0, 1)
   * @param seed draws another part than {@link #of} does for it
   * @throws IllegalArgumentException when nothing would be held out
   */
  public static Holdout stratified(Dataset<Row> frame, int classes, double fraction, long seed) {
    long salted = ~seed;
    Column hash = hash(salted);
    List<LongStream.Builder> hashes = Stream.generate(LongStream::builder).limit(classes).toList();
    for (Tuple2<Integer, long[]> part : hashesByClass(frame, hash)) {
      Arrays.stream(part._2()).forEach(hashes.get(part._1())::add);
    }
    Column[] limits = new Column[classes];
    List<Long> counts = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      long[] sorted = hashes.get(c).build().sorted().toArray();
      int held = held(sorted.length, fraction);
      counts.add((long) held);
      limits[c] = functions.lit(held == 0 ? Long.MIN_VALUE : sorted[held - 1]);
    }
    if (counts.stream().allMatch(count -> count == 0)) {
      throw new IllegalArgumentException(
          "expected a fraction that holds out an example, found " + fraction);
    }
    Column limit = functions.element_at(functions.array(limits), labelNumber());
    return new Holdout(hash.leq(limit), counts);
  }

  private static int held(int examples, double fraction) {
    int held = (int) Math.round(fraction * examples);
    return examples < 2 ? 0 : Math.max(1, Math.min(examples - 1, held));
  }

  /** Examples of every class of a frame with a column label, one-hot. Runs a job. */
  public static List<Long> classCounts(Dataset<Row> frame) {
    int classes =
        frame.select(functions.size(functions.col("label"))).limit(1).collectAsList().stream()
            .mapToInt(row -> row.getInt(0))
            .findFirst()
            .orElse(0);
    Long[] counts = new Long[classes];
    Arrays.fill(counts, 0L);
    for (Row row : frame.groupBy(labelNumber()).count().collectAsList()) {
      counts[row.getInt(0) - 1] = row.getLong(1);
    }
    return List.of(counts);
  }

  /** From 1; an int, which element_at wants. */
  private static Column labelNumber() {
    Column label = functions.col("label");
    return functions.array_position(label, functions.array_max(label)).cast("int");
  }

  private static List<Tuple2<Integer, long[]>> hashesByClass(Dataset<Row> frame, Column hash) {
    return frame
        .select(hash, labelNumber())
        .queryExecution()
        .toRdd()
        .toJavaRDD()
        .mapPartitionsToPair(Holdout::grouped)
        .collect();
  }

  private static Iterator<Tuple2<Integer, long[]>> grouped(Iterator<InternalRow> rows) {
    Map<Integer, LongStream.Builder> byClass = new TreeMap<>();
    while (rows.hasNext()) {
      InternalRow row = rows.next();
      byClass.computeIfAbsent(row.getInt(1) - 1, label -> LongStream.builder()).add(row.getLong(0));
    }
    return byClass.entrySet().stream()
        .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue().build().toArray()))
        .iterator();
  }

  /** The same function as XXH64 in {@link #of}, on the executors and in generated code. */
  private static Column hash(long seed) {
    return functions.xxhash64(functions.lit(seed), functions.col("index"));
  }

  /** Examples held out of every class; of {@link #of} of all, as one. */
  public List<Long> counts() {
    return counts;
  }

  /** Examples held out. */
  public long count() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** The examples that are held out. */
  public Dataset<Row> validation(Dataset<Row> frame) {
    return frame.filter(out);
  }

  /** The examples that remain for training. */
  public Dataset<Row> training(Dataset<Row> frame) {
    return frame.filter(functions.not(out));
  }
}
