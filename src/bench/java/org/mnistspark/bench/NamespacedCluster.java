package org.mnistspark.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A standalone cluster on {@link Namespaces}: the master and drivers on the first host, a worker of
 * one core on each of two others.
 */
final class NamespacedCluster implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final int PORT = 7077;
  private static final long PATIENCE_SECONDS = 60;

  private final Namespaces hosts;
  private final Path folder;
  private final List<Process> daemons = new ArrayList<>();

  private NamespacedCluster(Namespaces hosts, Path folder) {
    this.hosts = hosts;
    this.folder = folder;
  }

  /**
   * Starts it.
   *
   * @param folder for its logs
   * @throws IOException where the machine does not let one make namespaces
   */
  static NamespacedCluster start(Path folder) throws IOException, InterruptedException {
    NamespacedCluster cluster =
        new NamespacedCluster(Namespaces.of(1 + WORKERS), Files.createDirectories(folder));
    boolean done = false;
    try {
      cluster.start();
      done = true;
      return cluster;
    } finally {
      if (!done) {
        cluster.close();
      }
    }
  }

  private void start() throws IOException, InterruptedException {
    daemon(
        0,
        "elected leader",
        "org.apache.spark.deploy.master.Master",
        "--host",
        Namespaces.address(0),
        "--port",
        String.valueOf(PORT),
        "--webui-port",
        "0");
    for (int host = 1; host <= WORKERS; host++) {
      daemon(
          host,
          "Successfully registered with master",
          "org.apache.spark.deploy.worker.Worker",
          "--host",
          Namespaces.address(host),
          "--cores",
          "1",
          "--memory",
          "2g",
          "--webui-port",
          "0",
          "--work-dir",
          folder.resolve("work-" + host).toString(),
          master());
    }
  }

  private static String master() {
    return "spark://" + Namespaces.address(0) + ":" + PORT;
  }

  private void daemon(int host, String up, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Namespaces.in(host, "target/spark/bin/spark-class"));
    all.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().put("SPARK_LOCAL_IP", Namespaces.address(host));
    builder.environment().put("SPARK_CONF_DIR", folder.resolve("no-conf").toString());
    builder.environment().put("SPARK_DAEMON_JAVA_OPTS", "-XX:+UseSerialGC -XX:TieredStopAtLevel=1");
    Path log = folder.resolve("host-" + host + ".log");
    Process process = builder.redirectOutput(log.toFile()).start();
    daemons.add(process);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!Files.readString(log).contains(up)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(log + ": expected '" + up + "' within a minute, found none");
      }
      process.waitFor(100, TimeUnit.MILLISECONDS);
    }
  }

  /** What every host sends is slowed down to this rate. */
  void rate(int gigabitsPerSecond) throws IOException {
    hosts.rate(gigabitsPerSecond);
  }

  /** The job's command on this cluster, with both workers; its options may follow. */
  List<String> submit(String command) {
    return Namespaces.in(
        0,
        "env",
        "SPARK_LOCAL_IP=" + Namespaces.address(0),
        "submit/standalone.sh",
        "--master",
        master(),
        "--executors",
        String.valueOf(WORKERS),
        "--cores",
        "1",
        command);
  }

  @Override
  public void close() {
    daemons.forEach(Process::destroy);
    // Longer than a worker gives its executors to end.
    for (Process daemon : daemons) {
      try {
        daemon.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      } catch (CompletionException e) {
        daemon.destroyForcibly();
      }
    }
    hosts.close();
  }
}
