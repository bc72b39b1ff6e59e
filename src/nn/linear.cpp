// Linear maps and changes of shape.
#include "rushlight/nn/linear.h"

#include <cmath>
#include <ostream>

#include "rushlight/nn/init.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn {

UnflattenOptions::UnflattenOptions(int64_t dim, std::vector<int64_t> sizes)
    : dim_(dim), sizes_(std::move(sizes)) {}
RUSHLIGHT_ARG_SETTER(UnflattenOptions, std::vector<int64_t>, sizes)
namespace {

void check_features(const char* what, int64_t value) {
  RUSHLIGHT_CHECK(value >= 0, what, ": expected numbers of features of at least 0, got ", value);
}

}  // namespace

void IdentityImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Identity()"; }

LinearImpl::LinearImpl(int64_t in_features, int64_t out_features)
    : LinearImpl(LinearOptions(in_features, out_features)) {}
LinearImpl::LinearImpl(const LinearOptions& options) : options(options) { LinearImpl::reset(); }
void LinearImpl::reset() {
  check_features("Linear", options.in_features());
  check_features("Linear", options.out_features());
  weight = register_parameter("weight", empty({options.out_features(), options.in_features()}));
  if (options.bias()) bias = register_parameter("bias", empty(options.out_features()));
  else bias = register_parameter("bias", {}, false);
  reset_parameters();
}
void LinearImpl::reset_parameters() { detail::init_weight_and_bias(weight, bias); }
void LinearImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::Linear(in_features=" << options.in_features()
         << ", out_features=" << options.out_features() << ", bias=" << options.bias() << ")";
}
Tensor LinearImpl::forward(const Tensor& input) { return rushlight::linear(input, weight, bias); }

FlattenImpl::FlattenImpl(const FlattenOptions& options) : OptionsModule(options) {}
void FlattenImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Flatten(start_dim=" << options.start_dim() << ", end_dim=" << options.end_dim()
         << ")";
}
Tensor FlattenImpl::forward(const Tensor& input) {
  return input.flatten(options.start_dim(), options.end_dim());
}

UnflattenImpl::UnflattenImpl(int64_t dim, std::vector<int64_t> sizes)
    : OptionsModule(UnflattenOptions(dim, std::move(sizes))) {}
UnflattenImpl::UnflattenImpl(const UnflattenOptions& options) : OptionsModule(options) {}
void UnflattenImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Unflatten(dim=" << options.dim() << ", unflattened_size={";
  for (size_t i = 0; i < options.sizes().size(); ++i) stream << (i > 0 ? ", " : "") << options.sizes()[i];
  stream << "})";
}
Tensor UnflattenImpl::forward(const Tensor& input) { return input.unflatten(options.dim(), options.sizes()); }

BilinearImpl::BilinearImpl(int64_t in1_features, int64_t in2_features, int64_t out_features)
    : BilinearImpl(BilinearOptions(in1_features, in2_features, out_features)) {}
BilinearImpl::BilinearImpl(const BilinearOptions& options) : options(options) { BilinearImpl::reset(); }
void BilinearImpl::reset() {
  RUSHLIGHT_CHECK(options.in1_features() > 0, "Bilinear: expected in1_features above 0, got ",
                  options.in1_features());
  check_features("Bilinear", options.in2_features());
  check_features("Bilinear", options.out_features());
  weight = register_parameter(
      "weight", empty({options.out_features(), options.in1_features(), options.in2_features()}));
  if (options.bias()) bias = register_parameter("bias", empty(options.out_features()));
  else bias = register_parameter("bias", {}, false);
  reset_parameters();
}
void BilinearImpl::reset_parameters() {
  const double bound = 1 / std::sqrt(static_cast<double>(weight.size(1)));
  init::uniform_(weight, -bound, bound);
  if (bias.defined()) init::uniform_(bias, -bound, bound);
}
void BilinearImpl::pretty_print(std::ostream& stream) const {
  stream << std::boolalpha << "torch::nn::Bilinear(in1_features=" << options.in1_features()
         << ", in2_features=" << options.in2_features() << ", out_features=" << options.out_features()
         << ", bias=" << options.bias() << ")";
}
Tensor BilinearImpl::forward(const Tensor& input1, const Tensor& input2) {
  return functional::bilinear(input1, input2, weight, bias);
}

Tensor functional::linear(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  return rushlight::linear(input, weight, bias);
}

Tensor functional::bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight,
                            const Tensor& bias) {
  return rushlight::bilinear(input1, input2, weight, bias);
}

}  // namespace torch::inline rushlight::nn
