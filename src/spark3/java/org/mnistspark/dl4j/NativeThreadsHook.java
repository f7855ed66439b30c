package org.mnistspark.dl4j;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.spark.api.TrainingHook;
import org.mnistspark.engine.KernelReports;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/** {@link NativeThreads#limit} before each minibatch of a DL4J worker. */
final class NativeThreadsHook implements TrainingHook {
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
  NativeThreadsHook(int threads, KernelReports kernels) {
    this.threads = threads;
    this.kernels = kernels;
  }

  @Override
  public void preUpdate(DataSet minibatch, Model model) {
    prepare();
  }

  private void prepare() {
    NativeThreads.limit(threads);
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
