package org.mnistspark.mlp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class BlasThreadsTest {

  @Test
  void setsOneThread() {
    openblas_nolapack.blas_set_num_threads(2);
    assertEquals(2, BlasThreads.count());
    BlasThreads.single();
    assertEquals(1, BlasThreads.count());
  }

  /** ND4J sets the number of cores when it starts, and whenever it is told to. */
  @Test
  void aStepRunsOnOneThreadAfterNd4jTookAll() {
    Nd4j.create(3);
    openblas_nolapack.blas_set_num_threads(2);
    Topology topology = new Topology(5, List.of(4), Activation.RELU, 3);
    float[] weights = new float[topology.parameters()];
    new Step(new Workspace(topology, 8), new Updater.Sgd(), 0)
        .train(
            weights,
            new float[0],
            Fixtures.examples(8, topology, 1),
            Fixtures.inOrder(8),
            0,
            8,
            0.1,
            0);
    assertEquals(1, BlasThreads.count());
  }
}
