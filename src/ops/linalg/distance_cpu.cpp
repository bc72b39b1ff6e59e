// CPU kernels of cdist: one row against another, whole vectors where p allows it.
#include "ops/linalg/distance.h"

#include <algorithm>
#include <cmath>

#include "cpu/rows.h"
#include "op/cpu_table.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

template <class T> T distance_1(const T* a, const T* c, int64_t n) {
  return sum_row<T>(n, [&](auto lanes, int64_t j)
                           HWY_ATTR { return hn::Abs(hn::Sub(lanes.load(a + j), lanes.load(c + j))); });
}
template <class T> T distance_2(const T* a, const T* c, int64_t n) {
  return std::sqrt(sum_row<T>(n, [&](auto lanes, int64_t j) HWY_ATTR {
    const auto d = hn::Sub(lanes.load(a + j), lanes.load(c + j));
    return hn::Mul(d, d);
  }));
}
// Sums of squares of one row against four, by name: an array of them would lie in memory.
template <class T> struct FourSums {
  RowVec<T> s0 = hn::Zero(RowTag<T>()), s1 = s0, s2 = s0, s3 = s0;

  HWY_ATTR void add(RowVec<T> x, RowVec<T> y0, RowVec<T> y1, RowVec<T> y2, RowVec<T> y3) {
    const auto added = [x](RowVec<T> sum, RowVec<T> y) HWY_ATTR {
      const auto e = hn::Sub(x, y);
      return hn::MulAdd(e, e, sum);
    };
    s0 = added(s0, y0), s1 = added(s1, y1), s2 = added(s2, y2), s3 = added(s3, y3);
  }
  HWY_ATTR void store(T* to) const {
    const auto root = [](RowVec<T> sum)
                          HWY_ATTR { return std::sqrt(hn::GetLane(hn::SumOfLanes(RowTag<T>(), sum))); };
    to[0] = root(s0), to[1] = root(s1), to[2] = root(s2), to[3] = root(s3);
  }
};
// Two rows against `count`, four at a time: eight sums, of which none waits for the addition of another.
template <class T>
void distances_of_two(const T* a, const T* b, const T* c, int64_t n, int64_t count, T* to_a, T* to_b) {
  int64_t j = 0;
  for (; j + 4 <= count; j += 4, c += 4 * n) {
    FourSums<T> of_a, of_b;
    each_vector<T>(n, [&](auto lanes, int64_t i) HWY_ATTR {
      const auto y0 = lanes.load(c + i), y1 = lanes.load(c + n + i), y2 = lanes.load(c + 2 * n + i),
                 y3 = lanes.load(c + 3 * n + i);
      of_a.add(lanes.load(a + i), y0, y1, y2, y3);
      of_b.add(lanes.load(b + i), y0, y1, y2, y3);
    });
    of_a.store(to_a + j);
    of_b.store(to_b + j);
  }
  for (; j < count; ++j, c += n) to_a[j] = distance_2(a, c, n), to_b[j] = distance_2(b, c, n);
}
// All of `rows` against all of `columns`; as many of these at a time as stay in the L2 cache. The last row of an odd number
// is done twice.
template <class T>
void distances_2(const T* a, int64_t rows, const T* c, int64_t columns, int64_t n, T* to, int64_t to_stride) {
  constexpr int64_t kCached = 128 << 10;  // bytes
  const int64_t most = std::max<int64_t>(4, kCached / (n * int64_t{sizeof(T)} + 1) / 4 * 4);
  for (int64_t at = 0; at < columns; at += most)
    for (int64_t r = 0; r < rows; r += 2) {
      const int64_t second = std::min(r + 1, rows - 1);
      distances_of_two(a + r * n, a + second * n, c + at * n, n, std::min(most, columns - at),
                       to + r * to_stride + at, to + second * to_stride + at);
    }
}
template <class T> T distance_max(const T* a, const T* c, int64_t n) {
  T most = 0;
  for (int64_t j = 0; j < n; ++j) {
    const T d = std::fabs(a[j] - c[j]);
    if (d > most || d != d) most = d;  // NaN stays
  }
  return most;
}
template <class T> T distance_p(const T* a, const T* c, int64_t n, double p) {
  double sum = 0;
  for (int64_t j = 0; j < n; ++j) {
    const double d = std::fabs(static_cast<double>(a[j]) - static_cast<double>(c[j]));
    sum += p == 0 ? d != 0 : std::pow(d, p);
  }
  return static_cast<T>(p == 0 ? sum : std::pow(sum, 1 / p));
}

template <class T> void pairs_of(double p, const View& a, const View& c, const View& out) {
  const int64_t rows = out.size(-2), columns = out.size(-1), n = a.size(-1);
  parallel_for(0, out.numel / columns, std::max<int64_t>(1, 32768 / (columns * (n + 1))),
               [&](int64_t first, int64_t last) {
                 for (int64_t r = first, count; r < last; r += count) {
                   count = p == 2 ? std::min(last - r, rows - r % rows) : 1;
                   const T* x = a.as<const T>() + r * n;
                   const T* y = c.as<const T>() + r / rows * columns * n;
                   T* to = out.as<T>() + r * columns;
                   if (p == 2) {
                     distances_2(x, count, y, columns, n, to, columns);
                     continue;
                   }
                   for (int64_t j = 0; j < columns; ++j, y += n)
                     to[j] = p == 1          ? distance_1(x, y, n)
                             : std::isinf(p) ? distance_max(x, y, n)
                                             : distance_p(x, y, n, p);
                 }
               });
}

void pairs(double p, const View& a, const View& c, const View& out) {
  if (out.numel == 0) return;
  if (out.dtype == kFloat) pairs_of<float>(p, a, c, out);
  else pairs_of<double>(p, a, c, out);
}

}  // namespace

template <> const DistanceKernels& cpu_table<DistanceKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr DistanceKernels table{pairs};
  return table;
}

}  // namespace torch::inline rushlight
