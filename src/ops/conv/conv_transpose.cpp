// Transposed convolutions: the gradient of a convolution for its input, with a bias, as functions of their own.
#include <algorithm>

#include "op/window_sizes.h"
#include "ops/conv/conv_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

void check(const char* who, int dims, const Tensor& x, const Tensor& w, const Tensor& bias, int64_t groups) {
  RUSHLIGHT_CHECK(x.defined() && w.defined(), who,
                  ": expected a defined input and weight, got an undefined tensor");
  RUSHLIGHT_CHECK(w.dim() == dims + 2, who, ": expected a weight of ", dims + 2, " dimensions, got shape ",
                  w.sizes());
  RUSHLIGHT_CHECK(x.dim() == dims + 1 || x.dim() == dims + 2, who, ": expected an input of ", dims + 1,
                  " or ", dims + 2, " dimensions, got shape ", x.sizes());
  RUSHLIGHT_CHECK(x.size(-dims - 1) == w.size(0), who, ": expected an input with ", w.size(0),
                  " channels for weight ", w.sizes(), ", got shape ", x.sizes());
  RUSHLIGHT_CHECK(w.size(0) > 0 && w.size(0) % groups == 0, who, ": expected input channels that ", groups,
                  " groups divide, got weight ", w.sizes());
  RUSHLIGHT_CHECK(
      x.scalar_type() == w.scalar_type() && (!bias.defined() || bias.scalar_type() == x.scalar_type()), who,
      ": expected input, weight and bias of one dtype, got ", x.scalar_type(), ", ", w.scalar_type(), " and ",
      bias.defined() ? bias.scalar_type() : x.scalar_type());
  RUSHLIGHT_CHECK(x.is_floating_point(), who, ": expected a floating-point dtype, got ", x.scalar_type());
  RUSHLIGHT_CHECK(!bias.defined() || (bias.dim() == 1 && bias.size(0) == w.size(1) * groups), who,
                  ": expected a bias of shape [", w.size(1) * groups, "], got ",
                  bias.defined() ? bias.sizes() : IntArrayRef());
}

Tensor transposed(const char* who, int dims, const Tensor& x, const Tensor& w, const Tensor& bias,
                  IntArrayRef stride, IntArrayRef padding, IntArrayRef output_padding, int64_t groups,
                  IntArrayRef dilation) {
  const ConvWindow window = conv_window(who, dims, stride, padding, dilation, groups);
  check(who, dims, x, w, bias, groups);
  const ScalarType t = x.scalar_type();
  if (isReducedFloatingType(t))
    return transposed(who, dims, x.to(kFloat), w.to(kFloat), bias.defined() ? bias.to(kFloat) : bias, stride,
                      padding, output_padding, groups, dilation)
        .to(t);
  if (x.dim() == dims + 1)
    return transposed(who, dims, x.unsqueeze(0), w, bias, stride, padding, output_padding, groups, dilation)
        .squeeze(0);
  const DimVector extra = window_sizes(who, "an output_padding", dims, output_padding, 0);
  DimVector sizes{x.size(0), w.size(1) * groups};
  for (int i = 0; i < dims; ++i) {
    const ConvAxis axis = axis_of(window, dims - 1 - i);
    const int64_t more = extra[static_cast<size_t>(i)], kernel = w.size(2 + i);
    RUSHLIGHT_CHECK(more < std::max(axis.stride, axis.dilation), who,
                    ": expected an output_padding below the stride or the dilation, got ", output_padding,
                    " for stride ", stride, " and dilation ", dilation);
    RUSHLIGHT_CHECK(x.size(2 + i) > 0 && kernel > 0, who,
                    ": expected sizes above 0 of input and kernel, got input ", x.sizes(), " and weight ",
                    w.sizes());
    sizes.push_back((x.size(2 + i) - 1) * axis.stride - 2 * axis.pad + axis.dilation * (kernel - 1) + more +
                    1);
    RUSHLIGHT_CHECK(sizes.back() > 0, who, ": expected a padding that leaves a result, got ", padding,
                    " for input ", x.sizes());
  }
  return conv_grad_input(window, x, w, bias, sizes);
}

}  // namespace

Tensor conv_transpose1d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                        IntArrayRef stride, IntArrayRef padding, IntArrayRef output_padding, int64_t groups,
                        IntArrayRef dilation) {
  return transposed("conv_transpose1d", 1, input, weight, bias.value_or(Tensor()), stride, padding,
                    output_padding, groups, dilation);
}
Tensor conv_transpose2d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                        IntArrayRef stride, IntArrayRef padding, IntArrayRef output_padding, int64_t groups,
                        IntArrayRef dilation) {
  return transposed("conv_transpose2d", 2, input, weight, bias.value_or(Tensor()), stride, padding,
                    output_padding, groups, dilation);
}
Tensor conv_transpose3d(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                        IntArrayRef stride, IntArrayRef padding, IntArrayRef output_padding, int64_t groups,
                        IntArrayRef dilation) {
  return transposed("conv_transpose3d", 3, input, weight, bias.value_or(Tensor()), stride, padding,
                    output_padding, groups, dilation);
}

Tensor convolution(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& bias,
                   IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool is_transposed,
                   IntArrayRef output_padding, int64_t groups) {
  const int dims = weight.defined() ? static_cast<int>(weight.dim()) - 2 : 0;
  RUSHLIGHT_CHECK(dims >= 1 && dims <= 3, "convolution: expected a weight of 3 to 5 dimensions, got ",
                  weight.defined() ? weight.dim() : 0);
  if (is_transposed)
    return transposed("convolution", dims, input, weight, bias.value_or(Tensor()), stride, padding,
                      output_padding, groups, dilation);
  if (dims == 1) return conv1d(input, weight, bias, stride, padding, dilation, groups);
  return dims == 2 ? conv2d(input, weight, bias, stride, padding, dilation, groups)
                   : conv3d(input, weight, bias, stride, padding, dilation, groups);
}

}  // namespace torch::inline rushlight
