// The matrix product: chooses between vector, tiny, few-row and blocked forms, cuts C into one piece for each thread,
// and walks a piece in blocks that fit the caches (Goto & van de Geijn 2008). Next: micro.h, pack.h, gemv.h, dots.h.
#include "cpu/gemm/gemm.h"

#include "cpu/gemm/dots.h"
#include "cpu/gemm/gemv.h"
#include "cpu/gemm/pack.h"
#include "cpu/scratch.h"
#include "op/cpu_table.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kDepth = HWY_TARGET <= HWY_AVX3 ? 512 : 352;  // of a block: its panel of B stays near L1
constexpr int64_t kBlockBytes = 192 << 10;                      // of packed A: a part of L2
constexpr int64_t kBlockCols = 2048;                            // of packed B: a part of L3
constexpr int64_t kTiny = 300;                                  // multiplications below which plain loops win
constexpr int64_t kThreadWork = 1 << 19;                        // multiplications worth a thread
constexpr int64_t kPacking = 160;                               // sixteenths of one in the time to pack a number

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
  bool packed = false;  // b comes in panels over the whole depth
  int64_t depth = 0;    // of these panels
};

template <class T> void finish_one(T value, T* c, const Epilogue<T>& e, int64_t i, int64_t j) {
  value *= e.alpha;
  if (e.row_bias) value += e.row_bias[i];
  if (e.beta != 0) value += e.beta * e.addend[i * e.addend_row + j];
  if (e.column_bias) value += e.column_bias[j];
  *c = e.relu && value < 0 ? T(0) : value;
}

template <class T> void tiny(const Product<T>& g) {
  for (int64_t i = 0; i < g.m; ++i)
    for (int64_t j = 0; j < g.n; ++j) {
      const T *a = g.a + i * g.a_row, *b = g.b + j * g.b_col;
      T sum = 0;
      for (int64_t p = 0; p < g.k; ++p, a += g.a_col, b += g.b_row) sum += *a * *b;
      finish_one(sum, g.c + i * g.c_row + j, g.e, i, j);
    }
}

// A vector as contiguous memory; `copy` has room for it when it is not.
template <class T> const T* contiguous(const T* x, int64_t step, int64_t count, T* copy) {
  if (step == 1) return x;
  for (int64_t i = 0; i < count; ++i) copy[i] = x[i * step];
  return copy;
}

// y = M x for one matrix with any strides (m, k): false when neither stride is 1.
template <class T>
bool gemv(const T* mat, int64_t row, int64_t col, const T* x, int64_t x_step, int64_t m, int64_t k, T* y,
          T* copy) {
  constexpr int64_t kChunk = 2048;  // of y: stays in L1 while the rows pass by
  if (col == 1) {
    gemv_dot(mat, row, contiguous(x, x_step, k, copy), m, k, y);
  } else if (row == 1) {
    for (int64_t i = 0; i < m; i += kChunk)
      gemv_axpy(mat + i, col, x, x_step, lesser(kChunk, m - i), k, y + i);
  } else {
    return false;
  }
  return true;
}

// Products with one row or one column.
template <class T> bool vector_product(const Product<T>& g) {
  if (g.n != 1 && g.m != 1) return false;
  const bool column = g.n == 1;
  const int64_t count = column ? g.m : g.n;
  Scratch<T> y(count + g.k);
  T* copy = y.data + count;
  const bool done = column ? gemv(g.a, g.a_row, g.a_col, g.b, g.b_row, g.m, g.k, y.data, copy)
                           : gemv(g.b, g.b_col, g.b_row, g.a, g.a_col, g.n, g.k, y.data, copy);
  if (!done) return false;
  if (column)
    for (int64_t i = 0; i < count; ++i) finish_one(y.data[i], g.c + i * g.c_row, g.e, i, 0);
  else
    for (int64_t j = 0; j < count; ++j) finish_one(y.data[j], g.c + j, g.e, 0, j);
  return true;
}

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
  if (!last) {
    e.column_bias = e.row_bias = nullptr;
    e.relu = false;
  }
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

