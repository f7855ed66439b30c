package org.mnistspark.dl4j;

import org.mnistspark.mlp.BlasKernels;
import org.nd4j.common.io.Resource;
import org.nd4j.linalg.factory.Environment;
import org.nd4j.linalg.factory.Nd4jBackend;

/**
 * Loads OpenBLAS with the kernels for the processor before ND4J loads it, in every JVM that has
 * this jar, whatever in it comes first and whatever Spark's settings are.
 *
 * <p>ND4J makes an instance of every backend that it finds among the services ({@code
 * META-INF/services}), and only then loads the native library of one of them. This one is there to
 * be made; it is never available.
 */
public final class OpenBlasFirst extends Nd4jBackend {
  /** Behind every backend that is one: ND4J warns of those that it passes over. */
  private static final int PRIORITY = -1_000_000;

  /** Loads OpenBLAS. */
  public OpenBlasFirst() {
    try {
      BlasKernels.load();
    } catch (LinkageError e) {
      // No OpenBLAS for this platform. A service must not fail, and whoever needs it will say so.
    }
  }

  @Override
  public boolean isAvailable() {
    return false;
  }

  @Override
  public boolean canRun() {
    return false;
  }

  @Override
  public int getPriority() {
    return PRIORITY;
  }

  @Override
  public boolean allowsOrder() {
    return false;
  }

  @Override
  public Resource getConfigurationResource() {
    throw notAvailable();
  }

  @SuppressWarnings("rawtypes") // As the superclass has it.
  @Override
  public Class getNDArrayClass() {
    throw notAvailable();
  }

  @Override
  public Environment getEnvironment() {
    throw notAvailable();
  }

  @Override
  public String buildInfo() {
    throw notAvailable();
  }

  @Override
  public void logBackendInit() {
    throw notAvailable();
  }

  private static IllegalStateException notAvailable() {
    return new IllegalStateException(
        "expected ND4J to pass over a backend that is not available, found a call of it");
  }
}
