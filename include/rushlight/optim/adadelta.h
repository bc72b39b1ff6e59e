// Adadelta: steps as large as the steps before were, without a rate to choose (Zeiler 2012).
#pragma once

#include "rushlight/optim/optimizer.h"

namespace torch::inline rushlight {
namespace optim {

/// Options of Adadelta.
struct RUSHLIGHT_API AdadeltaOptions : public OptimizerCloneableOptions<AdadeltaOptions> {
  AdadeltaOptions(double lr = 1.0) : lr_(lr) {}
  TORCH_ARG(double, lr);
  TORCH_ARG(double, rho) = 0.9;
  TORCH_ARG(double, eps) = 1e-6;
  TORCH_ARG(double, weight_decay) = 0;
  /// Climbs instead of descending.
  TORCH_ARG(bool, maximize) = false;

 public:
  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  void take_unset_from(const OptimizerOptions& defaults) override;
  bool operator==(const AdadeltaOptions& other) const;
};

/// What Adadelta remembers of a parameter.
struct RUSHLIGHT_API AdadeltaParamState : public OptimizerCloneableParamState<AdadeltaParamState> {
  TORCH_ARG(int64_t, step) = 0;
  TORCH_ARG(Tensor, square_avg);
  TORCH_ARG(Tensor, acc_delta);

 public:
  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  bool operator==(const AdadeltaParamState& other) const;
};

class RUSHLIGHT_API Adadelta : public Optimizer {
 public:
  explicit Adadelta(const std::vector<OptimizerParamGroup>& param_groups, AdadeltaOptions defaults = {});
  explicit Adadelta(std::vector<Tensor> params, AdadeltaOptions defaults = {});
  Tensor step(LossClosure closure = nullptr) override;

 private:
  std::unique_ptr<OptimizerParamState> new_state() const override;
};

}  // namespace optim
}  // namespace torch::inline rushlight
