// LBFGS: quasi-Newton steps from the last few gradients (Nocedal and Wright, Numerical Optimization, chapter 7), with a
// line search for the strong Wolfe conditions if wanted. Next: src/optim/line_search.h.
#pragma once

#include <deque>
#include <optional>

#include "rushlight/optim/optimizer.h"

namespace torch::inline rushlight {
namespace optim {

/// Options of LBFGS; `line_search_fn` is none or "strong_wolfe", `max_eval` is 5/4 of `max_iter` when none is given.
struct RUSHLIGHT_API LBFGSOptions : public OptimizerCloneableOptions<LBFGSOptions> {
  LBFGSOptions(double lr = 1);
  TORCH_ARG(double, lr) = 1;
  TORCH_ARG(int64_t, max_iter) = 20;
  TORCH_ARG(std::optional<int64_t>, max_eval);
  TORCH_ARG(double, tolerance_grad) = 1e-7;
  TORCH_ARG(double, tolerance_change) = 1e-9;
  TORCH_ARG(int64_t, history_size) = 100;
  TORCH_ARG(std::optional<std::string>, line_search_fn);

 public:
  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  void take_unset_from(const OptimizerOptions& defaults) override;
  bool operator==(const LBFGSOptions& other) const;
};

/// What LBFGS remembers, at its first parameter: all parameters are one vector.
struct RUSHLIGHT_API LBFGSParamState : public OptimizerCloneableParamState<LBFGSParamState> {
  TORCH_ARG(int64_t, func_evals) = 0;
  TORCH_ARG(int64_t, n_iter) = 0;
  TORCH_ARG(double, t) = 0;
  TORCH_ARG(double, prev_loss) = 0;
  TORCH_ARG(Tensor, d);
  TORCH_ARG(Tensor, H_diag);
  TORCH_ARG(Tensor, prev_flat_grad);

 public:
  LBFGSParamState();
  LBFGSParamState(const LBFGSParamState& other);
  LBFGSParamState& operator=(const LBFGSParamState& other);
  ~LBFGSParamState() override;

  // The history, oldest first. Not by TORCH_ARG, whose inline setters would have every reader of this header compile
  // the copying of deques.
  std::deque<Tensor>& old_dirs() noexcept { return old_dirs_; }
  const std::deque<Tensor>& old_dirs() const noexcept { return old_dirs_; }
  LBFGSParamState& old_dirs(std::deque<Tensor> dirs);
  std::deque<Tensor>& old_stps() noexcept { return old_stps_; }
  const std::deque<Tensor>& old_stps() const noexcept { return old_stps_; }
  LBFGSParamState& old_stps(std::deque<Tensor> steps);
  std::deque<Tensor>& ro() noexcept { return ro_; }
  const std::deque<Tensor>& ro() const noexcept { return ro_; }
  LBFGSParamState& ro(std::deque<Tensor> factors);

  void serialize(serialize::OutputArchive& archive) const override;
  void serialize(serialize::InputArchive& archive) override;
  bool operator==(const LBFGSParamState& other) const;

 private:
  std::deque<Tensor> old_dirs_;
  std::deque<Tensor> old_stps_;
  std::deque<Tensor> ro_;
};

/// One step() is up to max_iter iterations, each of which calls the closure, which must clear the gradients, compute the
/// loss and run backward(). It takes one group of parameters.
class RUSHLIGHT_API LBFGS : public Optimizer {
 public:
  explicit LBFGS(const std::vector<OptimizerParamGroup>& param_groups, LBFGSOptions defaults = {});
  explicit LBFGS(std::vector<Tensor> params, LBFGSOptions defaults = {});
  /// Returns the loss before the step.
  Tensor step(LossClosure closure) override;

 private:
  std::unique_ptr<OptimizerParamState> new_state() const override;
  Tensor flat_gradient() const;
  void move(double t, const Tensor& direction);
  void update_direction(LBFGSParamState& state, const Tensor& grad) const;
};

}  // namespace optim
}  // namespace torch::inline rushlight