// The blocked form. Operands that are read in place cost no packing but are walked with the user's strides,
// so each is packed once enough tiles share it (bench/lab/gemm.cpp has the figures).
template <class T> void blocked(const Product<T>& g) {
  constexpr int64_t kCols = kTileCols<T>;
  const int64_t rows = pieces(g.m, pieces(g.m, kTileRows));  // of a tile: m split evenly
  const int64_t depth = depth_of_block(g.k), depths = depth == 0 ? 1 : pieces(g.k, depth);
  const bool pack_a = worth_packing_a(g);
  const bool pack_b = !g.packed && (g.b_col != 1 || g.m > 6 * kTileRows);
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

// Whether sums along the depth are the faster way: operands lie that way, and B is not packed for a few rows (2 rows 2 to 3.5
// times as fast, 4 rows 1.3 to 1.9, 8 rows 1.0 to 1.5, 16 rows 0.7 to 1.0).
template <class T> bool worth_dots(const Product<T>& g) {
  return g.a_col == 1 && g.b_row == 1 && g.m <= kMostDotRows && g.k >= (g.m <= 4 ? 64 : 128);
}

template <class T> void dot_product(const Product<T>& g) {
  constexpr int64_t kCols = kTileCols<T>;
  alignas(64) T tile[kMostDotRows * kTileCols<T>];
  for (int64_t j = 0; j < g.n; j += kCols) {
    const int64_t columns = lesser(kCols, g.n - j);
    for (int64_t i = 0; i < g.m * kCols; ++i) tile[i] = 0;
    dot_tile(g.m, columns, g.k, g.a, g.a_row, g.b + j * g.b_col, g.b_col, tile);
    finish_tile(tile, g.m, columns, g.c + j, g.c_row, g.e, g.e.addend + j,
                g.e.column_bias ? g.e.column_bias + j : nullptr, g.e.row_bias);
  }
}

template <class T> void serial(const Product<T>& g) {
  if (g.packed) return blocked(g);
  if (g.m * g.n * g.k <= kTiny) return tiny(g);
  if (vector_product(g)) return;
  if constexpr (sizeof(T) == sizeof(float)) {
    if (worth_dots(g)) return dot_product(g);
  }
  blocked(g);
}

// Rows [i, i + m) and columns [j, j + n) of a product.
template <class T> Product<T> part(const Product<T>& g, int64_t i, int64_t m, int64_t j, int64_t n) {
  Product<T> p = g;
  p.m = m;
  p.n = n;
  p.a += i * g.a_row;
  p.b += j * (g.packed ? g.depth : g.b_col);
  p.c += i * g.c_row + j;
  p.e.addend += i * g.e.addend_row + j;
  if (p.e.row_bias) p.e.row_bias += i;
  if (p.e.column_bias) p.e.column_bias += j;
  return p;
}

// Cuts C into a grid of about equal pieces, as square as the number of threads allows.
template <class T> void threaded(const Product<T>& g) {
  const int64_t work = g.m * g.n * g.k / kThreadWork;
  const int64_t threads = work < 2 ? 1 : lesser(get_num_threads(), work);
  if (threads < 2 || in_parallel_region()) return serial(g);
  const int64_t unit_m = pieces(g.m, kTileRows), unit_n = pieces(g.n, kTileCols<T>);
  const int64_t per_row = worth_packing_a(g) ? kPacking : 1;
  int64_t grid_m = 1, grid_n = 1, best = -1;
  for (int64_t gm = 1; gm <= threads; ++gm) {  // the least that one thread multiplies and packs
    const int64_t gn = threads / gm;
    const int64_t largest = pieces(unit_m, gm) * kTileRows * pieces(unit_n, gn) * kTileCols<T>;
    const int64_t cost = largest * 16 + per_row * (g.m / gm) + kPacking * (g.n / gn);
    if (best < 0 || cost < best) best = cost, grid_m = gm, grid_n = gn;
  }
  const int64_t step_m = pieces(unit_m, grid_m) * kTileRows, step_n = pieces(unit_n, grid_n) * kTileCols<T>;
  parallel_for(0, grid_m * grid_n, 1, [&](int64_t first, int64_t last) {
    for (int64_t t = first; t < last; ++t) {
      const int64_t i = t / grid_n * step_m, j = t % grid_n * step_n;
      if (i < g.m && j < g.n) serial(part(g, i, lesser(step_m, g.m - i), j, lesser(step_n, g.n - j)));
    }
  });
}

template <class T> void gemm(const GemmArgs& args) {
  Product<T> g{
      args.m,
      args.n,
      args.k,
      static_cast<const T*>(args.a),
      args.a_row,
      args.a_col,
      static_cast<const T*>(args.b),
      args.b_row,
      args.b_col,
      static_cast<T*>(args.c),
      args.c_row,
      {static_cast<T>(args.alpha), static_cast<T>(args.beta),
       static_cast<const T*>(args.addend ? args.addend : args.c), args.addend ? args.addend_row : args.c_row,
       static_cast<const T*>(args.column_bias), static_cast<const T*>(args.row_bias), args.relu}};
  g.packed = args.b_packed;
  g.depth = args.k;
  if (g.m <= 0 || g.n <= 0) return;
  if (args.batch == 1) return threaded(g);
  const auto run = [&](int64_t first, int64_t last, void (*one)(const Product<T>&)) {
    for (int64_t s = first; s < last; ++s) {
      Product<T> p = g;
      p.a += s * args.a_batch;
      p.b += s * args.b_batch;
      p.c += s * args.c_batch;
      p.e.addend += s * args.c_batch;
      one(p);
    }
  };
  const int64_t work = g.m * g.n * g.k + 1;
  if (args.batch < get_num_threads() && work >= 2 * kThreadWork) return run(0, args.batch, threaded<T>);
  parallel_for(0, args.batch, kThreadWork / work + 1,
               [&](int64_t first, int64_t last) { run(first, last, serial<T>); });
}

// All of B as panels over the whole depth.
template <class T> void pack_whole_b(const GemmArgs& args, T* out) {
  pack(static_cast<const T*>(args.b), args.b_col, args.b_row, args.n, args.k, out, kTileCols<T>, true);
}

}  // namespace

template <> const GemmKernels& cpu_table<GemmKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr GemmKernels table{
      gemm<float>, gemm<double>, pack_whole_b<float>, pack_whole_b<double>,
      [](int64_t n, int64_t k) { return pieces(n, kTileCols<float>) * kTileCols<float> * k; }};
  return table;
}

template <> const MicroKernels& cpu_table<MicroKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr MicroKernels table{
      [](Walk walk, int64_t rows, int64_t columns) { return find_micro<float>(walk, rows, columns, false); }};
  return table;
}

}  // namespace torch::inline rushlight
