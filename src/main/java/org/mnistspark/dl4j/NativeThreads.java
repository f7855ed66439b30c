package org.mnistspark.dl4j;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Keeps ND4J's native code to the cores that Spark gave to the task.
 *
 * <p>Left alone, OpenMP starts a thread per core in every task, and a small network trains at half
 * speed. The OpenMP setting belongs to the calling thread, so it is made in the task, and costs
 * nothing there.
 */
public final class NativeThreads {
  private NativeThreads() {}

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
}
