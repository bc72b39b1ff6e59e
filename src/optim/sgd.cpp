// One step of SGD: all parameters of a group in one operator.
#include "rushlight/optim/sgd.h"

#include "optim/lists.h"

namespace rushlight {
namespace optim {

SGD::SGD(const std::vector<OptimizerParamGroup>& param_groups, SGDOptions defaults)
    : Optimizer(param_groups, std::make_unique<SGDOptions>(defaults)) {
  RUSHLIGHT_CHECK(defaults.lr() >= 0, "SGD: expected a learning rate of 0 or more, got ", defaults.lr());
  RUSHLIGHT_CHECK(defaults.momentum() >= 0, "SGD: expected a momentum of 0 or more, got ",
                  defaults.momentum());
  RUSHLIGHT_CHECK(defaults.weight_decay() >= 0, "SGD: expected a weight decay of 0 or more, got ",
                  defaults.weight_decay());
  RUSHLIGHT_CHECK(!defaults.nesterov() || (defaults.momentum() > 0 && defaults.dampening() == 0),
                  "SGD: expected a momentum and no dampening with nesterov, got momentum ",
                  defaults.momentum(), " and dampening ", defaults.dampening());
}

Tensor SGD::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const SGDOptions&>(group.options());
    StepLists fresh, old;  // momentum starts as the first gradient itself
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

void SGDOptions::serialize(serialize::OutputArchive& archive) const {
  write_field(archive, "lr", lr());
  write_field(archive, "momentum", momentum());
  write_field(archive, "dampening", dampening());
  write_field(archive, "weight_decay", weight_decay());
  write_field(archive, "nesterov", nesterov());
}
void SGDOptions::serialize(serialize::InputArchive& archive) {
  read_field(archive, "lr", lr());
  read_field(archive, "momentum", momentum());
  read_field(archive, "dampening", dampening());
  read_field(archive, "weight_decay", weight_decay());
  read_field(archive, "nesterov", nesterov());
}
void SGDParamState::serialize(serialize::OutputArchive& archive) const {
  write_field(archive, "momentum_buffer", momentum_buffer());
}
void SGDParamState::serialize(serialize::InputArchive& archive) {
  read_field(archive, "momentum_buffer", momentum_buffer());
}

}  // namespace optim
}  // namespace rushlight
