// Stochastic pooling (Zeiler and Fergus 2013, "Stochastic Pooling for Regularization of Deep Convolutional Neural
// Networks"): training draws, evaluation weights by probability.
#include "ops/pool/pool_op.h"
#include "rushlight/ops.h"

namespace rushlight {
namespace {

struct SampleBackward {
  PoolWindow window;
  DimVector in_sizes;
  static constexpr Traits traits{
      .name = "stochastic_pool_backward", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, in_sizes); }
  static void execute(const SampleBackward& op, Views in, Views out) {
    kernels<MaxPoolKernels>(in[0]).backward_places(op.window, in[0], in[1], out[0]);
  }
};

// Inputs: activations, uniform numbers of the result's shape.
struct Sample {
  PoolWindow window;
  bool ceil_mode;
  static constexpr Traits traits{
      .name = "stochastic_pool", .save_outputs = 2, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const DimVector shape = pooled_shape(io, io.in(0), window, ceil_mode);
    io.check(io.in(1).shape() == IntArrayRef(shape), "expected random numbers of shape ", shape, ", got ",
             io.in(1).shape());
    io.out(0, io.in(0).dtype, shape);
    io.out(1, kByte, shape);
  }
  static void execute(const Sample& op, Views in, Views out) {
    kernels<StochasticPoolKernels>(in[0]).sample(op.window, in[0], in[1], out[0], out[1]);
  }
  void backward(Backward& b) const {
    b.set(0, run(SampleBackward{window, b.in_sizes(0)}, b.grad(), b.out(1))[0]);
  }
};

// Evaluation as a composite: sum(a^2) / sum(a) over each window of the positive activations.
Tensor weighted_mean(const Tensor& self, IntArrayRef kernel, IntArrayRef stride, bool ceil_mode) {
  const Tensor a = relu(self);
  const Tensor total = avg_pool2d(a, kernel, stride, 0, ceil_mode);
  const Tensor squares = avg_pool2d(a * a, kernel, stride, 0, ceil_mode);
  return squares / where(total == 0, ones_like(total), total);
}

}  // namespace

Tensor stochastic_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, bool ceil_mode,
                         bool training) {
  const PoolWindow w = pool_window("stochastic_pool2d", 2, kernel_size, stride, 0, 1);
  RUSHLIGHT_CHECK(w.kernel_h * w.kernel_w <= 256,
                  "stochastic_pool2d: expected a window of at most 256 elements, got ", kernel_size);
  if (!training) return weighted_mean(self, kernel_size, stride, ceil_mode);
  return in_float(self, [&](const Tensor& x) {
    const View v = view_of(x);
    const Infer io("stochastic_pool2d", {&v, 1}, nullptr, 0, RunMode::kNew, &x);
    return run(Sample{w, ceil_mode}, x, rand(pooled_shape(io, v, w, ceil_mode), x.options()))[0];
  });
}

}  // namespace rushlight
