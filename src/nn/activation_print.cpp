// The texts of the activations, which are LibTorch's.
#include <iomanip>
#include <ostream>

#include "rushlight/nn/activation.h"
#include "rushlight/nn/softmax.h"
#include "rushlight/nn/threshold.h"

namespace torch::inline rushlight::nn {
namespace {

// Ends the list of arguments; `inplace` is named only when it is set.
void close(std::ostream& stream, bool inplace) {
  if (inplace) stream << std::boolalpha << ", inplace=" << inplace;
  stream << ")";
}
void print_inplace_only(std::ostream& stream, const char* name, bool inplace) {
  stream << name << "(";
  if (inplace) stream << std::boolalpha << "inplace=" << inplace;
  stream << ")";
}

}  // namespace

void ReLUImpl::pretty_print(std::ostream& stream) const {
  print_inplace_only(stream, "torch::nn::ReLU", options.inplace());
}
void ReLU6Impl::pretty_print(std::ostream& stream) const {
  print_inplace_only(stream, "torch::nn::ReLU6", options.inplace());
}
void SELUImpl::pretty_print(std::ostream& stream) const {
  print_inplace_only(stream, "torch::nn::SELU", options.inplace());
}
void LeakyReLUImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::LeakyReLU(negative_slope=" << options.negative_slope();
  close(stream, options.inplace());
}
void RReLUImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::RReLU(lower=" << options.lower() << ", upper=" << options.upper();
  close(stream, options.inplace());
}
void PReLUImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::PReLU(num_parameters=" << options.num_parameters() << ")";
}
void ELUImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::ELU(alpha=" << options.alpha();
  close(stream, options.inplace());
}
void CELUImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::CELU(alpha=" << options.alpha();
  close(stream, options.inplace());
}
void GELUImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::GELU()"; }
void GLUImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::GLU(dim=" << options.dim() << ")";
}
void SiLUImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::SiLU()"; }
void MishImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Mish()"; }
void SigmoidImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Sigmoid()"; }
void LogSigmoidImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::LogSigmoid()"; }
void TanhImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Tanh()"; }
void TanhshrinkImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Tanhshrink()"; }
void SoftsignImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Softsign()"; }
void HardtanhImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Hardtanh(min_val=" << options.min_val() << ", max_val=" << options.max_val();
  close(stream, options.inplace());
}
void HardshrinkImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Hardshrink(" << options.lambda() << ")";
}
void SoftshrinkImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Softshrink(" << options.lambda() << ")";
}
void SoftplusImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Softplus(beta=" << options.beta() << ", threshold=" << options.threshold() << ")";
}
void ThresholdImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Threshold(threshold=" << options.threshold() << ", value=" << options.value();
  close(stream, options.inplace());
}
void SoftmaxImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Softmax(dim=" << options.dim() << ")";
}
void SoftminImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::Softmin(dim=" << options.dim() << ")";
}
void LogSoftmaxImpl::pretty_print(std::ostream& stream) const {
  stream << "torch::nn::LogSoftmax(dim=" << options.dim() << ")";
}
void Softmax2dImpl::pretty_print(std::ostream& stream) const { stream << "torch::nn::Softmax2d()"; }

}  // namespace torch::inline rushlight::nn
