// local_response_norm. The gradient of the gradient is made of slices of the channels, one for each place in the window.
#include "ops/norm/norm_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct ResponseNormBackward {
  ResponseNorm rule;
  static constexpr Traits traits{
      .name = "local_response_norm_backward", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(1).dtype, io.in(1).shape()); }
  static void execute(const ResponseNormBackward& op, Views in, Views out) {
    if (nothing_to_normalise(in[1], out)) return;
    kernels<ResponseNormKernels>(in[1]).backward(op.rule, in[0], in[1], in[2], in[3], out[0]);
  }
};

// For each channel c the sum of t over the channels c - before to c + after.
Tensor window_sum(const Tensor& t, int64_t before, int64_t after) {
  DimVector padded(t.sizes());
  padded[1] += before + after;
  const int64_t channels = t.size(1);
  Tensor wide = new_zeros(t, padded);
  wide.narrow(1, before, channels).copy_(t);
  Tensor total = narrow(wide, 1, 0, channels);
  for (int64_t k = 1; k <= before + after; ++k) total = total + narrow(wide, 1, k, channels);
  return total;
}

struct LocalResponseNorm {
  ResponseNorm rule;
  static constexpr Traits traits{.name = "local_response_norm",
                                 .save_inputs = 1,
                                 .save_outputs = 3,
                                 .outputs = 2,
                                 .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& in = io.in(0);
    check_norm_input(io, in);
    io.check(in.dims >= 3, "expected an input (N, C, ...) of 3 dimensions or more, got ", in.shape());
    io.check(rule.size > 0, "expected a positive size, got ", rule.size);
    io.out(0, in.dtype, in.shape());
    io.out(1, in.dtype, in.shape());
  }
  static void execute(const LocalResponseNorm& op, Views in, Views out) {
    if (nothing_to_normalise(in[0], out)) return;
    kernels<ResponseNormKernels>(in[0]).forward(op.rule, in[0], out[0], out[1]);
  }
  void backward(Backward& b) const {
    const Tensor in = b.in(0);
    if (!GradMode::is_enabled())
      return b.set(0, run(ResponseNormBackward{rule}, b.grad(), in, b.out(0), b.out(1))[0]);
    const int64_t before = rule.size / 2, after = (rule.size - 1) / 2;
    const double scale = rule.alpha / static_cast<double>(rule.size);
    const Tensor base = window_sum(in * in, before, after) * scale + rule.k, grad = b.grad();
    const Tensor pull = window_sum(grad * in * pow(base, -rule.beta - 1), after, before);
    b.set(0, grad * pow(base, -rule.beta) - in * pull * (2 * scale * rule.beta));
  }
};

}  // namespace

Tensor local_response_norm(const Tensor& input, int64_t size, double alpha, double beta, double k) {
  const Tensor x = norm_argument(input, norm_dtype(input));
  return to(run(LocalResponseNorm{{size, alpha, beta, k}}, x)[0], input.scalar_type());
}

}  // namespace torch::inline rushlight
