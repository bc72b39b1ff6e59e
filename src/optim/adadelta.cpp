// One step of Adadelta: all parameters of a group in one operator.
#include "rushlight/optim/adadelta.h"

#include "optim/fields.h"
#include "optim/lists.h"
#include "rushlight/ops/adaptive_optimizer.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

template <class Options, class Field> void option_fields(Options& options, const Field& field) {
  field("lr", options.lr());
  field("rho", options.rho());
  field("eps", options.eps());
  field("weight_decay", options.weight_decay());
  field.optional("maximize", options.maximize());
}

template <class State, class Field> void state_fields(State& state, const Field& field) {
  field("step", state.step());
  field("square_avg", state.square_avg());
  field("acc_delta", state.acc_delta());
}

constexpr auto each_option = [](auto& options, const auto& field) { option_fields(options, field); };
constexpr auto each_state = [](auto& state, const auto& field) { state_fields(state, field); };

}  // namespace

Adadelta::Adadelta(std::vector<Tensor> params, AdadeltaOptions defaults)
    : Adadelta(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))},
               std::move(defaults)) {}
Adadelta::Adadelta(const std::vector<OptimizerParamGroup>& param_groups, AdadeltaOptions defaults)
    : Optimizer(param_groups, std::make_unique<AdadeltaOptions>(defaults)) {
  check_not_negative("Adadelta", "a learning rate", defaults.lr());
  RUSHLIGHT_CHECK(defaults.rho() >= 0 && defaults.rho() <= 1, "Adadelta: expected a rho in [0, 1], got ",
                  defaults.rho());
  check_not_negative("Adadelta", "an eps", defaults.eps());
  check_not_negative("Adadelta", "a weight decay", defaults.weight_decay());
}

Tensor Adadelta::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const AdadeltaOptions&>(group.options());
    const AdadeltaStep step{o.lr(), o.rho(), o.eps(), o.weight_decay()};
    StepCalls<AdadeltaStep> calls(adadelta_step_, o.maximize());
    for (const Tensor& p : group.params()) {
      if (!p.grad().defined()) continue;
      auto& state = state_of<AdadeltaParamState>(p, [](const Tensor& t) {
        return AdadeltaParamState().square_avg(zeros_of(t)).acc_delta(zeros_of(t));
      });
      state.step(state.step() + 1);
      calls.add(step, p, state.square_avg(), state.acc_delta());
    }
    calls.run();
  }
  return loss;
}

std::unique_ptr<OptimizerParamState> Adadelta::new_state() const {
  return std::make_unique<AdadeltaParamState>();
}

void AdadeltaOptions::serialize(serialize::OutputArchive& archive) const {
  option_fields(*this, FieldWriter{archive});
}
void AdadeltaOptions::serialize(serialize::InputArchive& archive) {
  option_fields(*this, FieldReader{archive});
}
void AdadeltaParamState::serialize(serialize::OutputArchive& archive) const {
  state_fields(*this, FieldWriter{archive});
}
void AdadeltaParamState::serialize(serialize::InputArchive& archive) {
  state_fields(*this, FieldReader{archive});
}
void AdadeltaOptions::take_unset_from(const OptimizerOptions& defaults) {
  take_unset(*this, defaults, each_option);
}
bool AdadeltaOptions::operator==(const AdadeltaOptions& other) const {
  return same_fields(*this, other, each_option);
}
bool AdadeltaParamState::operator==(const AdadeltaParamState& other) const {
  return same_fields(*this, other, each_state);
}

}  // namespace optim
}  // namespace torch::inline rushlight
