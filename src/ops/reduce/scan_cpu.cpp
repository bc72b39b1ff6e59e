// CPU kernels that go along a dimension: cumulative sums, products and extremes; picking and spreading by index.
// Each result depends on the one before, so threads take different rows or columns, never parts of one.
#include <cmath>

#include "ops/reduce/fold.h"

namespace torch::inline rushlight {
namespace {

// Calls body(offset of the first element, step) for every run along the dimension; neighbours share cache lines.
template <class Body> void for_each_run(const ReduceShape& s, const Body& body) {
  parallel_for(0, s.outer * s.inner, kGrain / (s.n + 1) + 1, [&](int64_t first, int64_t last) {
    for (int64_t j = first; j < last; ++j) body(j / s.inner * s.n * s.inner + j % s.inner);
  });
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
  for_each_run(s, [&](int64_t at) {
    if (reverse) at += (s.n - 1) * s.inner;
    Wide<T> so_far = start;
    for (int64_t i = 0; i < s.n; ++i, at += step) {
      so_far = f(so_far, static_cast<Wide<T>>(in[at]));
      out[at] = static_cast<T>(so_far);
    }
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

template <class T, bool largest>
void extreme_typed(const ReduceShape& s, const T* in, T* out, int64_t* index) {
  for_each_run(s, [&](int64_t at) {
    T best = in[at];
    int64_t place = 0;
    for (int64_t i = 0; i < s.n; ++i, at += s.inner) {
      const T x = in[at];
      // The last of equals counts, and NaN stays.
      if (x != x || (largest ? x >= best : x <= best)) best = x, place = i;
      out[at] = best;
      index[at] = place;
    }
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

template <> const ScanKernels& cpu_table<ScanKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ScanKernels table{.scan = scan, .extreme = extreme, .pick = pick, .spread = spread};
  return table;
}

}  // namespace torch::inline rushlight
