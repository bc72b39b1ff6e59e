// Layer normalisation: one row at a time, which stays in L1 from the sum to the last pass. The gradients of
// weight and bias are sums over rows; each thread makes its own, added in a fixed order at the end.
#include <cmath>

#include "cpu/rows.h"
#include "cpu/scratch.h"
#include "op/cpu_table.h"
#include "ops/norm/norm_cpu.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

template <class T> T* pointer(const View& v) { return v.defined() ? v.as<T>() : nullptr; }

template <class T>
void forward_row(double eps, const T* x, const T* w, const T* b, int64_t n, T* out, T* mean, T* rstd) {
  const T m =
      sum_row<T>(n, [=](auto lanes, int64_t j) HWY_ATTR { return lanes.load(x + j); }) / static_cast<T>(n);
  const T squares = sum_row<T>(n, [=](auto lanes, int64_t j) HWY_ATTR {
    const auto v = hn::Sub(lanes.load(x + j), hn::Set(lanes.d, m));
    return hn::Mul(v, v);
  });
  const T r = static_cast<T>(1 / std::sqrt(static_cast<double>(squares) / static_cast<double>(n) + eps));
  each_vector<T>(n, [=](auto lanes, int64_t j) HWY_ATTR {
    auto v = hn::Mul(hn::Sub(lanes.load(x + j), hn::Set(lanes.d, m)), hn::Set(lanes.d, r));
    if (w) v = hn::Mul(v, lanes.load(w + j));
    if (b) v = hn::Add(v, lanes.load(b + j));
    lanes.store(v, out + j);
  });
  *mean = m;
  *rstd = r;
}

template <class T>
void forward(double eps, const View& in, const View& weight, const View& bias, const View& out,
             const View& mean, const View& rstd) {
  const int64_t rows = mean.numel, n = rows > 0 ? in.numel / rows : 0;
  parallel_for(0, rows, 8192 / (n + 1) + 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i)
      forward_row<T>(eps, in.as<const T>() + i * n, pointer<const T>(weight), pointer<const T>(bias), n,
                     out.as<T>() + i * n, mean.as<T>() + i, rstd.as<T>() + i);
  });
}

// With x^ = (x - mean) rstd and h = g weight: to = rstd (h - mean(h) - x^ mean(h x^)).
template <class T> void backward_row(const T* g, const T* x, const T* w, T mean, T rstd, int64_t n, T* to) {
  const auto weighted = [=](const auto& lanes, int64_t j) HWY_ATTR {
    return w ? hn::Mul(lanes.load(g + j), lanes.load(w + j)) : lanes.load(g + j);
  };
  const auto hat = [=](const auto& lanes, int64_t j) HWY_ATTR {
    return hn::Mul(hn::Sub(lanes.load(x + j), hn::Set(lanes.d, mean)), hn::Set(lanes.d, rstd));
  };
  const T sum = sum_row<T>(n, weighted);
  const T dot = sum_row<T>(
      n, [=](auto lanes, int64_t j) HWY_ATTR { return hn::Mul(weighted(lanes, j), hat(lanes, j)); });
  const T shift = sum / static_cast<T>(n), slope = dot / static_cast<T>(n);
  each_vector<T>(n, [=](auto lanes, int64_t j) HWY_ATTR {
    const auto v = hn::NegMulAdd(hat(lanes, j), hn::Set(lanes.d, slope),
                                 hn::Sub(weighted(lanes, j), hn::Set(lanes.d, shift)));
    lanes.store(hn::Mul(v, hn::Set(lanes.d, rstd)), to + j);
  });
}

// Adds one row to the gradients of weight and bias.
template <class T>
void add_row(const T* g, const T* x, T mean, T rstd, int64_t n, T* grad_weight, T* grad_bias) {
  each_vector<T>(n, [=](auto lanes, int64_t j) HWY_ATTR {
    const auto grad = lanes.load(g + j);
    if (grad_weight) {
      const auto hat = hn::Mul(hn::Sub(lanes.load(x + j), hn::Set(lanes.d, mean)), hn::Set(lanes.d, rstd));
      lanes.store(hn::MulAdd(grad, hat, lanes.load(grad_weight + j)), grad_weight + j);
    }
    if (grad_bias) lanes.store(hn::Add(grad, lanes.load(grad_bias + j)), grad_bias + j);
  });
}

template <class T>
void backward(const View& grad_out, const View& in, const View& weight, const View& mean, const View& rstd,
              const View& grad_in, const View& grad_weight, const View& grad_bias) {
  const int64_t rows = mean.numel, n = rows > 0 ? in.numel / rows : grad_weight.numel + grad_bias.numel;
  T *const to = pointer<T>(grad_in), *const gw = pointer<T>(grad_weight), *const gb = pointer<T>(grad_bias);
  const int64_t most = get_num_threads(), worth = in.numel / 16384 + 1;
  const int64_t parts = worth < most ? worth : most;
  const Scratch<T> scratch(gw || gb ? 2 * parts * n : 0);
  T* const sums = scratch.data;
  for (int64_t j = 0; sums && j < 2 * parts * n; ++j) sums[j] = 0;
  parallel_for(0, parts, 1, [&](int64_t first, int64_t last) {
    for (int64_t p = first; p < last; ++p)
      for (int64_t i = rows * p / parts; i < rows * (p + 1) / parts; ++i) {
        const T *g = grad_out.as<const T>() + i * n, *x = in.as<const T>() + i * n;
        const T m = mean.as<const T>()[i], r = rstd.as<const T>()[i];
        if (to) backward_row(g, x, pointer<const T>(weight), m, r, n, to + i * n);
        if (sums)
          add_row(g, x, m, r, n, gw ? sums + 2 * p * n : nullptr, gb ? sums + (2 * p + 1) * n : nullptr);
      }
  });
  if (!sums) return;
  for (int64_t j = 0; j < n; ++j) {
    T w = 0, b = 0;
    for (int64_t p = 0; p < parts; ++p) w += sums[2 * p * n + j], b += sums[(2 * p + 1) * n + j];
    if (gw) gw[j] = w;
    if (gb) gb[j] = b;
  }
}

}  // namespace

template <> const LayerNormKernels& cpu_table<LayerNormKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr LayerNormKernels table{Both<forward<float>, forward<double>>::call,
                                          Both<backward<float>, backward<double>>::call};
  return table;
}

}  // namespace torch::inline rushlight
