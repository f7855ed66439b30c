package org.mnistspark.report;

import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Numbers {
  private Numbers() {}

  /** 0.98114 as 98.11%. */
  static String percent(double part) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * part);
  }

  /** 10000 as 10,000. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Four digits after the point. */
  static String four(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** 61.53 as 1 min 2 s, 6.153 as 6.2 s, 0.153 as 0.15 s. */
  static String seconds(double seconds) {
    if (seconds >= 59.95) {
      long whole = Math.round(seconds);
      return String.format(Locale.ROOT, "%d min %d s", whole / 60, whole % 60);
    }
    return String.format(Locale.ROOT, seconds < 0.95 ? "%.2f s" : "%.1f s", seconds);
  }

  /** One, or many of something. */
  static String of(long count, String one, String many) {
    return count(count) + " " + (count == 1 ? one : many);
  }
}
