// One step of RAdam: all parameters of a group in one operator.
#include "rushlight/optim/radam.h"

#include "optim/adam_options.h"
#include "optim/lists.h"
#include "rushlight/ops/adaptive_optimizer.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

template <class Options, class Field> void option_fields(Options& options, const Field& field) {
  adam_fields(options, field);
  field("decoupled_weight_decay", options.decoupled_weight_decay());
  field.optional("maximize", options.maximize());
}

template <class State, class Field> void state_fields(State& state, const Field& field) {
  field("step", state.step());
  field("exp_avg", state.exp_avg());
  field("exp_avg_sq", state.exp_avg_sq());
}

constexpr auto each_option = [](auto& options, const auto& field) { option_fields(options, field); };
constexpr auto each_state = [](auto& state, const auto& field) { state_fields(state, field); };

}  // namespace

RAdam::RAdam(std::vector<Tensor> params, RAdamOptions defaults)
    : RAdam(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
RAdam::RAdam(const std::vector<OptimizerParamGroup>& param_groups, RAdamOptions defaults)
    : Optimizer(param_groups, std::make_unique<RAdamOptions>(defaults)) {
  check_adam_options("RAdam", defaults);
}

Tensor RAdam::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const RAdamOptions&>(group.options());
    auto step = adam_step<RadamStep>(o);
    step.decoupled = o.decoupled_weight_decay();
    StepCalls<RadamStep> calls(radam_step_, o.maximize());
    for (const Tensor& p : group.params()) {
      if (!p.grad().defined()) continue;
      auto& state = state_of<RAdamParamState>(
          p, [](const Tensor& t) { return RAdamParamState().exp_avg(zeros_of(t)).exp_avg_sq(zeros_of(t)); });
      state.step(state.step() + 1);
      step.step = state.step();
      calls.add(step, p, state.exp_avg(), state.exp_avg_sq());
    }
    calls.run();
  }
  return loss;
}

std::unique_ptr<OptimizerParamState> RAdam::new_state() const { return std::make_unique<RAdamParamState>(); }

void RAdamOptions::serialize(serialize::OutputArchive& archive) const {
  option_fields(*this, FieldWriter{archive});
}
void RAdamOptions::serialize(serialize::InputArchive& archive) { option_fields(*this, FieldReader{archive}); }
void RAdamParamState::serialize(serialize::OutputArchive& archive) const {
  state_fields(*this, FieldWriter{archive});
}
void RAdamParamState::serialize(serialize::InputArchive& archive) {
  state_fields(*this, FieldReader{archive});
}
void RAdamOptions::take_unset_from(const OptimizerOptions& defaults) {
  take_unset(*this, defaults, each_option);
}
bool RAdamOptions::operator==(const RAdamOptions& other) const {
  return same_fields(*this, other, each_option);
}
bool RAdamParamState::operator==(const RAdamParamState& other) const {
  return same_fields(*this, other, each_state);
}

}  // namespace optim
}  // namespace torch::inline rushlight
