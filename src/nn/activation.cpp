// Activations: each function calls its operator, in place where the options ask for it; each module its function.
#include "rushlight/nn/activation.h"

#include <ostream>

#include "rushlight/nn/init.h"
#include "rushlight/nn/softmax.h"
#include "rushlight/nn/threshold.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

RUSHLIGHT_ARG_SETTER(GELUOptions, std::string, approximate)

namespace functional {

Tensor relu(Tensor input, const ReLUFuncOptions& options) {
  return options.inplace() ? rushlight::relu_(input) : rushlight::relu(input);
}
Tensor relu6(Tensor input, const ReLU6FuncOptions& options) {
  return options.inplace() ? rushlight::relu6_(input) : rushlight::relu6(input);
}
Tensor leaky_relu(Tensor input, const LeakyReLUFuncOptions& options) {
  const double slope = options.negative_slope();
  return options.inplace() ? rushlight::leaky_relu_(input, slope) : rushlight::leaky_relu(input, slope);
}
Tensor rrelu(Tensor input, const RReLUFuncOptions& options) {
  return options.inplace() ? rushlight::rrelu_(input, options.lower(), options.upper(), options.training())
                           : rushlight::rrelu(input, options.lower(), options.upper(), options.training());
}
Tensor prelu(const Tensor& input, const Tensor& weight) { return rushlight::prelu(input, weight); }
Tensor elu(Tensor input, const ELUFuncOptions& options) {
  return options.inplace() ? rushlight::elu_(input, options.alpha()) : rushlight::elu(input, options.alpha());
}
Tensor selu(Tensor input, const SELUFuncOptions& options) {
  return options.inplace() ? rushlight::selu_(input) : rushlight::selu(input);
}
Tensor celu(Tensor input, const CELUFuncOptions& options) {
  return options.inplace() ? rushlight::celu_(input, options.alpha())
                           : rushlight::celu(input, options.alpha());
}
Tensor gelu(const Tensor& input, const GELUFuncOptions& options) {
  return rushlight::gelu(input, options.approximate());
}
Tensor glu(const Tensor& input, const GLUFuncOptions& options) {
  return rushlight::glu(input, options.dim());
}
Tensor silu(const Tensor& input) { return rushlight::silu(input); }
Tensor mish(const Tensor& input) { return rushlight::mish(input); }
Tensor logsigmoid(const Tensor& input) { return rushlight::log_sigmoid(input); }
Tensor hardtanh(Tensor input, const HardtanhFuncOptions& options) {
  if (options.inplace()) return rushlight::hardtanh_(input, options.min_val(), options.max_val());
  return rushlight::hardtanh(input, options.min_val(), options.max_val());
}
Tensor hardshrink(const Tensor& input, const HardshrinkFuncOptions& options) {
  return rushlight::hardshrink(input, options.lambda());
}
Tensor softshrink(const Tensor& input, const SoftshrinkFuncOptions& options) {
  return rushlight::softshrink(input, options.lambda());
}
Tensor softplus(const Tensor& input, const SoftplusFuncOptions& options) {
  return rushlight::softplus(input, options.beta(), options.threshold());
}
Tensor softsign(const Tensor& input) { return input / (input.abs() + 1); }
Tensor tanhshrink(const Tensor& input) { return input - input.tanh(); }
Tensor threshold(Tensor input, const ThresholdFuncOptions& options) {
  if (options.inplace()) return rushlight::threshold_(input, options.threshold(), options.value());
  return rushlight::threshold(input, options.threshold(), options.value());
}
Tensor softmax(const Tensor& input, const SoftmaxFuncOptions& options) {
  return rushlight::softmax(input, options.dim(), options.dtype());
}
Tensor softmin(const Tensor& input, const SoftminFuncOptions& options) {
  return rushlight::softmax(-input, options.dim(), options.dtype());
}
Tensor log_softmax(const Tensor& input, const LogSoftmaxFuncOptions& options) {
  return rushlight::log_softmax(input, options.dim(), options.dtype());
}
Tensor gumbel_softmax(const Tensor& logits, const GumbelSoftmaxFuncOptions& options) {
  Tensor gumbels = -rushlight::empty_like(logits).exponential_().log();
  const Tensor soft = ((logits + gumbels) / options.tau()).softmax(options.dim());
  if (!options.hard()) return soft;
  const Tensor index = soft.argmax(options.dim(), /*keepdim=*/true);
  const Tensor hard = rushlight::zeros_like(logits).scatter_(options.dim(), index, 1.0);
  // The value of the hard choice with the gradient of the soft one.
  return hard - soft.detach() + soft;
}

}  // namespace functional

namespace F = functional;

