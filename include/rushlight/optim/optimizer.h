// Optimizer: the base of all optimizers: parameters in groups, each with its options, and state by parameter.
// Next: sgd.h, adam.h and the others; schedulers.h; src/optim/optimizer.cpp.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "rushlight/core/tensor.h"
#include "rushlight/nn/arg.h"

namespace torch::inline rushlight {

namespace serialize {
class OutputArchive;
class InputArchive;
}  // namespace serialize

namespace optim {

/// State of one parameter, such as its momentum. What a class of one's own does not override is an error when it is called.
class RUSHLIGHT_API OptimizerParamState {
 public:
  OptimizerParamState() = default;
  OptimizerParamState(const OptimizerParamState&) = default;
  OptimizerParamState& operator=(const OptimizerParamState&) = default;
  virtual ~OptimizerParamState();
  virtual std::unique_ptr<OptimizerParamState> clone() const;
  virtual void serialize(serialize::OutputArchive& archive) const;
  virtual void serialize(serialize::InputArchive& archive);
};

template <class Derived> class OptimizerCloneableParamState : public OptimizerParamState {
  std::unique_ptr<OptimizerParamState> clone() const override {
    return std::unique_ptr<OptimizerParamState>(new Derived(static_cast<const Derived&>(*this)));
  }
};

/// Options of one group of parameters. What a class of one's own does not override is an error when it is called.
class RUSHLIGHT_API OptimizerOptions {
 public:
  OptimizerOptions() = default;
  OptimizerOptions(const OptimizerOptions&) = default;
  OptimizerOptions& operator=(const OptimizerOptions&) = default;
  virtual ~OptimizerOptions();
  virtual std::unique_ptr<OptimizerOptions> clone() const;
  virtual double get_lr() const;
  virtual void set_lr(double lr);
  virtual void serialize(serialize::OutputArchive& archive) const;
  virtual void serialize(serialize::InputArchive& archive);
  /// Takes from `defaults`, which is of the same class, what was not set here. A class of one's own keeps what it has.
  virtual void take_unset_from(const OptimizerOptions& defaults);
};

/// Options that copy themselves; their learning rate is `lr()` where there is one.
template <class Derived> class OptimizerCloneableOptions : public OptimizerOptions {
 public:
  std::unique_ptr<OptimizerOptions> clone() const override {
    return std::unique_ptr<OptimizerOptions>(new Derived(static_cast<const Derived&>(*this)));
  }
  double get_lr() const override {
    if constexpr (requires(const Derived& d) { d.lr(); }) return static_cast<const Derived*>(this)->lr();
    else return OptimizerOptions::get_lr();
  }
  void set_lr(double lr) override {
    if constexpr (requires(Derived & d) { d.lr(lr); }) static_cast<Derived*>(this)->lr(lr);
    else OptimizerOptions::set_lr(lr);
  }
};

/// Parameters that share options. Fields that were left at their defaults, and options of another class than the
/// optimizer's, are taken from the optimizer's defaults.
class RUSHLIGHT_API OptimizerParamGroup {
 public:
  OptimizerParamGroup(std::vector<Tensor> params);
  OptimizerParamGroup(std::vector<Tensor> params, std::unique_ptr<OptimizerOptions> options);
  OptimizerParamGroup(const OptimizerParamGroup& o);
  OptimizerParamGroup(OptimizerParamGroup&&) noexcept;
  OptimizerParamGroup& operator=(OptimizerParamGroup&&) noexcept;
  OptimizerParamGroup& operator=(const OptimizerParamGroup& o);
  ~OptimizerParamGroup();

  bool has_options() const { return options_ != nullptr; }
  OptimizerOptions& options();
  const OptimizerOptions& options() const;
  void set_options(std::unique_ptr<OptimizerOptions> options);
  /// The learning rate that schedulers begin with: the one there was when the first of them was made.
  std::optional<double> initial_lr() const { return initial_lr_; }
  void set_initial_lr(double lr) { initial_lr_ = lr; }
  std::vector<Tensor>& params() { return params_; }
  const std::vector<Tensor>& params() const { return params_; }

 private:
  std::vector<Tensor> params_;
  std::unique_ptr<OptimizerOptions> options_;
  std::optional<double> initial_lr_;
};

class RUSHLIGHT_API Optimizer {
 public:
  using LossClosure = std::function<Tensor()>;
  using State = std::unordered_map<void*, std::unique_ptr<OptimizerParamState>>;

  Optimizer(std::vector<OptimizerParamGroup> param_groups, std::unique_ptr<OptimizerOptions> defaults);
  Optimizer(std::vector<Tensor> parameters, std::unique_ptr<OptimizerOptions> defaults);
  Optimizer(const Optimizer&) = delete;
  Optimizer(Optimizer&&) noexcept;
  virtual ~Optimizer();

  /// Adds parameters; one that is in another group already, or is no leaf, is an error.
  void add_param_group(const OptimizerParamGroup& param_group);
  /// Changes every parameter with a gradient by one step; `closure` computes the loss again and is called first.
  virtual Tensor step(LossClosure closure = nullptr) = 0;
  void add_parameters(const std::vector<Tensor>& parameters);
  /// Forgets the gradients of all parameters, or fills them with zeros.
  void zero_grad(bool set_to_none = true);

  const std::vector<Tensor>& parameters() const;
  std::vector<Tensor>& parameters();
  /// Number of parameters in all groups.
  size_t size() const noexcept;
  OptimizerOptions& defaults() noexcept { return *defaults_; }
  const OptimizerOptions& defaults() const noexcept { return *defaults_; }
  std::vector<OptimizerParamGroup>& param_groups() noexcept { return param_groups_; }
  const std::vector<OptimizerParamGroup>& param_groups() const noexcept { return param_groups_; }
  State& state() noexcept { return state_; }
  const State& state() const noexcept { return state_; }

  virtual void save(serialize::OutputArchive& archive) const;
  virtual void load(serialize::InputArchive& archive);

 protected:
  /// A fresh state of the optimizer's own kind, for loading; without it an optimizer with states cannot be loaded.
  virtual std::unique_ptr<OptimizerParamState> new_state() const { return nullptr; }
  /// The state of a parameter; made by `fresh(param)` when there is none.
  template <class S, class F> S& state_of(const Tensor& param, const F& fresh) {
    auto& slot = state_[param.unsafeGetTensorImpl()];
    if (!slot) slot = std::make_unique<S>(fresh(param));
    return static_cast<S&>(*slot);
  }

  std::vector<OptimizerParamGroup> param_groups_;
  State state_;
  std::unique_ptr<OptimizerOptions> defaults_;
};

namespace detail {
/// Optimizer::load with states made by `new_state`.
RUSHLIGHT_API void load_optimizer(serialize::InputArchive& archive, Optimizer& optimizer,
                                  const std::function<std::unique_ptr<OptimizerParamState>()>& new_state);
}  // namespace detail

RUSHLIGHT_API serialize::OutputArchive& operator<<(serialize::OutputArchive& archive,
                                                   const Optimizer& optimizer);
RUSHLIGHT_API serialize::InputArchive& operator>>(serialize::InputArchive& archive, Optimizer& optimizer);

}  // namespace optim
}  // namespace torch::inline rushlight
