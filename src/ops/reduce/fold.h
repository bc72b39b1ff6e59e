// The loops that reductions share. Rows (inner = 1) are folded into two or four vector registers; columns a strip at a time, so that
// the accumulators stay in L1. One long row is cut into pieces of fixed size for the threads, so that results do not depend on
// their number. Only for the kernel files beside it.
#pragma once

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "cpu/scratch.h"
#include "ops/reduce/reduce.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

// bench/lab/reduce.cpp chose the first three, extreme.cpp there tries the last.
constexpr int64_t kBlock = 1024;     // elements of a row whose sum may stay in float
constexpr int64_t kColumnRows = 64;  // rows of a strip whose sums may stay in float
constexpr int64_t kStrip = 512;      // columns whose accumulators fit into L1
constexpr int64_t kGrain = 32768;    // elements for which a second thread pays
constexpr int64_t kPiece = 65536;    // elements of one long row that one thread takes at a time

template <class T> using Wide = std::conditional_t<std::is_floating_point_v<T>, double, T>;

/// A vector register of T. Functions that take numbers and vectors alike (`auto`) are called with these.
template <class T> struct Register {
#if defined(__AVX512F__)
  static constexpr int kBytes = 64;
#elif defined(__AVX__)
  static constexpr int kBytes = 32;
#else
  static constexpr int kBytes = 16;
#endif
  static constexpr int kCount = kBytes / sizeof(T);
  typedef T Type __attribute__((vector_size(kBytes)));
};
template <class T> using Vector = typename Register<T>::Type;
template <class T> Vector<T> load(const T* p) {
  Vector<T> v;
  std::memcpy(&v, p, sizeof v);
  return v;
}

/// The elements of a vector joined with each other: half of them with the other half, and so on, since a join waits for its
/// operands.
template <class T, int half = Register<T>::kCount / 2, class Join>
T join_elements(const Vector<T>& v, const Join& join) {
  if constexpr (half == 0) {
    return v[0];
  } else {
    using Place = std::conditional_t<
        sizeof(T) == 8, int64_t,
        std::conditional_t<sizeof(T) == 4, int32_t, std::conditional_t<sizeof(T) == 2, int16_t, int8_t>>>;
    Vector<Place> places;
    for (int k = 0; k < Register<T>::kCount; ++k) places[k] = static_cast<Place>((k + half) % (2 * half));
    return join_elements<T, half / 2>(join(v, __builtin_shuffle(v, places)), join);
  }
}

/// Folds a row with add(accumulator, x), and the accumulators with join, in four registers: as many as hide the latency of an
/// addition. The compiler would leave an array of accumulators in memory. Short rows are done before four pay.
template <class T, class Add, class Join>
T fold_registers(const T* row, int64_t n, T start, const Add& add, const Join& join) {
  constexpr int64_t kWidth = Register<T>::kCount, kShort = 8 * kWidth;
  T result = start;
  int64_t i = 0;
  if (n >= kWidth) {
    Vector<T> a = Vector<T>{} + start;
    if (n > kShort) {
      Vector<T> b = a, c = a, d = a;
      for (; i + 4 * kWidth <= n; i += 4 * kWidth) {
        a = add(a, load(row + i));
        b = add(b, load(row + i + kWidth));
        c = add(c, load(row + i + 2 * kWidth));
        d = add(d, load(row + i + 3 * kWidth));
      }
      a = join(join(a, b), join(c, d));
    } else if (n >= 2 * kWidth) {
      Vector<T> b = a;
      for (; i + 2 * kWidth <= n; i += 2 * kWidth) {
        a = add(a, load(row + i));
        b = add(b, load(row + i + kWidth));
      }
      a = join(a, b);
    }
    for (; i + kWidth <= n; i += kWidth) a = add(a, load(row + i));
    result = join_elements<T>(a, join);
  }
  for (; i < n; ++i) result = add(result, row[i]);
  return result;
}

/// Sum of map(x) over a row. Blocks add up in float64. A map of numbers only goes through a buffer.
template <class T, class Map> Wide<T> sum_row(const T* row, int64_t n, const Map& map) {
  if (n > kBlock) {
    Wide<T> total = 0;
    for (int64_t at = 0; at < n; at += kBlock) total += sum_row(row + at, std::min(n - at, kBlock), map);
    return total;
  }
  const auto join = [](auto a, auto b) { return a + b; };
  if constexpr (std::is_invocable_v<const Map&, Vector<T>>) {
    return fold_registers(
        row, n, T(0), [&](auto sum, auto x) { return sum + map(x); }, join);
  } else {
    T mapped[kBlock];
    for (int64_t i = 0; i < n; ++i) mapped[i] = map(row[i]);
    return fold_registers(mapped, n, T(0), join, join);
  }
}

