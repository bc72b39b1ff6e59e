// RAdam: Adam whose first steps are rectified, instead of a warm-up (Liu et al. 2020).
#pragma once

#include <tuple>

#include "rushlight/optim/optimizer.h"

namespace torch::inline rushlight {
namespace optim {

/// Options of RAdam.
struct RUSHLIGHT_API RAdamOptions : public OptimizerCloneableOptions<RAdamOptions> {
  RAdamOptions(double lr = 1e-3) : lr_(lr) {}
  TORCH_ARG(double, lr);
  using betas_t = std::tuple<double, double>;
  TORCH_ARG(betas_t, betas) = std::make_tuple(0.9, 0.999);
  TORCH_ARG(double, eps) = 1e-8;
  TORCH_ARG(double, weight_decay) = 0;
  /// Weights decay by themselves, as AdamW's do, not through the gradient.
  TORCH_ARG(bool, decoupled_weight_decay) = false;
  /// Climbs instead of descending.
  TORCH_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  void take_unset_from(const OptimizerOptions& defaults) override;
  bool operator==(const RAdamOptions& other) const;
};

/// What RAdam remembers of a parameter.
struct RUSHLIGHT_API RAdamParamState : public OptimizerCloneableParamState<RAdamParamState> {
  TORCH_ARG(int64_t, step) = 0;
  TORCH_ARG(Tensor, exp_avg);
  TORCH_ARG(Tensor, exp_avg_sq);

 public:
  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  bool operator==(const RAdamParamState& other) const;
};

class RUSHLIGHT_API RAdam : public Optimizer {
 public:
  explicit RAdam(const std::vector<OptimizerParamGroup>& param_groups, RAdamOptions defaults = {});
  explicit RAdam(std::vector<Tensor> params, RAdamOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;

 private:
  std::unique_ptr<OptimizerParamState> new_state() const override;
};

}  // namespace optim
}  // namespace torch::inline rushlight
