package org.mnistspark.averaging;

/**
 * A part of something that is divided evenly: of a vector among tasks or threads, of the workers
 * among tasks.
 *
 * @param from where it begins
 * @param length how much it has
 */
public record Slice(int from, int length) {
  /** Part {@code part} of {@code parts} of a whole of this length; parts differ by at most one. */
  public static Slice of(int whole, int part, int parts) {
    int from = begin(whole, part, parts);
    return new Slice(from, begin(whole, part + 1, parts) - from);
  }

  private static int begin(int whole, int part, int parts) {
    return (int) ((long) whole * part / parts);
  }

  /** The same part, of a whole that begins elsewhere. */
  Slice after(int offset) {
    return new Slice(offset + from, length);
  }

  /** Where it ends. */
  public int to() {
    return from + length;
  }
}
