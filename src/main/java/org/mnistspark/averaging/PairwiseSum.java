package org.mnistspark.averaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Weighted sums over replicas in one fixed order of additions, whoever adds which part.
 *
 * <p>Float addition is not associative, so a running sum would depend on how replicas are spread
 * over tasks. Here the order is that of a binary tree over the replica numbers: the node (level L,
 * position p) is the sum over the replicas [p·2^L, (p+1)·2^L), always left child plus right child.
 * A task returns the largest nodes that it can form of its own replicas ({@link #segments}), and
 * the driver adds those up to the root ({@link #root}). A replica with share 0 is absent, and a
 * node with one child is that child.
 *
 * <p>Source: pairwise summation, N. J. Higham, "The accuracy of floating point summation" (1993);
 * its rounding error grows with the logarithm of the number of terms.
 */
final class PairwiseSum {
  /**
   * Floats summed at a time. Some pages of one vector after the other let the processor read ahead;
   * the partial sums, one per level, stay in the second-level cache.
   */
  private static final int STRIP = 4096;

  private final int first;
  private final int replicas;
  private final float[] total = new float[STRIP];

  /** For each level, the sum of a right child while its left sibling's is kept. */
  private final float[][] rights;

  /** For replicas [first, first + replicas) of all; for one thread at a time. */
  PairwiseSum(int first, int replicas) {
    this.first = first;
    this.replicas = replicas;
    this.rights = new float[levels(first + replicas)][STRIP];
  }

  /** A node of the tree, by level and position. */
  record Segment(int level, int position) {
    int start() {
      return position << level;
    }

    int end() {
      return (position + 1) << level;
    }
  }

  /** The levels of a tree over this many replicas: the root's. */
  static int levels(int replicas) {
    return replicas <= 1 ? 0 : 32 - Integer.numberOfLeadingZeros(replicas - 1);
  }

  /** The largest nodes that replicas [from, to) fill, of a tree over {@code replicas}. */
  static List<Segment> segments(int from, int to, int replicas) {
    List<Segment> segments = new ArrayList<>();
    int root = levels(replicas);
    int at = from;
    while (at < to) {
      int level = 0;
      while (level < root && fills(at, level + 1, to, replicas)) {
        level++;
      }
      segments.add(new Segment(level, at >> level));
      at += 1 << level;
    }
    return segments;
  }

  /**
   * Beyond the last replica there is nothing, so that a range up to there fills a node that goes
   * further.
   */
  private static boolean fills(int start, int level, int to, int replicas) {
    long end = (long) start + (1L << level);
    return (start & ((1 << level) - 1)) == 0 && (end <= to || to == replicas);
  }

  /**
   * Writes floats [from, to) of a node into {@code out}; zeros when all of its replicas are absent.
   *
   * @param vectors one per replica of this task, of equal length
   * @param shares weight of every replica, this task's or not
   */
  void sum(Segment node, float[][] vectors, float[] shares, float[] out, int from, int to) {
    for (int strip = from; strip < to; strip += STRIP) {
      int length = Math.min(STRIP, to - strip);
      if (sum(node.level(), node.start(), vectors, shares, total, strip, length)) {
        System.arraycopy(total, 0, out, strip, length);
      } else {
        Arrays.fill(out, strip, strip + length, 0f);
      }
    }
  }

  /** One strip of a node, to the beginning of {@code sum}; false when its replicas are absent. */
  private boolean sum(
      int level, int start, float[][] vectors, float[] shares, float[] sum, int strip, int length) {
    if (level == 0) {
      return leaf(start, vectors, shares, sum, strip, length);
    }
    boolean left = sum(level - 1, start, vectors, shares, sum, strip, length);
    float[] other = left ? rights[level - 1] : sum;
    int middle = start + (1 << (level - 1));
    boolean right = sum(level - 1, middle, vectors, shares, other, strip, length);
    if (left && right) {
      add(sum, other, length);
    }
    return left || right;
  }

  private boolean leaf(
      int replica, float[][] vectors, float[] shares, float[] sum, int strip, int length) {
    int index = replica - first;
    if (index < 0 || index >= replicas || shares[replica] == 0f) {
      return false;
    }
    // Copied first: the compiler uses vector instructions only where all arrays have one index.
    System.arraycopy(vectors[index], strip, sum, 0, length);
    scale(sum, shares[replica], length);
    return true;
  }

  private static void scale(float[] values, float share, int length) {
    for (int i = 0; i < length; i++) {
      values[i] *= share;
    }
  }

  private static void add(float[] sum, float[] other, int length) {
    for (int i = 0; i < length; i++) {
      sum[i] += other[i];
    }
  }

  /** A node's sum, as a task returns it. */
  static final class Part {
    private final Segment segment;
    private final float[] values;

    Part(Segment segment, float[] values) {
      this.segment = segment;
      this.values = values;
    }
  }

  /**
   * Adds the nodes of all tasks up to the root. Overwrites their values.
   *
   * @throws IllegalArgumentException when a replica with a share is in none of them
   */
  static float[] root(List<Part> parts, float[] shares) {
    return node(new Segment(levels(shares.length), 0), parts, shares);
  }

  private static float[] node(Segment wanted, List<Part> parts, float[] shares) {
    for (Part part : parts) {
      if (part.segment.equals(wanted)) {
        return part.values;
      }
    }
    if (wanted.level() == 0) {
      throw new IllegalArgumentException(
          "expected a sum for replica " + wanted.start() + ", found none");
    }
    Segment left = new Segment(wanted.level() - 1, 2 * wanted.position());
    Segment right = new Segment(wanted.level() - 1, 2 * wanted.position() + 1);
    if (absent(right, shares)) {
      return node(left, parts, shares);
    }
    if (absent(left, shares)) {
      return node(right, parts, shares);
    }
    float[] sum = node(left, parts, shares);
    add(sum, node(right, parts, shares), sum.length);
    return sum;
  }

  private static boolean absent(Segment segment, float[] shares) {
    for (int i = segment.start(); i < Math.min(segment.end(), shares.length); i++) {
      if (shares[i] != 0f) {
        return false;
      }
    }
    return true;
  }
}
