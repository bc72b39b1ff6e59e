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
// Four at a time, so that one addition need not wait for the other.
template <class T> void distances_2(const T* a, const T* c, int64_t n, int64_t count, T* to) {
  int64_t j = 0;
  for (; j + 4 <= count; j += 4, c += 4 * n) {
    const RowTag<T> d;
    auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
    each_vector<T>(n, [&](auto lanes, int64_t i) HWY_ATTR {
      const auto x = lanes.load(a + i);
      const auto add = [&](auto sum, const T* y) HWY_ATTR {
        const auto e = hn::Sub(x, lanes.load(y + i));
        return hn::MulAdd(e, e, sum);
      };
      s0 = add(s0, c);
      s1 = add(s1, c + n);
      s2 = add(s2, c + 2 * n);
      s3 = add(s3, c + 3 * n);
    });
    to[j] = std::sqrt(hn::GetLane(hn::SumOfLanes(d, s0)));
    to[j + 1] = std::sqrt(hn::GetLane(hn::SumOfLanes(d, s1)));
    to[j + 2] = std::sqrt(hn::GetLane(hn::SumOfLanes(d, s2)));
    to[j + 3] = std::sqrt(hn::GetLane(hn::SumOfLanes(d, s3)));
  }
  for (; j < count; ++j, c += n) to[j] = distance_2(a, c, n);
}
template <class T> T distance_max(const T* a, const T* c, int64_t n) {
  T most = 0;
  for (int64_t j = 0; j < n; ++j) {
    const T d = std::fabs(a[j] - c[j]);
    if (!(d <= most)) most = d;
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
                 for (int64_t r = first; r < last; ++r) {
                   const T* x = a.as<const T>() + r * n;
                   const T* y = c.as<const T>() + r / rows * columns * n;
                   T* to = out.as<T>() + r * columns;
                   if (p == 2) {
                     distances_2(x, y, n, columns, to);
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
