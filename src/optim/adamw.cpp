// One step of AdamW: all parameters of a group in one operator.
#include "rushlight/optim/adamw.h"

#include "optim/lists.h"

namespace rushlight {
namespace optim {

AdamW::AdamW(const std::vector<OptimizerParamGroup>& param_groups, AdamWOptions defaults)
    : Optimizer(param_groups, std::make_unique<AdamWOptions>(defaults)) {
  RUSHLIGHT_CHECK(defaults.lr() >= 0, "AdamW: expected a learning rate of 0 or more, got ", defaults.lr());
  RUSHLIGHT_CHECK(defaults.eps() >= 0, "AdamW: expected an eps of 0 or more, got ", defaults.eps());
  const auto [beta1, beta2] = defaults.betas();
  RUSHLIGHT_CHECK(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1, "AdamW: expected betas in [0, 1), got ",
                  beta1, " and ", beta2);
  RUSHLIGHT_CHECK(defaults.weight_decay() >= 0, "AdamW: expected a weight decay of 0 or more, got ",
                  defaults.weight_decay());
}

Tensor AdamW::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const AdamWOptions&>(group.options());
    AdamStep step{o.lr(), std::get<0>(o.betas()), std::get<1>(o.betas()), o.eps(), o.weight_decay()};
    step.decoupled = true;
    step.amsgrad = o.amsgrad();
    StepLists lists;
    auto flush = [&] {
      adam_step_(step, lists.params, lists.states[0], lists.states[1], lists.states[2], lists.grads);
      lists = {};
    };
    for (auto& p : group.params()) {
      if (!p.grad().defined()) continue;
      auto& state = state_of<AdamWParamState>(
          p, [](const Tensor& t) { return AdamWParamState().exp_avg(zeros_of(t)).exp_avg_sq(zeros_of(t)); });
      if (o.amsgrad() && !state.max_exp_avg_sq().defined()) state.max_exp_avg_sq(zeros_of(p));
      state.step(state.step() + 1);
      if (!lists.params.empty() && state.step() != step.step)
        flush();  // parameters that joined at another time
      step.step = state.step();
      lists.add(p);
      lists.states[0].push_back(state.exp_avg());
      lists.states[1].push_back(state.exp_avg_sq());
      if (o.amsgrad()) lists.states[2].push_back(state.max_exp_avg_sq());
    }
    flush();
  }
  return loss;
}

void AdamWOptions::serialize(serialize::OutputArchive& archive) const {
  write_field(archive, "lr", lr());
  write_field(archive, "beta1", std::get<0>(betas()));
  write_field(archive, "beta2", std::get<1>(betas()));
  write_field(archive, "eps", eps());
  write_field(archive, "weight_decay", weight_decay());
  write_field(archive, "amsgrad", amsgrad());
}
void AdamWOptions::serialize(serialize::InputArchive& archive) {
  read_field(archive, "lr", lr());
  read_field(archive, "beta1", std::get<0>(betas()));
  read_field(archive, "beta2", std::get<1>(betas()));
  read_field(archive, "eps", eps());
  read_field(archive, "weight_decay", weight_decay());
  read_field(archive, "amsgrad", amsgrad());
}
void AdamWParamState::serialize(serialize::OutputArchive& archive) const {
  write_field(archive, "step", step());
  write_field(archive, "exp_avg", exp_avg());
  write_field(archive, "exp_avg_sq", exp_avg_sq());
  write_field(archive, "max_exp_avg_sq", max_exp_avg_sq());
}
void AdamWParamState::serialize(serialize::InputArchive& archive) {
  read_field(archive, "step", step());
  read_field(archive, "exp_avg", exp_avg());
  read_field(archive, "exp_avg_sq", exp_avg_sq());
  read_field(archive, "max_exp_avg_sq", max_exp_avg_sq());
}

}  // namespace optim
}  // namespace rushlight
