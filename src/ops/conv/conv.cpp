// Convolution and its two gradients as operators; each is bilinear, and the derivative of each is made of the others.
#include "ops/conv/conv.h"

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "op/window_sizes.h"
#include "ops/conv/conv_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

Tensor grad_weight(const ConvWindow& window, const Tensor& grad, const Tensor& input, IntArrayRef sizes);
Tensor forward(const ConvWindow& window, const Tensor& input, const Tensor& weight, const Tensor& bias = {});

// All dimensions but that of the channels.
DimVector all_but_channels(int dims) {
  DimVector list{0};
  for (int i = 0; i < dims; ++i) list.push_back(2 + i);
  return list;
}

struct Conv {
  ConvWindow window;
  static constexpr Traits traits{
      .name = "convolution", .save_inputs = 3, .save_cross = true, .contiguous_inputs = true};

  void infer(Infer& io) const {
    const View &x = io.in(0), &w = io.in(1), &bias = io.in(2);
    const int d = window.dims;
    io.check(w.dims == d + 2, "expected a weight of ", d + 2, " dimensions, got shape ", w.shape());
    io.check(x.dims == d + 2, "expected an input of ", d + 1, " or ", d + 2, " dimensions, got shape ",
             x.shape());
    io.check(x.sizes[1] == w.sizes[1] * window.groups, "expected an input with ", w.sizes[1] * window.groups,
             " channels for weight ", w.shape(), " and groups ", window.groups, ", got shape ", x.shape());
    io.check(w.sizes[0] > 0 && w.sizes[0] % window.groups == 0, "expected output channels that ",
             window.groups, " groups divide, got weight ", w.shape());
    io.check(x.dtype == w.dtype && (!bias.defined() || bias.dtype == x.dtype),
             "expected input, weight and bias of one dtype, got ", x.dtype, ", ", w.dtype, " and ",
             bias.dtype);
    io.check(x.dtype == kFloat || x.dtype == kDouble, "expected a floating-point dtype, got ", x.dtype);
    io.check(!bias.defined() || (bias.dims == 1 && bias.sizes[0] == w.sizes[0]), "expected a bias of shape [",
             w.sizes[0], "], got ", bias.shape());
    DimVector shape{x.sizes[0], w.sizes[0]};
    for (int i = 0; i < d; ++i) {
      const ConvAxis axis = axis_of(window, d - 1 - i);
      const int64_t kernel = w.sizes[2 + i], size = x.sizes[2 + i];
      io.check(kernel > 0 && size + 2 * axis.pad >= axis.dilation * (kernel - 1) + 1,
               "expected an input that the kernel fits in, got input ", x.shape(), " and weight ", w.shape());
      shape.push_back(axis.outputs(size, kernel));
    }
    io.out(0, x.dtype, shape);
  }
  static void execute(const Conv& op, Views in, Views out) {
    if (out[0].numel > 0) conv_forward(op.window, in[0], in[1], in[2], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor grad = b.grad();
    if (b.needs(0)) b.set(0, conv_grad_input(window, grad, b.in(1), Tensor(), b.in_sizes(0)));
    if (b.needs(1)) b.set(1, grad_weight(window, grad, b.in(0), b.in_sizes(1)));
    if (b.needs(2)) b.set(2, grad.sum(IntArrayRef(all_but_channels(window.dims))));
  }
};

// The first part of `x`, of these sizes.
Tensor first_part(Tensor x, IntArrayRef sizes) {
  for (int64_t i = 2; i < x.dim(); ++i)
    if (x.size(i) != sizes[static_cast<size_t>(i)]) x = x.narrow(i, 0, sizes[static_cast<size_t>(i)]);
  return x;
}

// Inputs: gradient of the result, weight, and the bias of a transposed convolution, if any.
struct ConvGradInput {
  ConvWindow window;
  DimVector sizes;
  static constexpr Traits traits{
      .name = "convolution_backward_input", .save_inputs = 3, .save_cross = true, .contiguous_inputs = true};
  std::string grad_fn() const { return "ConvolutionBackward0"; }
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, sizes); }
  static void execute(const ConvGradInput& op, Views in, Views out) {
    if (out[0].numel > 0) conv_grad_input(op.window, in[0], in[1], in[2], out[0]);
  }
  void backward(Backward& b) const {
    // Where a wide output_padding leaves room for further windows, theirs are no gradients of ours.
    if (b.needs(0)) b.set(0, first_part(forward(window, b.grad(), b.in(1)), b.in_sizes(0)));
    if (b.needs(1)) b.set(1, grad_weight(window, b.in(0), b.grad(), b.in_sizes(1)));
    if (b.needs(2)) b.set(2, b.grad().sum(IntArrayRef(all_but_channels(window.dims))));
  }
};

// Inputs: gradient of the result, input.
struct ConvGradWeight {
  ConvWindow window;
  DimVector sizes;
  static constexpr Traits traits{
      .name = "convolution_backward_weight", .save_inputs = 3, .save_cross = true, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, sizes); }
  static void execute(const ConvGradWeight& op, Views in, Views out) {
    if (out[0].numel > 0) conv_grad_weight(op.window, in[0], in[1], out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, first_part(forward(window, b.in(1), b.grad()), b.in_sizes(0)));
    if (b.needs(1)) b.set(1, conv_grad_input(window, b.in(0), b.grad(), Tensor(), b.in_sizes(1)));
  }
};

