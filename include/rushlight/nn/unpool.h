// The way back from max pooling, and max pooling with windows at random places: options, functions and modules.
#pragma once

#include <optional>
#include <tuple>
#include <vector>

#include "rushlight/nn/expanding_array.h"
#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

template <size_t D> struct MaxUnpoolOptions {
  MaxUnpoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
};
using MaxUnpool1dOptions = MaxUnpoolOptions<1>;
using MaxUnpool2dOptions = MaxUnpoolOptions<2>;
using MaxUnpool3dOptions = MaxUnpoolOptions<3>;

template <size_t D> struct FractionalMaxPoolOptions {
  using ExpandingArrayDouble = ExpandingArray<D, double>;
  FractionalMaxPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size) {}
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  /// Size of the result, or its ratio to that of the input: one of them.
  TORCH_ARG(std::optional<ExpandingArray<D>>, output_size);
  TORCH_ARG(std::optional<ExpandingArrayDouble>, output_ratio);
  /// Numbers in [0, 1) that place the windows, (N, C, D); drawn at each call unless given.
  TORCH_ARG(Tensor, _random_samples);
};
using FractionalMaxPool2dOptions = FractionalMaxPoolOptions<2>;
using FractionalMaxPool3dOptions = FractionalMaxPoolOptions<3>;

namespace functional {

template <size_t D> struct MaxUnpoolFuncOptions {
  MaxUnpoolFuncOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(std::optional<std::vector<int64_t>>, output_size);
};
using MaxUnpool1dFuncOptions = MaxUnpoolFuncOptions<1>;
using MaxUnpool2dFuncOptions = MaxUnpoolFuncOptions<2>;
using MaxUnpool3dFuncOptions = MaxUnpoolFuncOptions<3>;
using FractionalMaxPool2dFuncOptions = FractionalMaxPool2dOptions;
using FractionalMaxPool3dFuncOptions = FractionalMaxPool3dOptions;

/// Zeros with each value at the position that max pooling gave for it.
RUSHLIGHT_API Tensor max_unpool1d(const Tensor& input, const Tensor& indices,
                                  const MaxUnpool1dFuncOptions& options);
RUSHLIGHT_API Tensor max_unpool2d(const Tensor& input, const Tensor& indices,
                                  const MaxUnpool2dFuncOptions& options);
RUSHLIGHT_API Tensor max_unpool3d(const Tensor& input, const Tensor& indices,
                                  const MaxUnpool3dFuncOptions& options);
/// Largest value of windows whose distances vary at random (Graham 2014), alone or with its position.
RUSHLIGHT_API Tensor fractional_max_pool2d(const Tensor& input,
                                           const FractionalMaxPool2dFuncOptions& options);
RUSHLIGHT_API Tensor fractional_max_pool3d(const Tensor& input,
                                           const FractionalMaxPool3dFuncOptions& options);
RUSHLIGHT_API std::tuple<Tensor, Tensor> fractional_max_pool2d_with_indices(
    const Tensor& input, const FractionalMaxPool2dFuncOptions& options);
RUSHLIGHT_API std::tuple<Tensor, Tensor> fractional_max_pool3d_with_indices(
    const Tensor& input, const FractionalMaxPool3dFuncOptions& options);

}  // namespace functional

namespace detail {

template <size_t D, class Derived>
class RUSHLIGHT_API MaxUnpoolImpl : public OptionsModule<Derived, MaxUnpoolOptions<D>> {
 public:
  MaxUnpoolImpl(ExpandingArray<D> kernel_size) : MaxUnpoolImpl(MaxUnpoolOptions<D>(kernel_size)) {}
  explicit MaxUnpoolImpl(const MaxUnpoolOptions<D>& options)
      : OptionsModule<Derived, MaxUnpoolOptions<D>>(options) {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& indices,
                 const std::optional<std::vector<int64_t>>& output_size = std::nullopt);

 protected:
  Module::ForwardDefaults _forward_default_args() override;
};

template <size_t D, class Derived>
class RUSHLIGHT_API FractionalMaxPoolImpl : public OptionsModule<Derived, FractionalMaxPoolOptions<D>> {
 public:
  FractionalMaxPoolImpl(ExpandingArray<D> kernel_size)
      : FractionalMaxPoolImpl(FractionalMaxPoolOptions<D>(kernel_size)) {}
  explicit FractionalMaxPoolImpl(const FractionalMaxPoolOptions<D>& options);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);

  Tensor _random_samples;
};

}  // namespace detail

class RUSHLIGHT_API MaxUnpool1dImpl : public detail::MaxUnpoolImpl<1, MaxUnpool1dImpl> {
 public:
  MaxUnpool1dImpl(ExpandingArray<1> kernel_size);
  explicit MaxUnpool1dImpl(const MaxUnpool1dOptions& options);
};
TORCH_MODULE(MaxUnpool1d);

class RUSHLIGHT_API MaxUnpool2dImpl : public detail::MaxUnpoolImpl<2, MaxUnpool2dImpl> {
 public:
  MaxUnpool2dImpl(ExpandingArray<2> kernel_size);
  explicit MaxUnpool2dImpl(const MaxUnpool2dOptions& options);
};
TORCH_MODULE(MaxUnpool2d);

class RUSHLIGHT_API MaxUnpool3dImpl : public detail::MaxUnpoolImpl<3, MaxUnpool3dImpl> {
 public:
  MaxUnpool3dImpl(ExpandingArray<3> kernel_size);
  explicit MaxUnpool3dImpl(const MaxUnpool3dOptions& options);
};
TORCH_MODULE(MaxUnpool3d);

class RUSHLIGHT_API FractionalMaxPool2dImpl
    : public detail::FractionalMaxPoolImpl<2, FractionalMaxPool2dImpl> {
 public:
  FractionalMaxPool2dImpl(ExpandingArray<2> kernel_size);
  explicit FractionalMaxPool2dImpl(const FractionalMaxPool2dOptions& options);
};
TORCH_MODULE(FractionalMaxPool2d);

class RUSHLIGHT_API FractionalMaxPool3dImpl
    : public detail::FractionalMaxPoolImpl<3, FractionalMaxPool3dImpl> {
 public:
  FractionalMaxPool3dImpl(ExpandingArray<3> kernel_size);
  explicit FractionalMaxPool3dImpl(const FractionalMaxPool3dOptions& options);
};
TORCH_MODULE(FractionalMaxPool3d);

}  // namespace nn
}  // namespace torch::inline rushlight
