package org.mnistspark.run.record;

/** Keeps NaN and infinity, which JSON has no words for, out of the run directory. */
final class Finite {
  private Finite() {}

  static double check(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("expected a finite " + name + ", found " + value);
    }
    return value;
  }
}
