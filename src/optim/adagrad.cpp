// One step of Adagrad: all parameters of a group in one operator.
#include "rushlight/optim/adagrad.h"

#include "optim/lists.h"

namespace rushlight {
namespace optim {

Adagrad::Adagrad(const std::vector<OptimizerParamGroup>& param_groups, AdagradOptions defaults)
    : Optimizer(param_groups, std::make_unique<AdagradOptions>(defaults)) {
  RUSHLIGHT_CHECK(defaults.lr() >= 0, "Adagrad: expected a learning rate of 0 or more, got ", defaults.lr());
  RUSHLIGHT_CHECK(defaults.lr_decay() >= 0, "Adagrad: expected a learning rate decay of 0 or more, got ",
                  defaults.lr_decay());
  RUSHLIGHT_CHECK(defaults.weight_decay() >= 0, "Adagrad: expected a weight decay of 0 or more, got ",
                  defaults.weight_decay());
  RUSHLIGHT_CHECK(defaults.initial_accumulator_value() >= 0,
                  "Adagrad: expected an initial accumulator value of 0 or more, got ",
                  defaults.initial_accumulator_value());
  RUSHLIGHT_CHECK(defaults.eps() >= 0, "Adagrad: expected an eps of 0 or more, got ", defaults.eps());
}

Tensor Adagrad::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const AdagradOptions&>(group.options());
    AdagradStep step{o.lr(), o.lr_decay(), o.weight_decay(), o.eps()};
    StepLists lists;
    auto flush = [&] {
      adagrad_step_(step, lists.params, lists.states[0], lists.grads);
      lists = {};
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

void AdagradOptions::serialize(serialize::OutputArchive& archive) const {
  write_field(archive, "lr", lr());
  write_field(archive, "lr_decay", lr_decay());
  write_field(archive, "weight_decay", weight_decay());
  write_field(archive, "initial_accumulator_value", initial_accumulator_value());
  write_field(archive, "eps", eps());
}
void AdagradOptions::serialize(serialize::InputArchive& archive) {
  read_field(archive, "lr", lr());
  read_field(archive, "lr_decay", lr_decay());
  read_field(archive, "weight_decay", weight_decay());
  read_field(archive, "initial_accumulator_value", initial_accumulator_value());
  read_field(archive, "eps", eps());
}
void AdagradParamState::serialize(serialize::OutputArchive& archive) const {
  write_field(archive, "sum", sum());
  write_field(archive, "step", step());
}
void AdagradParamState::serialize(serialize::InputArchive& archive) {
  read_field(archive, "sum", sum());
  read_field(archive, "step", step());
}

}  // namespace optim
}  // namespace rushlight
