// CPU functors of the activations made of straight lines; NaN goes through all of them.
#include "ops/activation/activation.h"

#include "cpu/tile.h"

namespace rushlight {
namespace {

struct Relu {
  template <class T> T operator()(T a) const { return a < T(0) ? T(0) : a; }
};
struct ThresholdBackward {
  Number threshold;
  explicit ThresholdBackward(const ActivationNumber& op) : threshold(op.value) {}
  template <class T> T operator()(T grad, T a) const { return a <= threshold.as<T>() ? T(0) : grad; }
};

}  // namespace

template <> const ActivationKernels& cpu_table<ActivationKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ActivationKernels table{
      .relu = plain_all<1, Relu>(),
      .threshold_backward = plain_all<2, ThresholdBackward, ActivationNumber>(),
  };
  return table;
}

}  // namespace rushlight
