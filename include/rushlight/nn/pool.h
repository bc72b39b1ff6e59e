// Pooling: options, functions and modules; among them stochastic pooling, which LibTorch does not have.
#pragma once

#include <optional>
#include <tuple>

#include "rushlight/nn/expanding_array.h"
#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

template <size_t D> struct MaxPoolOptions {
  MaxPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(ExpandingArray<D>, dilation) = 1;
  TORCH_ARG(bool, ceil_mode) = false;
};
template <size_t D> struct AvgPoolOptions {
  AvgPoolOptions(ExpandingArray<D> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(ExpandingArray<D>, padding) = 0;
  TORCH_ARG(bool, ceil_mode) = false;
  TORCH_ARG(bool, count_include_pad) = true;
  TORCH_ARG(std::optional<int64_t>, divisor_override);
};
template <size_t D> struct LPPoolOptions {
  LPPoolOptions(double norm_type, ExpandingArray<D> kernel_size)
      : norm_type_(norm_type), kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(double, norm_type);
  TORCH_ARG(ExpandingArray<D>, kernel_size);
  TORCH_ARG(ExpandingArray<D>, stride);
  TORCH_ARG(bool, ceil_mode) = false;
};
template <class Size> struct AdaptiveMaxPoolOptions {
  AdaptiveMaxPoolOptions(Size output_size) : output_size_(output_size) {}
  TORCH_ARG(Size, output_size);
};
template <class Size> struct AdaptiveAvgPoolOptions {
  AdaptiveAvgPoolOptions(Size output_size) : output_size_(output_size) {}
  TORCH_ARG(Size, output_size);
};
struct RUSHLIGHT_API StochasticPool2dOptions {
  StochasticPool2dOptions(ExpandingArray<2> kernel_size) : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<2>, kernel_size);
  TORCH_ARG(ExpandingArray<2>, stride);
  TORCH_ARG(bool, ceil_mode) = false;
};
using MaxPool1dOptions = MaxPoolOptions<1>;
using MaxPool2dOptions = MaxPoolOptions<2>;
using AvgPool1dOptions = AvgPoolOptions<1>;
using AvgPool2dOptions = AvgPoolOptions<2>;
using LPPool1dOptions = LPPoolOptions<1>;
using LPPool2dOptions = LPPoolOptions<2>;
using AdaptiveMaxPool1dOptions = AdaptiveMaxPoolOptions<ExpandingArray<1>>;
using AdaptiveMaxPool2dOptions = AdaptiveMaxPoolOptions<ExpandingArrayWithOptionalElem<2>>;
using AdaptiveAvgPool1dOptions = AdaptiveAvgPoolOptions<ExpandingArray<1>>;
using AdaptiveAvgPool2dOptions = AdaptiveAvgPoolOptions<ExpandingArrayWithOptionalElem<2>>;

namespace functional {

using MaxPool1dFuncOptions = MaxPool1dOptions;
using MaxPool2dFuncOptions = MaxPool2dOptions;
using AvgPool1dFuncOptions = AvgPool1dOptions;
using AvgPool2dFuncOptions = AvgPool2dOptions;
using LPPool1dFuncOptions = LPPool1dOptions;
using LPPool2dFuncOptions = LPPool2dOptions;
using AdaptiveMaxPool1dFuncOptions = AdaptiveMaxPool1dOptions;
using AdaptiveMaxPool2dFuncOptions = AdaptiveMaxPool2dOptions;
using AdaptiveAvgPool1dFuncOptions = AdaptiveAvgPool1dOptions;
using AdaptiveAvgPool2dFuncOptions = AdaptiveAvgPool2dOptions;

struct RUSHLIGHT_API StochasticPool2dFuncOptions {
  StochasticPool2dFuncOptions(ExpandingArray<2> kernel_size)
      : kernel_size_(kernel_size), stride_(kernel_size) {}
  TORCH_ARG(ExpandingArray<2>, kernel_size);
  TORCH_ARG(ExpandingArray<2>, stride);
  TORCH_ARG(bool, ceil_mode) = false;
  TORCH_ARG(bool, training) = true;
};

/// Largest value of each window.
RUSHLIGHT_API Tensor max_pool1d(const Tensor& input, const MaxPool1dFuncOptions& options);
RUSHLIGHT_API Tensor max_pool2d(const Tensor& input, const MaxPool2dFuncOptions& options);
/// The same with the position of each in its plane.
RUSHLIGHT_API std::tuple<Tensor, Tensor> max_pool1d_with_indices(const Tensor& input,
                                                                 const MaxPool1dFuncOptions& options);
RUSHLIGHT_API std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& input,
                                                                 const MaxPool2dFuncOptions& options);
