// batch_norm and instance_norm. Two operators do the work: one that moves running statistics, which are its first
// inputs, and one that does not. Both keep the mean and 1 / standard deviation they used for the gradient.
#include "ops/norm/norm_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct BatchNormRule {
  double momentum, eps;
  bool training;
};

// The gradients of input, weight and bias that are wanted, in one pass.
struct BatchNormBackward {
  bool training, wants_in, wants_weight, wants_bias;
  static constexpr Traits traits{
      .name = "batch_norm_backward", .outputs = 3, .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& in = io.in(1);
    if (wants_in) io.out(0, in.dtype, in.shape());
    if (wants_weight) io.out(1, in.dtype, {in.size(1)});
    if (wants_bias) io.out(2, in.dtype, {in.size(1)});
  }
  static void execute(const BatchNormBackward& op, Views in, Views out) {
    if (nothing_to_normalise(in[1], out)) return;
    kernels<BatchNormKernels>(in[1]).backward(op.training, in[0], in[1], in[2], in[3], in[4], out[0], out[1],
                                              out[2]);
  }
};

// The same gradients as expressions that can be differentiated again.
void backward_formula(const BatchNormRule& rule, Backward& b, int first, const Tensor& in,
                      const Tensor& weight) {
  DimVector dims;
  for (int64_t d = 0; d < in.dim(); ++d)
    if (d != 1) dims.push_back(d);
  const IntArrayRef over(dims);
  const DimVector shape = channel_shape(in.dim(), in.size(1));
  const Tensor centred = in - (rule.training ? mean(in, over, true) : reshape(b.out(1).detach(), shape));
  const Tensor rstd = rule.training ? pow(mean(centred * centred, over, true) + rule.eps, -0.5)
                                    : reshape(b.out(2).detach(), shape);
  const Tensor hat = centred * rstd, grad = b.grad();
  if (b.needs(first)) {
    const Tensor scaled = weight.defined() ? grad * reshape(weight, shape) : grad;
    b.set(first, rule.training
                     ? rstd * (scaled - mean(scaled, over, true) - hat * mean(scaled * hat, over, true))
                     : rstd * scaled);
  }
  if (b.needs(first + 1)) b.set(first + 1, sum(grad * hat, over));
  if (b.needs(first + 2)) b.set(first + 2, sum(grad, over));
}

// Input, weight and bias are inputs first, first + 1 and first + 2.
void norm_backward(const BatchNormRule& rule, Backward& b, int first) {
  const Tensor in = b.in(first), weight = b.in(first + 1);
  if (GradMode::is_enabled()) return backward_formula(rule, b, first, in, weight);
  const BatchNormBackward op{rule.training, b.needs(first), b.needs(first + 1), b.needs(first + 2)};
  const auto grads = run(op, b.grad(), in, weight, b.out(1), b.out(2));
  for (int i = 0; i < 3; ++i)
    if (grads[static_cast<size_t>(i)].defined()) b.set(first + i, grads[static_cast<size_t>(i)]);
}

void infer_norm(Infer& io, const View& in, const View& weight, const View& bias, const View& running_mean,
                const View& running_var) {
  check_norm_input(io, in);
  io.check(in.dims >= 2, "expected an input (N, C, ...) of 2 dimensions or more, got ", in.shape());
  const int64_t channels = in.size(1);
  check_norm_argument(io, "weight", weight, in, {channels});
  check_norm_argument(io, "bias", bias, in, {channels});
  check_norm_argument(io, "running_mean", running_mean, in, {channels});
  check_norm_argument(io, "running_var", running_var, in, {channels});
  io.out(0, in.dtype, in.shape());
  io.out(1, in.dtype, {channels});
  io.out(2, in.dtype, {channels});
}

// (running_mean, running_var, input, weight, bias), the first two written.
struct TrackingBatchNorm {
  BatchNormRule rule;
  static constexpr Traits traits{
      .name = "batch_norm", .save_inputs = 12, .save_outputs = 6, .outputs = 3, .contiguous_inputs = true};
  std::string grad_fn() const { return "NativeBatchNormBackward0"; }
  int mutates() const { return 2; }
  void infer(Infer& io) const { infer_norm(io, io[2], io[3], io[4], io[0], io[1]); }
  static void execute(const TrackingBatchNorm& op, Views in, Views out) {
    if (nothing_to_normalise(in[2], out)) return;
    kernels<BatchNormKernels>(in[2]).train(op.rule.momentum, op.rule.eps, in[2], in[3], in[4], in[0], in[1],
                                           out[0], out[1], out[2]);
  }
  void backward(Backward& b) const { norm_backward(rule, b, 2); }
};

// (input, weight, bias, running_mean, running_var).
struct BatchNorm {
  BatchNormRule rule;
  static constexpr Traits traits{
      .name = "batch_norm", .save_inputs = 3, .save_outputs = 6, .outputs = 3, .contiguous_inputs = true};
  std::string grad_fn() const { return "NativeBatchNormBackward0"; }
  void infer(Infer& io) const {
    io.check(rule.training || (io[3].defined() && io[4].defined()),
             "expected running_mean and running_var where training is false, got none");
    infer_norm(io, io[0], io[1], io[2], io[3], io[4]);
  }
  static void execute(const BatchNorm& op, Views in, Views out) {
    if (nothing_to_normalise(in[0], out)) return;
    const BatchNormKernels& k = kernels<BatchNormKernels>(in[0]);
    if (op.rule.training)
      return k.train(0, op.rule.eps, in[0], in[1], in[2], View(), View(), out[0], out[1], out[2]);
    k.evaluate(op.rule.eps, in[0], in[1], in[2], in[3], in[4], out[0], out[1], out[2]);
  }
  void backward(Backward& b) const { norm_backward(rule, b, 0); }
};

