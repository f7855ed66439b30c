package org.mnistspark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the network in every way, an epoch each in turn, and prints how fast and how well. */
@Command(
    name = "bench",
    description = "Measures this job beside everything else that trains the same network.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
final class Benchmark implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "MNIST's folder. By default MNIST_DIR, data/mnist or ../shared/mnist: the first that is there.")
  private Optional<Path> data;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Epochs that each trains; the first one is warm-up. At least 2.")
  private int rounds;

  @Option(
      names = "--only",
      paramLabel = "PARTS",
      defaultValue = "bcdefg",
      description =
          "Letters: b fused step, c this job, d dl4j-spark's own master, e DL4J without Spark, f libtorch, g MLlib."
              + " The SGEMM limit, a, is always measured.")
  private String only;

  @Option(
      names = "--goal",
      paramLabel = "X",
      defaultValue = "0.97",
      description = "Test accuracy for the column of seconds.")
  private double goal;

  @Option(
      names = "--mllib-seconds",
      paramLabel = "S",
      defaultValue = "120",
      description = "Time for MLlib to reach it.")
  private double mllibSeconds;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "target/bench",
      description = "Folder for results.md and the logs.")
  private Path output;

  /** Runs the benchmark and exits the process. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Benchmark());
    line.setExecutionExceptionHandler(
        (error, at, ignored) -> {
          at.getErr().println(error instanceof IOException ? error.getMessage() : error);
          return CommandLine.ExitCode.SOFTWARE;
        });
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws IOException {
    if (rounds < 2) {
      throw new ParameterException(
          spec.commandLine(),
          "--rounds: expected at least 2, since the first is warm-up, found " + rounds);
    }
    Path scratch = Files.createDirectories(output.resolve("scratch")).toAbsolutePath();
    Setup setup = new Setup(Digits.folder(data).toAbsolutePath().normalize(), rounds, scratch);
    String machine = Machine.describe();
    try (Contest contest = new Contest(setup, entries(), output)) {
      contest.run();
      List<String> notes = contest.notes();
      String results =
          machine
              + (notes.isEmpty() ? "" : "; " + String.join("; ", notes))
              + ".\n\n"
              + new Table(rounds, goal, contest.limits(), contest.scores()).render();
      Files.writeString(output.resolve("results.md"), results);
      System.out.print(results);
    }
    return CommandLine.ExitCode.OK;
  }

  private List<Entry> entries() {
    return Entry.all(Setup.cores(), goal, mllibSeconds).stream()
        .filter(entry -> only.indexOf(entry.part()) >= 0)
        .toList();
  }
}
