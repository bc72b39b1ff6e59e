// Activations that clamp, shrink or cut their input: options, functions and modules.
#pragma once

#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API HardtanhOptions {
  TORCH_ARG(double, min_val) = -1.0;
  TORCH_ARG(double, max_val) = 1.0;
  TORCH_ARG(bool, inplace) = false;
};
struct RUSHLIGHT_API HardshrinkOptions {
  HardshrinkOptions(double lambda = 0.5) : lambda_(lambda) {}
  TORCH_ARG(double, lambda);
};
struct RUSHLIGHT_API SoftshrinkOptions {
  SoftshrinkOptions(double lambda = 0.5) : lambda_(lambda) {}
  TORCH_ARG(double, lambda);
};
struct RUSHLIGHT_API ThresholdOptions {
  ThresholdOptions(double threshold, double value) : threshold_(threshold), value_(value) {}
  TORCH_ARG(double, threshold);
  TORCH_ARG(double, value);
  TORCH_ARG(bool, inplace) = false;
};

namespace functional {

using HardtanhFuncOptions = HardtanhOptions;
using HardshrinkFuncOptions = HardshrinkOptions;
using SoftshrinkFuncOptions = SoftshrinkOptions;
using ThresholdFuncOptions = ThresholdOptions;

/// x clamped to [min_val, max_val].
RUSHLIGHT_API Tensor hardtanh(Tensor input, const HardtanhFuncOptions& options = {});
/// x where |x| > lambda, else 0.
RUSHLIGHT_API Tensor hardshrink(const Tensor& input, const HardshrinkFuncOptions& options = {});
/// x moved towards 0 by lambda.
RUSHLIGHT_API Tensor softshrink(const Tensor& input, const SoftshrinkFuncOptions& options = {});
/// x - tanh(x).
RUSHLIGHT_API Tensor tanhshrink(const Tensor& input);
/// x where x > threshold, else value.
RUSHLIGHT_API Tensor threshold(Tensor input, const ThresholdFuncOptions& options);

}  // namespace functional

/// x clamped to [min_val, max_val].
class RUSHLIGHT_API HardtanhImpl : public detail::OptionsModule<HardtanhImpl, HardtanhOptions> {
 public:
  HardtanhImpl() = default;
  explicit HardtanhImpl(const HardtanhOptions& options);
  Tensor forward(Tensor input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Hardtanh);

/// x where |x| > lambda, else 0.
class RUSHLIGHT_API HardshrinkImpl : public detail::OptionsModule<HardshrinkImpl, HardshrinkOptions> {
 public:
  explicit HardshrinkImpl(const HardshrinkOptions& options = {});
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Hardshrink);

/// x moved towards 0 by lambda.
class RUSHLIGHT_API SoftshrinkImpl : public detail::OptionsModule<SoftshrinkImpl, SoftshrinkOptions> {
 public:
  explicit SoftshrinkImpl(const SoftshrinkOptions& options = {});
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Softshrink);

/// x - tanh(x).
class RUSHLIGHT_API TanhshrinkImpl : public detail::OptionsModule<TanhshrinkImpl, detail::NoOptions> {
 public:
  TanhshrinkImpl();
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Tanhshrink);

/// x where x > threshold, else value.
class RUSHLIGHT_API ThresholdImpl : public detail::OptionsModule<ThresholdImpl, ThresholdOptions> {
 public:
  explicit ThresholdImpl(const ThresholdOptions& options);
  ThresholdImpl(double threshold, double value);
  Tensor forward(Tensor input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Threshold);

}  // namespace nn
}  // namespace torch::inline rushlight
