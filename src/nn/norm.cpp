// Normalisation layers and functions over the normalisation operators.
#include "rushlight/nn/norm.h"

#include <ostream>

#include "rushlight/nn/init.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

LayerNormOptions::LayerNormOptions(std::vector<int64_t> normalized_shape)
    : normalized_shape_(std::move(normalized_shape)) {}
RUSHLIGHT_ARG_SETTER(LayerNormOptions, std::vector<int64_t>, normalized_shape)
functional::LayerNormFuncOptions::LayerNormFuncOptions(std::vector<int64_t> normalized_shape)
    : normalized_shape_(std::move(normalized_shape)) {}
RUSHLIGHT_ARG_SETTER(functional::LayerNormFuncOptions, std::vector<int64_t>, normalized_shape)

namespace functional {

Tensor batch_norm(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                  const BatchNormFuncOptions& o) {
  if (o.training()) {
    int64_t values = input.dim() > 0 ? input.size(0) : 1;
    for (int64_t d = 2; d < input.dim(); ++d) values *= input.size(d);
    RUSHLIGHT_CHECK(values != 1,
                    "batch_norm: expected more than 1 value per channel when training, got shape ",
                    input.sizes());
  }
  return rushlight::batch_norm(input, o.weight(), o.bias(), running_mean, running_var, o.training(),
                               o.momentum(), o.eps(), /*cudnn_enabled=*/false);
}

Tensor instance_norm(const Tensor& input, const InstanceNormFuncOptions& o) {
  return rushlight::instance_norm(input, o.weight(), o.bias(), o.running_mean(), o.running_var(),
                                  o.use_input_stats(), o.momentum(), o.eps(), /*cudnn_enabled=*/false);
}

Tensor layer_norm(const Tensor& input, const LayerNormFuncOptions& o) {
  return rushlight::layer_norm(input, o.normalized_shape(), o.weight(), o.bias(), o.eps());
}
Tensor group_norm(const Tensor& input, const GroupNormFuncOptions& o) {
  return rushlight::group_norm(input, o.num_groups(), o.weight(), o.bias(), o.eps());
}
Tensor local_response_norm(const Tensor& input, const LocalResponseNormFuncOptions& o) {
  return rushlight::local_response_norm(input, o.size(), o.alpha(), o.beta(), o.k());
}
Tensor normalize(const Tensor& input, NormalizeFuncOptions o) {
  const Tensor norm = input.norm(o.p(), o.dim(), /*keepdim=*/true).clamp_min(o.eps());
  const Tensor result = input / norm.expand_as(input);
  if (!o.out()) return result;
  return o.out()->copy_(result);
}

}  // namespace functional

