// layer_norm; rms_norm is an expression.
#include <limits>

#include "ops/norm/norm_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The dimensions before the last `inner` ones.
IntArrayRef outer_sizes(const View& in, size_t inner) {
  return {in.sizes, static_cast<size_t>(in.dims) - inner};
}

struct LayerNormBackward {
  DimVector shape;
  bool wants_in, wants_weight, wants_bias;
  static constexpr Traits traits{
      .name = "layer_norm_backward", .outputs = 3, .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View& in = io.in(1);
    if (wants_in) io.out(0, in.dtype, in.shape());
    if (wants_weight) io.out(1, in.dtype, shape);
    if (wants_bias) io.out(2, in.dtype, shape);
  }
  static void execute(const LayerNormBackward&, Views in, Views out) {
    if (nothing_to_normalise(in[1], out)) return;
    kernels<LayerNormKernels>(in[1]).backward(in[0], in[1], in[2], in[3], in[4], out[0], out[1], out[2]);
  }
};

struct LayerNorm {
  DimVector shape;
  double eps;
  static constexpr Traits traits{
      .name = "layer_norm", .save_inputs = 3, .save_outputs = 6, .outputs = 3, .contiguous_inputs = true};
  std::string grad_fn() const { return "NativeLayerNormBackward0"; }
  void infer(Infer& io) const {
    const View& in = io.in(0);
    check_norm_input(io, in);
    io.check(!shape.empty(), "expected a normalized_shape of one dimension or more, got []");
    const size_t inner = shape.size(), dims = static_cast<size_t>(in.dims);
    io.check(dims >= inner && IntArrayRef(in.sizes + (dims - inner), inner) == IntArrayRef(shape),
             "expected an input whose last dimensions are normalized_shape ", shape, ", got ", in.shape());
    check_norm_argument(io, "weight", io[1], in, shape);
    check_norm_argument(io, "bias", io[2], in, shape);
    io.out(0, in.dtype, in.shape());
    io.out(1, in.dtype, outer_sizes(in, inner));
    io.out(2, in.dtype, outer_sizes(in, inner));
  }
  static void execute(const LayerNorm& op, Views in, Views out) {
    if (nothing_to_normalise(in[0], out)) return;
    kernels<LayerNormKernels>(in[0]).forward(op.eps, in[0], in[1], in[2], out[0], out[1], out[2]);
  }
  void backward(Backward& b) const {
    const Tensor in = b.in(0), weight = b.in(1);
    if (GradMode::is_enabled()) return formula(b, in, weight);
    const LayerNormBackward op{shape, b.needs(0), b.needs(1), b.needs(2)};
    const auto grads = run(op, b.grad(), in, weight, b.out(1), b.out(2));
    for (int i = 0; i < 3; ++i)
      if (grads[static_cast<size_t>(i)].defined()) b.set(i, grads[static_cast<size_t>(i)]);
  }
  // The same gradients as expressions that can be differentiated again.
  void formula(Backward& b, const Tensor& in, const Tensor& weight) const {
    DimVector inner, outer;
    const int64_t split = in.dim() - static_cast<int64_t>(shape.size());
    for (int64_t d = 0; d < in.dim(); ++d) (d < split ? outer : inner).push_back(d);
    const IntArrayRef over(inner);
    const Tensor centred = in - mean(in, over, true);
    const Tensor rstd = pow(mean(centred * centred, over, true) + eps, -0.5);
    const Tensor hat = centred * rstd, grad = b.grad();
    if (b.needs(0)) {
      const Tensor scaled = weight.defined() ? grad * weight : grad;
      b.set(0, rstd * (scaled - mean(scaled, over, true) - hat * mean(scaled * hat, over, true)));
    }
    const auto total = [&](const Tensor& t) { return outer.empty() ? t : sum(t, IntArrayRef(outer)); };
    if (b.needs(1)) b.set(1, total(grad * hat));
    if (b.needs(2)) b.set(2, total(grad));
  }
};

double smallest_step(ScalarType t) {
  return t == kDouble     ? std::numeric_limits<double>::epsilon()
         : t == kHalf     ? 0x1p-10
         : t == kBFloat16 ? 0x1p-7
                          : double{std::numeric_limits<float>::epsilon()};
}

}  // namespace

namespace {
std::array<Tensor, 3> normalised(const Tensor& input, IntArrayRef shape, const std::optional<Tensor>& weight,
                                 const std::optional<Tensor>& bias, double eps) {
  const ScalarType compute = norm_dtype(input);
  return run(LayerNorm{DimVector(shape), eps}, norm_argument(input, compute), norm_argument(weight, compute),
             norm_argument(bias, compute));
}
}  // namespace

Tensor layer_norm(const Tensor& input, IntArrayRef normalized_shape, const std::optional<Tensor>& weight,
                  const std::optional<Tensor>& bias, double eps, bool) {
  return to(normalised(input, normalized_shape, weight, bias, eps)[0], input.scalar_type());
}
std::tuple<Tensor, Tensor, Tensor> native_layer_norm(const Tensor& input, IntArrayRef normalized_shape,
                                                     const std::optional<Tensor>& weight,
                                                     const std::optional<Tensor>& bias, double eps) {
  const auto [out, mean, rstd] = normalised(input, normalized_shape, weight, bias, eps);
  DimVector shape(mean.sizes());
  shape.resize(static_cast<size_t>(input.dim()), 1);
  return {to(out, input.scalar_type()), mean.detach().view(shape), rstd.detach().view(shape)};
}

Tensor rms_norm(const Tensor& input, IntArrayRef normalized_shape, const std::optional<Tensor>& weight,
                std::optional<double> eps) {
  const int64_t inner = static_cast<int64_t>(normalized_shape.size()), split = input.dim() - inner;
  RUSHLIGHT_CHECK(isFloatingType(input.scalar_type()), "rms_norm: expected a floating-point input, got ",
                  input.scalar_type());
  RUSHLIGHT_CHECK(
      inner > 0 && split >= 0 && input.sizes().slice(static_cast<size_t>(split)) == normalized_shape,
      "rms_norm: expected an input whose last dimensions are normalized_shape ", normalized_shape, ", got ",
      input.sizes());
  DimVector over;
  for (int64_t d = split; d < input.dim(); ++d) over.push_back(d);
  const ScalarType compute = norm_dtype(input);
  const Tensor x = norm_argument(input, compute), w = norm_argument(weight, compute);
  const Tensor out =
      x * pow(mean(x * x, IntArrayRef(over), true) + eps.value_or(smallest_step(input.scalar_type())), -0.5);
  if (!w.defined()) return to(out, input.scalar_type());
  RUSHLIGHT_CHECK(w.sizes() == normalized_shape, "rms_norm: expected a weight of shape ", normalized_shape,
                  ", got ", w.sizes());
  return to(out * w, input.scalar_type());
}

}  // namespace torch::inline rushlight
