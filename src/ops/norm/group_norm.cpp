// group_norm: the mean and rstd of each group of channels are kept for the gradient. Next: group_norm_cpu.cpp.
#include "ops/norm/norm_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The gradients of input, weight and bias that are wanted, in one pass.
struct GroupNormBackward {
  bool wants_in, wants_weight, wants_bias;
  static constexpr Traits traits{
      .name = "group_norm_backward", .outputs = 3, .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& in = io.in(1);
    if (wants_in) io.out(0, in.dtype, in.shape());
    if (wants_weight) io.out(1, in.dtype, {in.size(1)});
    if (wants_bias) io.out(2, in.dtype, {in.size(1)});
  }
  static void execute(const GroupNormBackward&, Views in, Views out) {
    if (nothing_to_normalise(in[1], out)) return;
    kernels<GroupNormKernels>(in[1]).backward(in[0], in[1], in[2], in[3], in[4], out[0], out[1], out[2]);
  }
};

// (input, weight, bias).
struct GroupNorm {
  int64_t groups;
  double eps;
  static constexpr Traits traits{
      .name = "group_norm", .save_inputs = 3, .save_outputs = 6, .outputs = 3, .contiguous_inputs = true};
  std::string grad_fn() const { return "NativeGroupNormBackward0"; }
  void infer(Infer& io) const {
    const View& in = io.in(0);
    check_norm_argument(io, "weight", io[1], in, {in.size(1)});
    check_norm_argument(io, "bias", io[2], in, {in.size(1)});
    io.out(0, in.dtype, in.shape());
    io.out(1, in.dtype, {in.size(0), groups});
    io.out(2, in.dtype, {in.size(0), groups});
  }
  static void execute(const GroupNorm& op, Views in, Views out) {
    if (nothing_to_normalise(in[0], out)) return;
    kernels<GroupNormKernels>(in[0]).forward(op.eps, in[0], in[1], in[2], out[0], out[1], out[2]);
  }
  void backward(Backward& b) const {
    const Tensor in = b.in(0), weight = b.in(1);
    if (GradMode::is_enabled()) return formula(b, in, weight);
    const GroupNormBackward op{b.needs(0), b.needs(1), b.needs(2)};
    const auto grads = run(op, b.grad(), in, weight, b.out(1), b.out(2));
    for (int i = 0; i < 3; ++i)
      if (grads[static_cast<size_t>(i)].defined()) b.set(i, grads[static_cast<size_t>(i)]);
  }
  // The same gradients as expressions that can be differentiated again.
  void formula(Backward& b, const Tensor& in, const Tensor& weight) const {
    const int64_t rows = in.size(0) * groups;
    const DimVector by_group{rows, rows > 0 ? in.numel() / rows : 0};
    const auto row_mean = [](const Tensor& t) { return mean(t, IntArrayRef({1}), true); };
    DimVector over;
    for (int64_t d = 0; d < in.dim(); ++d)
      if (d != 1) over.push_back(d);
    const Tensor x = reshape(in, by_group), centred = x - row_mean(x), grad = b.grad();
    const Tensor rstd = pow(row_mean(centred * centred) + eps, -0.5), hat = centred * rstd;
    if (b.needs(0)) {
      const Tensor scaled = reshape(
          weight.defined() ? grad * reshape(weight, channel_shape(in.dim(), in.size(1))) : grad, by_group);
      b.set(0, reshape(rstd * (scaled - row_mean(scaled) - hat * row_mean(scaled * hat)), in.sizes()));
    }
    if (b.needs(1)) b.set(1, sum(grad * reshape(hat, in.sizes()), IntArrayRef(over)));
    if (b.needs(2)) b.set(2, sum(grad, IntArrayRef(over)));
  }
};

// The result, means and 1 / sqrt(var + eps).
std::array<Tensor, 3> normalised(const char* who, const Tensor& input, int64_t num_groups,
                                 const std::optional<Tensor>& weight, const std::optional<Tensor>& bias,
                                 double eps) {
  RUSHLIGHT_CHECK(input.dim() >= 2, who, ": expected an input (N, C, ...) of 2 dimensions or more, got ",
                  input.sizes());
  const int64_t c = input.size(1);
  RUSHLIGHT_CHECK(isFloatingType(input.scalar_type()), who, ": expected a floating-point input, got ",
                  input.scalar_type());
  RUSHLIGHT_CHECK(num_groups > 0, who, ": expected a positive num_groups, got ", num_groups);
  RUSHLIGHT_CHECK(c % num_groups == 0, who, ": expected channels that divide into ", num_groups,
                  " groups, got ", c);
  const ScalarType compute = norm_dtype(input);
  auto results = run(GroupNorm{num_groups, eps}, norm_argument(input, compute),
                     norm_argument(weight, compute), norm_argument(bias, compute));
  results[0] = to(results[0], input.scalar_type());
  return results;
}
}  // namespace

Tensor group_norm(const Tensor& input, int64_t num_groups, const std::optional<Tensor>& weight,
                  const std::optional<Tensor>& bias, double eps, bool) {
  return normalised("group_norm", input, num_groups, weight, bias, eps)[0];
}
std::tuple<Tensor, Tensor, Tensor> native_group_norm(const Tensor& input, const std::optional<Tensor>& weight,
                                                     const std::optional<Tensor>& bias, int64_t N, int64_t C,
                                                     int64_t HxW, int64_t group, double eps) {
  RUSHLIGHT_CHECK(
      input.dim() >= 2 && input.size(0) == N && input.size(1) == C && input.numel() == N * C * HxW,
      "native_group_norm: expected an input of ", N, ", ", C, " and ", HxW, " elements, got shape ",
      input.sizes());
  const auto [out, mean, rstd] = normalised("native_group_norm", input, group, weight, bias, eps);
  return {out, mean.detach(), rstd.detach()};
}

}  // namespace torch::inline rushlight
