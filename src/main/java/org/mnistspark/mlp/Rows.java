package org.mnistspark.mlp;

/**
 * The kernel of all products with a sparse factor: scaled rows of a matrix, added up. A product
 * costs what its nonzero values cost.
 *
 * <p>Plain loops that the JIT compiler turns into vector instructions, and that it leaves alone at
 * the least change: rows are arrays of their own, because with offsets into one array the loop is
 * six times slower; four are added at a time, because with six or eight the body is too large to be
 * unrolled, and four times slower. Values are added one after the other in the order given, with
 * each product and each sum rounded as Java has it, so that the result is the same to the last bit
 * on every processor, with vectors of any width, and however the rows are grouped.
 */
final class Rows {
  private Rows() {}

  /**
   * Adds factor times row, for the entries [from, to) of a list.
   *
   * @param sum the first n values are added to
   * @param rows at least n values each
   * @param which row of each entry
   * @param factors that of entry k at k + shift
   */
  static void add(
      float[] sum,
      int n,
      float[][] rows,
      int[] which,
      int from,
      int to,
      float[] factors,
      int shift) {
    int k = from;
    for (; k + 4 <= to; k += 4) {
      int f = k + shift;
      addFour(
          sum,
          n,
          rows[which[k]],
          rows[which[k + 1]],
          rows[which[k + 2]],
          rows[which[k + 3]],
          factors[f],
          factors[f + 1],
          factors[f + 2],
          factors[f + 3]);
    }
    for (; k < to; k++) {
      addOne(sum, n, rows[which[k]], factors[k + shift]);
    }
  }

  private static void addFour(
      float[] sum,
      int n,
      float[] row0,
      float[] row1,
      float[] row2,
      float[] row3,
      float x0,
      float x1,
      float x2,
      float x3) {
    for (int j = 0; j < n; j++) {
      sum[j] = sum[j] + x0 * row0[j] + x1 * row1[j] + x2 * row2[j] + x3 * row3[j];
    }
  }

  private static void addOne(float[] sum, int n, float[] row, float x) {
    for (int j = 0; j < n; j++) {
      sum[j] = sum[j] + x * row[j];
    }
  }

  /** The numbers from 0 up to, but not, n: a list of all rows. */
  static int[] all(int n) {
    int[] all = new int[n];
    for (int i = 0; i < n; i++) {
      all[i] = i;
    }
    return all;
  }

  /** Writes the first m values of n rows as columns: to[j][i] = from[i][j]. */
  static void transpose(float[][] from, int n, int m, float[][] to) {
    // Sixteen values are a cache line of each row; eight rows at a time fill half of one.
    for (int i0 = 0; i0 < n; i0 += 8) {
      int i1 = Math.min(n, i0 + 8);
      for (int j0 = 0; j0 < m; j0 += 16) {
        int j1 = Math.min(m, j0 + 16);
        for (int j = j0; j < j1; j++) {
          float[] column = to[j];
          for (int i = i0; i < i1; i++) {
            column[i] = from[i][j];
          }
        }
      }
    }
  }
}
