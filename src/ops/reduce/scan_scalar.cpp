// CPU kernels that go along a dimension: cumulative sums, products and extremes; picking and spreading by index. Memory is
// what they wait for, so they are compiled once for all instruction sets.
// Each result depends on the one before, so threads take different rows or columns, never parts of one.
#include <cmath>

#include "ops/reduce/fold.h"

namespace torch::inline rushlight {
namespace {

// Neighbouring runs that go along the dimension together, so that whole cache lines are read and written
// (bench/lab/reduce.cpp, as the rows below).
constexpr int64_t kTogether = 256;
// Rows that do: each of their results waits for the one before, but not for those of other rows.
constexpr int64_t kRows = 4;

template <int64_t n> using Constant = std::integral_constant<int64_t, n>;

// Calls body(offset of the first element, runs, gap) for strips of runs along the dimension that begin `gap` apart; the counts
// of rows and the gap of neighbours are constants.
template <class Body> void for_each_strip(const ReduceShape& s, const Body& body) {
  if (s.inner == 1) {
    const int64_t groups = (s.outer + kRows - 1) / kRows;
    return parallel_for(0, groups, kGrain / (s.n * kRows + 1) + 1, [&](int64_t first, int64_t last) {
      int64_t row = first * kRows;
      const int64_t end = std::min(last * kRows, s.outer);
      for (; row + kRows <= end; row += kRows) body(row * s.n, Constant<kRows>(), s.n);
      for (; row < end; ++row) body(row * s.n, Constant<1>(), s.n);
    });
  }
  if (s.inner == 0) return;
  const int64_t width = strip_width(s, kTogether), strips = (s.inner + width - 1) / width;
  parallel_for(0, s.outer * strips, kGrain / (s.n * (s.inner / strips) + 1) + 1,
               [&](int64_t first, int64_t last) {
                 for (int64_t j = first; j < last; ++j) {
                   const int64_t column = j % strips * width, at = j / strips * s.n * s.inner + column;
                   body(at, std::min(width, s.inner - column), Constant<1>());
                 }
               });
}

// Calls body(k) for each run of a strip; a constant count is written out, which keeps what belongs to a run in registers.
template <class Runs, class Body> void each_run(Runs runs, const Body& body) {
  if constexpr (std::is_same_v<Runs, int64_t>)
    for (int64_t k = 0; k < runs; ++k) body(k);
  else [&]<int64_t... k>(std::integer_sequence<int64_t, k...>) {
      (body(k), ...);
    }
  (std::make_integer_sequence<int64_t, Runs::value>());
}

template <class T> T log_add(T a, T b) {
  if (a != a || b != b) return a + b;
  const T top = a > b ? a : b;
  if (std::isinf(top)) return top;
  return top + std::log1p(std::exp((a > b ? b : a) - top));
}

template <class T, class F>
void scan_typed(const ReduceShape& s, bool reverse, const T* in, T* out, Wide<T> start, const F& f) {
  const int64_t step = reverse ? -s.inner : s.inner;
  for_each_strip(s, [&](int64_t at, auto runs, auto gap) {
    if (reverse) at += (s.n - 1) * s.inner;
    Wide<T> so_far[kTogether];
    each_run(runs, [&](int64_t k) { so_far[k] = start; });
    for (int64_t i = 0; i < s.n; ++i, at += step)
      each_run(runs, [&](int64_t k) {
        so_far[k] = f(so_far[k], static_cast<Wide<T>>(in[at + k * gap]));
        out[at + k * gap] = static_cast<T>(so_far[k]);
      });
  });
}

void scan(const ReduceShape& s, Scan kind, bool reverse, const View& in, const View& out) {
  with_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    using W = Wide<T>;
    const T* data = in.as<const T>();
    if (kind == Scan::sum)
      return scan_typed(s, reverse, data, out.as<T>(), W(0), [](W a, W x) { return a + x; });
    if (kind == Scan::prod)
      return scan_typed(s, reverse, data, out.as<T>(), W(1), [](W a, W x) { return a * x; });
    if constexpr (std::is_floating_point_v<T>)
      scan_typed(s, reverse, data, out.as<T>(), -std::numeric_limits<W>::infinity(), log_add<W>);
  });
}

template <class T> bool is_nan(T x) {
  if constexpr (std::is_floating_point_v<T>) return std::isnan(x);
  else return false;
}

template <class T, bool largest>
void extreme_typed(const ReduceShape& s, const T* in, T* out, int64_t* index) {
  for_each_strip(s, [&](int64_t at, auto runs, auto gap) {
    T best[kTogether];
    int64_t place[kTogether];
    each_run(runs, [&](int64_t k) { best[k] = in[at + k * gap], place[k] = 0; });
    for (int64_t i = 0; i < s.n; ++i, at += s.inner)
      each_run(runs, [&](int64_t k) {
        const T x = in[at + k * gap];
        // The last of equals counts, and NaN stays.
        if (is_nan(x) || (largest ? x >= best[k] : x <= best[k])) best[k] = x, place[k] = i;
        out[at + k * gap] = best[k];
        index[at + k * gap] = place[k];
      });
  });
}
void extreme(const ReduceShape& s, bool largest, const View& in, const View& out, const View& index) {
  if (s.n == 0) return;
  with_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    if (largest) extreme_typed<T, true>(s, in.as<const T>(), out.as<T>(), index.as<int64_t>());
    else extreme_typed<T, false>(s, in.as<const T>(), out.as<T>(), index.as<int64_t>());
  });
}

void pick(const ReduceShape& s, int64_t m, const View& in, const View& index, const View& out) {
  const int64_t* place = index.as<const int64_t>();
  with_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    parallel_for(0, s.outer * m, kGrain / (s.inner + 1) + 1, [&](int64_t first, int64_t last) {
      for (int64_t j = first; j < last; ++j)
        for (int64_t k = 0; k < s.inner; ++k)
          out.as<T>()[j * s.inner + k] =
              in.as<const T>()[(j / m * s.n + place[j * s.inner + k]) * s.inner + k];
    });
  });
}
void spread(const ReduceShape& s, int64_t m, const View& in, const View& index, const View& out) {
  const int64_t* place = index.as<const int64_t>();
  with_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    parallel_for(0, s.outer, kGrain / (s.n * s.inner + 1) + 1, [&](int64_t first, int64_t last) {
      T* to = out.as<T>();
      std::fill(to + first * s.n * s.inner, to + last * s.n * s.inner, T(0));
      for (int64_t j = first * m; j < last * m; ++j)
        for (int64_t k = 0; k < s.inner; ++k)
          to[(j / m * s.n + place[j * s.inner + k]) * s.inner + k] += in.as<const T>()[j * s.inner + k];
    });
  });
}

}  // namespace

template <> const ScanKernels& scalar_table<ScanKernels>() {
  static constexpr ScanKernels table{.scan = scan, .extreme = extreme, .pick = pick, .spread = spread};
  return table;
}

}  // namespace torch::inline rushlight
