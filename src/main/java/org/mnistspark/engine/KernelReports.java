package org.mnistspark.engine;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.util.AccumulatorV2;
import org.mnistspark.mlp.BlasKernels;

/**
 * The OpenBLAS kernels of the processes that train, or that they train without: every task reports
 * what its executor uses, and the driver gets to know it with the task's result.
 */
public final class KernelReports extends AccumulatorV2<String, SortedMap<String, String>> {
  private static final long serialVersionUID = 1L;

  /** As Spark names the driver among executors. */
  private static final String DRIVER = "driver";

  /** Instead of kernels: what this computes is the same on every processor. */
  private static final String PLAIN_JAVA = "none, plain Java";

  private final TreeMap<String, String> byProcess = new TreeMap<>();

  private KernelReports() {}

  /** Reports to this driver, which makes the first one. */
  public static KernelReports to(SparkContext driver) {
    KernelReports reports = new KernelReports();
    driver.register(reports);
    return reports;
  }

  /**
   * Reports what this task's executor uses.
   *
   * @param openBlas whether this task uses OpenBLAS
   */
  public void report(boolean openBlas) {
    add(openBlas ? BlasKernels.inUse() : PLAIN_JAVA);
  }

  /** Reports what this process uses. */
  @Override
  public synchronized void add(String kernels) {
    SparkEnv env = SparkEnv.get();
    // In local mode the driver is the executor.
    String process =
        env.executorId().equals(DRIVER)
            ? DRIVER
            : "executor %s on %s"
                .formatted(env.executorId(), env.blockManager().blockManagerId().host());
    // Of several tasks, one may use OpenBLAS.
    byProcess.merge(process, kernels, KernelReports::either);
  }

  private static String either(String one, String other) {
    return one.equals(PLAIN_JAVA) ? other : one;
  }

  /**
   * What a user must know of the kernels of several processes, as {@link BlasKernels#warning} says
   * it of those that use OpenBLAS.
   */
  public static Optional<String> warning(SortedMap<String, String> byProcess) {
    SortedMap<String, String> some = new TreeMap<>(byProcess);
    some.values().removeIf(PLAIN_JAVA::equals);
    return BlasKernels.warning(some);
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
    other
        .value()
        .forEach((process, kernels) -> byProcess.merge(process, kernels, KernelReports::either));
  }
}
