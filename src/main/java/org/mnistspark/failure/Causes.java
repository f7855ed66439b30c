package org.mnistspark.failure;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the exception that says what is wrong inside those that Spark wraps around it. */
public final class Causes {
  private Causes() {}

  /**
   * The first exception of a type among {@code thrown}, its causes and what they suppressed,
   * nearest first. Spark reports a failed task as a SparkException with the task's exception as its
   * cause.
   */
  public static <T extends Throwable> Optional<T> first(Throwable thrown, Class<T> type) {
    return first(thrown, type, found -> true);
  }

  /** The first of them that is wanted. */
  public static <T extends Throwable> Optional<T> first(
      Throwable thrown, Class<T> type, Predicate<T> wanted) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Throwable> open = new ArrayDeque<>();
    open.add(thrown);
    while (!open.isEmpty()) {
      Throwable next = open.remove();
      if (type.isInstance(next) && wanted.test(type.cast(next))) {
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
