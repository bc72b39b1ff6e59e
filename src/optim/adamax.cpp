// One step of Adamax: all parameters of a group in one operator.
#include "rushlight/optim/adamax.h"

#include "optim/adam_options.h"
#include "optim/lists.h"
#include "rushlight/ops/adaptive_optimizer.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

template <class Options, class Field> void option_fields(Options& options, const Field& field) {
  adam_fields(options, field);
  field.optional("maximize", options.maximize());
}

template <class State, class Field> void state_fields(State& state, const Field& field) {
  field("step", state.step());
  field("exp_avg", state.exp_avg());
  field("exp_inf", state.exp_inf());
}

constexpr auto each_option = [](auto& options, const auto& field) { option_fields(options, field); };
constexpr auto each_state = [](auto& state, const auto& field) { state_fields(state, field); };

}  // namespace

Adamax::Adamax(std::vector<Tensor> params, AdamaxOptions defaults)
    : Adamax(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
Adamax::Adamax(const std::vector<OptimizerParamGroup>& param_groups, AdamaxOptions defaults)
    : Optimizer(param_groups, std::make_unique<AdamaxOptions>(defaults)) {
  check_adam_options("Adamax", defaults);
}

Tensor Adamax::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const AdamaxOptions&>(group.options());
    auto step = adam_step<AdamaxStep>(o);
    StepCalls<AdamaxStep> calls(adamax_step_, o.maximize());
    for (const Tensor& p : group.params()) {
      if (!p.grad().defined()) continue;
      auto& state = state_of<AdamaxParamState>(
          p, [](const Tensor& t) { return AdamaxParamState().exp_avg(zeros_of(t)).exp_inf(zeros_of(t)); });
      state.step(state.step() + 1);
      step.step = state.step();
      calls.add(step, p, state.exp_avg(), state.exp_inf());
    }
    calls.run();
  }
  return loss;
}

std::unique_ptr<OptimizerParamState> Adamax::new_state() const {
  return std::make_unique<AdamaxParamState>();
}

void AdamaxOptions::serialize(serialize::OutputArchive& archive) const {
  option_fields(*this, FieldWriter{archive});
}
void AdamaxOptions::serialize(serialize::InputArchive& archive) {
  option_fields(*this, FieldReader{archive});
}
void AdamaxParamState::serialize(serialize::OutputArchive& archive) const {
  state_fields(*this, FieldWriter{archive});
}
void AdamaxParamState::serialize(serialize::InputArchive& archive) {
  state_fields(*this, FieldReader{archive});
}
void AdamaxOptions::take_unset_from(const OptimizerOptions& defaults) {
  take_unset(*this, defaults, each_option);
}
bool AdamaxOptions::operator==(const AdamaxOptions& other) const {
  return same_fields(*this, other, each_option);
}
bool AdamaxParamState::operator==(const AdamaxParamState& other) const {
  return same_fields(*this, other, each_state);
}

}  // namespace optim
}  // namespace torch::inline rushlight
