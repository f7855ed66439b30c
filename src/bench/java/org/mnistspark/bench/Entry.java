package org.mnistspark.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * A row of the table.
 *
 * @param part letter by which {@code --only} selects it
 * @param id names its files
 * @param name for the reader
 * @param threads how many cores it uses: its limit is as many times the limit of one
 * @param arguments of {@link ContenderMain}: the kind and its own
 * @param spark settings of its Spark session
 */
record Entry(
    char part,
    String id,
    String name,
    int threads,
    List<String> arguments,
    Map<String, String> spark) {

  /** The job, whose speed is compared with every other row's. */
  static final char JOB = 'c';

  /** Not trained in laps, but alone, after all others. */
  static final char MLLIB = 'g';

  /** The limit, which every measurement needs. */
  static Entry limit() {
    return new Entry('a', "sgemm", "SGEMM limit", 1, List.of("sgemm"), Map.of());
  }

  /** All rows but the limit, for this machine's cores, in the order of the table. */
  static List<Entry> all(int cores, double goal, double limitSeconds) {
    List<Entry> all = new ArrayList<>();
    onOneAndAllCores(cores).forEach(n -> all.add(threads('b', "step", "fused step", n)));
    onOneAndAllCores(cores)
        .forEach(n -> all.add(threads('b', "inverted", "fused step, inverted images", n)));
    // As submit/local.sh does it: one task has all cores.
    all.add(
        new Entry(
            JOB,
            "job",
            "**this job**, local[" + cores + "]",
            cores,
            List.of("job"),
            spark(cores, cores)));
    for (int frequency : List.of(4, 16, 64)) {
      all.add(stock(cores, frequency));
    }
    onOneAndAllCores(cores)
        .forEach(n -> all.add(threads('e', "dl4j", "DL4J MultiLayerNetwork.fit", n)));
    onOneAndAllCores(cores).forEach(n -> all.add(threads('f', "torch", "libtorch through DJL", n)));
    all.add(
        new Entry(
            MLLIB,
            "mllib",
            "Spark MLlib MultilayerPerceptronClassifier, local[" + cores + "]",
            cores,
            List.of("mllib", Double.toString(goal), Double.toString(limitSeconds)),
            withRoomForDoubles(spark(cores, 1))));
    return all;
  }

  private static List<Integer> onOneAndAllCores(int cores) {
    return IntStream.of(1, cores).distinct().boxed().toList();
  }

  private static Entry threads(char part, String kind, String name, int threads) {
    String count = threads + (threads == 1 ? " thread" : " threads");
    return new Entry(
        part,
        kind + "-" + threads,
        name + ", " + count,
        threads,
        List.of(kind, Integer.toString(threads)),
        Map.of());
  }

  private static Entry stock(int cores, int frequency) {
    return new Entry(
        'd',
        "stock-" + frequency,
        "dl4j-spark ParameterAveragingTrainingMaster, local["
            + cores
            + "], averagingFrequency "
            + frequency,
        cores,
        List.of(
            "job",
            "--training-master",
            "dl4j",
            "--averaging-frequency",
            Integer.toString(frequency)),
        spark(cores, 1));
  }

  private static Map<String, String> spark(int cores, int taskCpus) {
    return Map.of(
        "spark.master", "local[" + cores + "]", "spark.task.cpus", Integer.toString(taskCpus));
  }

  /** MLlib caches doubles, twice; with less it would read them again in every iteration. */
  private static Map<String, String> withRoomForDoubles(Map<String, String> spark) {
    Map<String, String> more = new TreeMap<>(spark);
    more.put(SparkDefaults.MEMORY, "4g");
    return more;
  }
}
