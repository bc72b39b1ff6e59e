// relu, threshold and prelu, and the derivatives of sigmoid and tanh as operators of their own, so that backward is one
// pass over memory.
#include "op/pointwise_op.h"
#include "ops/activation/activation.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = ReluKernels;

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

struct Threshold : ThresholdNumbers {
  static constexpr Traits traits{.name = "threshold", .save_inputs = 1};
  void infer(Infer& io) const {
    io.check_number(threshold, io.in(0).dtype);
    io.check_number(value, io.in(0).dtype);
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const Threshold& op, Views in, Views out) {
    execute_pointwise(&K::threshold, static_cast<const ThresholdNumbers*>(&op), in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, threshold_backward(b.grad(), b.in(0), threshold)); }
};

struct ThresholdBackward : ThresholdNumbers {
  static constexpr Traits traits{.name = "threshold_backward", .save_inputs = 2};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const ThresholdBackward& op, Views in, Views out) {
    execute_pointwise(&K::threshold_backward, static_cast<const ThresholdNumbers*>(&op), promoted(in), in,
                      out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, threshold_backward(b.grad(), b.in(1), threshold));
  }
};

// The weight has the shape that broadcasts to self.
struct Prelu {
  static constexpr Traits traits{.name = "prelu", .save_inputs = 3};
  std::string grad_fn() const { return "PreluKernelBackward0"; }
  void infer(Infer& io) const {
    const ScalarType t = io.in(0).dtype, w = io.in(1).dtype;
    io.check(isFloatingType(t) && t == w, "expected self and weight of one floating dtype, got ", t, " and ",
             w);
    infer_pointwise(io, t);
  }
  static void execute(const Prelu& op, Views in, Views out) {
    execute_pointwise(&K::prelu, &op, in[0].dtype, in, out);
  }
  void backward(Backward& b) const {
    const Tensor positive = b.in(0) > 0;
    if (b.needs(0)) b.set(0, where(positive, b.grad(), b.grad() * b.in(1)));
    if (b.needs(1)) b.set(1, where(positive, 0, b.grad() * b.in(0)));
  }
};

struct SigmoidBackward {
  static constexpr Traits traits{.name = "sigmoid_backward", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const SigmoidBackward& op, Views in, Views out) {
    execute_pointwise(&K::sigmoid_backward, &op, to_float(promoted(in)), in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, sigmoid_backward(b.grad(), b.in(1)));
    if (b.needs(1)) b.set(1, b.grad() * b.in(0) * (1 - b.in(1) * 2));
  }
};

struct TanhBackward {
  static constexpr Traits traits{.name = "tanh_backward", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const TanhBackward& op, Views in, Views out) {
    execute_pointwise(&K::tanh_backward, &op, to_float(promoted(in)), in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, tanh_backward(b.grad(), b.in(1)));
    if (b.needs(1)) b.set(1, b.grad() * b.in(0) * b.in(1) * -2);
  }
};

}  // namespace

Tensor relu(const Tensor& self) { return run(Relu{}, self)[0]; }
Tensor& relu_(Tensor& self) { return run_inplace(Relu{}, self); }
Tensor threshold(const Tensor& self, const Scalar& threshold, const Scalar& value) {
  return run(Threshold{{threshold, value}}, self)[0];
}
Tensor& threshold_(Tensor& self, const Scalar& threshold, const Scalar& value) {
  return run_inplace(Threshold{{threshold, value}}, self);
}
Tensor threshold_backward(const Tensor& grad_output, const Tensor& self, const Scalar& threshold) {
  return run(ThresholdBackward{{threshold, 0}}, grad_output, self)[0];
}
Tensor sigmoid_backward(const Tensor& grad_output, const Tensor& output) {
  return run(SigmoidBackward{}, grad_output, output)[0];
}
Tensor tanh_backward(const Tensor& grad_output, const Tensor& output) {
  return run(TanhBackward{}, grad_output, output)[0];
}

Tensor prelu(const Tensor& self, const Tensor& weight) {
  RUSHLIGHT_CHECK(weight.dim() <= 1, "prelu: expected a weight of at most 1 dimension, got shape ",
                  weight.sizes());
  if (weight.numel() == 1) return run(Prelu{}, self, weight.reshape({}))[0];
  const int64_t channels = self.dim() == 1 ? 1 : self.dim() > 1 ? self.size(1) : 1;
  RUSHLIGHT_CHECK(weight.numel() == channels, "prelu: expected one weight, or one for each of ", channels,
                  " channels, got ", weight.numel());
  DimVector shape(static_cast<size_t>(self.dim()), 1);
  shape[1] = channels;
  return run(Prelu{}, self, weight.reshape(shape))[0];
}

namespace {
// The two halves of a dimension.
std::pair<Tensor, Tensor> halves(const char* who, const Tensor& self, int64_t dim) {
  RUSHLIGHT_CHECK(self.dim() > 0, who, ": expected at least 1 dimension, got a 0-dim tensor");
  RUSHLIGHT_CHECK(self.size(dim) % 2 == 0, who, ": expected an even size in dimension ", dim, ", got ",
                  self.size(dim));
  const int64_t half = self.size(dim) / 2;
  return {self.narrow(dim, 0, half), self.narrow(dim, half, half)};
}
}  // namespace
Tensor glu(const Tensor& self, int64_t dim) {
  const auto [values, gates] = halves("glu", self, dim);
  return values * sigmoid(gates);
}
Tensor glu_backward(const Tensor& grad_output, const Tensor& self, int64_t dim) {
  const auto [values, gates] = halves("glu_backward", self, dim);
  const Tensor open = sigmoid(gates);
  return cat({grad_output * open, sigmoid_backward(grad_output * values, open)}, dim);
}
Tensor softsign(const Tensor& self) { return self / (abs(self) + 1); }
Tensor tanhshrink(const Tensor& self) { return self - tanh(self); }

Tensor rrelu(const Tensor& self, const Scalar& lower, const Scalar& upper, bool training,
             std::optional<Generator> generator) {
  const double low = lower.toDouble(), high = upper.toDouble();
  RUSHLIGHT_CHECK(low <= high, "rrelu: expected lower <= upper, got ", lower, " and ", upper);
  if (!training) return leaky_relu(self, (low + high) / 2);
  // Numbers are drawn, in float64, for the elements that are not positive alone.
  const Tensor drawn = self.detach() <= 0;
  Tensor draws = empty(drawn.sum().item<int64_t>(), kDouble);
  uniform_(draws, low, high, std::move(generator));
  return self * ones(self.sizes(), self.options()).masked_scatter(drawn, draws.to(self.scalar_type()));
}

}  // namespace torch::inline rushlight
