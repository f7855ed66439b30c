package org.mnistspark.spark;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.mnistspark.data.DataException;

/** Finds the exception that says what is wrong inside those that Spark wraps around it. */
public final class Causes {
  private Causes() {}

  /**
   * The first {@link DataException} among {@code thrown}, its causes and what they suppressed,
   * nearest first. Spark reports a failed task as a SparkException with the task's exception as its
   * cause.
   */
  public static Optional<DataException> dataException(Throwable thrown) {
    return first(thrown, DataException.class);
  }

  /** The same of another type. */
  public static <T extends Throwable> Optional<T> first(Throwable thrown, Class<T> type) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>();
    open.add(thrown);
    while (!open.isEmpty()) {
      Throwable next = open.remove();
      if (type.isInstance(next)) {
        return Optional.of(type.cast(next));
      }
      // Causes may form a cycle.
      if (seen.add(next)) {
        Optional.ofNullable(next.getCause()).ifPresent(open::add);
        open.addAll(Arrays.asList(next.getSuppressed()));
      }
    }
    return Optional.empty();
  }
}
