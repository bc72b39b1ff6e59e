// Dropout layers and functions over the dropout operators.
#include "rushlight/nn/dropout.h"

#include <ostream>

#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

namespace functional {

Tensor dropout(Tensor input, const DropoutFuncOptions& options) {
  if (options.inplace()) return rushlight::dropout_(input, options.p(), options.training());
  return rushlight::dropout(input, options.p(), options.training());
}
namespace {

// Zeros whole channels of a batch of `batched_dim` dimensions; an input with another number of them is one example.
Tensor channel_dropout(const Tensor& input, const DropoutFuncOptions& options, int64_t batched_dim) {
  const bool single = input.dim() != batched_dim;
  Tensor batch = single ? input.unsqueeze(0) : input;
  if (options.inplace()) {
    rushlight::feature_dropout_(batch, options.p(), options.training());
    return input;
  }
  batch = rushlight::feature_dropout(batch, options.p(), options.training());
  return single ? batch.squeeze(0) : batch;
}

}  // namespace

Tensor dropout2d(Tensor input, const Dropout2dFuncOptions& options) {
  return channel_dropout(input, options, 4);
}
Tensor dropout3d(Tensor input, const Dropout3dFuncOptions& options) {
  return channel_dropout(input, options, 5);
}
Tensor alpha_dropout(Tensor input, const AlphaDropoutFuncOptions& options) {
  if (options.inplace()) return rushlight::alpha_dropout_(input, options.p(), options.training());
  return rushlight::alpha_dropout(input, options.p(), options.training());
}
Tensor feature_alpha_dropout(Tensor input, const FeatureAlphaDropoutFuncOptions& options) {
  if (options.inplace()) return rushlight::feature_alpha_dropout_(input, options.p(), options.training());
  return rushlight::feature_alpha_dropout(input, options.p(), options.training());
}

}  // namespace functional

namespace detail {

template <class Derived>
DropoutImplBase<Derived>::DropoutImplBase(const DropoutOptions& options)
    : OptionsModule<Derived, DropoutOptions>(options) {
  RUSHLIGHT_CHECK(options.p() >= 0 && options.p() <= 1, "Dropout: expected a probability p from 0 to 1, got ",
                  options.p());
}
template <class Derived> void DropoutImplBase<Derived>::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << Derived::kText << "(p=" << this->options.p()
         << ", inplace=" << this->options.inplace() << ")";
}

template class DropoutImplBase<DropoutImpl>;
template class DropoutImplBase<Dropout2dImpl>;
template class DropoutImplBase<Dropout3dImpl>;
template class DropoutImplBase<AlphaDropoutImpl>;
template class DropoutImplBase<FeatureAlphaDropoutImpl>;

}  // namespace detail

DropoutImpl::DropoutImpl(double p) : DropoutImplBase(p) {}
DropoutImpl::DropoutImpl(const DropoutOptions& options) : DropoutImplBase(options) {}
Tensor DropoutImpl::forward(Tensor input) {
  return functional::dropout(
      std::move(input),
      functional::DropoutFuncOptions().p(options.p()).training(is_training()).inplace(options.inplace()));
}
Dropout2dImpl::Dropout2dImpl(double p) : DropoutImplBase(p) {}
Dropout2dImpl::Dropout2dImpl(const DropoutOptions& options) : DropoutImplBase(options) {}
Tensor Dropout2dImpl::forward(Tensor input) {
  return functional::dropout2d(
      std::move(input),
      functional::Dropout2dFuncOptions().p(options.p()).training(is_training()).inplace(options.inplace()));
}
Dropout3dImpl::Dropout3dImpl(double p) : DropoutImplBase(p) {}
Dropout3dImpl::Dropout3dImpl(const DropoutOptions& options) : DropoutImplBase(options) {}
Tensor Dropout3dImpl::forward(Tensor input) {
  return functional::dropout3d(
      std::move(input),
      functional::Dropout3dFuncOptions().p(options.p()).training(is_training()).inplace(options.inplace()));
}
AlphaDropoutImpl::AlphaDropoutImpl(double p) : DropoutImplBase(p) {}
AlphaDropoutImpl::AlphaDropoutImpl(const DropoutOptions& options) : DropoutImplBase(options) {}
// As in PyTorch, the modules of alpha dropout take the option `inplace` and leave their input alone.
Tensor AlphaDropoutImpl::forward(Tensor input) {
  return functional::alpha_dropout(
      std::move(input), functional::AlphaDropoutFuncOptions().p(options.p()).training(is_training()));
}
FeatureAlphaDropoutImpl::FeatureAlphaDropoutImpl(double p) : DropoutImplBase(p) {}
FeatureAlphaDropoutImpl::FeatureAlphaDropoutImpl(const DropoutOptions& options) : DropoutImplBase(options) {}
Tensor FeatureAlphaDropoutImpl::forward(Tensor input) {
  return functional::feature_alpha_dropout(
      std::move(input), functional::FeatureAlphaDropoutFuncOptions().p(options.p()).training(is_training()));
}

}  // namespace torch::inline rushlight::nn
