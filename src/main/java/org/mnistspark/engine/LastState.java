package org.mnistspark.engine;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.SparkEnv;
import org.mnistspark.averaging.ModelState;

/**
 * The state that a task of this process ended with: that of all tasks, because they have averaged.
 * The same task of the next job begins with it, without the driver's copy having to travel.
 */
final class LastState {
  private static final Map<Integer, SoftReference<Entry>> BY_TASK = new ConcurrentHashMap<>();

  private LastState() {}

  /**
   * Where a state is from. Of the outer momentum a task has its own slice alone, so that another
   * one, or the same among more or fewer, has to begin with the driver's copy.
   *
   * @param job number of the job that it is the result of, unique in the application
   * @param rounds of the epoch after which the job ended
   */
  record Origin(String application, long job, int rounds, int task, int tasks) {
    static Origin of(long job, int rounds, int task, int tasks) {
      return new Origin(SparkEnv.get().conf().getAppId(), job, rounds, task, tasks);
    }
  }

  private record Entry(Origin origin, ModelState state) {}

  /** In a task: keeps the state until the next one, or until memory is short. */
  static void keep(Origin origin, ModelState state) {
    BY_TASK.put(origin.task(), new SoftReference<>(new Entry(origin, state)));
  }

  /** In a task: the state from there, if it is here. */
  static Optional<ModelState> of(Origin origin) {
    return Optional.ofNullable(BY_TASK.get(origin.task()))
        .map(SoftReference::get)
        .filter(entry -> entry.origin().equals(origin))
        .map(Entry::state);
  }
}
