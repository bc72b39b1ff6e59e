// Transposed convolutions: options, functions and modules for one to three spatial dimensions.
#pragma once

#include "rushlight/nn/conv.h"

namespace torch::inline rushlight {
namespace nn {

template <size_t D> struct ConvTransposeOptions {
  using padding_mode_t = detail::conv_padding_mode_t;
  ConvTransposeOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  TORCH_ARG(int64_t, in_channels);
  TORCH_ARG(int64_t, out_channels);
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  /// Elements added at the end of each dimension of the result.
  TORCH_ARG(ExpandingArray<D>, output_padding) = 0;
  TORCH_ARG(int64_t, groups) = 1;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(padding_mode_t, padding_mode) = kZeros;
};
using ConvTranspose1dOptions = ConvTransposeOptions<1>;
using ConvTranspose2dOptions = ConvTransposeOptions<2>;
using ConvTranspose3dOptions = ConvTransposeOptions<3>;

namespace functional {

template <size_t D> struct ConvTransposeFuncOptions {
  TORCH_ARG(Tensor, bias);
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(ExpandingArray<D>, output_padding) = 0;
  TORCH_ARG(int64_t, groups) = 1;
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
};
using ConvTranspose1dFuncOptions = ConvTransposeFuncOptions<1>;
using ConvTranspose2dFuncOptions = ConvTransposeFuncOptions<2>;
using ConvTranspose3dFuncOptions = ConvTransposeFuncOptions<3>;

/// Every element of the input spread out by weight (in, out / groups, kernel...), overlaps added up.
RUSHLIGHT_API Tensor conv_transpose1d(const Tensor& input, const Tensor& weight);
RUSHLIGHT_API Tensor conv_transpose1d(const Tensor& input, const Tensor& weight,
                                      const ConvTranspose1dFuncOptions& options);
RUSHLIGHT_API Tensor conv_transpose2d(const Tensor& input, const Tensor& weight);
RUSHLIGHT_API Tensor conv_transpose2d(const Tensor& input, const Tensor& weight,
                                      const ConvTranspose2dFuncOptions& options);
RUSHLIGHT_API Tensor conv_transpose3d(const Tensor& input, const Tensor& weight);
RUSHLIGHT_API Tensor conv_transpose3d(const Tensor& input, const Tensor& weight,
                                      const ConvTranspose3dFuncOptions& options);

}  // namespace functional

namespace detail {

template <size_t D, class Derived> class RUSHLIGHT_API ConvTransposeNdImpl : public Cloneable<Derived> {
 public:
  ConvTransposeNdImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : ConvTransposeNdImpl(ConvTransposeOptions<D>(in_channels, out_channels, kernel_size)) {}
  explicit ConvTransposeNdImpl(const ConvTransposeOptions<D>& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  /// `output_size`, with or without the first two dimensions, takes the place of output_padding.
  Tensor forward(const Tensor& input, const std::optional<IntArrayRef>& output_size = std::nullopt);

  ConvTransposeOptions<D> options;
  Tensor weight;  // (in, out / groups, kernel...)
  Tensor bias;    // (out), undefined without bias

 protected:
  Module::ForwardDefaults _forward_default_args() override;
};

}  // namespace detail

class RUSHLIGHT_API ConvTranspose1dImpl : public detail::ConvTransposeNdImpl<1, ConvTranspose1dImpl> {
 public:
  ConvTranspose1dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<1> kernel_size);
  explicit ConvTranspose1dImpl(const ConvTranspose1dOptions& options);
};
TORCH_MODULE(ConvTranspose1d);

class RUSHLIGHT_API ConvTranspose2dImpl : public detail::ConvTransposeNdImpl<2, ConvTranspose2dImpl> {
 public:
  ConvTranspose2dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<2> kernel_size);
  explicit ConvTranspose2dImpl(const ConvTranspose2dOptions& options);
};
TORCH_MODULE(ConvTranspose2d);

class RUSHLIGHT_API ConvTranspose3dImpl : public detail::ConvTransposeNdImpl<3, ConvTranspose3dImpl> {
 public:
  ConvTranspose3dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<3> kernel_size);
  explicit ConvTranspose3dImpl(const ConvTranspose3dOptions& options);
};
TORCH_MODULE(ConvTranspose3d);

}  // namespace nn
}  // namespace torch::inline rushlight
