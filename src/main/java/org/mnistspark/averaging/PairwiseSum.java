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
 * A task sends the largest nodes that it can form of its own replicas ({@link #segments}), and the
 * one that owns a slice adds those of all tasks up to the root ({@link #root}). A replica with
 * share 0 is absent, and a node with one child is that child.
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

  private static final Node[] NO_NODES = {};

  private final int first;
  private final int replicas;
  private final Segment root;
  private final float[] total = new float[STRIP];

  /** For each level, the sum of a right child while its left sibling's is kept. */
  private final float[][] rights;

  /** For replicas [first, first + replicas) of {@code all}; for one thread at a time. */
  PairwiseSum(int first, int replicas, int all) {
    this.first = first;
    this.replicas = replicas;
    this.root = new Segment(levels(all), 0);
    this.rights = new float[root.level()][STRIP];
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

  /** A node's sums over a slice, as another task has made them. */
  static final class Node {
    private final Segment segment;
    private final float[] values;
    private final int at;

    /**
     * A node.
     *
     * @param values with those of the slice from {@code at} on
     */
    Node(Segment segment, float[] values, int at) {
      this.segment = segment;
      this.values = values;
      this.at = at;
    }
  }

  /**
   * Writes the sum of a node of this task's replicas; zeros when all of them are absent.
   *
   * @param vectors one per replica of this task, of equal length
   * @param shares weight of every replica, this task's or not
   * @param from the first float of the vectors
   * @param to where the first sum goes in {@code out}
   * @param length floats
   */
  void sum(
      Segment node, float[][] vectors, float[] shares, int from, float[] out, int to, int length) {
    sum(node, NO_NODES, 0, vectors, shares, from, out, to, length);
  }

  /**
   * Writes the sum of all replicas.
   *
   * @param others nodes that other tasks have made of theirs
   * @param slice the float of the vectors with which the nodes' values begin
   * @param from the first float, of the vectors and of {@code out}
   * @throws IllegalArgumentException when a replica with a share is in none of them
   */
  void root(
      Node[] others,
      float[][] vectors,
      float[] shares,
      int slice,
      float[] out,
      int from,
      int length) {
    sum(root, others, slice, vectors, shares, from, out, from, length);
  }

  private void sum(
      Segment node,
      Node[] others,
      int slice,
      float[][] vectors,
      float[] shares,
      int from,
      float[] out,
      int to,
      int length) {
    for (int done = 0; done < length; done += STRIP) {
      int strip = Math.min(STRIP, length - done);
      if (strip(node, others, slice, vectors, shares, total, from + done, strip)) {
        System.arraycopy(total, 0, out, to + done, strip);
      } else {
        Arrays.fill(out, to + done, to + done + strip, 0f);
      }
    }
  }

  /** One strip of a node, to the beginning of {@code sum}; false when its replicas are absent. */
  private boolean strip(
      Segment node,
      Node[] others,
      int slice,
      float[][] vectors,
      float[] shares,
      float[] sum,
      int at,
      int length) {
    for (Node other : others) {
      if (other.segment.equals(node)) {
        boolean there = !absent(node, shares);
        if (there) {
          System.arraycopy(other.values, other.at + at - slice, sum, 0, length);
        }
        return there;
      }
    }
    if (node.level() == 0) {
      return leaf(node.start(), vectors, shares, sum, at, length);
    }
    int level = node.level() - 1;
    Segment leftChild = new Segment(level, 2 * node.position());
    boolean left = strip(leftChild, others, slice, vectors, shares, sum, at, length);
    float[] other = left ? rights[level] : sum;
    Segment rightChild = new Segment(level, 2 * node.position() + 1);
    boolean right = strip(rightChild, others, slice, vectors, shares, other, at, length);
    if (left && right) {
      add(sum, other, length);
    }
    return left || right;
  }

  private boolean leaf(
      int replica, float[][] vectors, float[] shares, float[] sum, int strip, int length) {
    if (replica >= shares.length || shares[replica] == 0f) {
      return false;
    }
    int index = replica - first;
    if (index < 0 || index >= replicas) {
      throw new IllegalArgumentException("expected a sum for replica " + replica + ", found none");
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

  private static boolean absent(Segment segment, float[] shares) {
    for (int i = segment.start(); i < Math.min(segment.end(), shares.length); i++) {
      if (shares[i] != 0f) {
        return false;
      }
    }
    return true;
  }
}
