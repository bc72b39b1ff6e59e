// The blocked form of the matrix product, by one thread: a walk in blocks that fit the caches (Goto & van de Geijn 2008).
// Included by gemm_cpu.cpp only. Next: micro.h, pack.h.
#pragma once

#include <cstdint>

#include "cpu/gemm/micro.h"
#include "cpu/gemm/pack.h"
#include "cpu/scratch.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kDepth = HWY_TARGET <= HWY_AVX3 ? 512 : 352;  // of a block: its panel of B stays near L1
constexpr int64_t kBlockBytes = 192 << 10;                      // of packed A: a part of L2
constexpr int64_t kBlockCols = 2048;                            // of packed B: a part of L3

inline int64_t lesser(int64_t a, int64_t b) { return a < b ? a : b; }
inline int64_t pieces(int64_t all, int64_t one) { return (all + one - 1) / one; }

template <class T> struct Product {
  int64_t m, n, k;
  const T* a;
  int64_t a_row, a_col;
  const T* b;
  int64_t b_row, b_col;
  T* c;
  int64_t c_row;
  Epilogue<T> e;
  bool packed = false;  // b comes in panels
  int64_t depth = 0;    // of these, k or more
};

// An operand of one block as the kernel sees it: element (row or column) i lies in the panel that starts at data + i * step,
// with `stride` inside.
template <class T> struct Panels {
  const T* data;
  int64_t step, stride;
};

// The rows of a block, cut into tiles: of `rows` where A is packed, about evenly where it is not, since a kernel of few rows
// waits for its own sums.
struct RowCut {
  int64_t m, large, small, border;  // tiles of `large` rows up to the border
  RowCut(int64_t m, int64_t rows, bool packed) : m(m), large(rows), small(rows), border(m) {
    if (packed || m == 0) return;
    const int64_t count = pieces(m, rows);
    small = m / count;
    large = small + 1;
    border = m % count * large;
  }
  int64_t after(int64_t i) const { return lesser(m, i + (i < border ? large : small)); }
};

// All tiles of one block: its rows from i0, `n` columns from j0, over `k` of depth.
template <class T>
void tiles(const Product<T>& g, const Epilogue<T>& e, int64_t i0, const RowCut& cut, int64_t j0, int64_t n,
           int64_t k, const Panels<T>& a, Walk walk, const Panels<T>& b, bool packed_b) {
  constexpr int64_t kCols = kTileCols<T>, L = kLanes<T>;
  alignas(64) T tile[kTileRows * kTileCols<T>];
  const bool direct = e.direct();
  const Start<T> zeros{kZeros<T>, 0};
  for (int64_t j = 0; j < n; j += kCols) {
    const int64_t columns = lesser(kCols, n - j);
    const bool whole = columns == kCols || columns == L;
    const T* b_panel = b.data + j * b.step;
    const T* column_bias = e.column_bias ? e.column_bias + j0 + j : nullptr;
    Micro<T> run = nullptr;
    int64_t run_rows = 0;
    for (int64_t i = 0, next; i < cut.m; i = next) {
      next = cut.after(i);
      const int64_t count = next - i;
      if (count != run_rows) run = find_micro<T>(walk, run_rows = count, columns, !packed_b && !whole);
      const T* a_panel = a.data + i * a.step;
      T* c = g.c + (i0 + i) * g.c_row + j0 + j;
      const T* addend = e.addend + (i0 + i) * e.addend_row + j0 + j;
      if (direct && whole) {
        const Start<T> start = e.beta != 0   ? Start<T>{addend, e.addend_row}
                               : column_bias ? Start<T>{column_bias, 0}
                                             : zeros;
        run(k, a_panel, a.stride, b_panel, b.stride, columns, start, c, g.c_row);
      } else {
        run(k, a_panel, a.stride, b_panel, b.stride, columns, zeros, tile, kCols);
        finish_tile(tile, count, columns, c, g.c_row, e, addend, column_bias,
                    e.row_bias ? e.row_bias + i0 + i : nullptr);
      }
    }
  }
}

