// Linear algebra in plain loops over double, for the tests: elimination, and rotations until a matrix is diagonal.
#pragma once

#include <algorithm>
#include <cmath>

#include "harness/sample.h"

namespace torch::inline rushlight::test {

/// Matrix `index` of a batch as a Plain of its own.
inline Plain matrix_of(const Plain& batch, int64_t index) {
  const Shape shape(batch.shape.end() - 2, batch.shape.end());
  Plain m(shape);
  std::copy_n(batch.values.begin() + index * m.numel(), m.numel(), m.values.begin());
  return m;
}
inline int64_t matrices_in(const Plain& batch) {
  const int64_t size = batch.shape[batch.shape.size() - 2] * batch.shape.back();
  return size == 0 ? 0 : batch.numel() / size;
}

inline Plain times(const Plain& a, const Plain& b) {
  const int64_t n = a.shape[0], k = a.shape[1], m = b.shape[1];
  Plain c({n, m});
  for (int64_t i = 0; i < n; ++i)
    for (int64_t l = 0; l < k; ++l)
      for (int64_t j = 0; j < m; ++j) c[i * m + j] += a[i * k + l] * b[l * m + j];
  return c;
}
inline Plain turned(const Plain& a) {
  return rearranged(a, {a.shape[1], a.shape[0]}, [](const Shape& i) { return Shape{i[1], i[0]}; });
}
inline Plain unit(int64_t n) {
  Plain e({n, n});
  for (int64_t i = 0; i < n; ++i) e[i * n + i] = 1;
  return e;
}

/// x of a x = b by elimination with row exchanges; `det` becomes the determinant of a.
inline Plain eliminated(Plain a, Plain b, double* det = nullptr) {
  const int64_t n = a.shape[0], k = b.shape[1];
  double product = 1;
  for (int64_t c = 0; c < n; ++c) {
    int64_t best = c;
    for (int64_t r = c; r < n; ++r)
      if (std::fabs(a[r * n + c]) > std::fabs(a[best * n + c])) best = r;
    if (best != c) product = -product;
    for (int64_t j = 0; j < n; ++j) std::swap(a[c * n + j], a[best * n + j]);
    for (int64_t j = 0; j < k; ++j) std::swap(b[c * k + j], b[best * k + j]);
    product *= a[c * n + c];
    for (int64_t r = 0; r < n; ++r) {
      if (r == c) continue;
      const double f = a[r * n + c] / a[c * n + c];
      for (int64_t j = 0; j < n; ++j) a[r * n + j] -= f * a[c * n + j];
      for (int64_t j = 0; j < k; ++j) b[r * k + j] -= f * b[c * k + j];
    }
  }
  for (int64_t r = 0; r < n; ++r)
    for (int64_t j = 0; j < k; ++j) b[r * k + j] /= a[r * n + r];
  if (det) *det = product;
  return b;
}

/// Eigenvalues of a symmetric matrix, rising, by Jacobi's rotations.
inline Numbers jacobi(Plain a) {
  const int64_t n = a.shape[0];
  for (int sweep = 0; sweep < 30; ++sweep)
    for (int64_t p = 0; p < n; ++p)
      for (int64_t q = p + 1; q < n; ++q) {
        const double angle = 0.5 * std::atan2(2 * a[p * n + q], a[q * n + q] - a[p * n + p]);
        const double c = std::cos(angle), s = std::sin(angle);
        const auto rotate = [&](int64_t at_p, int64_t at_q) {
          const double x = a[at_p], y = a[at_q];
          a[at_p] = c * x - s * y, a[at_q] = s * x + c * y;
        };
        for (int64_t i = 0; i < n; ++i) rotate(i * n + p, i * n + q);
        for (int64_t i = 0; i < n; ++i) rotate(p * n + i, q * n + i);
      }
  Numbers values;
  for (int64_t i = 0; i < n; ++i) values.push_back(a[i * n + i]);
  std::sort(values.begin(), values.end());
  return values;
}
/// Singular values, falling: the roots of the eigenvalues of the smaller of A A^T and A^T A.
inline Numbers singular_values(const Plain& a) {
  const bool wide = a.shape[0] < a.shape[1];
  Numbers values = jacobi(wide ? times(a, turned(a)) : times(turned(a), a));
  std::reverse(values.begin(), values.end());
  for (double& v : values) v = std::sqrt(std::max(v, 0.0));
  return values;
}

/// f(matrix) for each matrix of a batch, put together behind the batch dimensions.
template <class F> Plain each_matrix(const Plain& batch, const F& f) {
  Plain out;
  out.shape.assign(batch.shape.begin(), batch.shape.end() - 2);
  for (int64_t i = 0; i < matrices_in(batch); ++i) {
    const Plain one = f(matrix_of(batch, i));
    if (i == 0) out.shape.insert(out.shape.end(), one.shape.begin(), one.shape.end());
    out.values.insert(out.values.end(), one.values.begin(), one.values.end());
  }
  return out;
}

}  // namespace torch::inline rushlight::test
