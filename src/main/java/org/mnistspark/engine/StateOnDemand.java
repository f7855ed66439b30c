package org.mnistspark.engine;

import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.mnistspark.averaging.ModelState;
import org.mnistspark.spark.session.DriverChannel;

/**
 * The driver's state at the beginning of a job, for tasks that have no {@link LastState}: those of
 * the first job, and of one that is run again. It is broadcast when the first of them asks.
 */
final class StateOnDemand implements AutoCloseable {
  private static final String WANTED = "state";

  private final JavaSparkContext context;
  private final ModelState state;
  private Optional<Broadcast<ModelState>> shared = Optional.empty();

  StateOnDemand(JavaSparkContext context, ModelState state) {
    this.context = context;
    this.state = state;
  }

  /** On the driver: the state, as a task can have it. */
  synchronized Broadcast<ModelState> shared() {
    if (shared.isEmpty()) {
      shared = Optional.of(context.broadcast(state));
    }
    return shared.get();
  }

  /**
   * In a task: the driver's state.
   *
   * @param subscription of the driver's, which answers with {@link #shared}
   * @throws IllegalStateException when the driver does not answer
   */
  static ModelState ask(long subscription) {
    Broadcast<?> answer =
        DriverChannel.ask(subscription, WANTED)
            .map(Broadcast.class::cast)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "expected the state of the driver, found that it does not answer"));
    return (ModelState) answer.value();
  }

  @Override
  public synchronized void close() {
    // Where Spark has ended, the job's failure says so, and this one would hide it.
    if (!context.sc().isStopped()) {
      shared.ifPresent(Broadcast::destroy);
    }
    shared = Optional.empty();
  }
}
