// Convolution layers and functions. Padding that the operator does not know ("same" with an odd total, mirrored and
// other borders) is put around the input first.
#include "rushlight/nn/conv.h"

#include <ostream>

#include "rushlight/nn/init.h"
#include "rushlight/nn/padding.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {
namespace {

template <size_t D>
Tensor call(const Tensor& x, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
            IntArrayRef padding, IntArrayRef dilation, int64_t groups) {
  if constexpr (D == 1) return rushlight::conv1d(x, weight, bias, stride, padding, dilation, groups);
  else if constexpr (D == 2) return rushlight::conv2d(x, weight, bias, stride, padding, dilation, groups);
  else return rushlight::conv3d(x, weight, bias, stride, padding, dilation, groups);
}

// Widths before and after each dimension, in that order.
template <size_t D> struct Border { std::array<int64_t, D> before{}, after{}; };

template <size_t D>
Border<D> border_of(const detail::conv_padding_t<D>& padding, const ExpandingArray<D>& stride,
                    const ExpandingArray<D>& dilation, IntArrayRef kernel) {
  Border<D> border;
  if (const auto* widths = std::get_if<ExpandingArray<D>>(&padding)) {
    border.before = border.after = **widths;
  } else if (std::holds_alternative<enumtype::kSame>(padding)) {
    for (size_t i = 0; i < D; ++i) {
      RUSHLIGHT_CHECK((*stride)[i] == 1, "conv: expected stride 1 for padding 'same', got ", (*stride)[i]);
      const int64_t total = (*dilation)[i] * (kernel[i] - 1);
      border.before[i] = total / 2;
      border.after[i] = total - total / 2;
    }
  }
  return border;
}

// As functional::pad takes them: the last dimension first.
template <size_t D> std::vector<int64_t> pad_widths(const Border<D>& border) {
  std::vector<int64_t> widths;
  for (size_t i = D; i-- > 0;) {
    widths.push_back(border.before[i]);
    widths.push_back(border.after[i]);
  }
  return widths;
}

template <size_t D>
Tensor convolve(Tensor x, const Tensor& weight, const Tensor& bias, const ExpandingArray<D>& stride,
                const detail::conv_padding_t<D>& padding, const ExpandingArray<D>& dilation, int64_t groups,
                const detail::conv_padding_mode_t& mode) {
  RUSHLIGHT_CHECK(weight.dim() == static_cast<int64_t>(D) + 2, "conv", D, "d: expected a weight of ", D + 2,
                  " dimensions, got shape ", weight.sizes());
  Border<D> border = border_of<D>(padding, stride, dilation, weight.sizes().slice(2));
  const bool zeros = std::holds_alternative<enumtype::kZeros>(mode);
  if (!zeros || border.before != border.after) {
    functional::PadFuncOptions options(pad_widths(border));
    if (std::holds_alternative<enumtype::kReflect>(mode)) options.mode(kReflect);
    if (std::holds_alternative<enumtype::kReplicate>(mode)) options.mode(kReplicate);
    if (std::holds_alternative<enumtype::kCircular>(mode)) options.mode(kCircular);
    x = functional::pad(x, options);
    border = Border<D>();
  }
  return call<D>(x, weight, bias, stride, border.before, dilation, groups);
}

}  // namespace

Tensor functional::conv1d(const Tensor& input, const Tensor& weight) {
  return functional::conv1d(input, weight, Conv1dFuncOptions());
}
Tensor functional::conv1d(const Tensor& input, const Tensor& weight, const Conv1dFuncOptions& options) {
  return convolve<1>(input, weight, options.bias(), options.stride(), options.padding(), options.dilation(),
                     options.groups(), kZeros);
}
Tensor functional::conv2d(const Tensor& input, const Tensor& weight) {
  return functional::conv2d(input, weight, Conv2dFuncOptions());
}
Tensor functional::conv2d(const Tensor& input, const Tensor& weight, const Conv2dFuncOptions& options) {
  return convolve<2>(input, weight, options.bias(), options.stride(), options.padding(), options.dilation(),
                     options.groups(), kZeros);
}
Tensor functional::conv3d(const Tensor& input, const Tensor& weight) {
  return functional::conv3d(input, weight, Conv3dFuncOptions());
}
Tensor functional::conv3d(const Tensor& input, const Tensor& weight, const Conv3dFuncOptions& options) {
  return convolve<3>(input, weight, options.bias(), options.stride(), options.padding(), options.dilation(),
                     options.groups(), kZeros);
}

