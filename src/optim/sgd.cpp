// One step of SGD: all parameters of a group in one operator.
#include "rushlight/optim/sgd.h"

#include "optim/fields.h"
#include "optim/lists.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

template <class Options, class Field> void option_fields(Options& options, const Field& field) {
  field("lr", options.lr());
  field("momentum", options.momentum());
  field("dampening", options.dampening());
  field("weight_decay", options.weight_decay());
  field("nesterov", options.nesterov());
  field.optional("maximize", options.maximize());
}

template <class State, class Field> void state_fields(State& state, const Field& field) {
  field("momentum_buffer", state.momentum_buffer());
}

constexpr auto each_option = [](auto& options, const auto& field) { option_fields(options, field); };
constexpr auto each_state = [](auto& state, const auto& field) { state_fields(state, field); };

}  // namespace

SGD::SGD(std::vector<Tensor> params, SGDOptions defaults)
    : SGD(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
SGD::SGD(const std::vector<OptimizerParamGroup>& param_groups, SGDOptions defaults)
    : Optimizer(param_groups, std::make_unique<SGDOptions>(defaults)) {
  check_not_negative("SGD", "a learning rate", defaults.lr());
  check_not_negative("SGD", "a momentum", defaults.momentum());
  check_not_negative("SGD", "a weight decay", defaults.weight_decay());
  RUSHLIGHT_CHECK(!defaults.nesterov() || (defaults.momentum() > 0 && defaults.dampening() == 0),
                  "SGD: expected a momentum and no dampening with nesterov, got momentum ",
                  defaults.momentum(), " and dampening ", defaults.dampening());
}

Tensor SGD::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const SGDOptions&>(group.options());
    StepLists fresh{o.maximize()}, old{o.maximize()};  // momentum starts as the first gradient itself
    for (auto& p : group.params()) {
      if (!p.grad().defined()) continue;
      if (o.momentum() == 0) {
        old.add(p);
        continue;
      }
      auto& state = state_of<SGDParamState>(p, [](const Tensor&) { return SGDParamState(); });
      StepLists& lists = state.momentum_buffer().defined() ? old : fresh;
      if (!state.momentum_buffer().defined()) state.momentum_buffer(zeros_of(p));
      lists.add(p);
      lists.states[0].push_back(state.momentum_buffer());
    }
    SgdStep step{o.lr(), o.momentum(), o.dampening(), o.weight_decay(), o.nesterov()};
    sgd_step_(step, old.params, old.states[0], old.grads);
    step.first = true;
    sgd_step_(step, fresh.params, fresh.states[0], fresh.grads);
  }
  return loss;
}

std::unique_ptr<OptimizerParamState> SGD::new_state() const { return std::make_unique<SGDParamState>(); }

void SGDOptions::serialize(serialize::OutputArchive& archive) const {
  option_fields(*this, FieldWriter{archive});
}
void SGDOptions::serialize(serialize::InputArchive& archive) { option_fields(*this, FieldReader{archive}); }
void SGDParamState::serialize(serialize::OutputArchive& archive) const {
  state_fields(*this, FieldWriter{archive});
}
void SGDParamState::serialize(serialize::InputArchive& archive) { state_fields(*this, FieldReader{archive}); }
void SGDOptions::take_unset_from(const OptimizerOptions& defaults) {
  take_unset(*this, defaults, each_option);
}
bool SGDOptions::operator==(const SGDOptions& other) const { return same_fields(*this, other, each_option); }
bool SGDParamState::operator==(const SGDParamState& other) const {
  return same_fields(*this, other, each_state);
}

}  // namespace optim
}  // namespace torch::inline rushlight
