package org.mnistspark.mlp;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.openblas.presets.openblas_nolapack.MklSetNumThreadsLocal;

/**
 * Keeps OpenBLAS to the thread that calls it.
 *
 * <p>A Spark task owns spark.task.cpus cores, and a product that is split over all cores of a
 * machine fights with the other tasks, and may sum in another order. The number is one setting of
 * the whole process (this build of OpenBLAS uses pthreads, not OpenMP), and ND4J sets it to the
 * number of cores when it starts. So it is looked up before each use, which costs less than 0.1 µs,
 * and set again where it is not 1.
 */
public final class BlasThreads {

  private static final Threads THREADS;

  static {
    // Before the class Threads: its superclass loads OpenBLAS.
    BlasKernels.load();
    THREADS = Threads.lookUp();
  }

  private BlasThreads() {}

  /**
   * Makes every product of this process run in the thread that calls it.
   *
   * @throws IllegalStateException if OpenBLAS does not take the setting
   */
  public static void single() {
    if (THREADS.call(0) != 1) {
      openblas_nolapack.blas_set_num_threads(1);
      int found = THREADS.call(0);
      if (found != 1) {
        throw new IllegalStateException(
            "OpenBLAS threads: expected 1 after setting it, found "
                + found
                + "; set OPENBLAS_NUM_THREADS=1 in the environment of every executor");
      }
    }
  }

  /** Threads that OpenBLAS would use for a product that is called now. */
  static int count() {
    return THREADS.call(0);
  }

  /**
   * {@code int openblas_get_num_threads(void)}, which JavaCPP does not wrap: its own
   * blas_get_num_threads only remembers what Java set last. This borrows the one function type that
   * JavaCPP has with an int result; the surplus argument is ignored by the calling convention.
   */
  private static final class Threads extends MklSetNumThreadsLocal {

    static Threads lookUp() {
      Pointer address = Loader.addressof("openblas_get_num_threads");
      if (address == null) {
        throw new IllegalStateException(
            "OpenBLAS: expected the function openblas_get_num_threads, found none;"
                + " remove org.bytedeco.openblas.load from the system properties");
      }
      Threads threads = new Threads();
      threads.put(address);
      return threads;
    }
  }
}
