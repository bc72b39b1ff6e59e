// CPU kernels of sums and products: sum, prod, norms, moments and logsumexp (loops in fold.h).
#include <cmath>
#include <limits>

#include "ops/reduce/fold.h"

namespace rushlight {
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
        s, in.as<const T>(), out.as<T>(), [](T x) { return x; }, [](Wide<T> x) { return static_cast<T>(x); });
  });
}

void prod(const ReduceShape& s, const View& in, const View& out) {
  with_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    const T* data = in.as<const T>();
    T* result = out.as<T>();
    const auto times = [](T a, T b) { return a * b; };
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
    else if (p == 1) run([](T x) { return std::fabs(x); }, same);
    else if (p == 2) run([](T x) { return x * x; }, [](double x) { return std::sqrt(x); });
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
        const T center = static_cast<T>(sum([](T x) { return x; }) / n);
        mean[o] = center;
        squares[o] = static_cast<T>(sum([center](T x) { return (x - center) * (x - center); }));
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
template <class T> void logsumexp_typed(const ReduceShape& s, const T* in, T* out) {
  const T lowest = -std::numeric_limits<T>::infinity();
  const auto larger = [](T a, T x) { return x > a || x != x ? x : a; };
  for_each_result(
      s,
      [&](int64_t o) {
        const T* row = in + o * s.n;
        const T top = finite_or_zero(fold_row(row, s.n, lowest, larger));
        const double total = sum_row(row, s.n, [top](T x) { return std::exp(x - top); });
        out[o] = static_cast<T>(std::log(total)) + top;
      },
      [&](int64_t o, int64_t at, int64_t width) {
        const T* strip = in + o * s.n * s.inner + at;
        T top[kStrip];
        double total[kStrip];
        fold_strip(strip, s.n, s.inner, width, lowest, top, larger);
        for (int64_t k = 0; k < width; ++k) top[k] = finite_or_zero(top[k]);
        sum_strip(strip, s.n, s.inner, width, total, [&](T x, int64_t k) { return std::exp(x - top[k]); });
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

}  // namespace rushlight
