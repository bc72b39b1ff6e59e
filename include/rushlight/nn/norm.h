// Normalisation: over the batch, each instance, a layer, groups of channels, neighbouring channels; and to a given norm.
#pragma once

#include <optional>
#include <vector>

#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API BatchNormOptions {
  BatchNormOptions(int64_t num_features) : num_features_(num_features) {}
  TORCH_ARG(int64_t, num_features);
  TORCH_ARG(double, eps) = 1e-5;
  /// Share of a new batch in the running statistics; nullopt for their plain mean.
  TORCH_ARG(std::optional<double>, momentum) = 0.1;
  TORCH_ARG(bool, affine) = true;
  TORCH_ARG(bool, track_running_stats) = true;
};
using BatchNorm1dOptions = BatchNormOptions;
using BatchNorm2dOptions = BatchNormOptions;
using BatchNorm3dOptions = BatchNormOptions;

struct RUSHLIGHT_API InstanceNormOptions {
  InstanceNormOptions(int64_t num_features) : num_features_(num_features) {}
  TORCH_ARG(int64_t, num_features);
  TORCH_ARG(double, eps) = 1e-5;
  TORCH_ARG(double, momentum) = 0.1;
  TORCH_ARG(bool, affine) = false;
  TORCH_ARG(bool, track_running_stats) = false;
};
using InstanceNorm1dOptions = InstanceNormOptions;
using InstanceNorm2dOptions = InstanceNormOptions;
using InstanceNorm3dOptions = InstanceNormOptions;

struct RUSHLIGHT_API LayerNormOptions {
  LayerNormOptions(std::vector<int64_t> normalized_shape);
  RUSHLIGHT_ARG(std::vector<int64_t>, normalized_shape);
  TORCH_ARG(double, eps) = 1e-5;
  TORCH_ARG(bool, elementwise_affine) = true;
};
struct RUSHLIGHT_API GroupNormOptions {
  GroupNormOptions(int64_t num_groups, int64_t num_channels)
      : num_groups_(num_groups), num_channels_(num_channels) {}
  TORCH_ARG(int64_t, num_groups);
  TORCH_ARG(int64_t, num_channels);
  TORCH_ARG(double, eps) = 1e-5;
  TORCH_ARG(bool, affine) = true;
};
struct RUSHLIGHT_API CrossMapLRN2dOptions {
  CrossMapLRN2dOptions(int64_t size) : size_(size) {}
  TORCH_ARG(int64_t, size);
  TORCH_ARG(double, alpha) = 1e-4;
  TORCH_ARG(double, beta) = 0.75;
  TORCH_ARG(int64_t, k) = 1;
};
struct RUSHLIGHT_API LocalResponseNormOptions {
  LocalResponseNormOptions(int64_t size) : size_(size) {}
  TORCH_ARG(int64_t, size);
  TORCH_ARG(double, alpha) = 1e-4;
  TORCH_ARG(double, beta) = 0.75;
  TORCH_ARG(double, k) = 1.;
};

namespace functional {

struct RUSHLIGHT_API BatchNormFuncOptions {
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(Tensor, bias);
  TORCH_ARG(bool, training) = false;
  TORCH_ARG(double, momentum) = 0.1;
  TORCH_ARG(double, eps) = 1e-5;
};
struct RUSHLIGHT_API InstanceNormFuncOptions {
  TORCH_ARG(Tensor, running_mean);
  TORCH_ARG(Tensor, running_var);
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(Tensor, bias);
  TORCH_ARG(bool, use_input_stats) = true;
  TORCH_ARG(double, momentum) = 0.1;
  TORCH_ARG(double, eps) = 1e-5;
};
struct RUSHLIGHT_API LayerNormFuncOptions {
  LayerNormFuncOptions(std::vector<int64_t> normalized_shape);
  RUSHLIGHT_ARG(std::vector<int64_t>, normalized_shape);
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(Tensor, bias);
  TORCH_ARG(double, eps) = 1e-5;
};
struct RUSHLIGHT_API GroupNormFuncOptions {
  GroupNormFuncOptions(int64_t num_groups) : num_groups_(num_groups) {}
  TORCH_ARG(int64_t, num_groups);
  TORCH_ARG(Tensor, weight);
  TORCH_ARG(Tensor, bias);
  TORCH_ARG(double, eps) = 1e-5;
};
using LocalResponseNormFuncOptions = LocalResponseNormOptions;
struct RUSHLIGHT_API NormalizeFuncOptions {
  TORCH_ARG(double, p) = 2.0;
  TORCH_ARG(int64_t, dim) = 1;
  TORCH_ARG(double, eps) = 1e-12;
  TORCH_ARG(std::optional<Tensor>, out);
};

/// (x - mean) / sqrt(var + eps) * weight + bias for each channel of (N, C, ...), with the batch's statistics in
/// training, which then move the running ones, else with the running ones.
RUSHLIGHT_API Tensor batch_norm(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                                const BatchNormFuncOptions& options = {});
/// The same for each channel of each instance.
RUSHLIGHT_API Tensor instance_norm(const Tensor& input, const InstanceNormFuncOptions& options = {});
/// The same over the last dimensions, whose sizes are given.
RUSHLIGHT_API Tensor layer_norm(const Tensor& input, const LayerNormFuncOptions& options);
/// The same over groups of channels of each instance.
RUSHLIGHT_API Tensor group_norm(const Tensor& input, const GroupNormFuncOptions& options);
/// x / (k + alpha * mean of squares over `size` neighbouring channels)^beta; Krizhevsky et al. (2012).
RUSHLIGHT_API Tensor local_response_norm(const Tensor& input, const LocalResponseNormFuncOptions& options);
/// x / max(norm of x along a dimension, eps).
RUSHLIGHT_API Tensor normalize(const Tensor& input, NormalizeFuncOptions options = {});

}  // namespace functional