// The epilogue of one of several passes over the depth.
template <class T> Epilogue<T> pass(const Product<T>& g, bool first, bool last) {
  Epilogue<T> e = g.e;
  if (!first) e.beta = 1, e.addend = g.c, e.addend_row = g.c_row;
  if (!last) e.column_bias = e.row_bias = nullptr;
  return e;
}

// The depth of a block: k split evenly.
inline int64_t depth_of_block(int64_t k) {
  const int64_t depths = pieces(2 * k, 3 * kDepth);
  return depths == 0 ? 0 : pieces(k, depths);
}

// True when copying A costs less than walking it with its own strides, because many tiles share it. Rows of few columns of
// registers may stay where they are longest; a transposed A of which each step of the depth is another cache line of the
// same sets pays from a few tiles on.
template <class T> bool worth_packing_a(const Product<T>& g) {
  const bool far = g.a_row == 1 && g.a_col * static_cast<int64_t>(sizeof(T)) >= 1024 && g.k >= 256;
  const bool few_rows = g.a_col == 1 && kTileRows <= 6;
  return (g.a_row != 1 && g.a_col != 1) || g.n > (far ? 2 : few_rows ? 32 : 8) * kTileCols<T>;
}

// The same of B, which is read in place where its rows are contiguous and few tiles share it.
template <class T> bool worth_packing_b(const Product<T>& g) {
  return !g.packed && (g.b_col != 1 || g.m > 6 * kTileRows);
}

// The blocked form. Operands that are read in place cost no packing but are walked with the user's strides,
// so each is packed once enough tiles share it (bench/lab/gemm_forms.cpp has the figures). A must have a stride of 1 where it is
// not packed, and B contiguous rows.
template <class T> void blocked(const Product<T>& g, bool pack_a, bool pack_b) {
  constexpr int64_t kCols = kTileCols<T>;
  const int64_t rows = pieces(g.m, pieces(g.m, kTileRows));  // of a tile: m split evenly
  const int64_t depth = depth_of_block(g.k), depths = depth == 0 ? 1 : pieces(g.k, depth);
  const int64_t block_m =
      lesser(pieces(g.m, rows), 1 + kBlockBytes / static_cast<int64_t>(sizeof(T)) / (depth + 1) / rows) *
      rows;
  const int64_t block_n = lesser(pieces(g.n, kCols) * kCols, kBlockCols);
  Scratch<T> a_space(pack_a ? block_m * depth : 0), b_space(pack_b ? block_n * depth : 0);
  const Walk walk = pack_a || g.a_row == 1 ? Walk::kAcross : Walk::kAlong;

  for (int64_t p = 0, d = 0; d < depths; p += depth, ++d) {
    const int64_t k = lesser(depth, g.k - p);
    const Epilogue<T> e = pass(g, d == 0, d == depths - 1);
    for (int64_t j = 0; j < g.n; j += block_n) {
      const int64_t n = lesser(block_n, g.n - j);
      const T* b = g.packed ? g.b + p * kCols + j * g.depth : g.b + p * g.b_row + j * g.b_col;
      if (pack_b) pack(b, g.b_col, g.b_row, n, k, b_space.data, kCols, true);
      const bool panels = pack_b || g.packed;
      const Panels<T> b_panels = pack_b     ? Panels<T>{b_space.data, k, kCols}
                                 : g.packed ? Panels<T>{b, g.depth, kCols}
                                            : Panels<T>{b, 1, g.b_row};
      for (int64_t i = 0; i < g.m; i += block_m) {
        const int64_t m = lesser(block_m, g.m - i);
        const T* a = g.a + i * g.a_row + p * g.a_col;
        if (pack_a) pack(a, g.a_row, g.a_col, m, k, a_space.data, rows, false);
        const Panels<T> a_panels = pack_a ? Panels<T>{a_space.data, k, rows}
                                          : Panels<T>{a, g.a_row, walk == Walk::kAcross ? g.a_col : g.a_row};
        tiles(g, e, i, RowCut(m, rows, pack_a), j, n, k, a_panels, walk, b_panels, panels);
      }
    }
  }
}
template <class T> void blocked(const Product<T>& g) { blocked(g, worth_packing_a(g), worth_packing_b(g)); }

}  // namespace
}  // namespace torch::inline rushlight
