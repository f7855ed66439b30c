package org.mnistspark.dl4j;

import org.mnistspark.mlp.BlasThreads;

/** The order in which native libraries are loaded. */
final class OpenBlas {
  private OpenBlas() {}

  /**
   * To be called before anything that loads ND4J: ND4J loads OpenBLAS, which then would not use
   * AVX-512 on processors that it does not know. {@link BlasThreads} sees to that where it is
   * first.
   */
  static void beforeNd4j() {
    BlasThreads.single();
  }
}
