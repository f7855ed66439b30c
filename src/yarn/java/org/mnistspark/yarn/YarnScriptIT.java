package org.mnistspark.yarn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mnistspark.ScriptProcess;
import org.mnistspark.ScriptProcess.Ended;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.Build;

/** Two executors on YARN, with the driver here and in the cluster. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class YarnScriptIT {
  private static final Path SPARK_HOME = Build.spark();
  private static final String LOOPBACK = "SPARK_LOCAL_IP=127.0.0.1";
  // JVMs of seconds start sooner so.
  private static final String QUICK = "extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

  @TempDir static Path folder;
  private static MiniYARNCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    YarnConfiguration conf = new YarnConfiguration();
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    conf.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
    conf.setInt(YarnConfiguration.YARN_MINICLUSTER_NM_PMEM_MB, 8_192);
    // Three JVMs on one small machine.
    conf.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
    conf.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
    // The disk of a machine that builds is often nearly full.
    conf.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100f);
    cluster = new MiniYARNCluster("yarn-cluster", 1, 1, 1);
    cluster.init(conf);
    cluster.start();

    Path hadoop = Files.createDirectory(folder.resolve("hadoop"));
    write(cluster.getConfig(), hadoop.resolve("yarn-site.xml"));
    write(new Configuration(false), hadoop.resolve("core-site.xml"));
    SyntheticDigits.write(folder.resolve("digits"), 2_000, 500, 7);
  }

  private static void write(Configuration conf, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }

  @AfterAll
  static void stopCluster() {
    if (cluster != null) {
      cluster.stop();
    }
  }

  private static Ended train(String mode, String data) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("submit/yarn.sh", "--deploy-mode", mode, "--memory", "768m"));
    command.addAll(List.of("train", "--epochs", "1", "--data", folder.resolve(data).toString()));
    command.addAll(List.of("--output", folder.resolve("runs").toString(), "--run-id", mode));
    command.addAll(List.of("--", "--driver-memory", "768m"));
    settings().forEach(setting -> command.addAll(List.of("--conf", setting)));
    return ScriptProcess.run(
        folder,
        Map.of(
            "HADOOP_CONF_DIR", folder.resolve("hadoop").toString(),
            "SPARK_HOME", SPARK_HOME.toString(),
            "SPARK_LOCAL_IP", "127.0.0.1",
            "MNIST_SPARK_JAR", Build.jobJar().toString()),
        command.toArray(String[]::new));
  }

  private static List<String> settings() {
    return List.of(
        "spark.yarn.jars=local:" + SPARK_HOME.resolve("jars") + "/*",
        "spark.yarn.stagingDir=" + folder.resolve("staging").toUri(),
        "spark.yarn.appMasterEnv." + LOOPBACK,
        "spark.executorEnv." + LOOPBACK,
        "spark.driver." + QUICK,
        "spark.executor." + QUICK,
        "spark.driver.memoryOverhead=384m",
        "spark.executor.memoryOverhead=384m");
  }

  private static byte[] weights(String run) throws IOException {
    try (ZipFile model = new ZipFile(folder.resolve("runs/" + run + "/model.zip").toFile())) {
      return model.getInputStream(model.getEntry("coefficients.bin")).readAllBytes();
    }
  }

  @Test
  void trainsToTheSameWeightsInClientAndClusterMode() throws IOException, InterruptedException {
    Ended client = train("client", "digits");
    assertEquals(0, client.code(), client.all());
    assertTrue(client.out().contains("2 workers"), client.all());
    assertTrue(Files.exists(folder.resolve("runs/client/_SUCCESS")), client.all());

    Ended inCluster = train("cluster", "digits");
    assertEquals(0, inCluster.code(), inCluster.all());
    assertFalse(inCluster.out().contains("Epoch"), "the driver's output is in the cluster");
    assertTrue(Files.exists(folder.resolve("runs/cluster/_SUCCESS")), inCluster.all());

    assertArrayEquals(weights("client"), weights("cluster"));
  }

  @Test
  void tellsAFailureByTheExitCode() throws IOException, InterruptedException {
    Ended ended = train("cluster", "no-such-folder");

    assertEquals(1, ended.code(), ended.all());
    assertFalse(Files.exists(folder.resolve("runs/cluster/_SUCCESS")));
  }
}