/// Mean of each window.
RUSHLIGHT_API Tensor avg_pool1d(const Tensor& input, const AvgPool1dFuncOptions& options);
RUSHLIGHT_API Tensor avg_pool2d(const Tensor& input, const AvgPool2dFuncOptions& options);
/// Root of the sum of powers of each window.
RUSHLIGHT_API Tensor lp_pool1d(const Tensor& input, const LPPool1dFuncOptions& options);
RUSHLIGHT_API Tensor lp_pool2d(const Tensor& input, const LPPool2dFuncOptions& options);
/// Largest value of windows chosen so that the result has the size asked for.
RUSHLIGHT_API Tensor adaptive_max_pool1d(const Tensor& input, const AdaptiveMaxPool1dFuncOptions& options);
RUSHLIGHT_API Tensor adaptive_max_pool2d(const Tensor& input, const AdaptiveMaxPool2dFuncOptions& options);
RUSHLIGHT_API std::tuple<Tensor, Tensor> adaptive_max_pool1d_with_indices(
    const Tensor& input, const AdaptiveMaxPool1dFuncOptions& options);
RUSHLIGHT_API std::tuple<Tensor, Tensor> adaptive_max_pool2d_with_indices(
    const Tensor& input, const AdaptiveMaxPool2dFuncOptions& options);
/// Mean of windows chosen so that the result has the size asked for.
RUSHLIGHT_API Tensor adaptive_avg_pool1d(const Tensor& input, const AdaptiveAvgPool1dFuncOptions& options);
RUSHLIGHT_API Tensor adaptive_avg_pool2d(const Tensor& input, const AdaptiveAvgPool2dFuncOptions& options);
/// One element of each window, drawn by its share of the window's sum; their weighted mean outside training.
RUSHLIGHT_API Tensor stochastic_pool2d(const Tensor& input, const StochasticPool2dFuncOptions& options);

}  // namespace functional

namespace detail {

template <size_t D, class Derived>
class RUSHLIGHT_API MaxPoolImpl : public OptionsModule<Derived, MaxPoolOptions<D>> {
 public:
  MaxPoolImpl(ExpandingArray<D> kernel_size) : MaxPoolImpl(MaxPoolOptions<D>(kernel_size)) {}
  explicit MaxPoolImpl(const MaxPoolOptions<D>& options)
      : OptionsModule<Derived, MaxPoolOptions<D>>(options) {}
  void pretty_print(std::ostream& stream) const override;
};
template <size_t D, class Derived>
class RUSHLIGHT_API AvgPoolImpl : public OptionsModule<Derived, AvgPoolOptions<D>> {
 public:
  AvgPoolImpl(ExpandingArray<D> kernel_size) : AvgPoolImpl(AvgPoolOptions<D>(kernel_size)) {}
  explicit AvgPoolImpl(const AvgPoolOptions<D>& options)
      : OptionsModule<Derived, AvgPoolOptions<D>>(options) {}
  void pretty_print(std::ostream& stream) const override;
};
template <size_t D, class Derived>
class RUSHLIGHT_API LPPoolImpl : public OptionsModule<Derived, LPPoolOptions<D>> {
 public:
  LPPoolImpl(double norm_type, ExpandingArray<D> kernel_size)
      : LPPoolImpl(LPPoolOptions<D>(norm_type, kernel_size)) {}
  explicit LPPoolImpl(const LPPoolOptions<D>& options) : OptionsModule<Derived, LPPoolOptions<D>>(options) {}
  void pretty_print(std::ostream& stream) const override;
};
template <size_t D, class Size, class Derived>
class RUSHLIGHT_API AdaptiveMaxPoolImpl : public OptionsModule<Derived, AdaptiveMaxPoolOptions<Size>> {
 public:
  AdaptiveMaxPoolImpl(const Size& output_size)
      : AdaptiveMaxPoolImpl(AdaptiveMaxPoolOptions<Size>(output_size)) {}
  explicit AdaptiveMaxPoolImpl(const AdaptiveMaxPoolOptions<Size>& options)
      : OptionsModule<Derived, AdaptiveMaxPoolOptions<Size>>(options) {}
  void pretty_print(std::ostream& stream) const override;
};
template <size_t D, class Size, class Derived>
class RUSHLIGHT_API AdaptiveAvgPoolImpl : public OptionsModule<Derived, AdaptiveAvgPoolOptions<Size>> {
 public:
  AdaptiveAvgPoolImpl(const Size& output_size)
      : AdaptiveAvgPoolImpl(AdaptiveAvgPoolOptions<Size>(output_size)) {}
  explicit AdaptiveAvgPoolImpl(const AdaptiveAvgPoolOptions<Size>& options)
      : OptionsModule<Derived, AdaptiveAvgPoolOptions<Size>>(options) {}
  void pretty_print(std::ostream& stream) const override;
};

}  // namespace detail

