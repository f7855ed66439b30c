package org.mnistspark.engine;

import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.AccumulatorV2;
import org.mnistspark.mlp.BlasKernels;

/**
 * The OpenBLAS kernels of the processes that train: every task reports those of its executor, and
 * the driver gets to know them with the task's result.
 */
public final class KernelReports extends AccumulatorV2<String, SortedMap<String, String>> {
  private static final long serialVersionUID = 1L;

  /** As Spark names the driver among executors. */
  private static final String DRIVER = "driver";

  private final TreeMap<String, String> byProcess = new TreeMap<>();

  private KernelReports() {}

  /** Reports to this driver, which makes the first one. */
  public static KernelReports to(SparkContext driver) {
    KernelReports reports = new KernelReports();
    driver.register(reports);
    reports.add(DRIVER);
    return reports;
  }

  /** Reports the kernels of this task's executor. */
  public void report() {
    SparkEnv env = SparkEnv.get();
    // In local mode the driver is the executor.
    add(
        env.executorId().equals(DRIVER)
            ? DRIVER
            : "executor %s on %s"
                .formatted(env.executorId(), env.blockManager().blockManagerId().host()));
  }

  /** Reports the kernels of this process, by name. */
  @Override
  public synchronized void add(String process) {
    byProcess.put(process, BlasKernels.inUse());
  }

  /** Kernels by process: a copy. */
  @Override
  public synchronized SortedMap<String, String> value() {
    return new TreeMap<>(byProcess);
  }

  @Override
  public synchronized boolean isZero() {
    return byProcess.isEmpty();
  }

  @Override
  public AccumulatorV2<String, SortedMap<String, String>> copy() {
    KernelReports copy = new KernelReports();
    copy.merge(this);
    return copy;
  }

  @Override
  public synchronized void reset() {
    byProcess.clear();
  }

  @Override
  public synchronized void merge(AccumulatorV2<String, SortedMap<String, String>> other) {
    byProcess.putAll(other.value());
  }
}
