package org.mnistspark.mlp;

import static org.bytedeco.openblas.global.openblas_nolapack.CblasColMajor;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.CblasTrans;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemm;
import static org.bytedeco.openblas.global.openblas_nolapack.cblas_sgemv;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Products of column-major matrices without padding between columns. Callers make sure of one
 * thread.
 */
final class Blas {

  private Blas() {}

  /** c[m,n] = a[m,k] b[k,n]. */
  static void multiply(int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    cblas_sgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, m, n, k, 1f, a, m, b, k, 0f, c, m);
  }

  /** c[m,n] = aᵀ b with a[k,m] and b[k,n]. */
  static void transposeMultiply(
      int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    cblas_sgemm(CblasColMajor, CblasTrans, CblasNoTrans, m, n, k, 1f, a, k, b, k, 0f, c, m);
  }

  /** c[m,n] = a bᵀ with a[m,k] and b[n,k]. */
  static void multiplyTransposed(
      int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    cblas_sgemm(CblasColMajor, CblasNoTrans, CblasTrans, m, n, k, 1f, a, m, b, n, 0f, c, m);
  }

  /** c[m,n] = aᵀ bᵀ with a[k,m] and b[n,k]. */
  static void transposeMultiplyTransposed(
      int m, int n, int k, FloatPointer a, FloatPointer b, FloatPointer c) {
    cblas_sgemm(CblasColMajor, CblasTrans, CblasTrans, m, n, k, 1f, a, k, b, n, 0f, c, m);
  }

  /** y[n] = aᵀ x with a[m,n] and x[m]; with x = 1, the sums of a's columns. */
  static void transposeMultiply(int m, int n, FloatPointer a, FloatPointer x, FloatPointer y) {
    cblas_sgemv(CblasColMajor, CblasTrans, m, n, 1f, a, m, x, 1, 0f, y, 1);
  }
}
