// Transposed convolution layers and functions.
#include "rushlight/nn/conv_transpose.h"

#include <ostream>

#include "rushlight/nn/any.h"
#include "rushlight/nn/init.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {
namespace {

template <size_t D>
Tensor call(const Tensor& x, const Tensor& weight, const Tensor& bias, IntArrayRef stride,
            IntArrayRef padding, IntArrayRef output_padding, int64_t groups, IntArrayRef dilation) {
  const auto f = D == 1   ? rushlight::conv_transpose1d
                 : D == 2 ? rushlight::conv_transpose2d
                          : rushlight::conv_transpose3d;
  return f(x, weight, bias, stride, padding, output_padding, groups, dilation);
}
template <size_t D>
Tensor call(const Tensor& x, const Tensor& weight, const functional::ConvTransposeFuncOptions<D>& o) {
  return call<D>(x, weight, o.bias(), o.stride(), o.padding(), o.output_padding(), o.groups(), o.dilation());
}

// What the result of the options without output_padding lacks to `wanted`.
template <size_t D>
std::array<int64_t, D> missing(const Tensor& x, IntArrayRef wanted, const ConvTransposeOptions<D>& o) {
  if (wanted.size() == D + 2) wanted = wanted.slice(2);
  RUSHLIGHT_CHECK(wanted.size() == D, "ConvTranspose", D, "d: expected an output_size of ", D, " or ", D + 2,
                  " entries, got ", wanted);
  RUSHLIGHT_CHECK(x.dim() >= static_cast<int64_t>(D), "ConvTranspose", D, "d: expected an input of ", D + 1,
                  " or ", D + 2, " dimensions, got shape ", x.sizes());
  std::array<int64_t, D> more{};
  for (size_t i = 0; i < D; ++i) {
    const int64_t stride = (*o.stride())[i], size = x.size(static_cast<int64_t>(i) - static_cast<int64_t>(D));
    const int64_t least =
        (size - 1) * stride - 2 * (*o.padding())[i] + (*o.dilation())[i] * ((*o.kernel_size())[i] - 1) + 1;
    RUSHLIGHT_CHECK(wanted[i] >= least && wanted[i] < least + stride, "ConvTranspose", D,
                    "d: expected an output size from ", least, " to ", least + stride - 1,
                    " in spatial dimension ", i, ", got ", wanted[i]);
    more[i] = wanted[i] - least;
  }
  return more;
}

}  // namespace

Tensor functional::conv_transpose1d(const Tensor& input, const Tensor& weight) {
  return functional::conv_transpose1d(input, weight, ConvTranspose1dFuncOptions());
}
Tensor functional::conv_transpose1d(const Tensor& input, const Tensor& weight,
                                    const ConvTranspose1dFuncOptions& options) {
  return call<1>(input, weight, options);
}
Tensor functional::conv_transpose2d(const Tensor& input, const Tensor& weight) {
  return functional::conv_transpose2d(input, weight, ConvTranspose2dFuncOptions());
}
Tensor functional::conv_transpose2d(const Tensor& input, const Tensor& weight,
                                    const ConvTranspose2dFuncOptions& options) {
  return call<2>(input, weight, options);
}
Tensor functional::conv_transpose3d(const Tensor& input, const Tensor& weight) {
  return functional::conv_transpose3d(input, weight, ConvTranspose3dFuncOptions());
}
Tensor functional::conv_transpose3d(const Tensor& input, const Tensor& weight,
                                    const ConvTranspose3dFuncOptions& options) {
  return call<3>(input, weight, options);
}

