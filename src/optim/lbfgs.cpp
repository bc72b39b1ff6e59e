// One step of LBFGS: iterations over all parameters as one vector. Next: line_search.cpp.
#include "rushlight/optim/lbfgs.h"

#include <cmath>

#include "optim/fields.h"
#include "optim/line_search.h"
#include "optim/lists.h"

namespace torch::inline rushlight {
namespace optim {

LBFGSOptions::LBFGSOptions(double lr) : lr_(lr) {}
namespace {

double dot_of(const Tensor& a, const Tensor& b) { return a.dot(b).item<double>(); }
double largest(const Tensor& t) { return t.abs().max().item<double>(); }

template <class Options, class Field> void option_fields(Options& options, const Field& field) {
  field("lr", options.lr());
  field("max_iter", options.max_iter());
  field("tolerance_grad", options.tolerance_grad());
  field("tolerance_change", options.tolerance_change());
  field("history_size", options.history_size());
}
template <class State, class Field> void state_fields(State& state, const Field& field) {
  field("func_evals", state.func_evals());
  field("n_iter", state.n_iter());
  field("t", state.t());
  field("prev_loss", state.prev_loss());
  field("d", state.d());
  field("H_diag", state.H_diag());
  field("prev_flat_grad", state.prev_flat_grad());
}

std::string numbered(const char* name, size_t i) { return name + std::to_string(i); }

void write_list(serialize::OutputArchive& archive, const char* name, const std::deque<Tensor>& list) {
  for (size_t i = 0; i < list.size(); ++i) archive.write(numbered(name, i), list[i], true);
}
void read_list(serialize::InputArchive& archive, const char* name, std::deque<Tensor>& list) {
  list.clear();
  for (Tensor t; archive.try_read(numbered(name, list.size()), t, true); t.reset()) list.push_back(t);
}

constexpr auto each_option = [](auto& options, const auto& field) {
  option_fields(options, field);
  field("max_eval", options.max_eval());
  field("line_search_fn", options.line_search_fn());
};
constexpr auto each_state = [](auto& state, const auto& field) {
  state_fields(state, field);
  field("old_dirs", state.old_dirs());
  field("old_stps", state.old_stps());
  field("ro", state.ro());
};

}  // namespace

LBFGSParamState::LBFGSParamState() = default;
LBFGSParamState::LBFGSParamState(const LBFGSParamState& other) = default;
LBFGSParamState& LBFGSParamState::operator=(const LBFGSParamState& other) = default;
LBFGSParamState::~LBFGSParamState() = default;

LBFGSParamState& LBFGSParamState::old_dirs(std::deque<Tensor> dirs) {
  old_dirs_ = std::move(dirs);
  return *this;
}
LBFGSParamState& LBFGSParamState::old_stps(std::deque<Tensor> steps) {
  old_stps_ = std::move(steps);
  return *this;
}
LBFGSParamState& LBFGSParamState::ro(std::deque<Tensor> factors) {
  ro_ = std::move(factors);
  return *this;
}

LBFGS::LBFGS(std::vector<Tensor> params, LBFGSOptions defaults)
    : LBFGS(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, std::move(defaults)) {}
LBFGS::LBFGS(const std::vector<OptimizerParamGroup>& param_groups, LBFGSOptions defaults)
    : Optimizer(param_groups, std::make_unique<LBFGSOptions>(defaults)) {
  RUSHLIGHT_CHECK(param_groups_.size() == 1, "LBFGS: expected one group of parameters, got ",
                  param_groups_.size());
  auto& options = static_cast<LBFGSOptions&>(param_groups_[0].options());
  const auto& search = options.line_search_fn();
  RUSHLIGHT_CHECK(!search || *search == "strong_wolfe",
                  "LBFGS: expected the line search \"strong_wolfe\" or none, got \"", search.value_or(""),
                  "\"");
  check_not_negative("LBFGS", "a learning rate", options.lr());
  if (!options.max_eval()) options.max_eval(options.max_iter() * 5 / 4);
}

Tensor LBFGS::flat_gradient() const {
  std::vector<Tensor> parts;
  for (const Tensor& p : param_groups_[0].params())
    parts.push_back(p.grad().defined() ? p.grad().reshape({-1}) : zeros({p.numel()}, p.options()));
  return cat(parts);
}

// Adds t * direction to the parameters.
void LBFGS::move(double t, const Tensor& direction) {
  int64_t at = 0;
  for (Tensor& p : param_groups_[0].params()) {
    p.add_(direction.narrow(0, at, p.numel()).view_as(p), t);
    at += p.numel();
  }
}

// The direction -H grad, where H is the inverse Hessian as the remembered steps tell it (algorithm 7.4).
void LBFGS::update_direction(LBFGSParamState& state, const Tensor& grad) const {
  const auto& options = static_cast<const LBFGSOptions&>(param_groups_[0].options());
  auto &dirs = state.old_dirs(), &steps = state.old_stps(), &ro = state.ro();
  if (state.n_iter() == 1) {
    state.d(grad.neg());
    state.H_diag(ones({}, grad.options()));
    dirs.clear(), steps.clear(), ro.clear();
    return;
  }
  const Tensor y = grad - state.prev_flat_grad(), s = state.d() * state.t(), ys = y.dot(s);
  if (ys.item<double>() > 1e-10) {
    if (static_cast<int64_t>(dirs.size()) == options.history_size())
      dirs.pop_front(), steps.pop_front(), ro.pop_front();
    dirs.push_back(y), steps.push_back(s), ro.push_back(1.0 / ys);
    state.H_diag(ys / y.dot(y));
  }
  Tensor d = grad.neg();
  std::vector<Tensor> alpha(dirs.size());
  for (size_t i = dirs.size(); i-- > 0;) {
    alpha[i] = steps[i].dot(d) * ro[i];
    d.sub_(dirs[i] * alpha[i]);
  }
  d.mul_(state.H_diag());
  for (size_t i = 0; i < dirs.size(); ++i) d.add_(steps[i] * (alpha[i] - dirs[i].dot(d) * ro[i]));
  state.d(d);
}

Tensor LBFGS::step(LossClosure closure) {
  RUSHLIGHT_CHECK(closure, "LBFGS: expected a closure that computes the loss, got none");
  const NoGradGuard guard;
  const auto& o = static_cast<const LBFGSOptions&>(param_groups_[0].options());
  auto& state = state_of<LBFGSParamState>(param_groups_[0].params().at(0),
                                          [](const Tensor&) { return LBFGSParamState(); });
  const Tensor first_loss = call_closure(closure);
  double loss = first_loss.item<double>();
  Tensor grad = flat_gradient();
  int64_t evaluations = 1;
  state.func_evals(state.func_evals() + 1);
  for (int64_t n = 1; n <= o.max_iter() && largest(grad) > o.tolerance_grad(); ++n) {
    state.n_iter(state.n_iter() + 1);
    update_direction(state, grad);
    state.prev_flat_grad(grad);
    state.prev_loss(loss);
    const Tensor d = state.d();
    const bool very_first = state.n_iter() == 1;
    state.t(very_first ? std::min(1.0, 1 / grad.abs().sum().item<double>()) * o.lr() : o.lr());
    const double slope = dot_of(grad, d);
    if (slope > -o.tolerance_change()) break;
    int64_t tries = 0;
    if (o.line_search_fn()) {
      std::vector<Tensor> begin;
      for (const Tensor& p : param_groups_[0].params()) begin.push_back(p.detach().clone());
      const auto go_back = [&] {
        for (size_t i = 0; i < begin.size(); ++i) param_groups_[0].params()[i].copy_(begin[i]);
      };
      const auto at = [&](double t) {
        move(t, d);
        const double there = call_closure(closure).item<double>();
        const Tensor g = flat_gradient();
        go_back();
        return LinePoint{t, there, g, dot_of(g, d)};
      };
      const auto found =
          strong_wolfe(at, {0, loss, grad, slope}, state.t(), largest(d), o.tolerance_change());
      state.t(found.point.t);
      loss = found.point.loss;
      grad = found.point.grad;
      tries = found.evaluations;
      move(state.t(), d);
    } else {
      move(state.t(), d);
      if (n < o.max_iter()) {
        loss = call_closure(closure).item<double>();
        grad = flat_gradient();
        tries = 1;
      }
    }
    evaluations += tries;
    state.func_evals(state.func_evals() + tries);
    const bool settled = largest(d * state.t()) <= o.tolerance_change() ||
                         std::fabs(loss - state.prev_loss()) < o.tolerance_change();
    if (evaluations >= *o.max_eval() || settled) break;
  }
  return first_loss;
}

std::unique_ptr<OptimizerParamState> LBFGS::new_state() const { return std::make_unique<LBFGSParamState>(); }

void LBFGSOptions::serialize(serialize::OutputArchive& archive) const {
  option_fields(*this, FieldWriter{archive});
  if (max_eval()) archive.write("max_eval", IValue(*max_eval()));
  if (line_search_fn()) archive.write("line_search_fn", IValue(*line_search_fn()));
}
void LBFGSOptions::serialize(serialize::InputArchive& archive) {
  option_fields(*this, FieldReader{archive});
  IValue value;
  max_eval(archive.try_read("max_eval", value) ? std::optional<int64_t>(value.toInt()) : std::nullopt);
  line_search_fn(archive.try_read("line_search_fn", value) ? std::optional<std::string>(value.toStringRef())
                                                           : std::nullopt);
}
void LBFGSParamState::serialize(serialize::OutputArchive& archive) const {
  state_fields(*this, FieldWriter{archive});
  write_list(archive, "old_dirs_", old_dirs());
  write_list(archive, "old_stps_", old_stps());
  write_list(archive, "ro_", ro());
}
void LBFGSParamState::serialize(serialize::InputArchive& archive) {
  state_fields(*this, FieldReader{archive});
  read_list(archive, "old_dirs_", old_dirs());
  read_list(archive, "old_stps_", old_stps());
  read_list(archive, "ro_", ro());
}
void LBFGSOptions::take_unset_from(const OptimizerOptions& defaults) {
  take_unset(*this, defaults, each_option);
}
bool LBFGSOptions::operator==(const LBFGSOptions& other) const {
  return same_fields(*this, other, each_option);
}
bool LBFGSParamState::operator==(const LBFGSParamState& other) const {
  return same_fields(*this, other, each_state);
}

}  // namespace optim
}  // namespace torch::inline rushlight
