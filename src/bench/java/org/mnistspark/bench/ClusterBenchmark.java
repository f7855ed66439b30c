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
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.mnistspark.run.store.RunFiles;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a cluster brings: whole runs of the job's scripts in turn, in one process with all cores and
 * on standalone clusters of real processes on the same cores. So the executors of a row compete
 * with each other for cores, and the ratio is what distribution costs; what it brings on more
 * machines is their cores.
 */
@Command(
    name = "cluster",
    description = "Compares one process, clusters of real processes, and others on the same cores.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class ClusterBenchmark implements Callable<Integer> {
  /** Epochs that a JVM warms up in. */
  private static final int WARM_UP = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** As the console prints it with --verbose. */
  private static final Pattern AVERAGING = Pattern.compile("averaging +([0-9.]+) s");

  @Option(names = "--data", paramLabel = "DIR", description = "Folder with the data.")
  private Optional<Path> data;

  @Option(
      names = "--runs",
      paramLabel = "DIR",
      defaultValue = "target/bench/cluster",
      description = "Folder for the runs.")
  private Path runs;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Runs of a row.")
  private int rounds;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "10",
      description = "Epochs of a run; the first two are not counted.")
  private int epochs;

  @Option(
      names = "--python",
      paramLabel = "FILE",
      description = "A python3 with torch, for the rows of DistributedDataParallel.")
  private Optional<String> python;

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      defaultValue = "",
      description = "Only rows with such a name, and the first.")
  private Pattern only;

  /** A row, and how it runs. */
  private record Row(String name, Run run) {}

  /** One run of a row. */
  @FunctionalInterface
  private interface Run {
    void into(Shown shown) throws IOException, InterruptedException;
  }

  /** What a row has shown, run by run. */
  private record Shown(
      List<Double> speeds,
      List<Double> accuracies,
      List<Double> averagingMillis,
      List<Double> seconds) {
    Shown() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Runs it and exits the process. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new ClusterBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    runs = Files.createDirectories(runs).toAbsolutePath();
    Path mnist = Digits.folder(data).toRealPath();
    System.out.println(Machine.describe());
    List<Row> rows = new ArrayList<>(onLoopback(mnist));
    Optional<NamespacedCluster> hosts = hosts();
    try {
      hosts.ifPresent(cluster -> rows.addAll(onHosts(mnist, cluster)));
      rows.subList(1, rows.size()).removeIf(row -> !only.matcher(row.name()).find());
      table(rows);
    } finally {
      if (hosts.isPresent()) {
        hosts.get().close();
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private Optional<NamespacedCluster> hosts() throws InterruptedException {
    try {
      return Optional.of(NamespacedCluster.start(runs.resolve("hosts")));
    } catch (IOException e) {
      System.err.println("No network namespaces, rows left out: " + e.getMessage());
      return Optional.empty();
    }
  }

  private List<Row> onLoopback(Path mnist) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            "one process, " + Setup.cores() + " cores",
            shown -> job(mnist, epochs, List.of("submit/local.sh", "train"), shown)));
    for (int executors : new int[] {2, 4}) {
      rows.add(
          new Row(
              executors + " executors x 1 core, encrypted",
              shown -> job(mnist, epochs, standalone(executors), shown)));
    }
    // Minutes per epoch: its first three have to do.
    List<String> stock = new ArrayList<>(standalone(2));
    stock.addAll(List.of("--training-master", "dl4j"));
    rows.add(
        new Row(
            "2 executors x 1 core, DL4J's ParameterAveragingTrainingMaster",
            shown -> job(mnist, WARM_UP + 1, stock, shown)));
    python.ifPresent(
        command ->
            rows.add(
                new Row(
                    "2 processes, PyTorch's DistributedDataParallel, gloo, loopback",
                    shown ->
                        torch(
                            List.of(List.of(), List.of()),
                            List.of(command, mnist.toString()),
                            "127.0.0.1",
                            "lo",
                            shown))));
    return rows;
  }

  private List<Row> onHosts(Path mnist, NamespacedCluster cluster) {
    List<Row> rows = new ArrayList<>();
    for (int rate : new int[] {10, 1}) {
      rows.add(
          new Row(
              "2 executors x 1 core, plain, %s Gbit/s".formatted(rate),
              shown -> {
                cluster.rate(rate);
                job(mnist, epochs, cluster.submit("train"), shown);
              }));
      python.ifPresent(
          command ->
              rows.add(
                  new Row(
                      "2 processes, DistributedDataParallel, gloo, %s Gbit/s".formatted(rate),
                      shown -> {
                        cluster.rate(rate);
                        torch(
                            List.of(Namespaces.in(1), Namespaces.in(2)),
                            List.of(command, mnist.toString()),
                            Namespaces.address(1),
                            "eth0",
                            shown);
                      })));
    }
    return rows;
  }

  private static List<String> standalone(int executors) {
    return List.of(
        "submit/standalone.sh", "--executors", String.valueOf(executors), "--cores", "1", "train");
  }

  private void table(List<Row> rows) throws IOException, InterruptedException {
    Map<Row, Shown> all = new LinkedHashMap<>();
    rows.forEach(row -> all.put(row, new Shown()));
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<Row, Shown> row : all.entrySet()) {
        row.getKey().run().into(row.getValue());
        System.err.printf(
            Locale.ROOT,
            "%s: %,.0f images/s%n",
            row.getKey().name(),
            median(row.getValue().speeds()));
      }
    }
    System.out.printf(
        Locale.ROOT,
        "Medians of %d runs of %d epochs, the first %d not counted%n%n",
        rounds,
        epochs,
        WARM_UP);
    System.out.println(
        "| | images/s | of one process | averaging, ms per round | test accuracy | seconds from launch to end |");
    System.out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
    double one = median(all.values().iterator().next().speeds());
    all.forEach(
        (row, shown) ->
            System.out.printf(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %s | %.4f | %.1f |%n",
                row.name(),
                median(shown.speeds()),
                median(shown.speeds()) / one,
                shown.averagingMillis().isEmpty()
                    ? ""
                    : String.format(Locale.ROOT, "%.1f", median(shown.averagingMillis())),
                median(shown.accuracies()),
                median(shown.seconds())));
  }

  /** One run of the job. */
  private void job(Path mnist, int planned, List<String> start, Shown shown)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(start);
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
            String.valueOf(planned),
            "--verbose"));
    Path log = runs.resolve("run.log");
    long begin = System.nanoTime();
    await(List.of(started(command, log)), log);
    shown.seconds().add((System.nanoTime() - begin) / 1e9);
    List<String> history = Files.readAllLines(runs.resolve("run").resolve(RunFiles.HISTORY));
    for (String epoch : history.subList(1 + WARM_UP, history.size())) {
      shown.speeds().add(Double.parseDouble(epoch.substring(epoch.lastIndexOf(',') + 1)));
    }
    JsonNode metrics = JSON.readTree(runs.resolve("run").resolve(RunFiles.METRICS).toFile());
    shown.accuracies().add(metrics.at("/test/accuracy").asDouble());
    AVERAGING
        .matcher(Files.readString(log))
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .forEach(
            seconds ->
                shown.averagingMillis().add(1e3 * seconds / metrics.at("/train/rounds").asInt()));
  }

  /**
   * One run of PyTorch's processes.
   *
   * @param places what starts a command in the place of each
   * @param command python and the folder with MNIST
   */
  private void torch(
      List<List<String>> places,
      List<String> command,
      String address,
      String networkInterface,
      Shown shown)
      throws IOException, InterruptedException {
    Path log = runs.resolve("torch.log");
    long begin = System.nanoTime();
    List<Process> processes = new ArrayList<>();
    for (int rank = 0; rank < places.size(); rank++) {
      List<String> all = new ArrayList<>(places.get(rank));
      all.addAll(
          List.of(
              "env",
              "GLOO_SOCKET_IFNAME=" + networkInterface,
              command.get(0),
              "src/bench/python/ddp.py",
              command.get(1),
              String.valueOf(rank),
              String.valueOf(places.size()),
              address,
              "29511",
              String.valueOf(epochs)));
      processes.add(started(all, rank == 0 ? log : runs.resolve("torch-" + rank + ".log")));
    }
    await(processes, log);
    shown.seconds().add((System.nanoTime() - begin) / 1e9);
    List<JsonNode> laps = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      if (line.startsWith("{")) {
        laps.add(JSON.readTree(line));
      }
    }
    laps.subList(WARM_UP, laps.size())
        .forEach(lap -> shown.speeds().add(lap.get("images_per_second").asDouble()));
    shown.accuracies().add(laps.get(laps.size() - 1).get("accuracy").asDouble());
  }

  private static Process started(List<String> command, Path log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void await(List<Process> processes, Path log)
      throws IOException, InterruptedException {
    try {
      for (Process process : processes) {
        int code = process.waitFor();
        if (code != 0) {
          throw new IOException(
              process.info().commandLine().orElse("a process")
                  + ": expected exit code 0, found "
                  + code
                  + "; see "
                  + log);
        }
      }
    } finally {
      processes.forEach(Process::destroy);
    }
  }

  private static double median(List<Double> values) {
    return Scores.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