// A running statistic as the kernel can write it: of the computing dtype and row-major, maybe a copy.
struct Running {
  Tensor given, used;
  Running(const Tensor& t, ScalarType compute)
      : given(t), used(contiguous(norm_argument(t.detach(), compute))) {}
  void store() {
    if (used.data_ptr() == given.data_ptr()) return;
    NoGradGuard no_grad;
    copy_(given, used);
  }
};

bool has(const std::optional<Tensor>& t) { return t && t->defined(); }

// The result, means and 1 / sqrt(var + eps).
std::array<Tensor, 3> normalised(const char* who, const Tensor& input, const std::optional<Tensor>& weight,
                                 const std::optional<Tensor>& bias, const std::optional<Tensor>& running_mean,
                                 const std::optional<Tensor>& running_var, const BatchNormRule& rule) {
  RUSHLIGHT_CHECK(has(running_mean) == has(running_var), who,
                  ": expected running_mean and running_var or neither, got one of them");
  const ScalarType compute = norm_dtype(input);
  const Tensor x = norm_argument(input, compute), w = norm_argument(weight, compute),
               c = norm_argument(bias, compute);
  if (!rule.training || !has(running_mean)) {
    const Tensor m = norm_argument(running_mean, compute), v = norm_argument(running_var, compute);
    return run(BatchNorm{rule}, x, w, c, m, v);
  }
  Running m(*running_mean, compute), v(*running_var, compute);
  auto results = run(TrackingBatchNorm{rule}, m.used, v.used, x, w, c);
  m.store();
  v.store();
  return results;
}

}  // namespace

Tensor batch_norm(const Tensor& input, const std::optional<Tensor>& weight, const std::optional<Tensor>& bias,
                  const std::optional<Tensor>& running_mean, const std::optional<Tensor>& running_var,
                  bool training, double momentum, double eps, bool) {
  const BatchNormRule rule{momentum, eps, training};
  return to(normalised("batch_norm", input, weight, bias, running_mean, running_var, rule)[0],
            input.scalar_type());
}
std::tuple<Tensor, Tensor, Tensor> native_batch_norm(const Tensor& input, const std::optional<Tensor>& weight,
                                                     const std::optional<Tensor>& bias,
                                                     const std::optional<Tensor>& running_mean,
                                                     const std::optional<Tensor>& running_var, bool training,
                                                     double momentum, double eps) {
  const BatchNormRule rule{momentum, eps, training};
  const auto [out, mean, rstd] =
      normalised("native_batch_norm", input, weight, bias, running_mean, running_var, rule);
  const Tensor result = to(out, input.scalar_type());
  if (training) return {result, mean.detach(), rstd.detach()};
  return {result, empty({0}, mean.options()), empty({0}, mean.options())};
}

Tensor instance_norm(const Tensor& input, const std::optional<Tensor>& weight,
                     const std::optional<Tensor>& bias, const std::optional<Tensor>& running_mean,
                     const std::optional<Tensor>& running_var, bool use_input_stats, double momentum,
                     double eps, bool cudnn_enabled) {
  RUSHLIGHT_CHECK(
      use_input_stats || (has(running_mean) && has(running_var)),
      "instance_norm: expected running_mean and running_var where use_input_stats is false, got none");
  RUSHLIGHT_CHECK(input.dim() >= 2,
                  "instance_norm: expected an input (N, C, ...) of 2 dimensions or more, got ",
                  input.sizes());
  RUSHLIGHT_CHECK(isFloatingType(input.scalar_type()), "instance_norm: expected a floating-point input, got ",
                  input.scalar_type());
  const int64_t n = input.size(0), c = input.size(1);
  const auto repeated = [&](const char* what, const std::optional<Tensor>& t) -> std::optional<Tensor> {
    if (!has(t)) return std::nullopt;
    RUSHLIGHT_CHECK(t->sizes() == IntArrayRef({c}), "instance_norm: expected a ", what, " of shape ",
                    IntArrayRef({c}), ", got ", t->sizes());
    return clone(reshape(expand(*t, {n, c}), {n * c}));
  };
  DimVector merged(input.sizes());
  merged[0] = 1, merged[1] = n * c;
  const std::optional<Tensor> m = repeated("running_mean", running_mean),
                              v = repeated("running_var", running_var);
  const Tensor out = batch_norm(reshape(input, merged), repeated("weight", weight), repeated("bias", bias), m,
                                v, use_input_stats, momentum, eps, cudnn_enabled);
  if (use_input_stats && n > 0) {
    NoGradGuard no_grad;
    for (const auto& [kept, moved] : {std::pair(&running_mean, &m), std::pair(&running_var, &v)})
      if (has(*kept)) const_cast<Tensor&>(**kept).copy_(mean(view(**moved, {n, c}), IntArrayRef({0})));
  }
  return view(out, input.sizes());
}

}  // namespace torch::inline rushlight
