package org.mnistspark.mlp;

/** Opens to the benchmark what it reports about OpenBLAS. */
public final class BlasFacts {
  private BlasFacts() {}

  /** The kernels in use, by OpenBLAS's names. */
  public static String kernel() {
    return BlasKernel.name().orElse("not known");
  }
}
