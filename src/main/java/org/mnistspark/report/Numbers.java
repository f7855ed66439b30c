package org.mnistspark.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them, the same in every locale. */
final class Numbers {
  private static final MathContext FOUR_DIGITS = new MathContext(4);

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

  /** Four significant digits, and all those before the point: 0.1, 12.35, 12346, 1.235e+09. */
  static String value(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value) || (size != 0 && (size < 1e-4 || size >= 1e7))) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    BigDecimal exact = new BigDecimal(value);
    return size < 1000
        ? exact.round(FOUR_DIGITS).stripTrailingZeros().toPlainString()
        : exact.setScale(0, RoundingMode.HALF_UP).toPlainString();
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
