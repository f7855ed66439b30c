package org.mnistspark.job;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.cli.TrainSettings;
import org.mnistspark.report.Console;
import org.mnistspark.testing.Trained;

/**
 * Training runs of a second or two that differ in nothing but what is named here.
 *
 * @param data folder of the digits
 * @param output folder of run directories
 * @param existing what becomes of an earlier start
 * @param seed of everything
 */
record SmallRuns(URI data, URI output, ExistingRun existing, long seed) {
  /** New runs. */
  static SmallRuns of(URI data, URI output) {
    return new SmallRuns(data, output, ExistingRun.REFUSE, 7);
  }

  SmallRuns resumed() {
    return new SmallRuns(data, output, ExistingRun.RESUME, seed);
  }

  SmallRuns withSeed(long other) {
    return new SmallRuns(data, output, existing, other);
  }

  Trained train(SparkSession spark, String runId) throws IOException {
    return train(spark, runId, OutputStream.nullOutputStream(), () -> false);
  }

  /**
   * Trains.
   *
   * @param printed what the job prints, as it does
   * @param stop asked after every averaging
   */
  Trained train(SparkSession spark, String runId, OutputStream printed, BooleanSupplier stop)
      throws IOException {
    Console console = new Console(new PrintStream(printed, true, StandardCharsets.UTF_8));
    new TrainJob(spark, console).run(config(runId), stop);
    return Trained.of(run(runId));
  }

  URI run(String runId) {
    return URI.create(output + "/" + runId);
  }

  private TrainConfig config(String runId) {
    return TrainSettings.of(
        existing,
        "--data=" + data,
        "--output=" + output,
        "--run-id=" + runId,
        "--epochs=3",
        "--batch-size=32",
        "--hidden=16",
        "--learning-rate=0.003",
        // Neither the partitions nor the tasks are as many.
        "--workers=3",
        "--averaging-frequency=3",
        "--seed=" + seed,
        "--sample-predictions=5");
  }
}