namespace detail {

template <size_t D, class Derived, class Options> void NormImplBase<D, Derived, Options>::reset() {
  const int64_t n = options.num_features();
  RUSHLIGHT_CHECK(n >= 0, Derived::kText, D, "d: expected num_features of at least 0, got ", n);
  const bool affine = options.affine(), track = options.track_running_stats();
  weight = this->register_parameter("weight", affine ? empty(n) : Tensor(), affine);
  bias = this->register_parameter("bias", affine ? empty(n) : Tensor(), affine);
  running_mean = this->register_buffer("running_mean", track ? zeros(n) : Tensor());
  running_var = this->register_buffer("running_var", track ? ones(n) : Tensor());
  num_batches_tracked = this->register_buffer("num_batches_tracked", track ? zeros({}, kLong) : Tensor());
  reset_parameters();
}

template <size_t D, class Derived, class Options>
void NormImplBase<D, Derived, Options>::reset_running_stats() {
  if (!options.track_running_stats()) return;
  running_mean.zero_();
  running_var.fill_(1);
  num_batches_tracked.zero_();
}

template <size_t D, class Derived, class Options> void NormImplBase<D, Derived, Options>::reset_parameters() {
  reset_running_stats();
  if (!options.affine()) return;
  init::ones_(weight);
  init::zeros_(bias);
}

template <size_t D, class Derived, class Options>
void NormImplBase<D, Derived, Options>::check_input(const Tensor& input) const {
  constexpr int64_t kFull = static_cast<int64_t>(D) + 2;
  // The forms with a dimension less: (N, C) for BatchNorm1d, one instance for InstanceNorm.
  const bool shorter = std::is_same_v<Options, InstanceNormOptions> || D == 1;
  RUSHLIGHT_CHECK(input.dim() == kFull || (shorter && input.dim() == kFull - 1), Derived::kText, D,
                  "d: expected ", shorter ? std::to_string(kFull - 1) + " or " : std::string(), kFull,
                  " dimensions, got shape ", input.sizes());
}

template <size_t D, class Derived, class Options>
void NormImplBase<D, Derived, Options>::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::" << Derived::kText << D << "d(" << options.num_features()
         << ", eps=" << options.eps() << ", momentum=";
  if constexpr (std::is_same_v<Options, BatchNormOptions>) {
    if (options.momentum()) stream << *options.momentum();
    else stream << "None";
  } else {
    stream << options.momentum();
  }
  stream << ", affine=" << options.affine() << ", track_running_stats=" << options.track_running_stats()
         << ")";
}

template <size_t D, class Derived> Tensor BatchNormImplBase<D, Derived>::forward(const Tensor& input) {
  this->check_input(input);
  const auto& o = this->options;
  const bool tracking = this->is_training() && o.track_running_stats();
  double factor = o.momentum().value_or(0.0);
  if (tracking && this->num_batches_tracked.defined()) {
    this->num_batches_tracked += 1;
    if (!o.momentum()) factor = 1.0 / this->num_batches_tracked.template item<double>();
  }
  const bool batch_statistics = this->is_training() || !o.track_running_stats();
  return functional::batch_norm(input, this->running_mean, this->running_var,
                                functional::BatchNormFuncOptions()
                                    .weight(this->weight)
                                    .bias(this->bias)
                                    .training(batch_statistics)
                                    .momentum(factor)
                                    .eps(o.eps()));
}

template <size_t D, class Derived> Tensor InstanceNormImplBase<D, Derived>::forward(const Tensor& input) {
  this->check_input(input);
  const auto& o = this->options;
  const auto options = functional::InstanceNormFuncOptions()
                           .running_mean(this->running_mean)
                           .running_var(this->running_var)
                           .weight(this->weight)
                           .bias(this->bias)
                           .use_input_stats(this->is_training() || !o.track_running_stats())
                           .momentum(o.momentum())
                           .eps(o.eps());
  if (input.dim() == static_cast<int64_t>(D) + 1)
    return functional::instance_norm(input.unsqueeze(0), options).squeeze(0);
  return functional::instance_norm(input, options);
}

template class NormImplBase<1, BatchNorm1dImpl, BatchNormOptions>;
template class NormImplBase<2, BatchNorm2dImpl, BatchNormOptions>;
template class NormImplBase<3, BatchNorm3dImpl, BatchNormOptions>;
template class NormImplBase<1, InstanceNorm1dImpl, InstanceNormOptions>;
template class NormImplBase<2, InstanceNorm2dImpl, InstanceNormOptions>;
template class NormImplBase<3, InstanceNorm3dImpl, InstanceNormOptions>;
template class BatchNormImplBase<1, BatchNorm1dImpl>;
template class BatchNormImplBase<2, BatchNorm2dImpl>;
template class BatchNormImplBase<3, BatchNorm3dImpl>;
template class InstanceNormImplBase<1, InstanceNorm1dImpl>;
template class InstanceNormImplBase<2, InstanceNorm2dImpl>;
template class InstanceNormImplBase<3, InstanceNorm3dImpl>;

}  // namespace detail

LayerNormImpl::LayerNormImpl(std::vector<int64_t> normalized_shape)
    : LayerNormImpl(LayerNormOptions(std::move(normalized_shape))) {}
LayerNormImpl::LayerNormImpl(LayerNormOptions o) : options(std::move(o)) { LayerNormImpl::reset(); }
void LayerNormImpl::reset() {
  const bool affine = options.elementwise_affine();
  weight =
      register_parameter("weight", affine ? rushlight::empty(options.normalized_shape()) : Tensor(), affine);
  bias = register_parameter("bias", affine ? rushlight::empty(options.normalized_shape()) : Tensor(), affine);
  reset_parameters();
}
void LayerNormImpl::reset_parameters() {
  if (!options.elementwise_affine()) return;
  init::ones_(weight);
  init::zeros_(bias);
}
void LayerNormImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::LayerNorm("
         << rushlight::detail::concat({options.normalized_shape()}) << ", eps=" << options.eps()
         << ", elementwise_affine=" << options.elementwise_affine() << ")";
}
Tensor LayerNormImpl::forward(const Tensor& input) {
  return rushlight::layer_norm(input, options.normalized_shape(), weight, bias, options.eps());
}

