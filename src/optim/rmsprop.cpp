// One step of RMSprop: all parameters of a group in one operator.
#include "rushlight/optim/rmsprop.h"

#include "optim/fields.h"
#include "optim/lists.h"

namespace torch::inline rushlight {
namespace optim {
namespace {

template <class Options, class Field> void option_fields(Options& options, const Field& field) {
  field("lr", options.lr());
  field("alpha", options.alpha());
  field("eps", options.eps());
  field("weight_decay", options.weight_decay());
  field("momentum", options.momentum());
  field("centered", options.centered());
  field.optional("maximize", options.maximize());
}

template <class State, class Field> void state_fields(State& state, const Field& field) {
  field("step", state.step());
  field("square_avg", state.square_avg());
  field("momentum_buffer", state.momentum_buffer());
  field("grad_avg", state.grad_avg());
}

constexpr auto each_option = [](auto& options, const auto& field) { option_fields(options, field); };
constexpr auto each_state = [](auto& state, const auto& field) { state_fields(state, field); };

}  // namespace

RMSprop::RMSprop(std::vector<Tensor> params, RMSpropOptions defaults)
    : RMSprop(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {
}
RMSprop::RMSprop(const std::vector<OptimizerParamGroup>& param_groups, RMSpropOptions defaults)
    : Optimizer(param_groups, std::make_unique<RMSpropOptions>(defaults)) {
  check_not_negative("RMSprop", "a learning rate", defaults.lr());
  check_not_negative("RMSprop", "an alpha", defaults.alpha());
  check_not_negative("RMSprop", "an eps", defaults.eps());
  check_not_negative("RMSprop", "a momentum", defaults.momentum());
  check_not_negative("RMSprop", "a weight decay", defaults.weight_decay());
}

Tensor RMSprop::step(LossClosure closure) {
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const RMSpropOptions&>(group.options());
    StepLists lists{o.maximize()};
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

std::unique_ptr<OptimizerParamState> RMSprop::new_state() const {
  return std::make_unique<RMSpropParamState>();
}

void RMSpropOptions::serialize(serialize::OutputArchive& archive) const {
  option_fields(*this, FieldWriter{archive});
}
void RMSpropOptions::serialize(serialize::InputArchive& archive) {
  option_fields(*this, FieldReader{archive});
}
void RMSpropParamState::serialize(serialize::OutputArchive& archive) const {
  state_fields(*this, FieldWriter{archive});
}
void RMSpropParamState::serialize(serialize::InputArchive& archive) {
  state_fields(*this, FieldReader{archive});
}
void RMSpropOptions::take_unset_from(const OptimizerOptions& defaults) {
  take_unset(*this, defaults, each_option);
}
bool RMSpropOptions::operator==(const RMSpropOptions& other) const {
  return same_fields(*this, other, each_option);
}
bool RMSpropParamState::operator==(const RMSpropParamState& other) const {
  return same_fields(*this, other, each_state);
}

}  // namespace optim
}  // namespace torch::inline rushlight
