// Clipping of gradients, and parameters as one vector.
#include "rushlight/nn/clip_grad.h"

#include <cmath>
#include <limits>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight::nn::utils {
namespace {

std::vector<Tensor> gradients(const std::vector<Tensor>& parameters) {
  std::vector<Tensor> grads;
  for (const Tensor& p : parameters)
    if (p.grad().defined()) grads.push_back(p.grad().data());
  return grads;
}

Tensor total_norm(const std::vector<Tensor>& grads, double p) {
  if (p == 0) return full({}, static_cast<double>(grads.size()), kFloat);
  std::vector<Tensor> norms;
  for (const Tensor& grad : grads) norms.push_back(std::isinf(p) ? grad.abs().max() : grad.norm(p));
  if (norms.size() == 1) return norms[0];
  const Tensor all = stack(norms);
  return std::isinf(p) ? all.max() : all.norm(p);
}

}  // namespace

double clip_grad_norm_(const std::vector<Tensor>& parameters, double max_norm, double norm_type,
                       bool error_if_nonfinite) {
  NoGradGuard no_grad;
  std::vector<Tensor> grads = gradients(parameters);
  if (grads.empty()) return 0.0;
  const Tensor norm = total_norm(grads, norm_type);
  const double value = norm.item<double>();
  RUSHLIGHT_CHECK(!error_if_nonfinite || std::isfinite(value),
                  "clip_grad_norm_: expected a finite norm of order ", norm_type, ", got ", value,
                  "; give error_if_nonfinite=false to scale by it all the same");
  const Tensor scale = (max_norm / (norm + 1e-6)).clamp(std::nullopt, 1.0);
  for (Tensor& grad : grads) grad.mul_(scale);
  return value;
}
double clip_grad_norm_(std::initializer_list<Tensor> parameters, double max_norm, double norm_type,
                       bool error_if_nonfinite) {
  return clip_grad_norm_(std::vector<Tensor>(parameters), max_norm, norm_type, error_if_nonfinite);
}
double clip_grad_norm_(Tensor parameter, double max_norm, double norm_type, bool error_if_nonfinite) {
  return clip_grad_norm_(std::vector<Tensor>{std::move(parameter)}, max_norm, norm_type, error_if_nonfinite);
}

void clip_grad_value_(const std::vector<Tensor>& parameters, double clip_value) {
  NoGradGuard no_grad;
  for (Tensor& grad : gradients(parameters)) grad.clamp_(Scalar(-clip_value), Scalar(clip_value));
}
void clip_grad_value_(std::initializer_list<Tensor> parameters, double clip_value) {
  clip_grad_value_(std::vector<Tensor>(parameters), clip_value);
}
void clip_grad_value_(Tensor parameter, double clip_value) {
  clip_grad_value_(std::vector<Tensor>{std::move(parameter)}, clip_value);
}

Tensor parameters_to_vector(const std::vector<Tensor>& parameters) {
  std::vector<Tensor> flat;
  for (const Tensor& p : parameters) flat.push_back(p.view(-1));
  return cat(flat);
}

void vector_to_parameters(const Tensor& vec, const std::vector<Tensor>& parameters) {
  int64_t total = 0;
  for (const Tensor& p : parameters) total += p.numel();
  RUSHLIGHT_CHECK(vec.dim() == 1 && vec.numel() >= total,
                  "vector_to_parameters: expected a vector of at least ", total, " elements, got shape ",
                  vec.sizes());
  int64_t at = 0;
  for (const Tensor& p : parameters) {
    p.set_data(vec.narrow(0, at, p.numel()).view_as(p).data());
    at += p.numel();
  }
}

}  // namespace torch::inline rushlight::nn::utils
