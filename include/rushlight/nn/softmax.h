// Softmax and its kin: options, functions and modules.
#pragma once

#include <optional>

#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

struct RUSHLIGHT_API SoftmaxOptions {
  SoftmaxOptions(int64_t dim) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);
};
struct RUSHLIGHT_API SoftminOptions {
  SoftminOptions(int64_t dim) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);
};
struct RUSHLIGHT_API LogSoftmaxOptions {
  LogSoftmaxOptions(int64_t dim) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);
};

namespace functional {

struct RUSHLIGHT_API SoftmaxFuncOptions {
  SoftmaxFuncOptions(int64_t dim) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);
  TORCH_ARG(std::optional<ScalarType>, dtype);
};
struct RUSHLIGHT_API SoftminFuncOptions {
  SoftminFuncOptions(int64_t dim) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);
  TORCH_ARG(std::optional<ScalarType>, dtype);
};
struct RUSHLIGHT_API LogSoftmaxFuncOptions {
  LogSoftmaxFuncOptions(int64_t dim) : dim_(dim) {}
  TORCH_ARG(int64_t, dim);
  TORCH_ARG(std::optional<ScalarType>, dtype);
};
struct RUSHLIGHT_API GumbelSoftmaxFuncOptions {
  TORCH_ARG(double, tau) = 1.0;
  TORCH_ARG(bool, hard) = false;
  TORCH_ARG(int, dim) = -1;
};

/// exp(x) over its sum along a dimension.
RUSHLIGHT_API Tensor softmax(const Tensor& input, const SoftmaxFuncOptions& options);
/// softmax(-x).
RUSHLIGHT_API Tensor softmin(const Tensor& input, const SoftminFuncOptions& options);
/// log(softmax(x)), computed in one step.
RUSHLIGHT_API Tensor log_softmax(const Tensor& input, const LogSoftmaxFuncOptions& options);
/// Softmax of logits plus Gumbel noise over tau; hard gives one-hot values with the soft gradient. Jang et al. (2016).
RUSHLIGHT_API Tensor gumbel_softmax(const Tensor& logits, const GumbelSoftmaxFuncOptions& options = {});

}  // namespace functional

/// exp(x) over its sum along a dimension.
class RUSHLIGHT_API SoftmaxImpl : public detail::OptionsModule<SoftmaxImpl, SoftmaxOptions> {
 public:
  explicit SoftmaxImpl(const SoftmaxOptions& options);
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Softmax);

/// Softmax over the channels of (N, C, H, W) or (C, H, W).
class RUSHLIGHT_API Softmax2dImpl : public detail::OptionsModule<Softmax2dImpl, detail::NoOptions> {
 public:
  Softmax2dImpl();
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Softmax2d);

/// softmax(-x).
class RUSHLIGHT_API SoftminImpl : public detail::OptionsModule<SoftminImpl, SoftminOptions> {
 public:
  explicit SoftminImpl(const SoftminOptions& options);
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(Softmin);

/// log(softmax(x)).
class RUSHLIGHT_API LogSoftmaxImpl : public detail::OptionsModule<LogSoftmaxImpl, LogSoftmaxOptions> {
 public:
  explicit LogSoftmaxImpl(const LogSoftmaxOptions& options);
  Tensor forward(const Tensor& input);
  void pretty_print(std::ostream& stream) const override;
};
TORCH_MODULE(LogSoftmax);

}  // namespace nn
}  // namespace torch::inline rushlight