namespace detail {

template <size_t D, class Derived>
ConvTransposeNdImpl<D, Derived>::ConvTransposeNdImpl(const ConvTransposeOptions<D>& options)
    : options(options) {
  ConvTransposeNdImpl::reset();
}

template <size_t D, class Derived> void ConvTransposeNdImpl<D, Derived>::reset() {
  const int64_t in = options.in_channels(), out = options.out_channels(), groups = options.groups();
  RUSHLIGHT_CHECK(in > 0 && out > 0 && groups > 0, "ConvTranspose", D,
                  "d: expected in_channels, out_channels and groups above 0", ", got ", in, ", ", out,
                  " and ", groups);
  RUSHLIGHT_CHECK(in % groups == 0 && out % groups == 0, "ConvTranspose", D,
                  "d: expected in_channels and out_channels that ", groups, " groups divide, got ", in,
                  " and ", out);
  std::vector<int64_t> shape = {in, out / groups};
  for (int64_t k : *options.kernel_size()) {
    RUSHLIGHT_CHECK(k > 0, "ConvTranspose", D, "d: expected a kernel_size above 0, got ", k);
    shape.push_back(k);
  }
  weight = this->register_parameter("weight", rushlight::empty(shape));
  if (options.bias()) bias = this->register_parameter("bias", empty(out));
  else bias = this->register_parameter("bias", {}, false);
  reset_parameters();
}

template <size_t D, class Derived> void ConvTransposeNdImpl<D, Derived>::reset_parameters() {
  init_weight_and_bias(weight, bias);
}

template <size_t D, class Derived>
Tensor ConvTransposeNdImpl<D, Derived>::forward(const Tensor& input,
                                                const std::optional<IntArrayRef>& output_size) {
  RUSHLIGHT_CHECK(std::holds_alternative<enumtype::kZeros>(options.padding_mode()), "ConvTranspose", D,
                  "d: expected padding_mode kZeros, got ", enumtype::get_enum_name(options.padding_mode()));
  const std::array<int64_t, D> more =
      output_size ? missing<D>(input, *output_size, options) : *options.output_padding();
  return call<D>(input, weight, bias, options.stride(), options.padding(), more, options.groups(),
                 options.dilation());
}

template <size_t D, class Derived>
Module::ForwardDefaults ConvTransposeNdImpl<D, Derived>::_forward_default_args() {
  return {{1, AnyValue(std::optional<IntArrayRef>())}};
}

template <size_t D, class Derived>
void ConvTransposeNdImpl<D, Derived>::pretty_print(std::ostream& stream) const {
  const auto& o = options;
  stream << "torch::nn::ConvTranspose" << D << "d(" << o.in_channels() << ", " << o.out_channels()
         << ", kernel_size=" << o.kernel_size() << ", stride=" << o.stride();
  if (*o.padding() != *ExpandingArray<D>(0)) stream << ", padding=" << o.padding();
  if (*o.dilation() != *ExpandingArray<D>(1)) stream << ", dilation=" << o.dilation();
  if (*o.output_padding() != *ExpandingArray<D>(0)) stream << ", output_padding=" << o.output_padding();
  if (o.groups() != 1) stream << ", groups=" << o.groups();
  if (!o.bias()) stream << ", bias=" << std::boolalpha << false;
  if (!std::holds_alternative<enumtype::kZeros>(o.padding_mode()))
    stream << ", padding_mode=" << enumtype::get_enum_name(o.padding_mode());
  stream << ")";
}

template class ConvTransposeNdImpl<1, ConvTranspose1dImpl>;
template class ConvTransposeNdImpl<2, ConvTranspose2dImpl>;
template class ConvTransposeNdImpl<3, ConvTranspose3dImpl>;

}  // namespace detail

ConvTranspose1dImpl::ConvTranspose1dImpl(int64_t in_channels, int64_t out_channels,
                                         ExpandingArray<1> kernel_size)
    : ConvTransposeNdImpl(in_channels, out_channels, kernel_size) {}
ConvTranspose1dImpl::ConvTranspose1dImpl(const ConvTranspose1dOptions& options)
    : ConvTransposeNdImpl(options) {}

ConvTranspose2dImpl::ConvTranspose2dImpl(int64_t in_channels, int64_t out_channels,
                                         ExpandingArray<2> kernel_size)
    : ConvTransposeNdImpl(in_channels, out_channels, kernel_size) {}
ConvTranspose2dImpl::ConvTranspose2dImpl(const ConvTranspose2dOptions& options)
    : ConvTransposeNdImpl(options) {}

ConvTranspose3dImpl::ConvTranspose3dImpl(int64_t in_channels, int64_t out_channels,
                                         ExpandingArray<3> kernel_size)
    : ConvTransposeNdImpl(in_channels, out_channels, kernel_size) {}
ConvTranspose3dImpl::ConvTranspose3dImpl(const ConvTranspose3dOptions& options)
    : ConvTransposeNdImpl(options) {}

}  // namespace torch::inline rushlight::nn
