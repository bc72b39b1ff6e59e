// Adagrad: gradients divided by the root of their summed squares (Duchi et al. 2011).
#pragma once

#include "rushlight/optim/optimizer.h"

namespace torch::inline rushlight {
namespace optim {

/// Options of Adagrad.
struct RUSHLIGHT_API AdagradOptions : public OptimizerCloneableOptions<AdagradOptions> {
  AdagradOptions(double lr = 1e-2) : lr_(lr) {}
  TORCH_ARG(double, lr);
  TORCH_ARG(double, lr_decay) = 0;
  TORCH_ARG(double, weight_decay) = 0;
  TORCH_ARG(double, initial_accumulator_value) = 0;
  TORCH_ARG(double, eps) = 1e-10;
  /// Climbs instead of descending.
  TORCH_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  void take_unset_from(const OptimizerOptions& defaults) override;
  bool operator==(const AdagradOptions& other) const;
};

/// What Adagrad remembers of a parameter.
struct RUSHLIGHT_API AdagradParamState : public OptimizerCloneableParamState<AdagradParamState> {
  TORCH_ARG(Tensor, sum);
  TORCH_ARG(int64_t, step) = 0;

 public:
  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  bool operator==(const AdagradParamState& other) const;
};

class RUSHLIGHT_API Adagrad : public Optimizer {
 public:
  explicit Adagrad(const std::vector<OptimizerParamGroup>& param_groups, AdagradOptions defaults = {});
  explicit Adagrad(std::vector<Tensor> params, AdagradOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;

 private:
  std::unique_ptr<OptimizerParamState> new_state() const override;
};

}  // namespace optim
}  // namespace torch::inline rushlight
