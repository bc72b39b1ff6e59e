// CPU kernels of sums and products: sum, prod, norms, moments and logsumexp (loops in fold.h).
#include <cmath>
#include <limits>

#include "cpu/rows.h"
#include "cpu/vec_math.h"
#include "ops/reduce/fold.h"

namespace torch::inline rushlight {
namespace {

// out = finish(sum of map(x)) for every row or column.
template <class T, class Map, class Finish>
void mapped_sum(const ReduceShape& s, const T* in, T* out, const Map& map, const Finish& finish) {
  for_each_result(
      s,
      [&](int64_t o) {
        out[o] = finish(s.outer == 1 ? sum_long_row(in, s.n, map) : sum_row(in + o * s.n, s.n, map));
      },
      [&](int64_t o, int64_t at, int64_t width) {
        Wide<T> total[kStrip];
        sum_strip(in + o * s.n * s.inner + at, s.n, s.inner, width, total,
                  [&](T x, int64_t) { return map(x); });
        for (int64_t k = 0; k < width; ++k) out[o * s.inner + at + k] = finish(total[k]);
      });
}

void sum(const ReduceShape& s, const View& in, const View& out) {
  with_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    mapped_sum(
        s, in.as<const T>(), out.as<T>(), [](auto x) { return x; },
        [](Wide<T> x) { return static_cast<T>(x); });
  });
}

void prod(const ReduceShape& s, const View& in, const View& out) {
  with_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    const T* data = in.as<const T>();
    T* result = out.as<T>();
    const auto times = [](auto a, auto b) { return a * b; };
    for_each_result(
        s,
        [&](int64_t o) {
          result[o] = s.outer == 1 ? fold_long_row(data, s.n, T(1), times)
                                   : fold_row(data + o * s.n, s.n, T(1), times);
        },
        [&](int64_t o, int64_t at, int64_t width) {
          fold_strip(data + o * s.n * s.inner + at, s.n, s.inner, width, T(1), result + o * s.inner + at,
                     times);
        });
  });
}

void norm(const ReduceShape& s, double p, const View& in, const View& out) {
  with_float_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    const auto run = [&](const auto& map, const auto& root) {
      mapped_sum(s, in.as<const T>(), out.as<T>(), map, [&](double x) { return static_cast<T>(root(x)); });
    };
    const auto same = [](double x) { return x; };
    if (p == 0) run([](T x) { return T(x != 0); }, same);
    else if (p == 1) run([](auto x) { return x < T(0) ? -x : x; }, same);
    else if (p == 2) run([](auto x) { return x * x; }, [](double x) { return std::sqrt(x); });
    else
      run([q = static_cast<T>(p)](T x) { return std::pow(std::fabs(x), q); },
          [p](double x) { return std::pow(x, 1 / p); });
  });
}

template <class T> void moments_typed(const ReduceShape& s, const T* in, T* squares, T* mean) {
  const double n = static_cast<double>(s.n);
  for_each_result(
      s,
      [&](int64_t o) {
        const T* row = in + o * s.n;
        const auto sum = [&](const auto& map) {
          return s.outer == 1 ? sum_long_row(row, s.n, map) : sum_row(row, s.n, map);
        };
        const T center = static_cast<T>(sum([](auto x) { return x; }) / n);
        mean[o] = center;
        squares[o] = static_cast<T>(sum([center](auto x) { return (x - center) * (x - center); }));
      },
      [&](int64_t o, int64_t at, int64_t width) {
        const T* strip = in + o * s.n * s.inner + at;
        T* center = mean + o * s.inner + at;
        double total[kStrip];
        sum_strip(strip, s.n, s.inner, width, total, [](T x, int64_t) { return x; });
        for (int64_t k = 0; k < width; ++k) center[k] = static_cast<T>(total[k] / n);
        sum_strip(strip, s.n, s.inner, width, total,
                  [center](T x, int64_t k) { return (x - center[k]) * (x - center[k]); });
        for (int64_t k = 0; k < width; ++k) squares[o * s.inner + at + k] = static_cast<T>(total[k]);
      });
}
void moments(const ReduceShape& s, const View& in, const View& squares, const View& mean) {
  with_float_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    moments_typed(s, in.as<const T>(), squares.as<T>(), mean.as<T>());
  });
}

void root(const View& in, const View& out) {
  with_float_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    for (int64_t i = 0; i < in.numel; ++i) out.as<T>()[i] = std::sqrt(in.as<const T>()[i]);
  });
}

// The largest value goes into every exponent; where it is infinite, it is the result (or NaN).
template <class T> T finite_or_zero(T x) { return std::isinf(x) ? T(0) : x; }
template <class T> double sum_of_exp(const T* row, int64_t n, T top) {
  double total = 0;
  for (int64_t at = 0; at < n; at += kBlock)
    total += sum_row<T>(std::min(n - at, kBlock), [&](auto lanes, int64_t j) HWY_ATTR {
      return vec::exp(lanes.d, hn::Sub(lanes.load(row + at + j), hn::Set(lanes.d, top)));
    });
  return total;
}
template <class T>
void strip_sums_of_exp(const T* in, int64_t n, int64_t inner, int64_t width, const T* top, double* total) {
  std::fill_n(total, width, 0.0);
  for (int64_t begin = 0; begin < n; begin += kColumnRows) {
    T part[kStrip] = {};
    for (int64_t i = begin; i < std::min(n, begin + kColumnRows); ++i)
      each_vector<T>(width, [&](auto lanes, int64_t k) HWY_ATTR {
        const auto below = hn::Sub(lanes.load(in + i * inner + k), lanes.load(top + k));
        lanes.store(hn::Add(lanes.load(part + k), vec::exp(lanes.d, below)), part + k);
      });
    for (int64_t k = 0; k < width; ++k) total[k] += static_cast<double>(part[k]);
  }
}
template <class T> void logsumexp_typed(const ReduceShape& s, const T* in, T* out) {
  const T lowest = -std::numeric_limits<T>::infinity();
  const auto larger = [](auto a, auto x) { return (x > a) | (x != x) ? x : a; };
  for_each_result(
      s,
      [&](int64_t o) {
        const T* row = in + o * s.n;
        const T top = finite_or_zero(fold_row(row, s.n, lowest, larger));
        out[o] = static_cast<T>(std::log(sum_of_exp(row, s.n, top))) + top;
      },
      [&](int64_t o, int64_t at, int64_t width) {
        const T* strip = in + o * s.n * s.inner + at;
        T top[kStrip];
        double total[kStrip];
        fold_strip(strip, s.n, s.inner, width, lowest, top, larger);
        for (int64_t k = 0; k < width; ++k) top[k] = finite_or_zero(top[k]);
        strip_sums_of_exp(strip, s.n, s.inner, width, top, total);
        for (int64_t k = 0; k < width; ++k)
          out[o * s.inner + at + k] = static_cast<T>(std::log(total[k])) + top[k];
      });
}
void logsumexp(const ReduceShape& s, const View& in, const View& out) {
  with_float_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    logsumexp_typed(s, in.as<const T>(), out.as<T>());
  });
}

}  // namespace

template <> const ReduceKernels& cpu_table<ReduceKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ReduceKernels table{
      .sum = sum, .prod = prod, .norm = norm, .moments = moments, .root = root, .logsumexp = logsumexp};
  return table;
}

}  // namespace torch::inline rushlight
