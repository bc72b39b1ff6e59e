// CPU kernels of max and min, with and without the place (loops in fold.h).
#include <limits>

#include "ops/reduce/fold.h"

namespace torch::inline rushlight {
namespace {

/// Keeps the larger (smaller) of two; NaN wins over numbers, the first of equals stays.
template <bool largest> struct Better {
  template <class T> static bool is(T x, T a) {
    const bool beats = largest ? x > a : x < a;
    if constexpr (std::is_floating_point_v<T>) return beats || (x != x && a == a);
    else return beats;
  }
  template <class T> T operator()(T a, T x) const {  // T is a number or a vector
    const auto beats = largest ? x > a : x < a;
    return beats | (x != x) ? x : a;  // after a NaN nothing but another NaN changes anything
  }
  template <class T> static T start() {
    using L = std::numeric_limits<T>;
    if constexpr (std::is_floating_point_v<T>) return largest ? -L::infinity() : L::infinity();
    else return largest ? L::lowest() : L::max();
  }
};

template <class F> void with_extreme_type(ScalarType t, const F& f) {
  if (t == kByte || t == kBool) f(uint8_t{});
  else if (t == kInt) f(int32_t{});
  else with_type(t, f);
}

template <class T, bool largest> void values_typed(const ReduceShape& s, const T* in, T* out) {
  const Better<largest> better;
  const T start = better.template start<T>();
  for_each_result(
      s,
      [&](int64_t o) {
        out[o] =
            s.outer == 1 ? fold_long_row(in, s.n, start, better) : fold_row(in + o * s.n, s.n, start, better);
      },
      [&](int64_t o, int64_t at, int64_t width) {
        fold_strip(in + o * s.n * s.inner + at, s.n, s.inner, width, start, out + o * s.inner + at, better);
      });
}

// The first place of `value`, or of the first NaN when that is what it is.
template <class T> int64_t find(const T* row, int64_t n, T value) {
  int64_t i = 0;
  if (value == value)
    while (i < n && row[i] != value) ++i;
  else
    while (i < n && row[i] == row[i]) ++i;
  return i;
}

template <class T, bool largest>
void indexed_typed(const ReduceShape& s, const T* in, T* out, int64_t* index) {
  const Better<largest> better;
  const T start = better.template start<T>();
  for_each_result(
      s,
      [&](int64_t o) {
        const T* row = in + o * s.n;
        out[o] = s.outer == 1 ? fold_long_row(row, s.n, start, better) : fold_row(row, s.n, start, better);
        index[o] = find(row, s.n, out[o]);
      },
      [&](int64_t o, int64_t at, int64_t width) {
        const T* strip = in + o * s.n * s.inner + at;
        T* best = out + o * s.inner + at;
        int64_t* place = index + o * s.inner + at;
        for (int64_t k = 0; k < width; ++k) best[k] = strip[k], place[k] = 0;
        for (int64_t i = 1; i < s.n; ++i)
          for (int64_t k = 0; k < width; ++k) {
            const T x = strip[i * s.inner + k];
            const bool wins = better.is(x, best[k]);
            best[k] = wins ? x : best[k];
            place[k] = wins ? i : place[k];
          }
      });
}

void values(const ReduceShape& s, bool largest, const View& in, const View& out) {
  with_extreme_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    if (largest) values_typed<T, true>(s, in.as<const T>(), out.as<T>());
    else values_typed<T, false>(s, in.as<const T>(), out.as<T>());
  });
}
void indexed(const ReduceShape& s, bool largest, const View& in, const View& out, const View& index) {
  with_extreme_type(in.dtype, [&](auto zero) {
    using T = decltype(zero);
    if (largest) indexed_typed<T, true>(s, in.as<const T>(), out.as<T>(), index.as<int64_t>());
    else indexed_typed<T, false>(s, in.as<const T>(), out.as<T>(), index.as<int64_t>());
  });
}

}  // namespace

template <> const ExtremeKernels& cpu_table<ExtremeKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ExtremeKernels table{.values = values, .indexed = indexed};
  return table;
}

}  // namespace torch::inline rushlight
