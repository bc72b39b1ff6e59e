// CPU functors of relu, threshold, prelu, and of the derivatives of sigmoid and tanh. NaN goes through all of them.
#include "cpu/tile.h"
#include "ops/activation/activation.h"

namespace torch::inline rushlight {
namespace {

struct Relu {
  template <class T> T operator()(T a) const { return a < T(0) ? T(0) : a; }
};
struct Threshold {
  Number threshold, value;
  explicit Threshold(const ThresholdNumbers& op) : threshold(op.threshold), value(op.value) {}
  template <class T> T operator()(T a) const { return a <= threshold.as<T>() ? value.as<T>() : a; }
};
struct ThresholdBackward {
  Number threshold;
  explicit ThresholdBackward(const ThresholdNumbers& op) : threshold(op.threshold) {}
  template <class T> T operator()(T grad, T a) const { return a <= threshold.as<T>() ? T(0) : grad; }
};
struct Prelu {
  template <class T> T operator()(T a, T weight) const {
    const T scaled = weight * a;
    return a > T(0) ? a : scaled;
  }
};
struct SigmoidBackward {
  template <class T> T operator()(T grad, T y) const { return grad * ((T(1) - y) * y); }
};
struct TanhBackward {
  template <class T> T operator()(T grad, T y) const { return grad * (T(1) - y * y); }
};

}  // namespace

template <> const ReluKernels& cpu_table<ReluKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ReluKernels table{
      .relu = plain_all<1, Relu>(),
      .threshold = plain_all<1, Threshold, ThresholdNumbers>(),
      .threshold_backward = plain_all<2, ThresholdBackward, ThresholdNumbers>(),
      .prelu = plain_float<2, Prelu>(),
      .sigmoid_backward = plain_float<2, SigmoidBackward>(),
      .tanh_backward = plain_float<2, TanhBackward>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
