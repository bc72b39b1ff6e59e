// CPU kernels of the reductions. Rows are summed in blocks that add up in double, columns a strip at a time.
#include "ops/reduce/reduce.h"

#include "rushlight/core/parallel.h"

namespace rushlight {
namespace {

constexpr int64_t kBlock = 1024;
constexpr int64_t kGrain = 32768;

template <class T> using Wide = std::conditional_t<std::is_floating_point_v<T>, double, T>;

template <class T> Wide<T> sum_row(const T* row, int64_t n) {
  constexpr int kLanes = 64 / sizeof(T) * 2;
  Wide<T> total = 0;
  for (int64_t at = 0; at < n; at += kBlock) {
    const int64_t count = n - at < kBlock ? n - at : kBlock;
    T lanes[kLanes] = {};
    int64_t i = 0;
    for (; i + kLanes <= count; i += kLanes)
      for (int k = 0; k < kLanes; ++k) lanes[k] += row[at + i + k];
    for (int k = 0; i < count; ++i, ++k) lanes[k] += row[at + i];
    T block = 0;
    for (int k = 0; k < kLanes; ++k) block += lanes[k];
    total += block;
  }
  return total;
}

// out[k] = sum over i of in[i * inner + k], a strip of columns at a time so that the sums stay in registers or L1.
template <class T>
void sum_columns(const T* in, T* out, int64_t n, int64_t inner, int64_t first, int64_t last) {
  constexpr int64_t kRows = 64;  // float sums of more rows lose digits
  constexpr int64_t kStrip = 512;
  for (int64_t at = first; at < last; at += kStrip) {
    const int64_t width = last - at < kStrip ? last - at : kStrip;
    Wide<T> total[kStrip] = {};
    for (int64_t begin = 0; begin < n; begin += kRows) {
      const int64_t end = n - begin < kRows ? n : begin + kRows;
      T part[kStrip] = {};
      for (int64_t i = begin; i < end; ++i)
        for (int64_t k = 0; k < width; ++k) part[k] += in[i * inner + at + k];
      for (int64_t k = 0; k < width; ++k) total[k] += part[k];
    }
    for (int64_t k = 0; k < width; ++k) out[at + k] = static_cast<T>(total[k]);
  }
}

template <class T> void sum_typed(const ReduceShape& s, const T* in, T* out) {
  if (s.inner == 1 && s.outer > 1) {
    parallel_for(0, s.outer, kGrain / (s.n + 1) + 1, [&](int64_t first, int64_t last) {
      for (int64_t o = first; o < last; ++o) out[o] = static_cast<T>(sum_row(in + o * s.n, s.n));
    });
  } else if (s.inner == 1) {
    out[0] = static_cast<T>(sum_row(in, s.n));
  } else if (s.outer > 1) {
    parallel_for(0, s.outer, kGrain / (s.n * s.inner + 1) + 1, [&](int64_t first, int64_t last) {
      for (int64_t o = first; o < last; ++o)
        sum_columns(in + o * s.n * s.inner, out + o * s.inner, s.n, s.inner, 0, s.inner);
    });
  } else {
    parallel_for(0, s.inner, kGrain / (s.n + 1) + 64,
                 [&](int64_t first, int64_t last) { sum_columns(in, out, s.n, s.inner, first, last); });
  }
}

void sum(const ReduceShape& s, const View& in, const View& out) {
  if (in.dtype == kFloat) sum_typed(s, in.as<const float>(), out.as<float>());
  else if (in.dtype == kDouble) sum_typed(s, in.as<const double>(), out.as<double>());
  else sum_typed(s, in.as<const int64_t>(), out.as<int64_t>());
}

}  // namespace

template <> const ReduceKernels& cpu_table<ReduceKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ReduceKernels table{.sum = sum};
  return table;
}

}  // namespace rushlight
