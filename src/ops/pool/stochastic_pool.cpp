// Stochastic pooling (Zeiler and Fergus 2013, "Stochastic Pooling for Regularization of Deep Convolutional Neural
// Networks"): training draws, evaluation weights by probability.
#include "ops/pool/pool_op.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

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
  void backward(Backward& b) const { b.set(0, places_gradient(window, b.grad(), b.out(1), b.in_sizes(0))); }
};

struct WeightedMeanBackward {
  PoolWindow window;
  static constexpr Traits traits{
      .name = "stochastic_pool_mean_backward", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(1).dtype, io.in(1).shape()); }
  static void execute(const WeightedMeanBackward& op, Views in, Views out) {
    kernels<StochasticPoolKernels>(in[0]).mean_backward(op.window, in[0], in[1], in[2], out[0]);
  }
};

// Evaluation: sum(a^2) / sum(a) over each window of the positive activations.
struct WeightedMean {
  PoolWindow window;
  bool ceil_mode;
  static constexpr Traits traits{
      .name = "stochastic_pool", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, pooled_shape(io, io.in(0), window, ceil_mode)); }
  static void execute(const WeightedMean& op, Views in, Views out) {
    kernels<StochasticPoolKernels>(in[0]).mean(op.window, in[0], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0), y = b.out(0);
    if (!GradMode::is_enabled()) return b.set(0, run(WeightedMeanBackward{window}, b.grad(), x, y)[0]);
    // By an activation a: (2 a - y) / sum(a), added up over the windows that hold it.
    const Tensor a = relu(x), total = window_sum(window, ceil_mode, a);
    const Tensor share = b.grad() / where(total == 0, ones_like(total), total);
    const IntArrayRef sizes = b.in_sizes(0);
    b.set(0, where(x > 0,
                   2 * a * window_spread(window, ceil_mode, share, sizes) -
                       window_spread(window, ceil_mode, share * y, sizes),
                   0.0));
  }
};

}  // namespace

Tensor stochastic_pool2d(const Tensor& self, IntArrayRef kernel_size, IntArrayRef stride, bool ceil_mode,
                         bool training) {
  const PoolWindow w = pool_window("stochastic_pool2d", 2, kernel_size, stride, 0, 1);
  if (!training)
    return in_float(self, [&](const Tensor& x) { return run(WeightedMean{w, ceil_mode}, x)[0]; });
  RUSHLIGHT_CHECK(w.kernel_h * w.kernel_w <= 256,
                  "stochastic_pool2d: expected a window of at most 256 elements in training, got ",
                  kernel_size);
  return in_float(self, [&](const Tensor& x) {
    const View v = view_of(x);
    const Infer io("stochastic_pool2d", {&v, 1}, nullptr, 0, RunMode::kNew, &x);
    return run(Sample{w, ceil_mode}, x, rand(pooled_shape(io, v, w, ceil_mode), x.options()))[0];
  });
}

}  // namespace torch::inline rushlight
