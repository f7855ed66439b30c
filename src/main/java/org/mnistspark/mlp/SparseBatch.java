package org.mnistspark.mlp;

import java.util.Arrays;

/**
 * The features of a minibatch that are not zero, twice: example by example (compressed sparse rows)
 * for x W, and input by input (compressed sparse columns) for xᵀ delta. For one thread at a time.
 */
final class SparseBatch {
  private final int inputs;

  /** Entries of example e are at [rowStart[e], rowStart[e + 1]), by ascending input. */
  final int[] rowStart;

  /** The entries as they are stored, example by example. */
  byte[] packed = new byte[0];

  int[] rowInputs = new int[0];
  float[] rowValues = new float[0];

  /** Entries of input i are at [columnStart[i], columnStart[i + 1]), by ascending example. */
  final int[] columnStart;

  int[] columnExamples = new int[0];
  float[] columnValues = new float[0];

  SparseBatch(int inputs, int maxBatch) {
    this.inputs = inputs;
    rowStart = new int[maxBatch + 1];
    // One more than the inputs need: the counting sort keeps its places one further on.
    columnStart = new int[inputs + 2];
  }

  /**
   * Makes room for this many entries in all; what was packed stays.
   *
   * @param entryBytes of one, packed
   */
  void reserve(int entries, int entryBytes) {
    if (entries > rowInputs.length || entries * entryBytes > packed.length) {
      int length = Math.max(entries, rowInputs.length + rowInputs.length / 2);
      packed = Arrays.copyOf(packed, Math.multiplyExact(length, entryBytes));
      rowInputs = new int[length];
      rowValues = new float[length];
      columnExamples = new int[length];
      columnValues = new float[length];
    }
  }

  /** Makes the columns of the rows of n examples, by counting. */
  void makeColumns(int n) {
    int[] next = columnStart;
    Arrays.fill(next, 0);
    int[] row = rowInputs;
    int entries = rowStart[n];
    for (int k = 0; k < entries; k++) {
      next[row[k] + 2]++;
    }
    for (int i = 2; i < inputs + 2; i++) {
      next[i] += next[i - 1];
    }
    int[] examples = columnExamples;
    float[] from = rowValues;
    float[] to = columnValues;
    for (int e = 0; e < n; e++) {
      int end = rowStart[e + 1];
      for (int k = rowStart[e]; k < end; k++) {
        int place = next[row[k] + 1]++;
        examples[place] = e;
        to[place] = from[k];
      }
    }
  }
}
