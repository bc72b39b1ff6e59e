// One step of NAdam: all parameters of a group in one operator.
#include "rushlight/optim/nadam.h"

#include "optim/adam_options.h"
#include "optim/lists.h"
#include "rushlight/ops/adaptive_optimizer.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

template <class Options, class Field> void option_fields(Options& options, const Field& field) {
  adam_fields(options, field);
  field("momentum_decay", options.momentum_decay());
  field("decoupled_weight_decay", options.decoupled_weight_decay());
  field.optional("maximize", options.maximize());
}

template <class State, class Field> void state_fields(State& state, const Field& field) {
  field("step", state.step());
  field("mu_product", state.mu_product());
  field("exp_avg", state.exp_avg());
  field("exp_avg_sq", state.exp_avg_sq());
}

constexpr auto each_option = [](auto& options, const auto& field) { option_fields(options, field); };
constexpr auto each_state = [](auto& state, const auto& field) { state_fields(state, field); };

}  // namespace

NAdam::NAdam(std::vector<Tensor> params, NAdamOptions defaults)
    : NAdam(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
NAdam::NAdam(const std::vector<OptimizerParamGroup>& param_groups, NAdamOptions defaults)
    : Optimizer(param_groups, std::make_unique<NAdamOptions>(defaults)) {
  check_adam_options("NAdam", defaults);
  check_not_negative("NAdam", "a momentum decay", defaults.momentum_decay());
}

Tensor NAdam::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const NAdamOptions&>(group.options());
    auto step = adam_step<NadamStep>(o);
    step.momentum_decay = o.momentum_decay();
    step.decoupled = o.decoupled_weight_decay();
    StepCalls<NadamStep> calls(nadam_step_, o.maximize());
    for (const Tensor& p : group.params()) {
      if (!p.grad().defined()) continue;
      auto& state = state_of<NAdamParamState>(
          p, [](const Tensor& t) { return NAdamParamState().exp_avg(zeros_of(t)).exp_avg_sq(zeros_of(t)); });
      state.step(state.step() + 1);
      step.step = state.step();
      step.mu_product = state.mu_product();
      calls.add(step, p, state.exp_avg(), state.exp_avg_sq());
      state.mu_product(step.mu_product * step.mu(step.step));
    }
    calls.run();
  }
  return loss;
}

std::unique_ptr<OptimizerParamState> NAdam::new_state() const { return std::make_unique<NAdamParamState>(); }

void NAdamOptions::serialize(serialize::OutputArchive& archive) const {
  option_fields(*this, FieldWriter{archive});
}
void NAdamOptions::serialize(serialize::InputArchive& archive) { option_fields(*this, FieldReader{archive}); }
void NAdamParamState::serialize(serialize::OutputArchive& archive) const {
  state_fields(*this, FieldWriter{archive});
}
void NAdamParamState::serialize(serialize::InputArchive& archive) {
  state_fields(*this, FieldReader{archive});
}
void NAdamOptions::take_unset_from(const OptimizerOptions& defaults) {
  take_unset(*this, defaults, each_option);
}
bool NAdamOptions::operator==(const NAdamOptions& other) const {
  return same_fields(*this, other, each_option);
}
bool NAdamParamState::operator==(const NAdamParamState& other) const {
  return same_fields(*this, other, each_state);
}

}  // namespace optim
}  // namespace torch::inline rushlight
