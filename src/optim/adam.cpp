// One step of Adam or AdamW: all parameters of a group in one operator.
#include "rushlight/optim/adam.h"

#include "optim/adam_options.h"
#include "optim/lists.h"

namespace torch::inline rushlight {
namespace optim {
namespace detail {
namespace {

template <class Options, class Field> void option_fields(Options& options, const Field& field) {
  adam_fields(options, field);
  field("amsgrad", options.amsgrad());
  field.optional("maximize", options.maximize());
}

template <class State, class Field> void state_fields(State& state, const Field& field) {
  field("step", state.step());
  field("exp_avg", state.exp_avg());
  field("exp_avg_sq", state.exp_avg_sq());
  field("max_exp_avg_sq", state.max_exp_avg_sq());
}

constexpr auto each_option = [](auto& options, const auto& field) { option_fields(options, field); };
constexpr auto each_state = [](auto& state, const auto& field) { state_fields(state, field); };

}  // namespace

template <bool decoupled>
Adam<decoupled>::Adam(const std::vector<OptimizerParamGroup>& param_groups, AdamOptions<decoupled> defaults)
    : Optimizer(param_groups, std::make_unique<AdamOptions<decoupled>>(defaults)) {
  const char* name = decoupled ? "AdamW" : "Adam";
  check_adam_options(name, defaults);
}

template <bool decoupled> Tensor Adam<decoupled>::step(LossClosure closure) {
  using State = AdamParamState<decoupled>;
  const NoGradGuard guard;
  const Tensor loss = call_closure(closure);
  for (auto& group : param_groups_) {
    const auto& o = static_cast<const AdamOptions<decoupled>&>(group.options());
    auto step = adam_step<AdamStep>(o);
    step.decoupled = decoupled;
    step.amsgrad = o.amsgrad();
    StepLists lists{o.maximize()};
    auto flush = [&] {
      adam_step_(step, lists.params, lists.states[0], lists.states[1], lists.states[2], lists.grads);
      lists = {o.maximize()};
    };
    for (auto& p : group.params()) {
      if (!p.grad().defined()) continue;
      auto& state = state_of<State>(
          p, [](const Tensor& t) { return State().exp_avg(zeros_of(t)).exp_avg_sq(zeros_of(t)); });
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

template <bool decoupled> std::unique_ptr<OptimizerParamState> Adam<decoupled>::new_state() const {
  return std::make_unique<AdamParamState<decoupled>>();
}

template <bool decoupled> void AdamOptions<decoupled>::serialize(serialize::OutputArchive& archive) const {
  option_fields(*this, FieldWriter{archive});
}
template <bool decoupled> void AdamOptions<decoupled>::serialize(serialize::InputArchive& archive) {
  option_fields(*this, FieldReader{archive});
}
template <bool decoupled> void AdamParamState<decoupled>::serialize(serialize::OutputArchive& archive) const {
  state_fields(*this, FieldWriter{archive});
}
template <bool decoupled> void AdamParamState<decoupled>::serialize(serialize::InputArchive& archive) {
  state_fields(*this, FieldReader{archive});
}
template <bool decoupled> void AdamOptions<decoupled>::take_unset_from(const OptimizerOptions& defaults) {
  take_unset(*this, defaults, each_option);
}
template <bool decoupled> bool AdamOptions<decoupled>::operator==(const AdamOptions& other) const {
  return same_fields(*this, other, each_option);
}
template <bool decoupled> bool AdamParamState<decoupled>::operator==(const AdamParamState& other) const {
  return same_fields(*this, other, each_state);
}

template struct AdamOptions<false>;
template struct AdamOptions<true>;
template struct AdamParamState<false>;
template struct AdamParamState<true>;
template <bool decoupled>
Adam<decoupled>::Adam(std::vector<Tensor> params, AdamOptions<decoupled> defaults)
    : Adam(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}

template class Adam<false>;
template class Adam<true>;

}  // namespace detail
}  // namespace optim
}  // namespace torch::inline rushlight