namespace detail {

/// Parameters and buffers that batch and instance normalisation share.
template <size_t D, class Derived, class Options>
class RUSHLIGHT_API NormImplBase : public Cloneable<Derived> {
 public:
  NormImplBase(const Options& options) : options(options) { NormImplBase::reset(); }
  void reset() override;
  void reset_running_stats();
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;

  Options options;
  Tensor weight;               // (num_features), undefined unless affine
  Tensor bias;                 // the same
  Tensor running_mean;         // (num_features), undefined unless track_running_stats
  Tensor running_var;          // the same
  Tensor num_batches_tracked;  // 0-dim int64, the same

 protected:
  void check_input(const Tensor& input) const;
};

template <size_t D, class Derived>
class RUSHLIGHT_API BatchNormImplBase : public NormImplBase<D, Derived, BatchNormOptions> {
 public:
  using NormImplBase<D, Derived, BatchNormOptions>::NormImplBase;
  static constexpr const char* kText = "BatchNorm";
  Tensor forward(const Tensor& input);
};

template <size_t D, class Derived>
class RUSHLIGHT_API InstanceNormImplBase : public NormImplBase<D, Derived, InstanceNormOptions> {
 public:
  using NormImplBase<D, Derived, InstanceNormOptions>::NormImplBase;
  static constexpr const char* kText = "InstanceNorm";
  Tensor forward(const Tensor& input);
};

}  // namespace detail

/// Batch normalisation of (N, C) or (N, C, L); Ioffe and Szegedy (2015).
class RUSHLIGHT_API BatchNorm1dImpl : public detail::BatchNormImplBase<1, BatchNorm1dImpl> {
 public:
  explicit BatchNorm1dImpl(const BatchNormOptions& options);
};
TORCH_MODULE(BatchNorm1d);

/// Batch normalisation of (N, C, H, W).
class RUSHLIGHT_API BatchNorm2dImpl : public detail::BatchNormImplBase<2, BatchNorm2dImpl> {
 public:
  explicit BatchNorm2dImpl(const BatchNormOptions& options);
};
TORCH_MODULE(BatchNorm2d);

/// Batch normalisation of (N, C, D, H, W).
class RUSHLIGHT_API BatchNorm3dImpl : public detail::BatchNormImplBase<3, BatchNorm3dImpl> {
 public:
  explicit BatchNorm3dImpl(const BatchNormOptions& options);
};
TORCH_MODULE(BatchNorm3d);

/// Instance normalisation of (N, C, L) or (C, L); Ulyanov et al. (2016).
class RUSHLIGHT_API InstanceNorm1dImpl : public detail::InstanceNormImplBase<1, InstanceNorm1dImpl> {
 public:
  explicit InstanceNorm1dImpl(const InstanceNormOptions& options);
};
TORCH_MODULE(InstanceNorm1d);

/// Instance normalisation of (N, C, H, W) or (C, H, W).
class RUSHLIGHT_API InstanceNorm2dImpl : public detail::InstanceNormImplBase<2, InstanceNorm2dImpl> {
 public:
  explicit InstanceNorm2dImpl(const InstanceNormOptions& options);
};
TORCH_MODULE(InstanceNorm2d);

/// Instance normalisation of (N, C, D, H, W) or (C, D, H, W).
class RUSHLIGHT_API InstanceNorm3dImpl : public detail::InstanceNormImplBase<3, InstanceNorm3dImpl> {
 public:
  explicit InstanceNorm3dImpl(const InstanceNormOptions& options);
};
TORCH_MODULE(InstanceNorm3d);

/// Layer normalisation; Ba et al. (2016).
class RUSHLIGHT_API LayerNormImpl : public Cloneable<LayerNormImpl> {
 public:
  LayerNormImpl(std::vector<int64_t> normalized_shape);
  explicit LayerNormImpl(LayerNormOptions options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LayerNormOptions options;
  Tensor weight;  // normalized_shape, undefined unless elementwise_affine
  Tensor bias;    // the same
};
TORCH_MODULE(LayerNorm);

/// Group normalisation; Wu and He (2018).
class RUSHLIGHT_API GroupNormImpl : public Cloneable<GroupNormImpl> {
 public:
  GroupNormImpl(int64_t num_groups, int64_t num_channels);
  explicit GroupNormImpl(const GroupNormOptions& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  GroupNormOptions options;
  Tensor weight;  // (num_channels), undefined unless affine
  Tensor bias;    // the same
};
TORCH_MODULE(GroupNorm);

/// Local response normalisation; Krizhevsky et al. (2012).
class RUSHLIGHT_API LocalResponseNormImpl
    : public detail::OptionsModule<LocalResponseNormImpl, LocalResponseNormOptions> {
 public:
  explicit LocalResponseNormImpl(const LocalResponseNormOptions& options);
  LocalResponseNormImpl(int64_t size);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(LocalResponseNorm);

/// The same over images (N, C, H, W), with windows that are symmetric for even sizes too; as in LibTorch, the first
/// channel counts for all channels behind its window.
class RUSHLIGHT_API CrossMapLRN2dImpl
    : public detail::OptionsModule<CrossMapLRN2dImpl, CrossMapLRN2dOptions> {
 public:
  explicit CrossMapLRN2dImpl(const CrossMapLRN2dOptions& options);
  CrossMapLRN2dImpl(int64_t size);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(CrossMapLRN2d);

}  // namespace nn
}  // namespace torch::inline rushlight
