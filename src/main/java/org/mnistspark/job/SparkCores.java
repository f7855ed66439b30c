package org.mnistspark.job;

import org.apache.spark.sql.SparkSession;

/** What Spark gives to a task. */
final class SparkCores {
  private SparkCores() {}

  /** Cores per task, spark.task.cpus: as many native threads may run in it. */
  static int perTask(SparkSession session) {
    return session.sparkContext().conf().getInt("spark.task.cpus", 1);
  }
}