class RUSHLIGHT_API MaxPool1dImpl : public detail::MaxPoolImpl<1, MaxPool1dImpl> {
 public:
  MaxPool1dImpl(ExpandingArray<1> kernel_size);
  explicit MaxPool1dImpl(const MaxPool1dOptions& options);
  Tensor forward(const Tensor& input);
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);
};
TORCH_MODULE(MaxPool1d);

class RUSHLIGHT_API MaxPool2dImpl : public detail::MaxPoolImpl<2, MaxPool2dImpl> {
 public:
  MaxPool2dImpl(ExpandingArray<2> kernel_size);
  explicit MaxPool2dImpl(const MaxPool2dOptions& options);
  Tensor forward(const Tensor& input);
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);
};
TORCH_MODULE(MaxPool2d);

class RUSHLIGHT_API AvgPool1dImpl : public detail::AvgPoolImpl<1, AvgPool1dImpl> {
 public:
  AvgPool1dImpl(ExpandingArray<1> kernel_size);
  explicit AvgPool1dImpl(const AvgPool1dOptions& options);
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(AvgPool1d);

class RUSHLIGHT_API AvgPool2dImpl : public detail::AvgPoolImpl<2, AvgPool2dImpl> {
 public:
  AvgPool2dImpl(ExpandingArray<2> kernel_size);
  explicit AvgPool2dImpl(const AvgPool2dOptions& options);
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(AvgPool2d);

class RUSHLIGHT_API LPPool1dImpl : public detail::LPPoolImpl<1, LPPool1dImpl> {
 public:
  LPPool1dImpl(double norm_type, ExpandingArray<1> kernel_size);
  explicit LPPool1dImpl(const LPPool1dOptions& options);
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(LPPool1d);

class RUSHLIGHT_API LPPool2dImpl : public detail::LPPoolImpl<2, LPPool2dImpl> {
 public:
  LPPool2dImpl(double norm_type, ExpandingArray<2> kernel_size);
  explicit LPPool2dImpl(const LPPool2dOptions& options);
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(LPPool2d);

class RUSHLIGHT_API AdaptiveMaxPool1dImpl
    : public detail::AdaptiveMaxPoolImpl<1, ExpandingArray<1>, AdaptiveMaxPool1dImpl> {
 public:
  AdaptiveMaxPool1dImpl(const ExpandingArray<1>& output_size);
  explicit AdaptiveMaxPool1dImpl(const AdaptiveMaxPool1dOptions& options);
  Tensor forward(const Tensor& input);
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);
};
TORCH_MODULE(AdaptiveMaxPool1d);

class RUSHLIGHT_API AdaptiveMaxPool2dImpl
    : public detail::AdaptiveMaxPoolImpl<2, ExpandingArrayWithOptionalElem<2>, AdaptiveMaxPool2dImpl> {
 public:
  AdaptiveMaxPool2dImpl(const ExpandingArrayWithOptionalElem<2>& output_size);
  explicit AdaptiveMaxPool2dImpl(const AdaptiveMaxPool2dOptions& options);
  Tensor forward(const Tensor& input);
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);
};
TORCH_MODULE(AdaptiveMaxPool2d);

class RUSHLIGHT_API AdaptiveAvgPool1dImpl
    : public detail::AdaptiveAvgPoolImpl<1, ExpandingArray<1>, AdaptiveAvgPool1dImpl> {
 public:
  AdaptiveAvgPool1dImpl(const ExpandingArray<1>& output_size);
  explicit AdaptiveAvgPool1dImpl(const AdaptiveAvgPool1dOptions& options);
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(AdaptiveAvgPool1d);

class RUSHLIGHT_API AdaptiveAvgPool2dImpl
    : public detail::AdaptiveAvgPoolImpl<2, ExpandingArrayWithOptionalElem<2>, AdaptiveAvgPool2dImpl> {
 public:
  AdaptiveAvgPool2dImpl(const ExpandingArrayWithOptionalElem<2>& output_size);
  explicit AdaptiveAvgPool2dImpl(const AdaptiveAvgPool2dOptions& options);
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(AdaptiveAvgPool2d);

/// Stochastic pooling of Zeiler and Fergus (2013).
class RUSHLIGHT_API StochasticPool2dImpl
    : public detail::OptionsModule<StochasticPool2dImpl, StochasticPool2dOptions> {
 public:
  StochasticPool2dImpl(ExpandingArray<2> kernel_size);
  explicit StochasticPool2dImpl(const StochasticPool2dOptions& options);
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(StochasticPool2d);

}  // namespace nn
}  // namespace torch::inline rushlight
