// The weighted sum and its two gradients. Each is linear in two of its inputs, so the derivative of each is made of the
// other two, to any order.
#include "ops/weighted/weighted_sum.h"

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"

namespace torch::inline rushlight {
namespace {

Tensor grad_of_weight(const Tensor& grad, const Tensor& x, const Tensor& first, const Tensor& source);

// Inputs x, weight, first, source.
struct WeightedSum {
  static constexpr Traits traits{
      .name = "weighted_sum", .save_inputs = 0b1111, .save_cross = true, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& x = io[0];
    io.out(0, x.dtype, {x.sizes[0], x.sizes[1], io[2].sizes[0] - 1, x.sizes[3]});
  }
  static void execute(const WeightedSum&, Views in, Views out) {
    kernels<WeightedSumKernels>(in[0]).forward(in[0], in[1], in[2], in[3], out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, weighted_sum_grad_x(b.in_sizes(0)[2], b.grad(), b.in(1), b.in(2), b.in(3)));
    if (b.needs(1)) b.set(1, grad_of_weight(b.grad(), b.in(0), b.in(2), b.in(3)));
  }
};

// Inputs gradient of y, weight, first, source.
struct WeightedSumGradX {
  int64_t size;
  static constexpr Traits traits{
      .name = "weighted_sum_grad_x", .save_inputs = 0b1111, .save_cross = true, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& g = io[0];
    io.out(0, g.dtype, {g.sizes[0], g.sizes[1], size, g.sizes[3]});
  }
  static void execute(const WeightedSumGradX&, Views in, Views out) {
    kernels<WeightedSumKernels>(in[0]).grad_x(in[0], in[1], in[2], in[3], out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, weighted_sum(b.grad(), b.in(1), b.in(2), b.in(3)));
    if (b.needs(1)) b.set(1, grad_of_weight(b.in(0), b.grad(), b.in(2), b.in(3)));
  }
};

// Inputs gradient of y, x, first, source.
struct WeightedSumGradWeight {
  static constexpr Traits traits{.name = "weighted_sum_grad_weight",
                                 .save_inputs = 0b1111,
                                 .save_cross = true,
                                 .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io[0].dtype, io[3].shape()); }
  static void execute(const WeightedSumGradWeight&, Views in, Views out) {
    kernels<WeightedSumKernels>(in[0]).grad_weight(in[0], in[1], in[2], in[3], out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, weighted_sum(b.in(1), b.grad(), b.in(2), b.in(3)));
    if (b.needs(1)) b.set(1, weighted_sum_grad_x(b.in_sizes(1)[2], b.in(0), b.grad(), b.in(2), b.in(3)));
  }
};

Tensor grad_of_weight(const Tensor& grad, const Tensor& x, const Tensor& first, const Tensor& source) {
  return run(WeightedSumGradWeight{}, grad, x, first, source)[0];
}

}  // namespace

Tensor weighted_sum(const Tensor& x, const Tensor& weight, const Tensor& first, const Tensor& source) {
  return run(WeightedSum{}, x, weight, first, source)[0];
}
Tensor weighted_sum_grad_x(int64_t size, const Tensor& grad, const Tensor& weight, const Tensor& first,
                           const Tensor& source) {
  return run(WeightedSumGradX{size}, grad, weight, first, source)[0];
}

}  // namespace torch::inline rushlight
