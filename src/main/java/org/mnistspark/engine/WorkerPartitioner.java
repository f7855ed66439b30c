package org.mnistspark.engine;

import org.apache.spark.Partitioner;

/**
 * Worker w's data goes to partition w. Spark's hash partitioner would do the same for small
 * integers, but promises it nowhere.
 */
final class WorkerPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;
  private final int workers;

  WorkerPartitioner(int workers) {
    this.workers = workers;
  }

  @Override
  public int numPartitions() {
    return workers;
  }

  @Override
  public int getPartition(Object worker) {
    return (Integer) worker;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WorkerPartitioner that && that.workers == workers;
  }

  @Override
  public int hashCode() {
    return workers;
  }
}
