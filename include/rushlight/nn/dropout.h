// Dropout: in training each element (or whole channel) is zeroed with probability p and the rest scaled by 1 / (1 - p).
#pragma once

#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API DropoutOptions {
  DropoutOptions(double p = 0.5) : p_(p) {}
  TORCH_ARG(double, p) = 0.5;
  TORCH_ARG(bool, inplace) = false;
};
using Dropout2dOptions = DropoutOptions;
using Dropout3dOptions = DropoutOptions;
using AlphaDropoutOptions = DropoutOptions;
using FeatureAlphaDropoutOptions = DropoutOptions;

namespace functional {

struct RUSHLIGHT_API DropoutFuncOptions {
  TORCH_ARG(double, p) = 0.5;
  TORCH_ARG(bool, training) = true;
  TORCH_ARG(bool, inplace) = false;
};
using Dropout2dFuncOptions = DropoutFuncOptions;
using Dropout3dFuncOptions = DropoutFuncOptions;
struct RUSHLIGHT_API AlphaDropoutFuncOptions {
  TORCH_ARG(double, p) = 0.5;
  TORCH_ARG(bool, training) = false;
  TORCH_ARG(bool, inplace) = false;
};
using FeatureAlphaDropoutFuncOptions = AlphaDropoutFuncOptions;

/// Zeroes elements with probability p and scales the rest by 1 / (1 - p), in training.
RUSHLIGHT_API Tensor dropout(Tensor input, const DropoutFuncOptions& options = {});
/// Zeroes whole channels of (N, C, ...) with probability p.
RUSHLIGHT_API Tensor dropout2d(Tensor input, const Dropout2dFuncOptions& options = {});
RUSHLIGHT_API Tensor dropout3d(Tensor input, const Dropout3dFuncOptions& options = {});
/// Dropout that keeps mean and variance of selu activations; Klambauer et al. (2017).
RUSHLIGHT_API Tensor alpha_dropout(Tensor input, const AlphaDropoutFuncOptions& options = {});
RUSHLIGHT_API Tensor feature_alpha_dropout(Tensor input, const FeatureAlphaDropoutFuncOptions& options = {});

}  // namespace functional

namespace detail {

/// What the dropout layers share: the check of p, and the text.
template <class Derived> class RUSHLIGHT_API DropoutImplBase : public OptionsModule<Derived, DropoutOptions> {
 public:
  DropoutImplBase(double p) : DropoutImplBase(DropoutOptions(p)) {}
  explicit DropoutImplBase(const DropoutOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
};

}  // namespace detail

class RUSHLIGHT_API DropoutImpl : public detail::DropoutImplBase<DropoutImpl> {
 public:
  DropoutImpl(double p);
  explicit DropoutImpl(const DropoutOptions& options = {});
  static constexpr const char* kText = "torch::nn::Dropout";
  Tensor forward(Tensor input);
};
TORCH_MODULE(Dropout);

class RUSHLIGHT_API Dropout2dImpl : public detail::DropoutImplBase<Dropout2dImpl> {
 public:
  Dropout2dImpl(double p);
  explicit Dropout2dImpl(const DropoutOptions& options = {});
  static constexpr const char* kText = "torch::nn::Dropout2d";
  Tensor forward(Tensor input);
};
TORCH_MODULE(Dropout2d);

class RUSHLIGHT_API Dropout3dImpl : public detail::DropoutImplBase<Dropout3dImpl> {
 public:
  Dropout3dImpl(double p);
  explicit Dropout3dImpl(const DropoutOptions& options = {});
  static constexpr const char* kText = "torch::nn::Dropout3d";
  Tensor forward(Tensor input);
};
TORCH_MODULE(Dropout3d);

class RUSHLIGHT_API AlphaDropoutImpl : public detail::DropoutImplBase<AlphaDropoutImpl> {
 public:
  AlphaDropoutImpl(double p);
  explicit AlphaDropoutImpl(const DropoutOptions& options = {});
  static constexpr const char* kText = "torch::nn::AlphaDropout";
  Tensor forward(Tensor input);
};
TORCH_MODULE(AlphaDropout);

class RUSHLIGHT_API FeatureAlphaDropoutImpl : public detail::DropoutImplBase<FeatureAlphaDropoutImpl> {
 public:
  FeatureAlphaDropoutImpl(double p);
  explicit FeatureAlphaDropoutImpl(const DropoutOptions& options = {});
  static constexpr const char* kText = "torch::nn::FeatureAlphaDropout";
  Tensor forward(Tensor input);
};
TORCH_MODULE(FeatureAlphaDropout);

}  // namespace nn
}  // namespace torch::inline rushlight