/// The same with the pieces of a long row on several threads.
template <class T, class Map> Wide<T> sum_long_row(const T* row, int64_t n, const Map& map) {
  if (n <= kPiece) return sum_row(row, n, map);
  const int64_t pieces = (n + kPiece - 1) / kPiece;
  const Scratch<Wide<T>> parts(pieces);
  parallel_for(0, pieces, 1, [&](int64_t first, int64_t last) {
    for (int64_t p = first; p < last; ++p)
      parts.data[p] = sum_row(row + p * kPiece, std::min(kPiece, n - p * kPiece), map);
  });
  Wide<T> total = 0;
  for (int64_t p = 0; p < pieces; ++p) total += parts.data[p];
  return total;
}

/// total[k] = sum over i of map(in[i * inner + k], k) for a strip of `width` columns.
template <class T, class Map>
void sum_strip(const T* in, int64_t n, int64_t inner, int64_t width, Wide<T>* total, const Map& map) {
  std::fill_n(total, width, Wide<T>(0));
  for (int64_t begin = 0; begin < n; begin += kColumnRows) {
    const int64_t end = std::min(n, begin + kColumnRows);
    T part[kStrip] = {};
    int64_t i = begin;
    for (; i + 4 <= end; i += 4) {  // four rows for each load and store of the sums
      const T *a = in + i * inner, *b = a + inner, *c = b + inner, *d = c + inner;
      for (int64_t k = 0; k < width; ++k)
        part[k] += (map(a[k], k) + map(b[k], k)) + (map(c[k], k) + map(d[k], k));
    }
    for (; i < end; ++i)
      for (int64_t k = 0; k < width; ++k) part[k] += map(in[i * inner + k], k);
    for (int64_t k = 0; k < width; ++k) total[k] += part[k];
  }
}

/// Folds a row with f(accumulator, x) -> accumulator, which takes accumulators of other parts too.
template <class T, class F> T fold_row(const T* row, int64_t n, T start, const F& f) {
  return fold_registers(row, n, start, f, f);
}
template <class T, class F> T fold_long_row(const T* row, int64_t n, T start, const F& f) {
  if (n <= kPiece) return fold_row(row, n, start, f);
  const int64_t pieces = (n + kPiece - 1) / kPiece;
  const Scratch<T> parts(pieces);
  parallel_for(0, pieces, 1, [&](int64_t first, int64_t last) {
    for (int64_t p = first; p < last; ++p)
      parts.data[p] = fold_row(row + p * kPiece, std::min(kPiece, n - p * kPiece), start, f);
  });
  return fold_row(parts.data, pieces, start, f);
}
template <class T, class F>
void fold_strip(const T* in, int64_t n, int64_t inner, int64_t width, T start, T* __restrict out,
                const F& f) {
  std::fill_n(out, width, start);
  int64_t i = 0;
  for (; i + 4 <= n; i += 4) {
    const T *a = in + i * inner, *b = a + inner, *c = b + inner, *d = c + inner;
    for (int64_t k = 0; k < width; ++k) out[k] = f(f(f(f(out[k], a[k]), b[k]), c[k]), d[k]);
  }
  for (; i < n; ++i)
    for (int64_t k = 0; k < width; ++k) out[k] = f(out[k], in[i * inner + k]);
}

/// Columns of a strip, up to `most`: narrow enough for all threads, wide enough for whole cache lines.
inline int64_t strip_width(const ReduceShape& s, int64_t most) {
  const int64_t share = (s.inner / get_num_threads() + 63) / 64 * 64;
  return std::min(most, s.outer > 1 ? s.inner : std::max<int64_t>(64, share));
}

/// Calls row(o) for each row of a reduction, or strip(o, first column, width) for pieces of at most kStrip columns.
template <class Row, class Strip>
void for_each_result(const ReduceShape& s, const Row& row, const Strip& strip) {
  if (s.inner == 1) {
    if (s.outer == 1) return row(0);
    return parallel_for(0, s.outer, kGrain / (s.n + 1) + 1, [&](int64_t first, int64_t last) {
      for (int64_t o = first; o < last; ++o) row(o);
    });
  }
  if (s.outer == 0 || s.inner == 0) return;
  const int64_t width = strip_width(s, kStrip);
  const int64_t strips = (s.inner + width - 1) / width;
  parallel_for(0, s.outer * strips, kGrain / (s.n * std::min(width, s.inner) + 1) + 1,
               [&](int64_t first, int64_t last) {
                 for (int64_t j = first; j < last; ++j) {
                   const int64_t at = j % strips * width;
                   strip(j / strips, at, std::min(width, s.inner - at));
                 }
               });
}

/// Calls f with a zero of the C++ type of a view's dtype: float32, float64, else int64.
template <class F> void with_type(ScalarType t, const F& f) {
  if (t == kFloat) f(float{});
  else if (t == kDouble) f(double{});
  else f(int64_t{});
}
template <class F> void with_float_type(ScalarType t, const F& f) {
  if (t == kFloat) f(float{});
  else f(double{});
}

}  // namespace
}  // namespace torch::inline rushlight
