package org.mnistspark.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.mnistspark.data.SyntheticDigits;
import org.mnistspark.testing.Build;
import org.mnistspark.testing.Child;

/** An API server and a kubelet, and the script that submits to them. */
final class Cluster implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);
  static final String IMAGE = "registry.example.org/mnist-spark:test";
  static final String CLAIM = "mnist-spark";

  private static final Path SPARK_HOME = Build.spark();
  // JVMs of seconds start sooner so.
  private static final String QUICK =
      "extraJavaOptions=-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:MaxVectorSize=32";

  private final Path folder;
  private final Path jar;
  private final ApiServer server;
  private final Kubelet kubelet;

  private Cluster(Path folder) throws IOException {
    this.folder = folder;
    this.jar = Build.jobJar();
    this.server = ApiServer.start();
    this.kubelet = new Kubelet(server.client(), new Image(IMAGE, SPARK_HOME, jar), folder);
  }

  static Cluster start(Path folder) throws IOException {
    return new Cluster(folder);
  }

  KubernetesClient client() {
    return server.client();
  }

  /** What the README says to do once in a namespace: applies cluster.yaml, and brings the data. */
  void prepare(String namespace) throws IOException {
    try (InputStream yaml = Files.newInputStream(Path.of("submit/kubernetes/cluster.yaml"))) {
      client().load(yaml).inNamespace(namespace).create();
    }
    SyntheticDigits.write(volume(namespace).resolve("data"), 1_900, 500, 7);
  }

  /** What pods of a namespace have at /mnist-spark. */
  Path volume(String namespace) {
    return kubelet.volume(namespace, CLAIM);
  }

  Path run(String namespace, String runId) {
    return volume(namespace).resolve("runs").resolve(runId);
  }

  /** The process of a pod. */
  Child process(Pod pod) {
    return kubelet.process(pod);
  }

  /** A pod with this label, once it runs. */
  Pod running(String namespace, String label, String value) throws InterruptedException {
    try {
      return client()
          .pods()
          .inNamespace(namespace)
          .withLabel(label, value)
          .informOnCondition(pods -> pods.stream().anyMatch(Cluster::isRunning))
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .stream()
          .filter(Cluster::isRunning)
          .findFirst()
          .orElseThrow();
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(
          "expected a running pod with "
              + label
              + "="
              + value
              + " in "
              + namespace
              + ", found none",
          e);
    }
  }

  private static boolean isRunning(Pod pod) {
    return pod.getStatus() != null && "Running".equals(pod.getStatus().getPhase());
  }

  /**
   * The job's arguments where the volume is at {@code root}: short epochs of ten rounds, and so
   * many that whoever waits for the first has time to do something in one of them.
   */
  static List<String> train(String root, String runId, String... more) {
    List<String> job = new ArrayList<>(List.of("train", "--run-id", runId));
    job.addAll(
        List.of("--data", "file://" + root + "/data", "--output", "file://" + root + "/runs"));
    job.addAll(List.of("--epochs", "20", "--hidden", "64", "--batch-size", "32"));
    job.addAll(List.of("--averaging-frequency", "3"));
    job.addAll(List.of(more));
    return job;
  }

  /** Starts the script as the administrator would. */
  Child submit(String namespace, List<String> options, List<String> job, String... settings)
      throws IOException {
    return submit(server.administratorUrl(), namespace, options, job, settings);
  }

  /** Starts the script as a user would who has no rights. */
  Child submitAsGuest(String namespace, List<String> job) throws IOException {
    return submit(server.guestUrl(), namespace, List.of("--image", IMAGE), job);
  }

  private Child submit(
      String url, String namespace, List<String> options, List<String> job, String... settings)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("submit/kubernetes/submit.sh", "--master", "k8s://" + url));
    command.addAll(List.of("--namespace", namespace, "--memory", "512m"));
    command.addAll(options);
    command.addAll(job);
    command.addAll(List.of("--", "--driver-memory", "512m"));
    // No DNS answers for kubernetes.default.svc.
    command.addAll(List.of("--conf", "spark.kubernetes.driver.master=" + server.driverUrl()));
    command.addAll(List.of("--conf", "spark.driver." + QUICK));
    command.addAll(List.of("--conf", "spark.executor." + QUICK));
    for (String setting : settings) {
      command.addAll(List.of("--conf", setting));
    }
    return start(command);
  }

  private Child start(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("SPARK_HOME", SPARK_HOME.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("MNIST_SPARK_JAR", jar.toString());
    // Credentials of a cluster that this machine may know.
    builder.environment().put("KUBECONFIG", folder.resolve("no-kubeconfig").toString());
    return Child.start(builder);
  }

  /** For the message of an assertion. */
  String describe() {
    return kubelet.describe();
  }

  @Override
  public void close() throws IOException {
    kubelet.close();
    server.close();
  }
}
