package org.mnistspark.dl4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.spark.api.TrainingHook;
import org.mnistspark.engine.KernelReports;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Keeps ND4J's native code to the cores that Spark gave to the task.
 *
 * <p>Left alone, OpenMP starts a thread per core in every task, and a small network trains at half
 * speed. The OpenMP setting belongs to the calling thread, so it is made in the task, before each
 * minibatch, and costs nothing there.
 */
public final class NativeThreads implements TrainingHook {
  private static final long serialVersionUID = 1L;

  private final int threads;
  private final KernelReports kernels;
  private transient boolean reported;

  /**
   * A hook for DL4J's workers.
   *
   * @param threads per task: spark.task.cpus
   * @param kernels hear of those of every task
   */
  NativeThreads(int threads, KernelReports kernels) {
    this.threads = threads;
    this.kernels = kernels;
  }

  /**
   * Limits native code called from this thread.
   *
   * @param threads at least 1
   * @throws IllegalStateException when the native library does not take the limit
   */
  public static void limit(int threads) {
    NativeOps nativeOps = NativeOpsHolder.getInstance().getDeviceNativeOps();
    if (nativeOps.ompGetMaxThreads() != threads) {
      nativeOps.setOmpNumThreads(threads);
      Nd4j.factory().blas().setMaxThreads(threads);
    }
    if (nativeOps.ompGetMaxThreads() != threads) {
      throw new IllegalStateException(
          "expected ND4J to use "
              + threads
              + " native threads, found "
              + nativeOps.ompGetMaxThreads()
              + "; set OMP_NUM_THREADS="
              + threads
              + " for driver and executors");
    }
  }

  @Override
  public void preUpdate(DataSet minibatch, Model model) {
    prepare();
  }

  private void prepare() {
    limit(threads);
    if (!reported) {
      kernels.report(true);
      reported = true;
    }
  }

  @Override
  public void postUpdate(DataSet minibatch, Model model) {
    // Nothing to undo: the thread belongs to the task.
  }

  @Override
  public void preUpdate(MultiDataSet minibatch, Model model) {
    prepare();
  }

  @Override
  public void postUpdate(MultiDataSet minibatch, Model model) {
    // Nothing to undo: the thread belongs to the task.
  }
}
