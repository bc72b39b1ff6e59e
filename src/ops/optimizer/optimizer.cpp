// Optimizer updates as operators: inputs are the parameters, their states and their gradients, of which all but the
// gradients are written. Threads share the elements of all parameters, not the parameters, so one large layer among
// small ones is divided evenly.
#include "ops/optimizer/optimizer.h"

#include <cmath>

#include "op/kernels.h"
#include "op/operator.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/core/parallel.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 16384;

// What the operator knows of each kind of step: its name, its kernel, and how many states of a parameter it takes.
template <class Step> struct Kind;
template <> struct Kind<SgdStep> {
  static constexpr const char* name = "sgd_step";
  static constexpr auto kernel = &OptimizerKernels::sgd;
  static int states(const SgdStep& s) { return s.momentum != 0 ? 1 : 0; }
};
template <> struct Kind<AdamStep> {
  static constexpr const char* name = "adam_step";
  static constexpr auto kernel = &OptimizerKernels::adam;
  static int states(const AdamStep& s) { return s.amsgrad ? 3 : 2; }
};
template <> struct Kind<RmspropStep> {
  static constexpr const char* name = "rmsprop_step";
  static constexpr auto kernel = &OptimizerKernels::rmsprop;
  static int states(const RmspropStep& s) { return s.momentum != 0 ? 3 : s.centered ? 2 : 1; }
};
template <> struct Kind<AdagradStep> {
  static constexpr const char* name = "adagrad_step";
  static constexpr auto kernel = &OptimizerKernels::adagrad;
  static int states(const AdagradStep&) { return 1; }
};
template <> struct Kind<NadamStep> {
  static constexpr const char* name = "nadam_step";
  static constexpr auto kernel = &OptimizerKernels::nadam;
  static int states(const NadamStep&) { return 2; }
};
template <> struct Kind<RadamStep> {
  static constexpr const char* name = "radam_step";
  static constexpr auto kernel = &OptimizerKernels::radam;
  static int states(const RadamStep&) { return 2; }
};
template <> struct Kind<AdamaxStep> {
  static constexpr const char* name = "adamax_step";
  static constexpr auto kernel = &OptimizerKernels::adamax;
  static int states(const AdamaxStep&) { return 2; }
};
template <> struct Kind<AdadeltaStep> {
  static constexpr const char* name = "adadelta_step";
  static constexpr auto kernel = &OptimizerKernels::adadelta;
  static int states(const AdadeltaStep&) { return 2; }
};

void check_inputs(const Infer& io, int params) {
  for (int k = 0; k < io.inputs(); ++k) {
    const View &p = io.in(k % params), &t = io.in(k);
    io.check(t.shape() == p.shape() && t.dtype == p.dtype,
             "expected states and gradients like their parameter, ", p.dtype, " of shape ", p.shape(),
             ", got ", t.dtype, " of shape ", t.shape());
    io.check(t.dtype == kFloat || t.dtype == kDouble, "expected floating-point parameters, got ", t.dtype);
  }
}

// Runs the kernel over the elements of all parameters as if they lay behind each other.
template <class Step> void step_all(const Step& step, int params, int states, Views in) {
  const auto kernel = kernels<OptimizerKernels>(in[0]).*Kind<Step>::kernel;
  int64_t total = 0;
  for (int i = 0; i < params; ++i) total += in[static_cast<size_t>(i)].numel;
  parallel_for(0, total, kGrain, [&](int64_t first, int64_t last) {
    int64_t begin = 0;
    for (int i = 0; i < params && begin < last; ++i) {
      const View& p = in[static_cast<size_t>(i)];
      const int64_t from = first > begin ? first - begin : 0,
                    to = last - begin < p.numel ? last - begin : p.numel;
      begin += p.numel;
      if (from >= to) continue;
      const int64_t shift = from * element_size(p.dtype);
      auto at = [&](int list) {
        return in[static_cast<size_t>(list * params + i)].template as<char>() + shift;
      };
      StepRun run{at(0), {nullptr, nullptr, nullptr}, at(states + 1), to - from};
      for (int s = 0; s < states; ++s) run.state[s] = at(s + 1);
      kernel(step, run, p.dtype);
    }
  });
}

template <class Step> struct StepOp {
  Step step;
  int params, states;
  static constexpr Traits traits{.name = Kind<Step>::name, .outputs = 0, .differentiable = false};
  int mutates() const { return params * (states + 1); }
  void infer(Infer& io) const { check_inputs(io, params); }
  static void execute(const StepOp& op, Views in, Views) { step_all(op.step, op.params, op.states, in); }
};

