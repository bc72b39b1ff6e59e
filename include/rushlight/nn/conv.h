// Convolutions: options, functions and modules for one to three spatial dimensions. Transposed ones: conv_transpose.h.
#pragma once

#include <variant>

#include "rushlight/nn/arg.h"
#include "rushlight/nn/cloneable.h"
#include "rushlight/nn/enum.h"
#include "rushlight/nn/expanding_array.h"

namespace torch::inline rushlight {
namespace nn {

namespace detail {
using conv_padding_mode_t =
    std::variant<enumtype::kZeros, enumtype::kReflect, enumtype::kReplicate, enumtype::kCircular>;
template <size_t D> using conv_padding_t = std::variant<ExpandingArray<D>, enumtype::kValid, enumtype::kSame>;
}  // namespace detail

template <size_t D> struct ConvOptions {
  using padding_mode_t = detail::conv_padding_mode_t;
  using padding_t = detail::conv_padding_t<D>;
  ConvOptions(int64_t in_channels, int64_t out_channels, ExpandingArray<D> kernel_size)
      : in_channels_(in_channels), out_channels_(out_channels), kernel_size_(kernel_size) {}
  TORCH_ARG(int64_t, in_channels);
  TORCH_ARG(int64_t, out_channels);
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  /// A width for both sides of each dimension, kValid (none), or kSame (as much as keeps the size, at stride 1).
  TORCH_ARG(padding_t, padding) = 0;
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(int64_t, groups) = 1;
  TORCH_ARG(bool, bias) = true;
  TORCH_ARG(padding_mode_t, padding_mode) = kZeros;

 public:
  decltype(auto) padding(std::initializer_list<int64_t> widths) { return padding(ExpandingArray<D>(widths)); }
  decltype(auto) padding(int64_t width) { return padding(ExpandingArray<D>(width)); }
};
using Conv1dOptions = ConvOptions<1>;
using Conv2dOptions = ConvOptions<2>;
using Conv3dOptions = ConvOptions<3>;

namespace functional {

template <size_t D> struct ConvFuncOptions {
  using padding_t = nn::detail::conv_padding_t<D>;
  TORCH_ARG(Tensor, bias);
  TORCH_ARG(ExpandingArray<D>, stride) = 1;
  TORCH_ARG(padding_t, padding) = 0;
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(int64_t, groups) = 1;

 public:
  decltype(auto) padding(std::initializer_list<int64_t> widths) { return padding(ExpandingArray<D>(widths)); }
  decltype(auto) padding(int64_t width) { return padding(ExpandingArray<D>(width)); }
};
using Conv1dFuncOptions = ConvFuncOptions<1>;
using Conv2dFuncOptions = ConvFuncOptions<2>;
using Conv3dFuncOptions = ConvFuncOptions<3>;

/// Cross-correlation of (N, C, L) with weight (out, C / groups, k).
RUSHLIGHT_API Tensor conv1d(const Tensor& input, const Tensor& weight);
RUSHLIGHT_API Tensor conv1d(const Tensor& input, const Tensor& weight, const Conv1dFuncOptions& options);
/// Cross-correlation of (N, C, H, W) with weight (out, C / groups, kh, kw).
RUSHLIGHT_API Tensor conv2d(const Tensor& input, const Tensor& weight);
RUSHLIGHT_API Tensor conv2d(const Tensor& input, const Tensor& weight, const Conv2dFuncOptions& options);
/// Cross-correlation of (N, C, D, H, W) with weight (out, C / groups, kd, kh, kw).
RUSHLIGHT_API Tensor conv3d(const Tensor& input, const Tensor& weight);
RUSHLIGHT_API Tensor conv3d(const Tensor& input, const Tensor& weight, const Conv3dFuncOptions& options);

}  // namespace functional

namespace detail {

/// What the convolution layers share: parameters, their beginnings, and the text.
template <size_t D, class Derived> class RUSHLIGHT_API ConvNdImpl : public Cloneable<Derived> {
 public:
  explicit ConvNdImpl(const ConvOptions<D>& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;

  ConvOptions<D> options;
  Tensor weight;  // (out, in / groups, kernel...)
  Tensor bias;    // (out), undefined without bias

 protected:
  Tensor run_forward(const Tensor& input);
};

}  // namespace detail

class RUSHLIGHT_API Conv1dImpl : public detail::ConvNdImpl<1, Conv1dImpl> {
 public:
  Conv1dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<1> kernel_size);
  explicit Conv1dImpl(const Conv1dOptions& options);
  Tensor forward(const Tensor& input) { return run_forward(input); }
};
TORCH_MODULE(Conv1d);

class RUSHLIGHT_API Conv2dImpl : public detail::ConvNdImpl<2, Conv2dImpl> {
 public:
  Conv2dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<2> kernel_size);
  explicit Conv2dImpl(const Conv2dOptions& options);
  Tensor forward(const Tensor& input) { return run_forward(input); }
};
TORCH_MODULE(Conv2d);

class RUSHLIGHT_API Conv3dImpl : public detail::ConvNdImpl<3, Conv3dImpl> {
 public:
  Conv3dImpl(int64_t in_channels, int64_t out_channels, ExpandingArray<3> kernel_size);
  explicit Conv3dImpl(const Conv3dOptions& options);
  Tensor forward(const Tensor& input) { return run_forward(input); }
};
TORCH_MODULE(Conv3d);

}  // namespace nn
}  // namespace torch::inline rushlight
