// Linear maps and changes of shape.
#include "rushlight/nn/linear.h"

#include <cmath>
#include <ostream>

#include "rushlight/nn/init.h"
#include "rushlight/ops.h"

namespace rushlight::nn {
namespace {

void check_features(const char* what, int64_t value) {
  RUSHLIGHT_CHECK(value >= 0, what, ": expected numbers of features of at least 0, got ", value);
}

}  // namespace

void IdentityImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Identity()"; }

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

void FlattenImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Flatten(start_dim=" << options.start_dim() << ", end_dim=" << options.end_dim()
         << ")";
}
Tensor FlattenImpl::forward(const Tensor& input) {
  return input.flatten(options.start_dim(), options.end_dim());
}

void UnflattenImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Unflatten(dim=" << options.dim() << ", unflattened_size={";
  for (size_t i = 0; i < options.sizes().size(); ++i) stream << (i > 0 ? ", " : "") << options.sizes()[i];
  stream << "})";
}
Tensor UnflattenImpl::forward(const Tensor& input) { return input.unflatten(options.dim(), options.sizes()); }

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
  RUSHLIGHT_CHECK(weight.dim() == 3, "bilinear: expected a weight of 3 dimensions, got shape ",
                  weight.sizes());
  RUSHLIGHT_CHECK(input1.dim() > 0 && input1.size(-1) == weight.size(1) && input2.dim() == input1.dim() &&
                      input2.size(-1) == weight.size(2),
                  "bilinear: expected inputs of shape [..., ", weight.size(1), "] and [..., ", weight.size(2),
                  "], got ", input1.sizes(), " and ", input2.sizes());
  const int64_t out = weight.size(0);
  // (rows, in1) @ (in1, out * in2) -> (rows, out, in2), weighted by input2 and summed.
  const Tensor a = input1.reshape({-1, weight.size(1)}), b = input2.reshape({-1, weight.size(2)});
  const Tensor w = weight.permute({1, 0, 2}).reshape({weight.size(1), out * weight.size(2)});
  Tensor y = (a.matmul(w).view({a.size(0), out, weight.size(2)}) * b.unsqueeze(1)).sum(-1);
  if (bias.defined()) y = y + bias;
  std::vector<int64_t> shape = input1.sizes().vec();
  shape.back() = out;
  return y.view(shape);
}

}  // namespace rushlight::nn
