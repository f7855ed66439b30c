package org.mnistspark.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mnistspark.cli.SessionDefaults;
import org.mnistspark.data.ArrayHeader;
import org.mnistspark.data.ElementType;
import org.mnistspark.data.MnistFiles;
import org.mnistspark.data.Signature;
import org.mnistspark.data.Split;
import org.mnistspark.dl4j.HiddenActivation;
import org.mnistspark.dl4j.ModelFiles;
import org.mnistspark.dl4j.NetworkSettings;
import org.mnistspark.dl4j.Networks;
import org.mnistspark.dl4j.UpdaterChoice;
import org.mnistspark.evaluation.Classifier;
import org.mnistspark.job.PredictConfig;
import org.mnistspark.job.PredictFormat;
import org.mnistspark.job.PredictJob;
import org.mnistspark.report.Console;
import org.mnistspark.report.Detail;
import org.mnistspark.spark.input.PredictInput;
import org.mnistspark.spark.scoring.Scoring;

/**
 * Images per second of {@code predict}, warm, from an uncompressed IDX file of 600,000 images,
 * MNIST's ten times over, as a Markdown table on stdout: reading alone, reading and classifying
 * without a sink, and the whole job with its Parquet files.
 *
 * <p>Arguments: MNIST's folder, a scratch folder, laps (the first is warm-up).
 */
public final class PredictBenchmark {
  private static final Signature SIGNATURE = Signature.numbered(List.of(28, 28), Setup.CLASSES);

  private static final int COPIES = 10;

  private final SparkSession spark;
  private final Path scratch;

  private PredictBenchmark(SparkSession spark, Path scratch) {
    this.spark = spark;
    this.scratch = scratch;
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    Path scratch = Files.createDirectories(Path.of(args[1]).toAbsolutePath());
    repeat(Path.of(args[0]), scratch);
    Networks.load();
    MultiLayerNetwork network = network();
    try (OutputStream out = Files.newOutputStream(scratch.resolve("model.zip"))) {
      ModelFiles.write(network, Optional.empty(), SIGNATURE, out);
    }
    try (SparkSession spark =
        SparkSession.builder()
            .config(SessionDefaults.asConf())
            .master("local[*]")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      new PredictBenchmark(spark, scratch)
          .table(Networks.classifier(network, "model.zip", 1), Integer.parseInt(args[2]));
    }
  }

  private static void repeat(Path mnist, Path scratch) throws IOException {
    Digits digits = Digits.load(mnist, Split.TRAIN);
    byte[] labels = new byte[digits.size()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) digits.labels()[i];
    }
    int items = COPIES * digits.size();
    write(
        scratch.resolve(MnistFiles.TEST_IMAGES.name()),
        ArrayHeader.of(ElementType.UNSIGNED_BYTE, items, 28, 28),
        digits.pixels());
    write(
        scratch.resolve(MnistFiles.TEST_LABELS.name()),
        ArrayHeader.of(ElementType.UNSIGNED_BYTE, items),
        labels);
  }

  private static void write(Path file, ArrayHeader header, byte[] content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      header.writeTo(out);
      for (int copy = 0; copy < COPIES; copy++) {
        out.write(content);
      }
    }
  }

  /** The notebook's network, not trained: about half of its units are active, too. */
  private static MultiLayerNetwork network() {
    NetworkSettings settings =
        new NetworkSettings(
            Setup.INPUTS,
            List.of(Setup.HIDDEN),
            HiddenActivation.RELU,
            Setup.CLASSES,
            UpdaterChoice.RMSPROP,
            Setup.LEARNING_RATE,
            0,
            Setup.SEED);
    MultiLayerNetwork network = new MultiLayerNetwork(Networks.configuration(settings));
    network.init();
    return network;
  }

  private void table(Classifier classifier, int laps) {
    System.out.printf(
        Locale.ROOT, "| predict, %d cores | images/s | µs of CPU per image |%n", Setup.cores());
    System.out.println("| --- | ---: | ---: |");
    row("reading alone", laps, this::read);
    row("reading and classifying", laps, () -> score(classifier));
    row("the job, to Parquet", laps, this::job);
  }

  private long read() {
    PredictInput input = open();
    input.frame().write().format("noop").mode(SaveMode.Overwrite).save();
    return (long) COPIES * 60_000;
  }

  private long score(Classifier classifier) {
    try (Scoring scoring = new Scoring(spark, classifier)) {
      scoring.score(open().frame(), false).write().format("noop").mode(SaveMode.Overwrite).save();
      return scoring.rows();
    }
  }

  private long job() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    PredictConfig config =
        new PredictConfig(
            scratch.resolve("model.zip").toString(),
            List.of(scratch.toString()),
            Split.TEST,
            scratch.resolve("predictions").toString(),
            PredictFormat.PARQUET,
            false,
            true);
    return new PredictJob(spark, new Console(nowhere, Detail.QUIET)).run(config);
  }

  private PredictInput open() {
    return PredictInput.open(spark, List.of(scratch.toString()), Split.TEST, SIGNATURE);
  }

  private static void row(String name, int laps, LongSupplier lap) {
    double[] speeds = new double[laps];
    double[] costs = new double[laps];
    for (int i = 0; i < laps; i++) {
      long start = System.nanoTime();
      long cpu = cpuNanos();
      long images = lap.getAsLong();
      costs[i] = (cpuNanos() - cpu) / 1e3 / images;
      speeds[i] = images / ((System.nanoTime() - start) / 1e9);
    }
    System.out.printf(
        Locale.ROOT, "| %s | %,.0f | %.2f |%n", name, medianOfWarm(speeds), medianOfWarm(costs));
  }

  private static double medianOfWarm(double[] laps) {
    double[] warm = Arrays.copyOfRange(laps, 1, laps.length);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }

  /** Of the whole process, so that it tells something on a machine that does other things, too. */
  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
