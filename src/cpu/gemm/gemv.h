// Products with a vector: memory-bound, so no tiles, only wide loads in the order of the memory. Included by
// gemm_cpu.cpp.
#pragma once

#include "cpu/gemm/micro.h"

namespace torch::inline rushlight {
namespace {

// R rows of A, each contiguous, against x.
template <class T, int R>
void dot_rows(const T* HWY_RESTRICT a, int64_t a_row, const T* HWY_RESTRICT x, int64_t k, T* out) {
  const Tag<T> d;
  constexpr int64_t L = kLanes<T>;
  Vec<T> acc[2 * R];
#pragma GCC unroll 16
  for (int i = 0; i < 2 * R; ++i) acc[i] = hn::Zero(d);
  int64_t p = 0;
  for (; p + 2 * L <= k; p += 2 * L) {
    const auto x0 = hn::LoadU(d, x + p), x1 = hn::LoadU(d, x + p + L);
#pragma GCC unroll 8
    for (int i = 0; i < R; ++i) {
      acc[2 * i] = hn::MulAdd(hn::LoadU(d, a + i * a_row + p), x0, acc[2 * i]);
      acc[2 * i + 1] = hn::MulAdd(hn::LoadU(d, a + i * a_row + p + L), x1, acc[2 * i + 1]);
    }
  }
  for (; kMasksMemory && p < k; p += L) {  // short rows are mostly this
    const auto mask = hn::FirstN(d, static_cast<size_t>(k - p));
    const auto last = hn::MaskedLoad(mask, d, x + p);
#pragma GCC unroll 8
    for (int i = 0; i < R; ++i)
      acc[2 * i] = hn::MulAdd(hn::MaskedLoad(mask, d, a + i * a_row + p), last, acc[2 * i]);
  }
#pragma GCC unroll 8
  for (int i = 0; i < R; ++i) out[i] = hn::GetLane(hn::SumOfLanes(d, hn::Add(acc[2 * i], acc[2 * i + 1])));
  for (; p < k; ++p)
    for (int i = 0; i < R; ++i) out[i] += a[i * a_row + p] * x[p];
}

/// y (m) = A (m, k) x, rows of A and x contiguous.
template <class T> void gemv_dot(const T* a, int64_t a_row, const T* x, int64_t m, int64_t k, T* y) {
  int64_t i = 0;
  for (; i + 4 <= m; i += 4) dot_rows<T, 4>(a + i * a_row, a_row, x, k, y + i);
  for (; i < m; ++i) dot_rows<T, 1>(a + i * a_row, a_row, x, k, y + i);
}

// The same of a few columns, NV vectors of them: the sums stay in registers.
template <class T, int NV>
void axpy_columns(const T* b, int64_t b_row, const T* x, int64_t x_step, int64_t n, int64_t k,
                  T* HWY_RESTRICT y) {
  const Tag<T> d;
  constexpr int64_t L = kLanes<T>;
  const auto mask = hn::FirstN(d, static_cast<size_t>(n - (NV - 1) * L));
  Vec<T> acc[2][NV];
#pragma GCC unroll 8
  for (int j = 0; j < NV; ++j) acc[0][j] = acc[1][j] = hn::Zero(d);
  const auto add = [&](Vec<T>* sums, int64_t p) HWY_ATTR {
    const auto by = hn::Set(d, x[p * x_step]);
    const T* const row = b + p * b_row;
#pragma GCC unroll 8
    for (int j = 0; j < NV; ++j)
      sums[j] = hn::MulAdd(by, j < NV - 1 ? hn::LoadU(d, row + j * L) : hn::MaskedLoad(mask, d, row + j * L),
                           sums[j]);
  };
  int64_t p = 0;
  for (; p + 2 <= k; p += 2) add(acc[0], p), add(acc[1], p + 1);
  if (p < k) add(acc[0], p);
#pragma GCC unroll 8
  for (int j = 0; j < NV; ++j) {
    const auto sum = hn::Add(acc[0][j], acc[1][j]);
    if (j < NV - 1) hn::StoreU(sum, d, y + j * L);
    else if (n == NV * L) hn::StoreU(sum, d, y + j * L);
    else store_first(d, sum, n - j * L, y + j * L);
  }
}

/// y (n) = x (k, any stride) B (k, n), rows of B contiguous.
template <class T>
void gemv_axpy(const T* b, int64_t b_row, const T* x, int64_t x_step, int64_t n, int64_t k,
               T* HWY_RESTRICT y) {
  if (kMasksMemory && n > 0 && n <= kLanes<T>) return axpy_columns<T, 1>(b, b_row, x, x_step, n, k, y);
  if (kMasksMemory && n > 0 && n <= 2 * kLanes<T>) return axpy_columns<T, 2>(b, b_row, x, x_step, n, k, y);
  for (int64_t j = 0; j < n; ++j) y[j] = 0;
  int64_t p = 0;
  for (; p + 4 <= k; p += 4) {
    const T x0 = x[p * x_step], x1 = x[(p + 1) * x_step], x2 = x[(p + 2) * x_step], x3 = x[(p + 3) * x_step];
    const T *b0 = b + p * b_row, *b1 = b0 + b_row, *b2 = b1 + b_row, *b3 = b2 + b_row;
    for (int64_t j = 0; j < n; ++j) y[j] += (x0 * b0[j] + x1 * b1[j]) + (x2 * b2[j] + x3 * b3[j]);
  }
  for (; p < k; ++p) {
    const T x0 = x[p * x_step];
    const T* b0 = b + p * b_row;
    for (int64_t j = 0; j < n; ++j) y[j] += x0 * b0[j];
  }
}

}  // namespace
}  // namespace torch::inline rushlight
