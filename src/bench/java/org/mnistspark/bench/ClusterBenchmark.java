package org.mnistspark.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mnistspark.run.store.RunFiles;

/**
 * What a cluster brings: whole runs of the job's scripts in turn, in one process with all cores and
 * on standalone clusters of real processes on the same cores. So the executors of a row compete
 * with each other for cores, and the ratio is what distribution costs; what it brings on more
 * machines is their cores.
 *
 * <p>Arguments: folder with MNIST, folder for runs, rounds, epochs. Every run is one of {@code
 * submit/*.sh} from the working directory.
 */
public final class ClusterBenchmark {
  /** Epochs that a JVM warms up in. */
  private static final int WARM_UP = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path mnist;
  private final Path runs;
  private final int epochs;

  private ClusterBenchmark(Path mnist, Path runs, int epochs) {
    this.mnist = mnist;
    this.runs = runs;
    this.epochs = epochs;
  }

  /** A row: how it is started. */
  private record Row(String name, int epochs, List<String> command) {}

  /** What a row has shown, run by run. */
  private record Shown(List<Double> speeds, List<Double> accuracies, List<Double> seconds) {
    Shown() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length != 4) {
      throw new IllegalArgumentException(
          "expected MNIST-FOLDER RUNS-FOLDER ROUNDS EPOCHS, found " + args.length + " arguments");
    }
    Path runs = Files.createDirectories(Path.of(args[1])).toAbsolutePath();
    int epochs = Integer.parseInt(args[3]);
    new ClusterBenchmark(Path.of(args[0]).toRealPath(), runs, epochs)
        .run(Integer.parseInt(args[2]));
  }

  private List<Row> rows() {
    return List.of(
        new Row("one process, " + Setup.cores() + " cores", epochs, List.of("submit/local.sh")),
        cluster("2 executors x 1 core", epochs, 2),
        cluster("4 executors x 1 core", epochs, 4),
        // Minutes per epoch: its first three have to do.
        new Row(
            "2 executors x 1 core, DL4J's ParameterAveragingTrainingMaster",
            WARM_UP + 1,
            List.of(
                "submit/standalone.sh",
                "--executors",
                "2",
                "--cores",
                "1",
                "train",
                "--training-master",
                "dl4j")));
  }

  private static Row cluster(String name, int epochs, int executors) {
    return new Row(
        name + ", encrypted",
        epochs,
        List.of(
            "submit/standalone.sh",
            "--executors",
            String.valueOf(executors),
            "--cores",
            "1",
            "train"));
  }

  private void run(int rounds) throws IOException, InterruptedException {
    Map<Row, Shown> all = new LinkedHashMap<>();
    rows().forEach(row -> all.put(row, new Shown()));
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<Row, Shown> row : all.entrySet()) {
        run(row.getKey(), row.getValue());
      }
    }
    System.out.println(Machine.describe());
    System.out.printf(
        Locale.ROOT,
        "Medians of %d runs of %d epochs, the first %d not counted%n%n",
        rounds,
        epochs,
        WARM_UP);
    System.out.println(
        "| | images/s | of one process | test accuracy | seconds from launch to end |");
    System.out.println("| --- | ---: | ---: | ---: | ---: |");
    double one = median(all.values().iterator().next().speeds());
    all.forEach(
        (row, shown) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.4f | %.1f |%n",
                row.name(),
                median(shown.speeds()),
                median(shown.speeds()) / one,
                median(shown.accuracies()),
                median(shown.seconds())));
  }

  private void run(Row row, Shown shown) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(row.command());
    if (!command.contains("train")) {
      command.add("train");
    }
    command.addAll(
        List.of(
            "--data",
            mnist.toString(),
            "--output",
            runs.toString(),
            "--run-id",
            "run",
            "--overwrite",
            "--epochs",
            String.valueOf(row.epochs()),
            "--quiet"));
    Path log = runs.resolve("run.log");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    int code;
    try {
      code = process.waitFor();
    } finally {
      process.destroy();
    }
    if (code != 0) {
      throw new IOException(
          String.join(" ", command) + ": expected exit code 0, found " + code + "; see " + log);
    }
    shown.seconds().add((System.nanoTime() - start) / 1e9);
    List<String> history = Files.readAllLines(runs.resolve("run").resolve(RunFiles.HISTORY));
    for (String epoch : history.subList(1 + WARM_UP, history.size())) {
      shown.speeds().add(Double.parseDouble(epoch.substring(epoch.lastIndexOf(',') + 1)));
    }
    JsonNode metrics = JSON.readTree(runs.resolve("run").resolve(RunFiles.METRICS).toFile());
    shown.accuracies().add(metrics.at("/test/accuracy").asDouble());
  }

  private static double median(List<Double> values) {
    return Scores.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
