package org.mnistspark.ml;

import java.util.Optional;

/**
 * The uid of a stage that is being made. Spark's constructors make the inherited parameters, and
 * ask {@code uid()} for their parent, before a constructor in Java can set a field; so it is left
 * here, by this thread, for {@code uid()} to find.
 */
final class PendingUid {
  private static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

  private final String uid;

  private PendingUid(String uid) {
    this.uid = uid;
  }

  /** Leaves a uid; to be evaluated as the argument of a constructor. */
  static PendingUid of(String uid) {
    CURRENT.set(uid);
    return new PendingUid(uid);
  }

  /** The uid that was left. */
  static String current() {
    return Optional.ofNullable(CURRENT.get()).orElseThrow();
  }

  /** Takes the uid back, for the field that is there now. */
  String take() {
    CURRENT.remove();
    return uid;
  }
}
