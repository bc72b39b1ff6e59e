// Activations made of straight lines: relu and its kind. Each derivative is an operator of its own, so that backward is
// one pass over memory.
#include "op/pointwise_op.h"
#include "ops/activation/activation.h"
#include "rushlight/ops.h"

namespace rushlight {
namespace {

using K = ActivationKernels;

// Saves the result, not self: relu may then run in place, and self can be freed.
struct Relu {
  static constexpr Traits traits{.name = "relu", .save_outputs = 1};
  void infer(Infer& io) const {
    io.check(io.in(0).dtype != kBool, "expected numbers, got a bool tensor");
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const Relu& op, Views in, Views out) {
    execute_pointwise(&K::relu, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, threshold_backward(b.grad(), b.out(0), 0)); }
};

struct ThresholdBackward : ActivationNumber {
  static constexpr Traits traits{.name = "threshold_backward", .save_inputs = 2};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const ThresholdBackward& op, Views in, Views out) {
    execute_pointwise(&K::threshold_backward, static_cast<const ActivationNumber*>(&op), promoted(in), in,
                      out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, threshold_backward(b.grad(), b.in(1), value));
  }
};

}  // namespace

Tensor relu(const Tensor& self) { return run(Relu{}, self)[0]; }
Tensor& relu_(Tensor& self) { return run_inplace(Relu{}, self); }
Tensor threshold_backward(const Tensor& grad_output, const Tensor& self, const Scalar& threshold) {
  return run(ThresholdBackward{{threshold}}, grad_output, self)[0];
}

}  // namespace rushlight