GroupNormImpl::GroupNormImpl(int64_t num_groups, int64_t num_channels)
    : GroupNormImpl(GroupNormOptions(num_groups, num_channels)) {}
GroupNormImpl::GroupNormImpl(const GroupNormOptions& o) : options(o) { GroupNormImpl::reset(); }
void GroupNormImpl::reset() {
  const bool affine = options.affine();
  weight = register_parameter("weight", affine ? empty(options.num_channels()) : Tensor(), affine);
  bias = register_parameter("bias", affine ? empty(options.num_channels()) : Tensor(), affine);
  reset_parameters();
}
void GroupNormImpl::reset_parameters() {
  if (!options.affine()) return;
  init::ones_(weight);
  init::zeros_(bias);
}
void GroupNormImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::GroupNorm(" << options.num_groups() << ", "
         << options.num_channels() << ", eps=" << options.eps() << ", affine=" << options.affine() << ")";
}
Tensor GroupNormImpl::forward(const Tensor& input) {
  return rushlight::group_norm(input, options.num_groups(), weight, bias, options.eps());
}

LocalResponseNormImpl::LocalResponseNormImpl(int64_t size)
    : LocalResponseNormImpl(LocalResponseNormOptions(size)) {}
LocalResponseNormImpl::LocalResponseNormImpl(const LocalResponseNormOptions& options)
    : OptionsModule(options) {}
void LocalResponseNormImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::LocalResponseNorm(" << options.size() << ", alpha=" << options.alpha()
         << ", beta=" << options.beta() << ", k=" << options.k() << ")";
}
Tensor LocalResponseNormImpl::forward(const Tensor& input) {
  return functional::local_response_norm(input, options);
}
CrossMapLRN2dImpl::CrossMapLRN2dImpl(int64_t size) : CrossMapLRN2dImpl(CrossMapLRN2dOptions(size)) {}
CrossMapLRN2dImpl::CrossMapLRN2dImpl(const CrossMapLRN2dOptions& options) : OptionsModule(options) {}
void CrossMapLRN2dImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::CrossMapLRN2d(" << options.size() << ", alpha=" << options.alpha()
         << ", beta=" << options.beta() << ", k=" << options.k() << ")";
}
Tensor CrossMapLRN2dImpl::forward(const Tensor& input) {
  RUSHLIGHT_CHECK(input.dim() == 4, "CrossMapLRN2d: expected an input of 4 dimensions, got shape ",
                  input.sizes());
  RUSHLIGHT_CHECK(options.size() > 0, "CrossMapLRN2d: expected a size above 0, got ", options.size());
  // Sums of squares over the channels from c - reach + 1 to c + reach - 1. LibTorch makes them by a running sum that adds
  // the next channel and takes the last one away, but channel 0 is never taken away: models were trained with that.
  const int64_t reach = (options.size() - 1) / 2 + 1, window = 2 * reach - 1, channels = input.size(1);
  const Tensor squares = input * input;
  const Tensor sums =
      rushlight::avg_pool3d(squares.unsqueeze(1), {window, 1, 1}, 1, {reach - 1, 0, 0}).squeeze(1) * window;
  const Tensor behind = (arange(channels, kLong) >= reach).to(input.scalar_type()).view({channels, 1, 1});
  const double share = options.alpha() / static_cast<double>(options.size());
  const Tensor scale = (sums + squares.narrow(1, 0, 1) * behind) * share + options.k();
  return input * scale.pow(-options.beta());
}

BatchNorm1dImpl::BatchNorm1dImpl(const BatchNormOptions& options) : BatchNormImplBase(options) {}

BatchNorm2dImpl::BatchNorm2dImpl(const BatchNormOptions& options) : BatchNormImplBase(options) {}

BatchNorm3dImpl::BatchNorm3dImpl(const BatchNormOptions& options) : BatchNormImplBase(options) {}

InstanceNorm1dImpl::InstanceNorm1dImpl(const InstanceNormOptions& options) : InstanceNormImplBase(options) {}

InstanceNorm2dImpl::InstanceNorm2dImpl(const InstanceNormOptions& options) : InstanceNormImplBase(options) {}

InstanceNorm3dImpl::InstanceNorm3dImpl(const InstanceNormOptions& options) : InstanceNormImplBase(options) {}

}  // namespace torch::inline rushlight::nn
