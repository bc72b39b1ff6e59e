// One step of Adagrad: all parameters of a group in one operator.
#include "rushlight/optim/adagrad.h"

#include "optim/fields.h"
#include "optim/lists.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

template <class Options, class Field> void option_fields(Options& options, const Field& field) {
  field("lr", options.lr());
  field("lr_decay", options.lr_decay());
  field("weight_decay", options.weight_decay());
  field("initial_accumulator_value", options.initial_accumulator_value());
  field("eps", options.eps());
  field.optional("maximize", options.maximize());
}

template <class State, class Field> void state_fields(State& state, const Field& field) {
  field("sum", state.sum());
  field("step", state.step());
}

constexpr auto each_option = [](auto& options, const auto& field) { option_fields(options, field); };
constexpr auto each_state = [](auto& state, const auto& field) { state_fields(state, field); };

}  // namespace

Adagrad::Adagrad(std::vector<Tensor> params, AdagradOptions defaults)
    : Adagrad(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {
}
Adagrad::Adagrad(const std::vector<OptimizerParamGroup>& param_groups, AdagradOptions defaults)
    : Optimizer(param_groups, std::make_unique<AdagradOptions>(defaults)) {
  check_not_negative("Adagrad", "a learning rate", defaults.lr());
  check_not_negative("Adagrad", "a learning rate decay", defaults.lr_decay());
  check_not_negative("Adagrad", "a weight decay", defaults.weight_decay());
  check_not_negative("Adagrad", "an initial accumulator value", defaults.initial_accumulator_value());
  check_not_negative("Adagrad", "an eps", defaults.eps());
}

Tensor Adagrad::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const AdagradOptions&>(group.options());
    AdagradStep step{o.lr(), o.lr_decay(), o.weight_decay(), o.eps()};
    StepLists lists{o.maximize()};
    auto flush = [&] {
      adagrad_step_(step, lists.params, lists.states[0], lists.grads);
      lists = {o.maximize()};
    };
    for (auto& p : group.params()) {
      if (!p.grad().defined()) continue;
      auto& state = state_of<AdagradParamState>(p, [&](const Tensor& t) {
        return AdagradParamState().sum(full(t.sizes(), o.initial_accumulator_value(), t.options()));
      });
      state.step(state.step() + 1);
      if (!lists.params.empty() && state.step() != step.step) flush();
      step.step = state.step();
      lists.add(p);
      lists.states[0].push_back(state.sum());
    }
    flush();
  }
  return loss;
}

std::unique_ptr<OptimizerParamState> Adagrad::new_state() const {
  return std::make_unique<AdagradParamState>();
}

void AdagradOptions::serialize(serialize::OutputArchive& archive) const {
  option_fields(*this, FieldWriter{archive});
}
void AdagradOptions::serialize(serialize::InputArchive& archive) {
  option_fields(*this, FieldReader{archive});
}
void AdagradParamState::serialize(serialize::OutputArchive& archive) const {
  state_fields(*this, FieldWriter{archive});
}
void AdagradParamState::serialize(serialize::InputArchive& archive) {
  state_fields(*this, FieldReader{archive});
}
void AdagradOptions::take_unset_from(const OptimizerOptions& defaults) {
  take_unset(*this, defaults, each_option);
}
bool AdagradOptions::operator==(const AdagradOptions& other) const {
  return same_fields(*this, other, each_option);
}
bool AdagradParamState::operator==(const AdagradParamState& other) const {
  return same_fields(*this, other, each_state);
}

}  // namespace optim
}  // namespace torch::inline rushlight
