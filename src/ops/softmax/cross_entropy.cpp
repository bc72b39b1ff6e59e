// Cross-entropy of class indices: log-softmax and likelihood in one pass, and a gradient of one pass. Targets that are
// probabilities go through log_softmax.
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/softmax/softmax.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

enum class Reduction : int64_t { kNone = 0, kMean = 1, kSum = 2 };

// Inputs: grad of the loss, scores, target, weight (optional), lse, total weight (mean only).
struct CrossEntropyBackward {
  CrossEntropyRule rule;
  static constexpr Traits traits{
      .name = "cross_entropy_backward", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(1).dtype, io.in(1).shape()); }
  static void execute(const CrossEntropyBackward& op, Views in, Views out) {
    kernels<CrossEntropyKernels>(in[1]).backward(op.rule, in[0], in[1], in[2], in[3], in[4], in[5], out[0]);
  }
};

DimVector row_shape(const View& scores) {
  DimVector shape(scores.shape());
  if (shape.size() == 1) return {};
  shape.erase(shape.begin() + 1);
  return shape;
}

// Inputs: scores (N, C, ...), target (N, ...), weight (C) or none. Outputs: loss of each row, lse, sum of weights.
struct CrossEntropy {
  CrossEntropyRule rule;
  static constexpr Traits traits{
      .name = "cross_entropy", .save_inputs = 7, .save_outputs = 6, .outputs = 3, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View &x = io.in(0), &t = io.in(1), &w = io.in(2);
    io.check(x.dims >= 1, "expected scores of one or more dimensions, got a 0-dim tensor");
    io.check(x.dtype == kFloat || x.dtype == kDouble, "expected floating-point scores, got ", x.dtype);
    const DimVector rows = row_shape(x);
    io.check(t.shape() == IntArrayRef(rows), "expected class indices of shape ", rows, " for scores ",
             x.shape(), ", got ", t.shape());
    io.check(t.dtype == kLong, "expected class indices of dtype int64, got ", t.dtype);
    const int64_t classes = x.dims == 1 ? x.sizes[0] : x.sizes[1];
    io.check(!w.defined() || (w.dims == 1 && w.sizes[0] == classes), "expected a weight for each of ",
             classes, " classes, got shape ", w.shape());
    io.check(!w.defined() || w.dtype == x.dtype, "expected weights of dtype ", x.dtype, ", got ", w.dtype);
    io.out(0, x.dtype, rows);
    io.out(1, x.dtype, rows);
    io.out(2, x.dtype, {});
  }
  static void execute(const CrossEntropy& op, Views in, Views out) {
    const int64_t bad =
        kernels<CrossEntropyKernels>(in[0]).forward(op.rule, in[0], in[1], in[2], out[0], out[1], out[2]);
    if (bad < 0) return;
    const int64_t classes = in[0].dims == 1 ? in[0].sizes[0] : in[0].sizes[1];
    detail::fail_index({"cross_entropy: expected classes in [0, ", classes - 1, "] or the ignored ",
                        op.rule.ignore_index, ", got ", in[1].as<const int64_t>()[bad], " in row ", bad});
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0), target = b.in(1), weight = b.in(2);
    if (!GradMode::is_enabled() && !b.has_grad(1))
      return b.set(0, run(CrossEntropyBackward{rule}, b.grad(), x, target, weight, b.out(1), Tensor())[0]);
    // As a formula of public operators: through the scores of log_softmax.
    const int64_t dim = x.dim() == 1 ? 0 : 1, classes = x.size(dim);
    const Tensor kept = target != rule.ignore_index;
    const Tensor index = target.clamp_min(0).unsqueeze(dim);
    const Tensor w = weight.defined() ? weight : ones({classes}, x.options());
    DimVector along(static_cast<size_t>(x.dim()), 1);
    along[static_cast<size_t>(dim)] = classes;
    Tensor numbers = empty({classes}, kLong);
    for (int64_t c = 0; c < classes; ++c) numbers.data_ptr<int64_t>()[c] = c;
    const Tensor hot = (numbers.view(along) == index).to(x.scalar_type());
    const Tensor share =
        (hot * (1 - rule.smoothing) + rule.smoothing / static_cast<double>(classes)) * w.view(along);
    const Tensor p = softmax(x, dim);
    const Tensor direction = p * share.sum(dim, true) - share;
    // Chosen, not multiplied by 0: an ignored row may hold anything, and where no row counts the mean's factor is not
    // finite.
    b.set(0, where(kept.unsqueeze(dim), direction * b.grad().unsqueeze(dim), 0.0));
  }
};

Tensor from_probabilities(const Tensor& self, const Tensor& target, const Tensor& weight, Reduction reduction,
                          double smoothing) {
  const int64_t dim = self.dim() == 1 ? 0 : 1, classes = self.size(dim);
  Tensor share = smoothing > 0 ? target * (1 - smoothing) + smoothing / static_cast<double>(classes) : target;
  if (weight.defined()) {
    RUSHLIGHT_CHECK(weight.dim() == 1 && weight.size(0) == classes,
                    "cross_entropy: expected a weight for each of ", classes, " classes, got shape ",
                    weight.sizes());
    DimVector along(static_cast<size_t>(self.dim()), 1);
    along[static_cast<size_t>(dim)] = classes;
    share = share * weight.view(along);
  }
  const Tensor rows = -(log_softmax(self, dim) * share).sum(dim);
  if (reduction == Reduction::kNone) return rows;
  const Tensor total = rows.sum();
  return reduction == Reduction::kSum ? total : total / static_cast<double>(rows.numel());
}

}  // namespace

Tensor cross_entropy_loss(const Tensor& self, const Tensor& target,
                          const std::optional<Tensor>& optional_weight, int64_t reduction,
                          int64_t ignore_index, double label_smoothing) {
  const Tensor weight = optional_weight.value_or(Tensor());
  RUSHLIGHT_CHECK(reduction >= 0 && reduction <= 2,
                  "cross_entropy: expected a reduction of 0 (none), 1 (mean) or 2 (sum), got ", reduction);
  RUSHLIGHT_CHECK(label_smoothing >= 0 && label_smoothing <= 1,
                  "cross_entropy: expected a label_smoothing in [0, 1], got ", label_smoothing);
  if (isReducedFloatingType(self.scalar_type())) {
    const Tensor w = weight.defined() ? weight.to(kFloat) : weight;
    return cross_entropy_loss(self.to(kFloat), target, w, reduction, ignore_index, label_smoothing)
        .to(self.scalar_type());
  }
  const Reduction how = static_cast<Reduction>(reduction);
  if (self.sizes() == target.sizes() && self.dim() > 0 && isFloatingType(target.scalar_type())) {
    RUSHLIGHT_CHECK(ignore_index < 0,
                    "cross_entropy: expected no ignore_index with probabilities as target, got ",
                    ignore_index);
    return from_probabilities(self, target, weight, how, label_smoothing);
  }
  const Tensor classes = target.scalar_type() == kByte ? target.to(kLong) : target;
  const auto out = run(CrossEntropy{{ignore_index, label_smoothing}}, self, classes, weight);
  if (how == Reduction::kNone) return out[0];
  const Tensor total = out[0].sum();
  return how == Reduction::kSum ? total : total / out[2].detach();
}

}  // namespace torch::inline rushlight
