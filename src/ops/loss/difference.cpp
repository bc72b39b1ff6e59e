// Losses of the difference self - target: mse, l1, smooth l1, huber. One pair of operator templates; a rule names the
// kernels and the second derivative. Reductions and checks that all losses share are here too.
#include "ops/loss/loss_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {

Tensor reduced_loss(const char* who, const Tensor& losses, int64_t reduction) {
  RUSHLIGHT_CHECK(reduction >= 0 && reduction <= 2, who,
                  ": expected a reduction of 0 (none), 1 (mean) or 2 (sum), got ", reduction);
  return reduction == 0 ? losses : reduction == 1 ? mean(losses) : sum(losses);
}

Tensor loss_argument(const std::optional<Tensor>& t) {
  if (!t || !t->defined()) return {};
  return isReducedFloatingType(t->scalar_type()) ? to(*t, kFloat) : *t;
}

void check_same_shape(const char* who, const Tensor& self, const Tensor& target) {
  RUSHLIGHT_CHECK(self.sizes() == target.sizes(), who, ": expected a target of the input's shape ",
                  self.sizes(), ", got ", target.sizes());
}

namespace {

using K = LossKernels;

struct SquareRule {
  static constexpr const char *kName = "mse_loss", *kBackwardName = "mse_loss_backward";
  static constexpr auto kForward = &K::square, kBackward = &K::square_backward;
  Tensor curvature(const Tensor&, const Tensor& scale) const { return scale * 2; }
};
struct AbsoluteRule {
  static constexpr const char *kName = "l1_loss", *kBackwardName = "l1_loss_backward";
  static constexpr auto kForward = &K::absolute, kBackward = &K::absolute_backward;
  Tensor curvature(const Tensor&, const Tensor& scale) const { return zeros_like(scale); }
};
struct SmoothRule : Knee {
  static constexpr const char *kName = "smooth_l1_loss", *kBackwardName = "smooth_l1_loss_backward";
  static constexpr auto kForward = &K::smooth, kBackward = &K::smooth_backward;
  Tensor curvature(const Tensor& difference, const Tensor& scale) const {
    return where(logical_and(difference<beta, difference> - beta), scale / beta, 0.0);
  }
};
struct HuberRule : SmoothRule {
  static constexpr const char *kName = "huber_loss", *kBackwardName = "huber_loss_backward";
};

// (grad, self, target): grad times the slope of the loss at self - target.
template <class Rule> struct DifferenceBackward {
  Rule rule;
  static constexpr Traits traits{.name = Rule::kBackwardName, .save_inputs = 7};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const DifferenceBackward& op, Views in, Views out) {
    execute_pointwise(Rule::kBackward, &op.rule, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    const Tensor self = b.in(1), target = b.in(2);
    if (b.needs(0)) b.set(0, run(*this, b.grad(), self, target)[0]);
    if (!b.needs(1) && !b.needs(2)) return;
    const Tensor bent = rule.curvature(self - target, b.in(0) * b.grad());
    b.set(1, bent);
    if (b.needs(2)) b.set(2, -bent);
  }
};

template <class Rule> struct DifferenceLoss {
  Rule rule;
  static constexpr Traits traits{.name = Rule::kName, .save_inputs = 3};
  void infer(Infer& io) const {
    const ScalarType t = promoted(io);
    io.check(isFloatingType(t), "expected floating-point inputs, got ", io[0].dtype, " and ", io[1].dtype);
    infer_pointwise(io, t);
  }
  static void execute(const DifferenceLoss& op, Views in, Views out) {
    execute_pointwise(Rule::kForward, &op.rule, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    const Tensor slope = run(DifferenceBackward<Rule>{rule}, b.grad(), b.in(0), b.in(1))[0];
    b.set(0, slope);
    if (b.needs(1)) b.set(1, -slope);
  }
};

}  // namespace

Tensor mse_loss(const Tensor& self, const Tensor& target, int64_t reduction) {
  return reduced_loss("mse_loss", run(DifferenceLoss<SquareRule>{}, self, target)[0], reduction);
}
Tensor l1_loss(const Tensor& self, const Tensor& target, int64_t reduction) {
  if (self.is_complex() || target.is_complex()) return reduced_loss("l1_loss", abs(self - target), reduction);
  return reduced_loss("l1_loss", run(DifferenceLoss<AbsoluteRule>{}, self, target)[0], reduction);
}
Tensor smooth_l1_loss(const Tensor& self, const Tensor& target, int64_t reduction, double beta) {
  RUSHLIGHT_CHECK(beta >= 0, "smooth_l1_loss: expected a beta that is not negative, got ", beta);
  if (beta == 0) return l1_loss(self, target, reduction);
  return reduced_loss("smooth_l1_loss", run(DifferenceLoss<SmoothRule>{{{beta}}}, self, target)[0],
                      reduction);
}
Tensor huber_loss(const Tensor& self, const Tensor& target, int64_t reduction, double delta) {
  RUSHLIGHT_CHECK(delta > 0, "huber_loss: expected a positive delta, got ", delta);
  return reduced_loss("huber_loss", run(DifferenceLoss<HuberRule>{{{{delta}}}}, self, target)[0], reduction) *
         delta;
}

}  // namespace torch::inline rushlight
