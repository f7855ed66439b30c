package org.mnistspark.spark.session;

import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.mnistspark.failure.ConfigurationException;
import org.mnistspark.failure.JobException;
import org.mnistspark.failure.OneLine;

/** Starts the session that spark-submit has configured. */
public final class Sessions {
  /** What Spark says when a task would never run. */
  private static final String CORES_BELOW_TASK = "number of cpus per task";

  private static final String OWN_CLASSES = "org.mnistspark.";

  /** What is done with a session. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T with(SparkSession session) throws IOException;
  }

  private Sessions() {}

  /**
   * Does something with the session that {@link #create} returns, and stops it.
   *
   * @throws MissingMasterException if there is neither a session nor a configured master
   * @throws UnreadableFileException if a file cannot be read to its end
   * @throws NoExecutorException if no executor runs its tasks, within the time that {@code
   *     spark.mnistspark.executorWait} sets
   */
  public static <T> T run(String appName, Map<String, String> defaults, Work<T> work)
      throws IOException {
    return run(new SparkConf(), appName, defaults, work);
  }

  /**
   * As {@link #run}, for tasks that use one core each, whatever {@code spark.task.cpus} says: that
   * is set for training, whose tasks use all cores of an executor.
   */
  public static <T> T runSingleCoreTasks(String appName, Map<String, String> defaults, Work<T> work)
      throws IOException {
    return run(singleCoreTasks(new SparkConf()), appName, defaults, work);
  }

  static SparkConf singleCoreTasks(SparkConf submitted) {
    return submitted.set("spark.task.cpus", "1");
  }

  private static <T> T run(
      SparkConf submitted, String appName, Map<String, String> defaults, Work<T> work)
      throws IOException {
    try (SparkSession session = create(submitted, appName, defaults);
        ExecutorWatch watch = ExecutorWatch.start(session)) {
      return watch.run(work, session);
    } catch (Exception e) {
      // All of them: Scala throws SparkException, a checked one, without declaring it.
      if (JobException.in(e).isEmpty()) {
        UnreadableFileException.within(e)
            .ifPresent(
                unreadable -> {
                  throw unreadable;
                });
      }
      throw e;
    }
  }

  /**
   * The session of this process, or a new one. What the user set through spark-submit (flags,
   * {@code --conf}, properties file) wins over {@code defaults}; an existing session is returned as
   * it is. The master is never set here.
   *
   * @param appName the application's name unless the user gave one
   * @param defaults Spark settings, {@code spark.*} to value
   * @throws MissingMasterException if there is neither a session nor a configured master
   * @throws ConfigurationException if an executor has fewer cores than a task takes
   * @throws InstallationException if Kubernetes refuses the rights to start executors
   */
  public static SparkSession create(String appName, Map<String, String> defaults) {
    return create(new SparkConf(), appName, defaults);
  }

  private static SparkSession create(
      SparkConf submitted, String appName, Map<String, String> defaults) {
    if (SparkSession.getActiveSession().isDefined()
        || SparkSession.getDefaultSession().isDefined()) {
      return SparkSession.active();
    }
    Identity.ensure();
    SparkConf configuration = configuration(submitted, appName, defaults);
    try {
      return SparkSession.builder().config(configuration).getOrCreate();
    } catch (Exception e) {
      // All of them: Scala throws SparkException, a checked one, without declaring it.
      if (String.valueOf(e.getMessage()).contains(CORES_BELOW_TASK)) {
        throw new ConfigurationException(
            "expected executors with the cores of a task, spark.task.cpus=%s, found fewer: %s; set spark.task.cpus to the cores of an executor, for %s at most its number of threads"
                .formatted(
                    configuration.get("spark.task.cpus", "1"),
                    OneLine.of(e.getMessage()),
                    configuration.get("spark.master")),
            e);
      }
      KubernetesRefusal.in(e)
          .ifPresent(
              refusal -> {
                throw refusal;
              });
      throw e;
    }
  }

  /** Adds what {@code submitted} lacks. */
  static SparkConf configuration(
      SparkConf submitted, String appName, Map<String, String> defaults) {
    if (!submitted.contains("spark.master")) {
      throw new MissingMasterException();
    }
    SparkConf conf = submitted.clone();
    // Without --name, spark-submit sets the main class as the name.
    if (conf.get("spark.app.name", OWN_CLASSES).startsWith(OWN_CLASSES)) {
      conf.setAppName(appName);
    }
    defaults.forEach(conf::setIfMissing);
    return conf;
  }
}
