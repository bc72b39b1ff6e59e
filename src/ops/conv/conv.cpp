// Convolution and its two gradients as operators; each is bilinear, and the derivative of each is made of the others.
#include "ops/conv/conv.h"

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "op/window_sizes.h"
#include "ops/conv/conv_op.h"
#include "rushlight/ops.h"

namespace rushlight {
namespace {

Tensor grad_input(const ConvWindow& window, const Tensor& grad, const Tensor& weight, IntArrayRef sizes);
Tensor grad_weight(const ConvWindow& window, const Tensor& grad, const Tensor& input, IntArrayRef sizes);
Tensor forward(const ConvWindow& window, const Tensor& input, const Tensor& weight, const Tensor& bias = {});

int64_t out_size(int64_t size, int64_t kernel, int64_t stride, int64_t pad, int64_t dilation) {
  return (size + 2 * pad - dilation * (kernel - 1) - 1) / stride + 1;
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
    if (d == 2)
      shape.push_back(out_size(x.sizes[2], w.sizes[2], window.stride_h, window.pad_h, window.dilation_h));
    shape.push_back(out_size(x.size(-1), w.size(-1), window.stride_w, window.pad_w, window.dilation_w));
    for (int i = 0; i < d; ++i) {
      const bool h = d == 2 && i == 0;
      const int64_t reach = (h ? window.dilation_h : window.dilation_w) * (w.sizes[2 + i] - 1) + 1;
      io.check(w.sizes[2 + i] > 0 && x.sizes[2 + i] + 2 * (h ? window.pad_h : window.pad_w) >= reach,
               "expected an input that the kernel fits in, got input ", x.shape(), " and weight ", w.shape());
    }
    io.out(0, x.dtype, shape);
  }
  static void execute(const Conv& op, Views in, Views out) {
    if (out[0].numel > 0) conv_forward(op.window, in[0], in[1], in[2], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor grad = b.grad();
    if (b.needs(0)) b.set(0, grad_input(window, grad, b.in(1), b.in_sizes(0)));
    if (b.needs(1)) b.set(1, grad_weight(window, grad, b.in(0), b.in_sizes(1)));
    if (b.needs(2)) b.set(2, window.dims == 2 ? grad.sum({0, 2, 3}) : grad.sum({0, 2}));
  }
};

// Inputs: gradient of the result, weight.
struct ConvGradInput {
  ConvWindow window;
  DimVector sizes;
  static constexpr Traits traits{
      .name = "convolution_backward_input", .save_inputs = 3, .save_cross = true, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, sizes); }
  static void execute(const ConvGradInput& op, Views in, Views out) {
    if (out[0].numel > 0) conv_grad_input(op.window, in[0], in[1], out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, forward(window, b.grad(), b.in(1)));
    if (b.needs(1)) b.set(1, grad_weight(window, b.in(0), b.grad(), b.in_sizes(1)));
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
    if (b.needs(0)) b.set(0, forward(window, b.in(1), b.grad()));
    if (b.needs(1)) b.set(1, grad_input(window, b.in(0), b.grad(), b.in_sizes(1)));
  }
};

Tensor grad_input(const ConvWindow& window, const Tensor& grad, const Tensor& weight, IntArrayRef sizes) {
  return run(ConvGradInput{window, sizes}, grad, weight)[0];
}
Tensor grad_weight(const ConvWindow& window, const Tensor& grad, const Tensor& input, IntArrayRef sizes) {
  return run(ConvGradWeight{window, sizes}, grad, input)[0];
}
Tensor forward(const ConvWindow& window, const Tensor& input, const Tensor& weight, const Tensor& bias) {
  return run(Conv{window}, input, weight, bias)[0];
}

ConvWindow window_of(const char* who, int dims, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                     int64_t groups) {
  if (groups <= 0) detail::fail({who, ": expected one or more groups, got ", groups});
  const DimVector s = window_sizes(who, "a stride", dims, stride, 1),
                  p = window_sizes(who, "a padding", dims, padding, 0),
                  d = window_sizes(who, "a dilation", dims, dilation, 1);
  ConvWindow k;
  k.dims = dims;
  k.groups = groups;
  k.stride_w = s.back(), k.pad_w = p.back(), k.dilation_w = d.back();
  if (dims == 2) k.stride_h = s[0], k.pad_h = p[0], k.dilation_h = d[0];
  return k;
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
  if (one_dtype && (t == kHalf || t == kBFloat16))
    return conv(who, window, input.to(kFloat), weight.to(kFloat), bias.defined() ? bias.to(kFloat) : bias)
        .to(t);
  if (input.dim() == window.dims + 1) return forward(window, input.unsqueeze(0), weight, bias).squeeze(0);
  return forward(window, input, weight, bias);
}

// Pads so that the result keeps the input's size; an odd pixel more goes to the end.
Tensor conv_padded(const char* who, int dims, const Tensor& input, const Tensor& weight, const Tensor& bias,
                   IntArrayRef stride, std::string_view padding, IntArrayRef dilation, int64_t groups) {
  if (padding == "valid")
    return conv(who, window_of(who, dims, stride, 0, dilation, groups), input, weight, bias);
  if (padding != "same")
    detail::fail({who, ": expected padding \"same\" or \"valid\", got \"", padding, "\""});
  check_defined(who, input, weight);
  RUSHLIGHT_CHECK(weight.dim() == dims + 2, who, ": expected a weight of ", dims + 2,
                  " dimensions, got shape ", weight.sizes());
  ConvWindow k = window_of(who, dims, stride, 0, dilation, groups);
  if (k.stride_h != 1 || k.stride_w != 1)
    detail::fail({who, ": expected stride 1 with padding \"same\", got ", stride});
  const int64_t total_w = k.dilation_w * (weight.size(-1) - 1),
                total_h = dims == 2 ? k.dilation_h * (weight.size(-2) - 1) : 0;
  k.pad_w = total_w / 2;
  k.pad_h = total_h / 2;
  if (total_w % 2 == 0 && total_h % 2 == 0) return conv(who, k, input, weight, bias);
  // An uneven total: pad one more on both sides, then drop the first row or column.
  k.pad_w += total_w % 2;
  k.pad_h += total_h % 2;
  Tensor y = conv(who, k, input, weight, bias);
  if (total_w % 2) y = y.slice(-1, 1);
  return total_h % 2 ? y.slice(-2, 1) : y;
}

}  // namespace

Tensor conv1d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
              IntArrayRef padding, IntArrayRef dilation, int64_t groups) {
  return conv("conv1d", window_of("conv1d", 1, stride, padding, dilation, groups), input, weight, bias);
}
Tensor conv1d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
              PaddingName padding, IntArrayRef dilation, int64_t groups) {
  return conv_padded("conv1d", 1, input, weight, bias, stride, padding.name, dilation, groups);
}
Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
              IntArrayRef padding, IntArrayRef dilation, int64_t groups) {
  return conv("conv2d", window_of("conv2d", 2, stride, padding, dilation, groups), input, weight, bias);
}
Tensor conv2d(const Tensor& input, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
              PaddingName padding, IntArrayRef dilation, int64_t groups) {
  return conv_padded("conv2d", 2, input, weight, bias, stride, padding.name, dilation, groups);
}

}  // namespace rushlight
