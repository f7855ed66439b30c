package org.mnistspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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
import org.mnistspark.testing.Trained;

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
  private static Trained reference;

  @BeforeAll
  static void trainInOneProcess() throws IOException, InterruptedException {
    spark = Python.ofData().requireSpark(folder);
    SyntheticDigits.write(folder.resolve("digits"), 2_000, 500, 7);
    reference = train("local", Map.of(), "submit/local.sh");
  }

  private static Trained train(String runId, Map<String, String> settings, String... script)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script));
    command.addAll(List.of("train", "--data", folder.resolve("digits").toString()));
    command.addAll(List.of("--output", folder.resolve("runs").toString(), "--run-id", runId));
    command.addAll(List.of("--epochs", "1", "--workers", "2", "--"));
    command.addAll(QUICK);
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("SPARK_HOME", spark.toString());
    Ended ended = ScriptProcess.run(folder, environment, command.toArray(String[]::new));
    assertEquals(0, ended.code(), ended.all());
    return Trained.of(folder.resolve("runs").resolve(runId).toUri());
  }

  @Test
  void trainsTheSameOnAStandaloneCluster() throws IOException, InterruptedException {
    String[] cluster = {"submit/standalone.sh", "--cores", "1", "--memory", "1g"};
    assertEquals(reference, train("standalone", Map.of(), cluster));
  }

  @Test
  void trainsTheSameOnJava21() throws IOException, InterruptedException {
    String java = Python.ofData().requireJava(folder, 21).toString();
    assertEquals(reference, train("java21", Map.of("JAVA_HOME", java), "submit/local.sh"));
    Path json = folder.resolve("runs/java21/run.json");
    String version = new ObjectMapper().readTree(json.toFile()).at("/versions/java").asText();
    assertTrue(version.startsWith("21."), version);
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
