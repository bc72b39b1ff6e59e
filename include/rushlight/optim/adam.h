// Adam: adaptive moments (Kingma and Ba 2015). AdamW (adamw.h) is the same optimizer but for its weight decay, so
// both are these templates: `decoupled` is AdamW.
#pragma once

#include <tuple>

#include "rushlight/optim/optimizer.h"

namespace torch::inline rushlight {
namespace optim {
namespace detail {

template <bool decoupled>
struct RUSHLIGHT_API AdamOptions : public OptimizerCloneableOptions<AdamOptions<decoupled>> {
  AdamOptions(double lr = 1e-3) : lr_(lr) {}
  TORCH_ARG(double, lr);
  using betas_t = std::tuple<double, double>;
  TORCH_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  TORCH_ARG(double, eps) = 1e-8;
  TORCH_ARG(double, weight_decay) = decoupled ? 1e-2 : 0;
  TORCH_ARG(bool, amsgrad) = false;
  /// Climbs instead of descending.
  TORCH_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  void take_unset_from(const OptimizerOptions& defaults) override;
  bool operator==(const AdamOptions& other) const;
};

template <bool decoupled>
struct RUSHLIGHT_API AdamParamState : public OptimizerCloneableParamState<AdamParamState<decoupled>> {
  TORCH_ARG(int64_t, step) = 0;
  TORCH_ARG(Tensor, exp_avg);
  TORCH_ARG(Tensor, exp_avg_sq);
  TORCH_ARG(Tensor, max_exp_avg_sq);

 public:
  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  bool operator==(const AdamParamState& other) const;
};

template <bool decoupled> class RUSHLIGHT_API Adam : public Optimizer {
 public:
  explicit Adam(const std::vector<OptimizerParamGroup>& param_groups, AdamOptions<decoupled> defaults = {});
  explicit Adam(std::vector<Tensor> params, AdamOptions<decoupled> defaults = {});
  Tensor step(LossClosure closure = nullptr) override;

 private:
  std::unique_ptr<OptimizerParamState> new_state() const override;
};

}  // namespace detail

/// Options of Adam.
using AdamOptions = detail::AdamOptions<false>;
/// What Adam remembers of a parameter.
using AdamParamState = detail::AdamParamState<false>;
/// Adam, whose weight decay is added to the gradient.
using Adam = detail::Adam<false>;

}  // namespace optim
}  // namespace torch::inline rushlight
