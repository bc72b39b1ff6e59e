// What the operators of linear algebra share: checks of their matrices, loops over a batch, and batches that broadcast.
// A batch is every dimension before the last two; the operators see row-major inputs. Next: lapack.h, solve.cpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "op/backward.h"
#include "op/operator.h"
#include "ops/linalg/lapack.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {

using TensorPair = std::tuple<Tensor, Tensor>;
using TensorTriple = std::tuple<Tensor, Tensor, Tensor>;

/// Input i must be matrices of float32, float64 or complex numbers of them, and the build have LAPACK.
void check_matrices(const Infer& io, int i = 0);
/// The same with as many rows as columns.
void check_square(const Infer& io, int i = 0);
void check_square(const char* who, const Tensor& matrices);
/// Inputs 0 and 1 must be A and B of A X = B, or of X A = B when not `left`.
void check_system(const Infer& io, bool left = true);

/// Sizes of a batch of matrices.
struct Matrices {
  int64_t count;
  int rows, columns;
  explicit Matrices(const View& v)
      : count(1), rows(static_cast<int>(v.size(-2))), columns(static_cast<int>(v.size(-1))) {
    for (int d = 0; d < v.dims - 2; ++d) count *= v.sizes[d];
  }
  int64_t size() const { return int64_t{rows} * columns; }
  int smaller() const { return std::min(rows, columns); }
};
/// `v`'s batch dimensions followed by `last`.
DimVector batch_shape(const View& v, IntArrayRef last = IntArrayRef());
DimVector batch_shape(const Tensor& t, IntArrayRef last = IntArrayRef());
/// Two batches of matrices with their batch dimensions broadcast to each other.
TensorPair broadcast_batches(const char* who, const Tensor& a, const Tensor& b);
/// Whether B stands for vectors in `solve(A, B)`: a vector, or of A's batch shape and one more dimension.
bool is_vector_batch(const Tensor& a, const Tensor& b);

/// Calls body(first, last) over parts of a batch. Several matrices share our threads, a single one has the BLAS's;
/// `work` is about the number of operations for one.
template <class Body> void over_batch(int64_t count, int64_t work, const Body& body) {
  const BlasThreads limit(count > 1 ? 1 : get_num_threads());
  parallel_for(0, count, std::max<int64_t>(1, 100000 / std::max<int64_t>(1, work)), body);
}
/// Calls f with a zero of the element type.
template <class F> void with_element(ScalarType t, const F& f) {
  if (t == kComplexFloat) f(Complex<float>{});
  else if (t == kComplexDouble) f(Complex<double>{});
  else if (t == kFloat) f(float{});
  else f(double{});
}
/// Whether n numbers are all finite.
template <class T> bool all_finite(const T* numbers, int64_t n) {
  return std::all_of(numbers, numbers + n, [](const T& v) {
    if constexpr (is_complex_v<T>) return std::isfinite(v.real()) && std::isfinite(v.imag());
    else return std::isfinite(v);
  });
}
/// n^3, the order of work of everything here.
inline int64_t cube(int64_t n) { return n * n * n; }

/// Fails when an info is not 0; the message says which matrix: "<who>: expected <wanted>, got <found> <info>".
void check_info(const char* who, const Tensor& info, const char* wanted, const char* found);

inline Tensor transposed(const Tensor& t) { return t.transpose(-2, -1); }
/// The identity with the dtype and device of `like`.
Tensor identity(int64_t n, const Tensor& like);
/// The largest part of relative error that a number of t's dtype, real or complex, has.
double epsilon(ScalarType t);
/// Whether a call on t will be recorded.
bool wants_gradient(const Tensor& t);

}  // namespace torch::inline rushlight