namespace detail {

template <size_t D, class Derived>
ConvNdImpl<D, Derived>::ConvNdImpl(const ConvOptions<D>& options) : options(options) {
  ConvNdImpl::reset();
}

template <size_t D, class Derived> void ConvNdImpl<D, Derived>::reset() {
  const int64_t in = options.in_channels(), out = options.out_channels(), groups = options.groups();
  RUSHLIGHT_CHECK(in > 0 && out > 0 && groups > 0, "Conv", D,
                  "d: expected in_channels, out_channels and groups above 0", ", got ", in, ", ", out,
                  " and ", groups);
  RUSHLIGHT_CHECK(in % groups == 0 && out % groups == 0, "Conv", D,
                  "d: expected in_channels and out_channels that ", groups, " groups divide, got ", in,
                  " and ", out);
  std::vector<int64_t> shape = {out, in / groups};
  for (int64_t k : *options.kernel_size()) {
    RUSHLIGHT_CHECK(k > 0, "Conv", D, "d: expected a kernel_size above 0, got ", k);
    shape.push_back(k);
  }
  if (std::holds_alternative<enumtype::kSame>(options.padding()))
    for (int64_t s : *options.stride())
      RUSHLIGHT_CHECK(s == 1, "Conv", D, "d: expected stride 1 for padding 'same', got ", s);
  weight = this->register_parameter("weight", rushlight::empty(shape));
  if (options.bias()) bias = this->register_parameter("bias", empty(out));
  else bias = this->register_parameter("bias", {}, false);
  reset_parameters();
}

template <size_t D, class Derived> void ConvNdImpl<D, Derived>::reset_parameters() {
  init_weight_and_bias(weight, bias);
}

template <size_t D, class Derived> Tensor ConvNdImpl<D, Derived>::run_forward(const Tensor& input) {
  // The everyday case goes to the operator without a detour.
  const auto* widths = std::get_if<ExpandingArray<D>>(&options.padding());
  if (widths && std::holds_alternative<enumtype::kZeros>(options.padding_mode())) [[likely]]
    return call<D>(input, weight, bias, options.stride(), *widths, options.dilation(), options.groups());
  return convolve<D>(input, weight, bias, options.stride(), options.padding(), options.dilation(),
                     options.groups(), options.padding_mode());
}

template <size_t D, class Derived> void ConvNdImpl<D, Derived>::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Conv" << D << "d(" << options.in_channels() << ", " << options.out_channels()
         << ", kernel_size=" << options.kernel_size() << ", stride=" << options.stride();
  if (const auto* widths = std::get_if<ExpandingArray<D>>(&options.padding())) {
    if (**widths != *ExpandingArray<D>(0)) stream << ", padding=" << *widths;
  } else {
    stream << (std::holds_alternative<enumtype::kSame>(options.padding()) ? ", padding='same'"
                                                                          : ", padding='valid'");
  }
  if (*options.dilation() != *ExpandingArray<D>(1)) stream << ", dilation=" << options.dilation();
  if (options.groups() != 1) stream << ", groups=" << options.groups();
  if (!options.bias()) stream << ", bias=" << std::boolalpha << false;
  if (!std::holds_alternative<enumtype::kZeros>(options.padding_mode()))
    stream << ", padding_mode=" << enumtype::get_enum_name(options.padding_mode());
  stream << ")";
}

template class ConvNdImpl<1, Conv1dImpl>;
template class ConvNdImpl<2, Conv2dImpl>;
template class ConvNdImpl<3, Conv3dImpl>;

}  // namespace detail

Conv1dImpl::Conv1dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<1> kernel_size)
    : Conv1dImpl(Conv1dOptions(in_channels, out_channels, kernel_size)) {}
Conv1dImpl::Conv1dImpl(const Conv1dOptions& options) : ConvNdImpl(options) {}

Conv2dImpl::Conv2dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<2> kernel_size)
    : Conv2dImpl(Conv2dOptions(in_channels, out_channels, kernel_size)) {}
Conv2dImpl::Conv2dImpl(const Conv2dOptions& options) : ConvNdImpl(options) {}

Conv3dImpl::Conv3dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<3> kernel_size)
    : Conv3dImpl(Conv3dOptions(in_channels, out_channels, kernel_size)) {}
Conv3dImpl::Conv3dImpl(const Conv3dOptions& options) : ConvNdImpl(options) {}

}  // namespace torch::inline rushlight::nn
