package org.mnistspark.mlp;

import java.io.Serializable;
import java.util.Arrays;

/**
 * The labels of a block of examples: a class per example, or a distribution over classes (soft
 * labels).
 */
public abstract sealed class Labels implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int size;
  private final int classes;

  private Labels(int size, int classes) {
    this.size = size;
    this.classes = classes;
  }

  /**
   * One class per example.
   *
   * @param labels [examples], from 0 to classes - 1; kept, not copied
   */
  public static Labels ofClasses(int[] labels, int classes) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label of example "
                + i
                + ": expected a class from 0 to "
                + (classes - 1)
                + ", found "
                + labels[i]);
      }
    }
    return new Hard(labels, classes);
  }

  /**
   * A distribution per example. Rows that are all exactly one-hot become classes.
   *
   * @param labels [examples, classes] row-major, finite; kept, not copied
   */
  public static Labels ofDistributions(float[] labels, int classes) {
    if (labels.length % classes != 0) {
      throw new IllegalArgumentException(
          "labels: expected a multiple of " + classes + " values, found " + labels.length);
    }
    int[] hard = new int[labels.length / classes];
    boolean oneHot = true;
    for (int i = 0; i < hard.length; i++) {
      int top = argMax(labels, i * classes, classes);
      hard[i] = top;
      for (int c = 0; c < classes; c++) {
        float value = labels[i * classes + c];
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException(
              "label of example " + i + ": expected finite values, found " + value);
        }
        oneHot &= value == (c == top ? 1f : 0f);
      }
    }
    return oneHot ? new Hard(hard, classes) : new Soft(labels, hard, classes);
  }

  /** Examples. */
  public int size() {
    return size;
  }

  /** Classes. */
  public int classes() {
    return classes;
  }

  /**
   * The class of an example: its label, or the first of the most probable ones of its distribution.
   */
  public abstract int classOf(int example);

  /**
   * Copies the labels of a minibatch.
   *
   * @param order indices of examples; those at [from, from + count) are copied
   * @param targets [count, classes] column-major, overwritten
   */
  abstract void gather(int[] order, int from, int count, float[] targets);

  private static int argMax(float[] values, int at, int n) {
    int top = 0;
    for (int c = 1; c < n; c++) {
      if (values[at + c] > values[at + top]) {
        top = c;
      }
    }
    return top;
  }

  private static final class Hard extends Labels {
    private static final long serialVersionUID = 1L;
    private final int[] labels;

    Hard(int[] labels, int classes) {
      super(labels.length, classes);
      this.labels = labels;
    }

    @Override
    public int classOf(int example) {
      return labels[example];
    }

    @Override
    void gather(int[] order, int from, int count, float[] targets) {
      Arrays.fill(targets, 0, count * classes(), 0f);
      for (int i = 0; i < count; i++) {
        targets[labels[order[from + i]] * count + i] = 1f;
      }
    }
  }

  private static final class Soft extends Labels {
    private static final long serialVersionUID = 1L;
    private final float[] labels;
    private final int[] top;

    Soft(float[] labels, int[] top, int classes) {
      super(top.length, classes);
      this.labels = labels;
      this.top = top;
    }

    @Override
    public int classOf(int example) {
      return top[example];
    }

    @Override
    void gather(int[] order, int from, int count, float[] targets) {
      for (int i = 0; i < count; i++) {
        int at = order[from + i] * classes();
        for (int c = 0; c < classes(); c++) {
          targets[c * count + i] = labels[at + c];
        }
      }
    }
  }
}
