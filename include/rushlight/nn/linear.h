// Linear maps and changes of shape: Identity, Linear, Bilinear, Flatten, Unflatten, with their functions.
#pragma once

#include <vector>

#include "rushlight/nn/options_module.h"

namespace torch::inline rushlight {
namespace nn {

class RUSHLIGHT_API IdentityImpl : public Cloneable<IdentityImpl> {
 public:
  IdentityImpl() = default;
  /// Any arguments are accepted and ignored.
  template <class First, class... Rest>
  requires(sizeof...(Rest) > 0 ||
           !std::is_base_of_v<IdentityImpl, std::decay_t<First>>) explicit IdentityImpl(const First&,
                                                                                        const Rest&...) {}
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input) { return input; }
};
TORCH_MODULE(Identity);

struct RUSHLIGHT_API LinearOptions {
  LinearOptions(int64_t in_features, int64_t out_features)
      : in_features_(in_features), out_features_(out_features) {}
  TORCH_ARG(int64_t, in_features);
  TORCH_ARG(int64_t, out_features);
  TORCH_ARG(bool, bias) = true;
};

/// input @ weight^T + bias, over the last dimension.
class RUSHLIGHT_API LinearImpl : public Cloneable<LinearImpl> {
 public:
  LinearImpl(int64_t in_features, int64_t out_features);
  explicit LinearImpl(const LinearOptions& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LinearOptions options;
  Tensor weight;  // (out, in)
  Tensor bias;    // (out), undefined without bias
};
TORCH_MODULE(Linear);

struct RUSHLIGHT_API FlattenOptions {
  TORCH_ARG(int64_t, start_dim) = 1;
  TORCH_ARG(int64_t, end_dim) = -1;
};

/// Some dimensions as one; all but the first unless options say otherwise.
class RUSHLIGHT_API FlattenImpl : public detail::OptionsModule<FlattenImpl, FlattenOptions> {
 public:
  explicit FlattenImpl(const FlattenOptions& options = {});
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(Flatten);

struct RUSHLIGHT_API UnflattenOptions {
  UnflattenOptions(int64_t dim, std::vector<int64_t> sizes);
  TORCH_ARG(int64_t, dim);
  RUSHLIGHT_ARG(std::vector<int64_t>, sizes);
};

/// One dimension as several.
class RUSHLIGHT_API UnflattenImpl : public detail::OptionsModule<UnflattenImpl, UnflattenOptions> {
 public:
  explicit UnflattenImpl(const UnflattenOptions& options);
  UnflattenImpl(int64_t dim, std::vector<int64_t> sizes);
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
TORCH_MODULE(Unflatten);

struct RUSHLIGHT_API BilinearOptions {
  BilinearOptions(int64_t in1_features, int64_t in2_features, int64_t out_features)
      : in1_features_(in1_features), in2_features_(in2_features), out_features_(out_features) {}
  TORCH_ARG(int64_t, in1_features);
  TORCH_ARG(int64_t, in2_features);
  TORCH_ARG(int64_t, out_features);
  TORCH_ARG(bool, bias) = true;
};

/// y_k = input1^T weight_k input2 + bias_k.
class RUSHLIGHT_API BilinearImpl : public Cloneable<BilinearImpl> {
 public:
  BilinearImpl(int64_t in1_features, int64_t in2_features, int64_t out_features);
  explicit BilinearImpl(const BilinearOptions& options);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2);

  BilinearOptions options;
  Tensor weight;  // (out, in1, in2)
  Tensor bias;    // (out), undefined without bias
};
TORCH_MODULE(Bilinear);

namespace functional {

/// input @ weight^T + bias.
RUSHLIGHT_API Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias = {});
/// input1^T weight_k input2 + bias_k for each k; inputs (..., in1) and (..., in2), weight (out, in1, in2).
RUSHLIGHT_API Tensor bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight,
                              const Tensor& bias = {});

}  // namespace functional
}  // namespace nn
}  // namespace torch::inline rushlight