Tensor grad_weight(const ConvWindow& window, const Tensor& grad, const Tensor& input, IntArrayRef sizes) {
  return run(ConvGradWeight{window, sizes}, grad, input)[0];
}
Tensor forward(const ConvWindow& window, const Tensor& input, const Tensor& weight, const Tensor& bias) {
  return run(Conv{window}, input, weight, bias)[0];
}

void check_defined(const char* who, const Tensor& input, const Tensor& weight) {
  RUSHLIGHT_CHECK(input.defined() && weight.defined(), who,
                  ": expected a defined input and weight, got an undefined tensor");
}

Tensor conv(const char* who, const ConvWindow& window, const Tensor& input, const Tensor& weight,
            const Tensor& bias) {
  check_defined(who, input, weight);
  const ScalarType t = input.scalar_type();
  const bool one_dtype = weight.scalar_type() == t && (!bias.defined() || bias.scalar_type() == t);
  if (one_dtype && isReducedFloatingType(t))
    return conv(who, window, input.to(kFloat), weight.to(kFloat), bias.defined() ? bias.to(kFloat) : bias)
        .to(t);
  if (input.dim() == window.dims + 1) return forward(window, input.unsqueeze(0), weight, bias).squeeze(0);
  return forward(window, input, weight, bias);
}

// Pads so that the result keeps the input's size; an odd pixel more goes to the end.
Tensor conv_padded(const char* who, int dims, const Tensor& input, const Tensor& weight, const Tensor& bias,
                   IntArrayRef stride, std::string_view padding, IntArrayRef dilation, int64_t groups) {
  if (padding == "valid")
    return conv(who, conv_window(who, dims, stride, 0, dilation, groups), input, weight, bias);
  if (padding != "same")
    detail::fail({who, ": expected padding \"same\" or \"valid\", got \"", padding, "\""});
  check_defined(who, input, weight);
  RUSHLIGHT_CHECK(weight.dim() == dims + 2, who, ": expected a weight of ", dims + 2,
                  " dimensions, got shape ", weight.sizes());
  ConvWindow k = conv_window(who, dims, stride, 0, dilation, groups);
  // Of an uneven total, one more on both sides; the first element of the result is dropped then.
  int64_t* const pads[] = {&k.pad_w, &k.pad_h, &k.pad_d};
  bool uneven[3] = {};
  for (int i = 0; i < dims; ++i) {
    const ConvAxis axis = axis_of(k, i);
    if (axis.stride != 1) detail::fail({who, ": expected stride 1 with padding \"same\", got ", stride});
    const int64_t total = axis.dilation * (weight.size(-1 - i) - 1);
    uneven[i] = total % 2 != 0;
    *pads[i] = total / 2 + total % 2;
  }
  Tensor y = conv(who, k, input, weight, bias);
  for (int i = 0; i < dims; ++i)
    if (uneven[i]) y = y.slice(-1 - i, 1);
  return y;
}

}  // namespace

ConvWindow conv_window(const char* who, int dims, IntArrayRef stride, IntArrayRef padding,
                       IntArrayRef dilation, int64_t groups) {
  if (groups <= 0) detail::fail({who, ": expected one or more groups, got ", groups});
  const DimVector s = window_sizes(who, "a stride", dims, stride, 1),
                  p = window_sizes(who, "a padding", dims, padding, 0),
                  d = window_sizes(who, "a dilation", dims, dilation, 1);
  const size_t w = static_cast<size_t>(dims) - 1;
  ConvWindow k;
  k.dims = dims;
  k.groups = groups;
  k.stride_w = s[w], k.pad_w = p[w], k.dilation_w = d[w];
  if (dims >= 2) k.stride_h = s[w - 1], k.pad_h = p[w - 1], k.dilation_h = d[w - 1];
  if (dims == 3) k.stride_d = s[0], k.pad_d = p[0], k.dilation_d = d[0];
  return k;
}

Tensor conv_grad_input(const ConvWindow& window, const Tensor& grad, const Tensor& weight, const Tensor& bias,
                       IntArrayRef sizes) {
  return run(ConvGradInput{window, sizes}, grad, weight, bias)[0];
}

Tensor conv1d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
              IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, int64_t groups) {
  return conv("conv1d", conv_window("conv1d", 1, stride, padding, dilation, groups), input, weight,
              bias.value_or(Tensor()));
}
Tensor conv1d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
              IntArrayRef stride, PaddingName padding, IntArrayRef dilation, int64_t groups) {
  return conv_padded("conv1d", 1, input, weight, bias.value_or(Tensor()), stride, padding.name, dilation,
                     groups);
}
Tensor conv2d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
              IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, int64_t groups) {
  return conv("conv2d", conv_window("conv2d", 2, stride, padding, dilation, groups), input, weight,
              bias.value_or(Tensor()));
}
Tensor conv2d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
              IntArrayRef stride, PaddingName padding, IntArrayRef dilation, int64_t groups) {
  return conv_padded("conv2d", 2, input, weight, bias.value_or(Tensor()), stride, padding.name, dilation,
                     groups);
}

Tensor conv3d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
              IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, int64_t groups) {
  return conv("conv3d", conv_window("conv3d", 3, stride, padding, dilation, groups), input, weight,
              bias.value_or(Tensor()));
}
Tensor conv3d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
              IntArrayRef stride, PaddingName padding, IntArrayRef dilation, int64_t groups) {
  return conv_padded("conv3d", 3, input, weight, bias.value_or(Tensor()), stride, padding.name, dilation,
                     groups);
}

}  // namespace torch::inline rushlight
