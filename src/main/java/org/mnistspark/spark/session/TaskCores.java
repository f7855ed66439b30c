package org.mnistspark.spark.session;

import org.apache.spark.SparkContext;

/** What Spark gives to a task. */
public final class TaskCores {
  private TaskCores() {}

  /** Cores per task, spark.task.cpus: as many native threads may run in it. */
  public static int of(SparkContext context) {
    return context.conf().getInt("spark.task.cpus", 1);
  }
}
