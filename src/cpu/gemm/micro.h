// The innermost loops of the matrix product: a tile of C stays in registers while k runs. Included by
// *_cpu.cpp files only, so that every function is private to one instruction set. The tile is kRows x (2
// vectors): 28 of 32 registers with AVX-512, 12 of 16 with AVX2 and SSE2. Next: pack.h.
#pragma once

#include <cstdint>
#include <utility>

#include "cpu/store_first.h"
#include "hwy/highway.h"

namespace torch::inline rushlight {

/// How the kernel finds A(i, p): kAcross reads a[i + p * stride] (packed, or A transposed), kAlong a[i *
/// stride + p].
enum class Walk { kAcross, kAlong };

/// Rows that a tile starts from: zeros, a bias for every row (stride 0), or C itself, when a product is added to it.
/// With `behind` they are added to the finished sum instead: a long sum in parts has half the error of one.
template <class T> struct Start {
  const T* data;
  int64_t stride;
  bool behind = false;
};
template <class T>
using Micro = void (*)(int64_t, const T*, int64_t, const T*, int64_t, int64_t, const Start<T>&, T*, int64_t);

/// The kernels for those outside the matrix product: of a tile of `rows` by `columns`, whose row of B is whole.
struct MicroKernels {
  Micro<float> (*find)(Walk walk, int64_t rows, int64_t columns);
};

namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class T> using Tag = hn::ScalableTag<T>;
template <class T> using Vec = hn::Vec<Tag<T>>;

template <class T> constexpr int64_t kLanes = hn::MaxLanes(Tag<T>());
constexpr int kTileRows = HWY_TARGET <= HWY_AVX3 ? 14 : 6;
template <class T> constexpr int64_t kTileCols = 2 * kLanes<T>;

template <class T> alignas(64) constexpr T kZeros[kTileCols<T>] = {};

// tile(i, j) = start(i, j) + sum over p of A(i, p) * B(p, j) for MR rows and NV vectors of columns. kMasked: only the
// first `columns` columns of B may be read.
template <class T, int MR, int NV, Walk walk, bool kMasked>
void micro(int64_t k, const T* HWY_RESTRICT a, int64_t a_stride, const T* HWY_RESTRICT b, int64_t b_stride,
           int64_t columns, const Start<T>& start, T* tile, int64_t tile_stride) {
  const Tag<T> d;
  constexpr int64_t L = kLanes<T>;
  const Start<T> first = start.behind ? Start<T>{kZeros<T>, 0} : start;
  Vec<T> acc[MR * NV];
#pragma GCC unroll 16
  for (int i = 0; i < MR; ++i) {
#pragma GCC unroll 4
    for (int j = 0; j < NV; ++j) acc[i * NV + j] = hn::LoadU(d, first.data + i * first.stride + j * L);
  }
  const auto mask = hn::FirstN(d, static_cast<size_t>(columns - (NV - 1) * L));
  for (int64_t p = 0; p < k; ++p) {
    Vec<T> row[NV];
#pragma GCC unroll 4
    for (int j = 0; j < NV - 1; ++j) row[j] = hn::LoadU(d, b + j * L);
    row[NV - 1] = kMasked ? hn::MaskedLoad(mask, d, b + (NV - 1) * L) : hn::LoadU(d, b + (NV - 1) * L);
#pragma GCC unroll 16
    for (int i = 0; i < MR; ++i) {
      const Vec<T> x = hn::Set(d, walk == Walk::kAcross ? a[i] : a[i * a_stride]);
#pragma GCC unroll 4
      for (int j = 0; j < NV; ++j) acc[i * NV + j] = hn::MulAdd(x, row[j], acc[i * NV + j]);
    }
    a += walk == Walk::kAcross ? a_stride : 1;
    b += b_stride;
  }
  if (start.behind) {
    const Start<T> last = start;
#pragma GCC unroll 16
    for (int i = 0; i < MR; ++i) {
#pragma GCC unroll 4
      for (int j = 0; j < NV; ++j)
        acc[i * NV + j] = hn::Add(acc[i * NV + j], hn::LoadU(d, last.data + i * last.stride + j * L));
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < MR; ++i) {
#pragma GCC unroll 4
    for (int j = 0; j < NV; ++j) hn::StoreU(acc[i * NV + j], d, tile + i * tile_stride + j * L);
  }
}

template <class T, int NV, Walk walk, bool kMasked, int... I>
Micro<T> micro_of_rows(int64_t rows, std::integer_sequence<int, I...>) {
  static constexpr Micro<T> table[] = {micro<T, I + 1, NV, walk, kMasked>...};
  return table[rows - 1];
}
template <class T, int NV, Walk walk> Micro<T> micro_of(int64_t rows, bool masked) {
  constexpr std::make_integer_sequence<int, kTileRows> all;
  return masked ? micro_of_rows<T, NV, walk, true>(rows, all) : micro_of_rows<T, NV, walk, false>(rows, all);
}

/// The kernel for a tile of `rows` (1 to kTileRows) and `columns` (1 to kTileCols).
template <class T> Micro<T> find_micro(Walk walk, int64_t rows, int64_t columns, bool masked) {
  if (columns > kLanes<T>)
    return walk == Walk::kAcross ? micro_of<T, 2, Walk::kAcross>(rows, masked)
                                 : micro_of<T, 2, Walk::kAlong>(rows, masked);
  return walk == Walk::kAcross ? micro_of<T, 1, Walk::kAcross>(rows, masked)
                               : micro_of<T, 1, Walk::kAlong>(rows, masked);
}

/// What happens to a finished tile on its way to C.
template <class T> struct Epilogue {
  T alpha, beta;    ///< beta 0: the addend is not read
  const T* addend;  ///< at the first element of C; C itself unless the caller gave another
  int64_t addend_row;
  const T* column_bias;  ///< at the first column of C, or null
  const T* row_bias;     ///< at the first row of C, or null

  /// True when the kernel may write into C itself, started from zeros, the column bias or C.
  bool direct() const { return alpha == 1 && !row_bias && (beta == 0 || (beta == 1 && !column_bias)); }
};

// C = epilogue(tile), `columns` of them valid; `addend` and the biases are those at the tile.
template <class T>
void finish_tile(const T* HWY_RESTRICT tile, int64_t rows, int64_t columns, T* c, int64_t c_row,
                 const Epilogue<T>& e, const T* addend, const T* column_bias, const T* row_bias) {
  const Tag<T> d;
  constexpr int64_t L = kLanes<T>;
  const auto alpha = hn::Set(d, e.alpha), beta = hn::Set(d, e.beta);
  for (int64_t i = 0; i < rows; ++i, c += c_row, addend += e.addend_row, tile += kTileCols<T>) {
    const auto bias = hn::Set(d, row_bias ? row_bias[i] : T(0));
    for (int64_t j = 0; j < columns; j += L) {
      const auto mask = hn::FirstN(d, static_cast<size_t>(columns - j));
      const bool whole = columns - j >= L;
      auto v = hn::MulAdd(hn::LoadU(d, tile + j), alpha, bias);
      if (e.beta != 0)
        v = hn::MulAdd(whole ? hn::LoadU(d, addend + j) : hn::MaskedLoad(mask, d, addend + j), beta, v);
      if (column_bias)
        v = hn::Add(v, whole ? hn::LoadU(d, column_bias + j) : hn::MaskedLoad(mask, d, column_bias + j));
      if (whole) hn::StoreU(v, d, c + j);
      else store_first(d, v, columns - j, c + j);
    }
  }
}

}  // namespace
}  // namespace torch::inline rushlight
