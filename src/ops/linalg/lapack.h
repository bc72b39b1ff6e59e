// The LAPACK and BLAS routines that linear algebra needs, for float, double and complex numbers of them. Any
// implementation does (the Debian alternatives); its Fortran symbols are named in lapack.cpp and nowhere else.
//
// LAPACK's matrices are column-major, ours row-major: in its eyes, a row-major matrix is the transposed one. So operators
// ask for the twin of what they want (a QR of A is an LQ of A^T, lower is upper, left is right) and transpose nothing.
// A Hermitian matrix is in its eyes the conjugate one.
#pragma once

#include "rushlight/core/complex.h"

namespace torch::inline rushlight {

/// True when the library was built for LAPACK and finds one; otherwise nothing below may be called.
bool has_lapack();
/// While one lives, a call uses at most `n` threads, where the BLAS has threads of its own.
class BlasThreads {
 public:
  explicit BlasThreads(int n);
  ~BlasThreads();
  BlasThreads(const BlasThreads&) = delete;

 private:
  int before_ = 0;  ///< 0: nothing to restore
};

/// T, or the type of the two parts of a complex T.
template <class T> struct RealPart { using type = T; };
template <class R> struct RealPart<Complex<R>> { using type = R; };

/// The routines by their names without the letter of the type, and for complex numbers under the names of the real ones.
/// Each returns LAPACK's `info`: 0, or what went wrong.
template <class T> struct Lapack {
  using Real = typename RealPart<T>::type;

  // P L U of a (m, n), pivots counted from 1; the inverse from that.
  static int getrf(int m, int n, T* a, int lda, int* pivots);
  static int getri(int n, T* a, int lda, const int* pivots);
  // b (m, n) = a^-1 b (side L) or b a^-1 (side R) for triangular a.
  static void trsm(char side, char uplo, char diag, int m, int n, const T* a, int lda, T* b, int ldb);
  // Eigenvalues w of a (n, n), which is overwritten, and with jobv = V its eigenvectors v; for real T the values' imaginary
  // parts come apart in wi, and vectors of pairs of values as their real and imaginary parts.
  static int geev(char jobv, int n, T* a, int lda, T* w, T* wi, T* v, int ldv);
  // Cholesky factor of a (n, n) in place, of which one triangle is read.
  static int potrf(char uplo, int n, T* a, int lda);
  // L Q of a (m, n) as reflectors and their factors; the first m rows of Q from k reflectors.
  static int gelqf(int m, int n, T* a, int lda, T* tau);
  static int orglq(int m, int n, int k, T* a, int lda, const T* tau);
  // Singular values s of a (m, n), and vectors as `jobz` says: A all, S the first min(m, n), N none. Overwrites a.
  static int gesdd(char jobz, int m, int n, T* a, int lda, Real* s, T* u, int ldu, T* vt, int ldvt);
  // Eigenvalues w of symmetric (Hermitian) a (n, n), and with jobz = V its eigenvectors in place.
  static int syevd(char jobz, char uplo, int n, T* a, int lda, Real* w);
  // Least squares: min |b - a x| for a (m, n), b (max(m, n), k), x in place of b. gels wants full rank.
  static int gels(int m, int n, int k, T* a, int lda, T* b, int ldb);
  static int gelsy(int m, int n, int k, T* a, int lda, T* b, int ldb, Real rcond, int* rank);
  static int gelsd(int m, int n, int k, T* a, int lda, T* b, int ldb, Real* s, Real rcond, int* rank);
  static int gelss(int m, int n, int k, T* a, int lda, T* b, int ldb, Real* s, Real rcond, int* rank);
  // L D L^T (L D L^H when `hermitian`) of a (n, n), pivots as LAPACK counts them, and solutions b (n, k) from that.
  static int sytrf(bool hermitian, int n, T* a, int lda, int* pivots);
  static int sytrs(bool hermitian, int n, int k, const T* a, int lda, const int* pivots, T* b, int ldb);
};

}  // namespace torch::inline rushlight
