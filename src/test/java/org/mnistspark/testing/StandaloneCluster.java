package org.mnistspark.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A standalone cluster of real processes: a master and workers, on loopback, on ports that are
 * free. Closing it ends them all, with the executors that they have started.
 */
public final class StandaloneCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String MASTER_URL = "Starting Spark master at ";

  private final SparkHome home;
  private final Path folder;
  private final Child master;
  private final String url;
  private final List<Child> workers = new ArrayList<>();

  private StandaloneCluster(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = new SparkHome(folder);
    this.master =
        home.run(
            Map.of(),
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    try {
      String line = master.awaitLine(MASTER_URL, PATIENCE);
      this.url = line.substring(line.indexOf(MASTER_URL) + MASTER_URL.length());
      // A worker that comes earlier tries again only after seconds.
      master.awaitLine("I have been elected leader", PATIENCE);
    } catch (InterruptedException | AssertionError e) {
      master.close();
      throw e;
    }
  }

  /**
   * Starts master and workers, and waits until the workers are registered.
   *
   * @param folder for the files of all processes
   * @param workers with one core each
   */
  public static StandaloneCluster start(Path folder, int workers)
      throws IOException, InterruptedException {
    StandaloneCluster cluster = new StandaloneCluster(folder);
    boolean done = false;
    try {
      for (int i = 0; i < workers; i++) {
        cluster.startWorker();
      }
      for (Child worker : cluster.workers) {
        worker.awaitLine("Successfully registered with master", PATIENCE);
      }
      done = true;
      return cluster;
    } finally {
      if (!done) {
        cluster.close();
      }
    }
  }

  private void startWorker() throws IOException {
    // Each on an address of its own: to Spark, workers are as many hosts.
    String host = "127.0.0." + (workers.size() + 1);
    workers.add(
        home.run(
            Map.of("SPARK_LOCAL_IP", host),
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            host,
            "--cores",
            "1",
            "--memory",
            "1g",
            "--webui-port",
            "0",
            "--work-dir",
            folder.resolve("work" + workers.size()).toString(),
            url));
  }

  /** spark://127.0.0.1:PORT. */
  public String url() {
    return url;
  }

  /** Starts the packaged job on this cluster; see {@link SparkHome#submit}. */
  public Child submit(List<String> options, String... job) throws IOException {
    List<String> all = new ArrayList<>(List.of("--master", url, "--executor-memory", "512m"));
    all.addAll(options);
    return home.submit(all, job);
  }

  /** Kills the executors of a worker by kill -9 and waits for their end; there must be some. */
  public void killExecutors(int worker) {
    List<ProcessHandle> executors = workers.get(worker).descendants();
    if (executors.isEmpty()) {
      throw new AssertionError("expected an executor of worker " + worker + ", found none");
    }
    Child.kill(executors);
  }

  /** Kills a worker and its executors by kill -9: a machine that is lost. */
  public void killWorker(int worker) throws InterruptedException {
    List<ProcessHandle> executors = workers.get(worker).descendants();
    workers.get(worker).kill();
    Child.kill(executors);
  }

  @Override
  public void close() {
    workers.forEach(Child::close);
    master.close();
  }
}
