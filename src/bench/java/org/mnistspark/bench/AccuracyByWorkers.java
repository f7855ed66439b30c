package org.mnistspark.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.averaging.LearningRateScaling;
import org.mnistspark.averaging.LearningRateSchedule;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.job.ExistingRun;
import org.mnistspark.job.TrainConfig;
import org.mnistspark.job.TrainJob;
import org.mnistspark.job.TrainingMasterChoice;
import org.mnistspark.report.Console;

/**
 * Test accuracy by number of workers, with the job's defaults and with plain averaging, over
 * several seeds, as a Markdown table on stdout.
 *
 * <p>Arguments: MNIST's folder, a scratch folder, the number of seeds, the worker counts,
 * comma-separated.
 */
public final class AccuracyByWorkers {
  private static final int EPOCHS = 5;
  private static final double GOAL = 0.975;

  private final SparkSession spark;
  private final String data;
  private final Path scratch;

  private AccuracyByWorkers(SparkSession spark, String data, Path scratch) {
    this.spark = spark;
    this.data = data;
    this.scratch = scratch;
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    int seeds = Integer.parseInt(args[2]);
    int[] workers = Arrays.stream(args[3].split(",")).mapToInt(Integer::parseInt).toArray();
    int cores = Runtime.getRuntime().availableProcessors();
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[*]")
            .config("spark.task.cpus", cores)
            .config("spark.ui.enabled", false)
            .config("spark.sql.adaptive.enabled", false)
            .getOrCreate()) {
      new AccuracyByWorkers(spark, args[0], Path.of(args[1])).table(workers, seeds);
    }
  }

  private void table(int[] workers, int seeds) throws IOException {
    System.out.printf(
        "| workers | averaging | mean after epoch 1 | 2 | 3 | 4 | 5 | lowest of %d seeds | first epoch at %.3f | images/s |%n",
        seeds, GOAL);
    System.out.println("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
    for (int count : workers) {
      row(count, true, seeds);
      if (count > 1) {
        row(count, false, seeds);
      }
    }
  }

  private void row(int workers, boolean defaults, int seeds) throws IOException {
    double[] mean = new double[EPOCHS];
    double lowest = 1;
    List<Double> speeds = new ArrayList<>();
    for (int seed = 1; seed <= seeds; seed++) {
      double[][] history = train(workers, defaults, seed);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        mean[epoch] += history[epoch][0] / seeds;
        if (epoch > 0) {
          speeds.add(history[epoch][1]);
        }
      }
      lowest = Math.min(lowest, history[EPOCHS - 1][0]);
    }
    speeds.sort(null);
    StringBuilder line = new StringBuilder();
    line.append(String.format("| %d | %s |", workers, defaults ? "default" : "plain"));
    for (double accuracy : mean) {
      line.append(String.format(Locale.ROOT, " %.4f |", accuracy));
    }
    System.out.printf(
        Locale.ROOT,
        "%s %.4f | %s | %,.0f |%n",
        line,
        lowest,
        first(mean),
        speeds.get(speeds.size() / 2));
  }

  private static String first(double[] mean) {
    for (int epoch = 0; epoch < mean.length; epoch++) {
      if (mean[epoch] >= GOAL) {
        return Integer.toString(epoch + 1);
      }
    }
    return "none";
  }

  /** By epoch: test accuracy, images per second. */
  private double[][] train(int workers, boolean defaults, int seed) throws IOException {
    String runId = "w" + workers + (defaults ? "" : "-plain") + "-s" + seed;
    PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    new TrainJob(spark, new Console(quiet))
        .run(config(workers, defaults, seed, runId), () -> false);
    List<String> lines = Files.readAllLines(scratch.resolve(runId).resolve("history.csv"));
    return lines.stream()
        .skip(1)
        .map(line -> line.split(","))
        .map(cells -> new double[] {Double.parseDouble(cells[4]), Double.parseDouble(cells[6])})
        .toArray(double[][]::new);
  }

  private TrainConfig config(int workers, boolean defaults, int seed, String runId) {
    return new TrainConfig(
        Optional.of(data),
        "data",
        scratch.toString(),
        Optional.of(runId),
        ExistingRun.OVERWRITE,
        EPOCHS,
        defaults ? OptionalInt.empty() : OptionalInt.of(128),
        List.of(512),
        HiddenActivation.RELU,
        UpdaterChoice.RMSPROP,
        0.001,
        0,
        OptionalInt.of(workers),
        TrainingMasterChoice.AVERAGING,
        defaults ? OptionalInt.empty() : OptionalInt.of(16),
        defaults ? OptionalDouble.empty() : OptionalDouble.of(0),
        Optional.empty(),
        defaults ? Optional.empty() : Optional.of(LearningRateScaling.NONE),
        defaults ? Optional.empty() : Optional.of(LearningRateSchedule.CONSTANT),
        0,
        0,
        OptionalInt.empty(),
        seed,
        0,
        0);
  }
}
