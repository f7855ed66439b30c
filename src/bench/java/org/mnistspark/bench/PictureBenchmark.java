package org.mnistspark.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.cli.SessionDefaults;
import org.mnistspark.data.Split;
import org.mnistspark.job.PredictConfig;
import org.mnistspark.job.PredictFormat;
import org.mnistspark.job.PredictJob;
import org.mnistspark.report.Console;
import org.mnistspark.report.Detail;

/**
 * Accuracy of {@code predict} on pictures as people take them, as a Markdown table on stdout: a few
 * hundred test digits of MNIST, rendered in many ways from a seed, against the same digits plain.
 *
 * <p>Arguments: MNIST's folder, a model.zip, a scratch folder, digits.
 */
public final class PictureBenchmark {
  private final SparkSession spark;
  private final String model;
  private final Path scratch;

  private PictureBenchmark(SparkSession spark, String model, Path scratch) {
    this.spark = spark;
    this.model = model;
    this.scratch = scratch;
  }

  /** Runs it. */
  public static void main(String[] args) throws IOException {
    Digits digits = Digits.load(Path.of(args[0]), Split.TEST);
    Path scratch = Files.createDirectories(Path.of(args[2]).toAbsolutePath());
    int count = Integer.parseInt(args[3]);
    // From all over the test set, whose first half is the easier one.
    int[] chosen = Arrays.copyOf(Digits.shuffled(digits.size(), random("digits")), count);
    try (SparkSession spark =
        SparkSession.builder()
            .config(SessionDefaults.asConf())
            .master("local[*]")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      System.out.printf(
          "| pictures of %d digits | accuracy | less than plain | left out |%n", count);
      System.out.println("| --- | ---: | ---: | ---: |");
      PictureBenchmark benchmark = new PictureBenchmark(spark, args[1], scratch);
      double plain = 0;
      for (Rendering kind : Rendering.all()) {
        Path folder = write(kind, digits, chosen, scratch);
        Map<Integer, Integer> predicted = benchmark.predict(folder);
        double accuracy = benchmark.accuracy(predicted, digits, chosen);
        plain = kind.name().equals("plain") ? accuracy : plain;
        System.out.printf(
            "| %s | %.4f | %.4f | %d |%n",
            kind.name(), accuracy, plain - accuracy, count - predicted.size());
      }
    }
  }

  private static SplittableRandom random(String name) {
    return new SplittableRandom(Setup.SEED * 31L + name.hashCode());
  }

  /** One file per digit, named by its index in the test set. */
  private static Path write(Rendering kind, Digits digits, int[] chosen, Path scratch)
      throws IOException {
    Path folder = Files.createDirectories(scratch.resolve(kind.name()));
    try (Stream<Path> old = Files.list(folder)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    IntStream.range(0, chosen.length)
        .parallel()
        .forEach(
            i -> {
              int at = chosen[i] * Setup.INPUTS;
              byte[] digit = Arrays.copyOfRange(digits.pixels(), at, at + Setup.INPUTS);
              Path file = folder.resolve(chosen[i] + "." + kind.format());
              try {
                Files.write(file, kind.render(digit, random(kind.name() + chosen[i])));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return folder;
  }

  /** The predicted classes, by index in the test set. */
  private Map<Integer, Integer> predict(Path folder) {
    Path output = scratch.resolve("predictions");
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    PredictConfig config =
        new PredictConfig(
            model,
            List.of(folder.toString()),
            Split.TEST,
            output.toString(),
            PredictFormat.PARQUET,
            false,
            true);
    new PredictJob(spark, new Console(nowhere, Detail.QUIET)).run(config);
    Map<Integer, Integer> predicted = new HashMap<>();
    for (Row row :
        spark.read().parquet(output.toString()).select("path", "prediction").collectAsList()) {
      String path = row.getString(0);
      String index = path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf('.'));
      predicted.put(Integer.parseInt(index), row.getInt(1));
    }
    return predicted;
  }

  /** A picture that was left out counts as wrong. */
  private double accuracy(Map<Integer, Integer> predicted, Digits digits, int[] chosen) {
    long correct =
        Arrays.stream(chosen)
            .filter(index -> predicted.getOrDefault(index, -1) == digits.labels()[index])
            .count();
    return (double) correct / chosen.length;
  }
}
