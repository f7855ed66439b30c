package org.mnistspark.kubernetes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The image of submit/kubernetes/Dockerfile without an image: what it has at which path, and what
 * the entry point of Spark's image starts for a driver and for an executor.
 *
 * @param name the only one that can be pulled
 * @param sparkHome /opt/spark
 * @param jar /opt/mnist-spark/mnist-spark-job.jar
 */
record Image(String name, Path sparkHome, Path jar) {
  private static final String OPTION = "SPARK_JAVA_OPT_";

  /** The image's files, to those of this machine. */
  Map<String, String> files() {
    return Map.of(
        "/opt/spark", sparkHome.toString(), "/opt/mnist-spark/mnist-spark-job.jar", jar.toString());
  }

  /** The command of a container with these arguments and this environment. */
  List<String> command(List<String> arguments, Map<String, String> environment) {
    return switch (arguments.get(0)) {
      case "driver" -> driver(arguments.subList(1, arguments.size()), environment);
      case "executor" -> executor(environment);
      default ->
          throw new IllegalArgumentException("expected driver or executor, found " + arguments);
    };
  }

  private List<String> driver(List<String> arguments, Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(sparkHome.resolve("bin/spark-submit").toString());
    command.addAll(
        List.of(
            "--conf", "spark.driver.bindAddress=" + environment.get("SPARK_DRIVER_BIND_ADDRESS")));
    command.addAll(List.of("--deploy-mode", "client"));
    command.addAll(arguments);
    return command;
  }

  private List<String> executor(Map<String, String> environment) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    environment.keySet().stream()
        .filter(name -> name.startsWith(OPTION))
        .sorted(Comparator.comparing(name -> Integer.valueOf(name.substring(OPTION.length()))))
        .map(environment::get)
        .forEach(command::add);
    String memory = environment.get("SPARK_EXECUTOR_MEMORY");
    command.addAll(List.of("-Xms" + memory, "-Xmx" + memory));
    command.addAll(
        List.of("-cp", environment.get("SPARK_CONF_DIR") + ":" + sparkHome.resolve("jars") + "/*"));
    command.add("org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend");
    command.addAll(List.of("--driver-url", environment.get("SPARK_DRIVER_URL")));
    command.addAll(List.of("--executor-id", environment.get("SPARK_EXECUTOR_ID")));
    command.addAll(List.of("--cores", environment.get("SPARK_EXECUTOR_CORES")));
    command.addAll(List.of("--app-id", environment.get("SPARK_APPLICATION_ID")));
    command.addAll(List.of("--hostname", environment.get("SPARK_EXECUTOR_POD_IP")));
    command.addAll(List.of("--resourceProfileId", environment.get("SPARK_RESOURCE_PROFILE_ID")));
    command.addAll(List.of("--podName", environment.get("SPARK_EXECUTOR_POD_NAME")));
    return command;
  }
}
