package org.mnistspark.bench;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.Random;
import org.bytedeco.javacpp.FloatPointer;
import org.mnistspark.mlp.BlasKernels;
import org.mnistspark.mlp.BlasThreads;

/**
 * What this machine's matrix product allows: as if a step were nothing but SGEMM, in one thread, at
 * the best speed that any of three shapes reaches right now.
 */
final class GemmLimit implements Contender {
  private static final int PAGE = 4096;

  private final FloatPointer a = random();
  private final FloatPointer b = random();
  private final FloatPointer c = random();

  GemmLimit() {
    BlasThreads.single();
  }

  @Override
  public Lap lap() {
    double best =
        Math.max(
            flops(15, CblasNoTrans, 1024, 1024, 1024),
            Math.max(
                flops(60, CblasTrans, Setup.BATCH, Setup.HIDDEN, Setup.INPUTS),
                flops(60, CblasNoTrans, 512, 512, 512)));
    return new Lap(Setup.BATCH, Setup.BATCH * Setup.FLOP_PER_IMAGE / best, OptionalDouble.empty());
  }

  /** Floating point operations per second of c[m,n] = a b, the median of some calls. */
  private double flops(int calls, int transposeA, int m, int n, int k) {
    double[] seconds = new double[calls];
    for (int i = 0; i < calls; i++) {
      long start = System.nanoTime();
      cblas_sgemm(
          CblasColMajor,
          transposeA,
          CblasNoTrans,
          m,
          n,
          k,
          1f,
          a,
          transposeA == CblasTrans ? k : m,
          b,
          k,
          0f,
          c,
          m);
      seconds[i] = (System.nanoTime() - start) / 1e9;
    }
    Arrays.sort(seconds);
    return 2.0 * m * n * k / seconds[calls / 2];
  }

  private static FloatPointer random() {
    float[] values = new float[1024 * 1024];
    Random random = new Random(Setup.SEED);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    FloatPointer memory = new FloatPointer(values.length + (long) PAGE / Float.BYTES);
    memory.position((PAGE - memory.address() % PAGE) % PAGE / Float.BYTES);
    return memory.put(values);
  }

  @Override
  public String note() {
    return "OpenBLAS kernels " + BlasKernels.inUse();
  }
}
