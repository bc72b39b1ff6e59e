// The matrix product: cuts C into one piece for each thread and chooses between vector, tiny, few-row and blocked forms.
// Next: blocked.h, gemv.h, dots.h.
#include "cpu/gemm/gemm.h"

#include "cpu/gemm/blocked.h"
#include "cpu/gemm/dots.h"
#include "cpu/gemm/gemv.h"
#include "op/cpu_table.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

// bench/lab/gemm_forms.cpp chose the first and the last.
constexpr int64_t kTiny = 64;             // multiplications below which plain loops win
constexpr int64_t kThreadWork = 1 << 19;  // multiplications worth a thread
constexpr int64_t kPacking = 160;         // sixteenths of one in the time to pack a number

template <class T> void finish_one(T value, T* c, const Epilogue<T>& e, int64_t i, int64_t j) {
  value *= e.alpha;
  if (e.row_bias) value += e.row_bias[i];
  if (e.beta != 0) value += e.beta * e.addend[i * e.addend_row + j];
  if (e.column_bias) value += e.column_bias[j];
  *c = value;
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

// Adds a number for each and one for all; either may be null.
template <class T> void add_biases(T* c, int64_t count, const T* each, const T* one) {
  const T all = one ? *one : T(0);
  if (each)
    for (int64_t i = 0; i < count; ++i) c[i] += each[i] + all;
  else if (one)
    for (int64_t i = 0; i < count; ++i) c[i] += all;
}

// Products with one row or one column.
template <class T> bool vector_product(const Product<T>& g) {
  if (g.n != 1 && g.m != 1) return false;
  const bool column = g.n == 1;
  const int64_t count = column ? g.m : g.n;
  // Sums go to C itself where nothing comes on top but biases.
  const bool straight = g.e.alpha == 1 && g.e.beta == 0 && (!column || g.c_row == 1);
  Scratch<T> space(g.k + (straight ? 0 : count));
  T *const copy = space.data, *const y = straight ? g.c : space.data + g.k;
  const bool done = column ? gemv(g.a, g.a_row, g.a_col, g.b, g.b_row, g.m, g.k, y, copy)
                           : gemv(g.b, g.b_col, g.b_row, g.a, g.a_col, g.n, g.k, y, copy);
  if (!done) return false;
  if (straight)
    add_biases(g.c, count, column ? g.e.row_bias : g.e.column_bias, column ? g.e.column_bias : g.e.row_bias);
  else if (column)
    for (int64_t i = 0; i < count; ++i) finish_one(y[i], g.c + i * g.c_row, g.e, i, 0);
  else
    for (int64_t j = 0; j < count; ++j) finish_one(y[j], g.c + j, g.e, 0, j);
  return true;
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
       static_cast<const T*>(args.column_bias), static_cast<const T*>(args.row_bias)}};
  g.packed = args.b_packed;
  g.depth = args.b_depth > 0 ? args.b_depth : args.k;
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
