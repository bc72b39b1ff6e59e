// Activations: options, functions and modules. Those with an `inplace` option write over their input when it is set.
// Those that
// clamp, shrink or cut are in threshold.h, softmax and its kin in softmax.h.
#pragma once

#include <string>

#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API ReLUOptions {
  ReLUOptions(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
struct RUSHLIGHT_API ReLU6Options {
  ReLU6Options(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
struct RUSHLIGHT_API LeakyReLUOptions {
  TORCH_ARG(double, negative_slope) = 1e-2;
  TORCH_ARG(bool, inplace) = false;
};
struct RUSHLIGHT_API RReLUOptions {
  TORCH_ARG(double, lower) = 1.0 / 8.0;
  TORCH_ARG(double, upper) = 1.0 / 3.0;
  TORCH_ARG(bool, inplace) = false;
};
struct RUSHLIGHT_API PReLUOptions {
  TORCH_ARG(int64_t, num_parameters) = 1;
  TORCH_ARG(double, init) = 0.25;
};
struct RUSHLIGHT_API ELUOptions {
  TORCH_ARG(double, alpha) = 1.0;
  TORCH_ARG(bool, inplace) = false;
};
struct RUSHLIGHT_API SELUOptions {
  SELUOptions(bool inplace = false) : inplace_(inplace) {}
  TORCH_ARG(bool, inplace);
};
struct RUSHLIGHT_API CELUOptions {
  TORCH_ARG(double, alpha) = 1.0;
  TORCH_ARG(bool, inplace) = false;
};
struct RUSHLIGHT_API GELUOptions {
  RUSHLIGHT_ARG(std::string, approximate) = "none";
};
struct RUSHLIGHT_API GLUOptions {
  GLUOptions(int64_t dim = -1) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);
};
struct RUSHLIGHT_API SoftplusOptions {
  TORCH_ARG(double, beta) = 1.0;
  TORCH_ARG(double, threshold) = 20.0;
};

namespace functional {

using ReLUFuncOptions = ReLUOptions;
using ReLU6FuncOptions = ReLU6Options;
using LeakyReLUFuncOptions = LeakyReLUOptions;
using ELUFuncOptions = ELUOptions;
using SELUFuncOptions = SELUOptions;
using CELUFuncOptions = CELUOptions;
using GELUFuncOptions = GELUOptions;
using GLUFuncOptions = GLUOptions;
using SoftplusFuncOptions = SoftplusOptions;

struct RUSHLIGHT_API RReLUFuncOptions {
  TORCH_ARG(double, lower) = 1.0 / 8.0;
  TORCH_ARG(double, upper) = 1.0 / 3.0;
  TORCH_ARG(bool, training) = false;
  TORCH_ARG(bool, inplace) = false;
};

/// max(0, x).
RUSHLIGHT_API Tensor relu(Tensor input, const ReLUFuncOptions& options = {});
/// min(max(0, x), 6).
RUSHLIGHT_API Tensor relu6(Tensor input, const ReLU6FuncOptions& options = {});
/// x where positive, else negative_slope * x.
RUSHLIGHT_API Tensor leaky_relu(Tensor input, const LeakyReLUFuncOptions& options = {});
/// Leaky relu with a slope drawn from [lower, upper) for each negative element, their mean outside training.
RUSHLIGHT_API Tensor rrelu(Tensor input, const RReLUFuncOptions& options = {});
/// x where positive, else weight * x; weight has one element or one for each channel.
RUSHLIGHT_API Tensor prelu(const Tensor& input, const Tensor& weight);
/// x where positive, else alpha * (exp(x) - 1).
RUSHLIGHT_API Tensor elu(Tensor input, const ELUFuncOptions& options = {});
/// Scaled elu with the constants of Klambauer et al. (2017).
RUSHLIGHT_API Tensor selu(Tensor input, const SELUFuncOptions& options = {});
/// max(0, x) + min(0, alpha * (exp(x / alpha) - 1)).
RUSHLIGHT_API Tensor celu(Tensor input, const CELUFuncOptions& options = {});
/// x * Phi(x), or its tanh form with approximate("tanh").
RUSHLIGHT_API Tensor gelu(const Tensor& input, const GELUFuncOptions& options = {});
/// First half of a dimension times the sigmoid of the second half.
RUSHLIGHT_API Tensor glu(const Tensor& input, const GLUFuncOptions& options = {});
/// x * sigmoid(x).
RUSHLIGHT_API Tensor silu(const Tensor& input);
/// x * tanh(softplus(x)).
RUSHLIGHT_API Tensor mish(const Tensor& input);
/// log(sigmoid(x)).
RUSHLIGHT_API Tensor logsigmoid(const Tensor& input);
/// log(1 + exp(beta * x)) / beta; x itself where beta * x > threshold.
RUSHLIGHT_API Tensor softplus(const Tensor& input, const SoftplusFuncOptions& options = {});
/// x / (1 + |x|).
RUSHLIGHT_API Tensor softsign(const Tensor& input);

}  // namespace functional

/// max(0, x).
class RUSHLIGHT_API ReLUImpl : public detail::OptionsModule<ReLUImpl, ReLUOptions> {
 public:
  explicit ReLUImpl(const ReLUOptions& options = {});
  Tensor forward(Tensor input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(ReLU);

/// min(max(0, x), 6).
class RUSHLIGHT_API ReLU6Impl : public detail::OptionsModule<ReLU6Impl, ReLU6Options> {
 public:
  explicit ReLU6Impl(const ReLU6Options& options = {});
  Tensor forward(Tensor input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(ReLU6);

/// x where positive, else negative_slope * x.
class RUSHLIGHT_API LeakyReLUImpl : public detail::OptionsModule<LeakyReLUImpl, LeakyReLUOptions> {
 public:
  explicit LeakyReLUImpl(const LeakyReLUOptions& options = {});
  Tensor forward(Tensor input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(LeakyReLU);

/// Leaky relu with random slopes in training.
class RUSHLIGHT_API RReLUImpl : public detail::OptionsModule<RReLUImpl, RReLUOptions> {
 public:
  explicit RReLUImpl(const RReLUOptions& options = {});
  Tensor forward(Tensor input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(RReLU);

/// Leaky relu with learned slopes.
class RUSHLIGHT_API PReLUImpl : public Cloneable<PReLUImpl> {
 public:
  explicit PReLUImpl(const PReLUOptions& options = {});
  void reset() override;
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;

  PReLUOptions options;
  Tensor weight;  // (num_parameters)
};
TORCH_MODULE(PReLU);

/// x where positive, else alpha * (exp(x) - 1).
class RUSHLIGHT_API ELUImpl : public detail::OptionsModule<ELUImpl, ELUOptions> {
 public:
  explicit ELUImpl(const ELUOptions& options = {});
  Tensor forward(Tensor input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(ELU);

/// Scaled elu.
class RUSHLIGHT_API SELUImpl : public detail::OptionsModule<SELUImpl, SELUOptions> {
 public:
  explicit SELUImpl(const SELUOptions& options = {});
  Tensor forward(Tensor input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(SELU);

/// Continuously differentiable elu.
class RUSHLIGHT_API CELUImpl : public detail::OptionsModule<CELUImpl, CELUOptions> {
 public:
  explicit CELUImpl(const CELUOptions& options = {});
  Tensor forward(Tensor input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(CELU);

/// x * Phi(x).
class RUSHLIGHT_API GELUImpl : public detail::OptionsModule<GELUImpl, GELUOptions> {
 public:
  explicit GELUImpl(const GELUOptions& options = {});
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(GELU);

/// First half of a dimension times the sigmoid of the second half.
class RUSHLIGHT_API GLUImpl : public detail::OptionsModule<GLUImpl, GLUOptions> {
 public:
  explicit GLUImpl(const GLUOptions& options = {});
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(GLU);

/// x * sigmoid(x).
class RUSHLIGHT_API SiLUImpl : public detail::OptionsModule<SiLUImpl, detail::NoOptions> {
 public:
  SiLUImpl();
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(SiLU);

/// x * tanh(softplus(x)).
class RUSHLIGHT_API MishImpl : public detail::OptionsModule<MishImpl, detail::NoOptions> {
 public:
  MishImpl();
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Mish);

/// 1 / (1 + exp(-x)).
class RUSHLIGHT_API SigmoidImpl : public detail::OptionsModule<SigmoidImpl, detail::NoOptions> {
 public:
  SigmoidImpl();
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Sigmoid);

/// log(sigmoid(x)).
class RUSHLIGHT_API LogSigmoidImpl : public detail::OptionsModule<LogSigmoidImpl, detail::NoOptions> {
 public:
  LogSigmoidImpl();
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(LogSigmoid);

/// Hyperbolic tangent.
class RUSHLIGHT_API TanhImpl : public detail::OptionsModule<TanhImpl, detail::NoOptions> {
 public:
  TanhImpl();
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Tanh);

/// x / (1 + |x|).
class RUSHLIGHT_API SoftsignImpl : public detail::OptionsModule<SoftsignImpl, detail::NoOptions> {
 public:
  SoftsignImpl();
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Softsign);

/// log(1 + exp(beta * x)) / beta.
class RUSHLIGHT_API SoftplusImpl : public detail::OptionsModule<SoftplusImpl, SoftplusOptions> {
 public:
  explicit SoftplusImpl(const SoftplusOptions& options = {});
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Softplus);

}  // namespace nn
}  // namespace torch::inline rushlight