ReLUImpl::ReLUImpl(const ReLUOptions& options) : OptionsModule(options) {}
Tensor ReLUImpl::forward(Tensor input) { return F::relu(std::move(input), options); }
ReLU6Impl::ReLU6Impl(const ReLU6Options& options) : OptionsModule(options) {}
Tensor ReLU6Impl::forward(Tensor input) { return F::relu6(std::move(input), options); }
LeakyReLUImpl::LeakyReLUImpl(const LeakyReLUOptions& options) : OptionsModule(options) {}
Tensor LeakyReLUImpl::forward(Tensor input) { return F::leaky_relu(std::move(input), options); }
RReLUImpl::RReLUImpl(const RReLUOptions& options) : OptionsModule(options) {}
Tensor RReLUImpl::forward(Tensor input) {
  F::RReLUFuncOptions o;
  o.lower(options.lower()).upper(options.upper()).training(is_training()).inplace(options.inplace());
  return F::rrelu(std::move(input), o);
}
ELUImpl::ELUImpl(const ELUOptions& options) : OptionsModule(options) {}
Tensor ELUImpl::forward(Tensor input) { return F::elu(std::move(input), options); }
SELUImpl::SELUImpl(const SELUOptions& options) : OptionsModule(options) {}
Tensor SELUImpl::forward(Tensor input) { return F::selu(std::move(input), options); }
CELUImpl::CELUImpl(const CELUOptions& options) : OptionsModule(options) {}
Tensor CELUImpl::forward(Tensor input) { return F::celu(std::move(input), options); }
GELUImpl::GELUImpl(const GELUOptions& options) : OptionsModule(options) {}
Tensor GELUImpl::forward(const Tensor& input) { return F::gelu(input, options); }
GLUImpl::GLUImpl(const GLUOptions& options) : OptionsModule(options) {}
Tensor GLUImpl::forward(const Tensor& input) { return F::glu(input, options); }
SiLUImpl::SiLUImpl() = default;
Tensor SiLUImpl::forward(const Tensor& input) { return F::silu(input); }
MishImpl::MishImpl() = default;
Tensor MishImpl::forward(const Tensor& input) { return F::mish(input); }
SigmoidImpl::SigmoidImpl() = default;
Tensor SigmoidImpl::forward(const Tensor& input) { return rushlight::sigmoid(input); }
LogSigmoidImpl::LogSigmoidImpl() = default;
Tensor LogSigmoidImpl::forward(const Tensor& input) { return F::logsigmoid(input); }
TanhImpl::TanhImpl() = default;
Tensor TanhImpl::forward(const Tensor& input) { return rushlight::tanh(input); }
TanhshrinkImpl::TanhshrinkImpl() = default;
Tensor TanhshrinkImpl::forward(const Tensor& input) { return F::tanhshrink(input); }
SoftsignImpl::SoftsignImpl() = default;
Tensor SoftsignImpl::forward(const Tensor& input) { return F::softsign(input); }
Tensor HardtanhImpl::forward(Tensor input) { return F::hardtanh(std::move(input), options); }
HardshrinkImpl::HardshrinkImpl(const HardshrinkOptions& options) : OptionsModule(options) {}
Tensor HardshrinkImpl::forward(const Tensor& input) { return F::hardshrink(input, options); }
SoftshrinkImpl::SoftshrinkImpl(const SoftshrinkOptions& options) : OptionsModule(options) {}
Tensor SoftshrinkImpl::forward(const Tensor& input) { return F::softshrink(input, options); }
SoftplusImpl::SoftplusImpl(const SoftplusOptions& options) : OptionsModule(options) {}
Tensor SoftplusImpl::forward(const Tensor& input) { return F::softplus(input, options); }
ThresholdImpl::ThresholdImpl(double threshold, double value)
    : OptionsModule(ThresholdOptions(threshold, value)) {}
ThresholdImpl::ThresholdImpl(const ThresholdOptions& options) : OptionsModule(options) {}
Tensor ThresholdImpl::forward(Tensor input) { return F::threshold(std::move(input), options); }
SoftmaxImpl::SoftmaxImpl(const SoftmaxOptions& options) : OptionsModule(options) {}
Tensor SoftmaxImpl::forward(const Tensor& input) { return F::softmax(input, options.dim()); }
SoftminImpl::SoftminImpl(const SoftminOptions& options) : OptionsModule(options) {}
Tensor SoftminImpl::forward(const Tensor& input) { return F::softmin(input, options.dim()); }
LogSoftmaxImpl::LogSoftmaxImpl(const LogSoftmaxOptions& options) : OptionsModule(options) {}
Tensor LogSoftmaxImpl::forward(const Tensor& input) { return F::log_softmax(input, options.dim()); }
Softmax2dImpl::Softmax2dImpl() = default;
Tensor Softmax2dImpl::forward(const Tensor& input) {
  RUSHLIGHT_CHECK(input.dim() == 4 || input.dim() == 3, "Softmax2d: expected 3 or 4 dimensions, got shape ",
                  input.sizes());
  return F::softmax(input, /*dim=*/-3);
}

HardtanhImpl::HardtanhImpl(const HardtanhOptions& options) : OptionsModule(options) {
  RUSHLIGHT_CHECK(options.max_val() > options.min_val(), "Hardtanh: expected max_val above min_val, got ",
                  options.max_val(), " and ", options.min_val());
}

PReLUImpl::PReLUImpl(const PReLUOptions& options) : options(options) { PReLUImpl::reset(); }
void PReLUImpl::reset() {
  weight = register_parameter("weight", rushlight::full(options.num_parameters(), options.init(), kFloat));
}
Tensor PReLUImpl::forward(const Tensor& input) { return F::prelu(input, weight); }

}  // namespace torch::inline rushlight::nn
