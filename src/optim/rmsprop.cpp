// One step of RMSprop: all parameters of a group in one operator.
#include "rushlight/optim/rmsprop.h"

#include "optim/lists.h"

namespace rushlight {
namespace optim {

RMSprop::RMSprop(const std::vector<OptimizerParamGroup>& param_groups, RMSpropOptions defaults)
    : Optimizer(param_groups, std::make_unique<RMSpropOptions>(defaults)) {
  RUSHLIGHT_CHECK(defaults.lr() >= 0, "RMSprop: expected a learning rate of 0 or more, got ", defaults.lr());
  RUSHLIGHT_CHECK(defaults.alpha() >= 0, "RMSprop: expected an alpha of 0 or more, got ", defaults.alpha());
  RUSHLIGHT_CHECK(defaults.eps() >= 0, "RMSprop: expected an eps of 0 or more, got ", defaults.eps());
  RUSHLIGHT_CHECK(defaults.momentum() >= 0, "RMSprop: expected a momentum of 0 or more, got ",
                  defaults.momentum());
  RUSHLIGHT_CHECK(defaults.weight_decay() >= 0, "RMSprop: expected a weight decay of 0 or more, got ",
                  defaults.weight_decay());
}

Tensor RMSprop::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const RMSpropOptions&>(group.options());
    StepLists lists;
    for (auto& p : group.params()) {
      if (!p.grad().defined()) continue;
      auto& state = state_of<RMSpropParamState>(
          p, [](const Tensor& t) { return RMSpropParamState().square_avg(zeros_of(t)); });
      if (o.momentum() > 0 && !state.momentum_buffer().defined()) state.momentum_buffer(zeros_of(p));
      if (o.centered() && !state.grad_avg().defined()) state.grad_avg(zeros_of(p));
      state.step(state.step() + 1);
      lists.add(p);
      lists.states[0].push_back(state.square_avg());
      if (o.centered()) lists.states[1].push_back(state.grad_avg());
      if (o.momentum() > 0) lists.states[2].push_back(state.momentum_buffer());
    }
    const RmspropStep step{o.lr(), o.alpha(), o.eps(), o.weight_decay(), o.momentum(), o.centered()};
    rmsprop_step_(step, lists.params, lists.states[0], lists.states[1], lists.states[2], lists.grads);
  }
  return loss;
}

void RMSpropOptions::serialize(serialize::OutputArchive& archive) const {
  write_field(archive, "lr", lr());
  write_field(archive, "alpha", alpha());
  write_field(archive, "eps", eps());
  write_field(archive, "weight_decay", weight_decay());
  write_field(archive, "momentum", momentum());
  write_field(archive, "centered", centered());
}
void RMSpropOptions::serialize(serialize::InputArchive& archive) {
  read_field(archive, "lr", lr());
  read_field(archive, "alpha", alpha());
  read_field(archive, "eps", eps());
  read_field(archive, "weight_decay", weight_decay());
  read_field(archive, "momentum", momentum());
  read_field(archive, "centered", centered());
}
void RMSpropParamState::serialize(serialize::OutputArchive& archive) const {
  write_field(archive, "step", step());
  write_field(archive, "square_avg", square_avg());
  write_field(archive, "momentum_buffer", momentum_buffer());
  write_field(archive, "grad_avg", grad_avg());
}
void RMSpropParamState::serialize(serialize::InputArchive& archive) {
  read_field(archive, "step", step());
  read_field(archive, "square_avg", square_avg());
  read_field(archive, "momentum_buffer", momentum_buffer());
  read_field(archive, "grad_avg", grad_avg());
}

}  // namespace optim
}  // namespace rushlight
