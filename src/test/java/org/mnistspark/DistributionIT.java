package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.ScriptProcess.Ended;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.Build;
import org.mnistspark.testing.Python;

/**
 * The packaged job and the scripts on a distribution of Spark as its makers publish it, which
 * PySpark's package is: that of the interpreter which MNIST_SPARK_TEST_PYTHON names, else of
 * python3.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class DistributionIT {
  /** JVMs of seconds start sooner so. */
  private static final List<String> QUICK =
      List.of(
          "--driver-memory",
          "1g",
          "--conf",
          "spark.driver.extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
          "--conf",
          "spark.executor.extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1");

  @TempDir static Path folder;
  private static Path spark;

  @BeforeAll
  static void drawDigits() throws IOException, InterruptedException {
    spark = Python.ofData().requireSpark(folder);
    SyntheticDigits.write(folder.resolve("digits"), 2_000, 500, 7);
  }

  private static Ended train(String runId, String... script)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script));
    command.addAll(List.of("train", "--data", folder.resolve("digits").toString()));
    command.addAll(List.of("--output", folder.resolve("runs").toString(), "--run-id", runId));
    command.addAll(List.of("--epochs", "1", "--workers", "2", "--"));
    command.addAll(QUICK);
    return ScriptProcess.run(
        folder, Map.of("SPARK_HOME", spark.toString()), command.toArray(String[]::new));
  }

  private static void assertTrained(Ended ended, String runId) {
    assertEquals(0, ended.code(), ended.all());
    assertTrue(Files.exists(folder.resolve("runs").resolve(runId).resolve("_SUCCESS")));
  }

  @Test
  void trainsInOneProcess() throws IOException, InterruptedException {
    assertTrained(train("local", "submit/local.sh"), "local");
  }

  @Test
  void trainsOnAStandaloneCluster() throws IOException, InterruptedException {
    assertTrained(
        train("standalone", "submit/standalone.sh", "--cores", "1", "--memory", "1g"),
        "standalone");
  }

  /** By the command of docs/spark-ml.md. */
  @Test
  void aPythonProgramTrainsWithTheJar() throws IOException, InterruptedException {
    Python.ofData().require(folder, "numpy");
    Path program = folder.resolve("program.py");
    Files.writeString(
        program,
        """
        import sys
        from mnist_spark.classification import MlpClassifier
        from pyspark.sql import SparkSession

        spark = SparkSession.builder.getOrCreate()
        frame = spark.read.format("idx").option("split", "train").load(sys.argv[1])
        digits = frame.selectExpr("features", "double(array_position(label, float(1)) - 1) as label")
        model = MlpClassifier(hidden=[64], epochs=2, workers=2).fit(digits)
        predicted = model.transform(digits)
        print("right", predicted.where("label = prediction").count() / digits.count())
        """);
    List<String> arguments = new ArrayList<>(List.of("--master", "local[2]"));
    arguments.addAll(List.of("--conf", "spark.ui.enabled=false"));
    arguments.addAll(List.of("--jars", Build.jobJar().toString()));
    arguments.addAll(
        List.of("--py-files", Build.FOLDER.resolve("mnist-spark-python.zip").toString()));
    arguments.addAll(List.of(program.toString(), folder.resolve("digits").toUri().toString()));

    Python.Finished ended = Python.ofData().submit(folder, spark, arguments.toArray(String[]::new));

    assertEquals(0, ended.code(), ended.output());
    String right =
        ended.output().lines().filter(line -> line.startsWith("right ")).findFirst().orElseThrow();
    assertTrue(Double.parseDouble(right.substring(6)) > 0.9, ended.output());
  }
}