// Tensors that are not row-major, or of a 16-bit type, take a detour through copies that are.
struct Detour {
  std::vector<std::pair<Tensor, Tensor>> written;
  Tensor operator()(const Tensor& t, bool writes) {
    const bool narrow = isReducedFloatingType(t.scalar_type());
    if (t.is_contiguous() && !narrow) return t;
    for (const auto& [given, copy] : written)
      if (given.is_same(t)) return copy;
    Tensor copy = t.detach().to(narrow ? kFloat : t.scalar_type(), false, true).contiguous();
    if (writes) written.emplace_back(t, copy);
    return copy;
  }
  ~Detour() {
    for (auto& [to, from] : written) to.copy_(from);
  }
};

template <class Step> void run_step(const Step& step, std::initializer_list<TensorList> lists) {
  using Op = StepOp<Step>;
  const NoGradGuard guard;
  const TensorList params = *lists.begin();
  if (params.empty()) return;
  std::vector<Tensor> inputs;
  Detour detour;
  int states = 0;
  for (const TensorList& list : lists) {
    const bool is_params = &list == lists.begin(), is_grads = &list + 1 == lists.end();
    if (list.empty() && !is_grads) continue;
    RUSHLIGHT_CHECK(list.size() == params.size(), Kind<Step>::name,
                    ": expected states and gradients for each of ", params.size(),
                    " parameters, got a list of ", list.size());
    if (!is_params && !is_grads) ++states;
    for (const Tensor& t : list) {
      RUSHLIGHT_CHECK(t.defined(), Kind<Step>::name, ": expected defined tensors, got an undefined one");
      inputs.push_back(detour(t, !is_grads));
    }
  }
  RUSHLIGHT_CHECK(states >= Kind<Step>::states(step), Kind<Step>::name, ": expected ",
                  Kind<Step>::states(step), " states for each parameter, got ", states);
  run_list(Op{step, static_cast<int>(params.size()), states}, inputs);
}

}  // namespace

void sgd_step_(const SgdStep& step, TensorList params, TensorList momentum_buffers, TensorList grads) {
  run_step(step, {params, momentum_buffers, grads});
}
void adam_step_(const AdamStep& step, TensorList params, TensorList exp_avgs, TensorList exp_avg_sqs,
                TensorList max_exp_avg_sqs, TensorList grads) {
  run_step(step, {params, exp_avgs, exp_avg_sqs, max_exp_avg_sqs, grads});
}
void rmsprop_step_(const RmspropStep& step, TensorList params, TensorList square_avgs, TensorList grad_avgs,
                   TensorList momentum_buffers, TensorList grads) {
  // The kernel knows momentum by its third state, so a run that is not centered has an unused second one.
  RUSHLIGHT_CHECK(!step.centered || !grad_avgs.empty() || params.empty(),
                  "rmsprop_step: expected grad_avgs for a centered step, got none");
  RUSHLIGHT_CHECK(step.momentum == 0 || !momentum_buffers.empty() || params.empty(),
                  "rmsprop_step: expected momentum_buffers for a step with momentum, got none");
  const bool gap = grad_avgs.empty() && !momentum_buffers.empty();
  run_step(step, {params, square_avgs, gap ? square_avgs : grad_avgs, momentum_buffers, grads});
}
void adagrad_step_(const AdagradStep& step, TensorList params, TensorList sums, TensorList grads) {
  run_step(step, {params, sums, grads});
}

double NadamStep::mu(int64_t t) const {
  return beta1 * (1 - 0.5 * std::pow(0.96, static_cast<double>(t) * momentum_decay));
}
void nadam_step_(const NadamStep& step, TensorList params, TensorList exp_avgs, TensorList exp_avg_sqs,
                 TensorList grads) {
  run_step(step, {params, exp_avgs, exp_avg_sqs, grads});
}
void radam_step_(const RadamStep& step, TensorList params, TensorList exp_avgs, TensorList exp_avg_sqs,
                 TensorList grads) {
  run_step(step, {params, exp_avgs, exp_avg_sqs, grads});
}
void adamax_step_(const AdamaxStep& step, TensorList params, TensorList exp_avgs, TensorList exp_infs,
                  TensorList grads) {
  run_step(step, {params, exp_avgs, exp_infs, grads});
}
void adadelta_step_(const AdadeltaStep& step, TensorList params, TensorList square_avgs,
                    TensorList acc_deltas, TensorList grads) {
  run_step(step, {params, square_avgs, acc_deltas, grads});
}

}  // namespace torch::inline rushlight
