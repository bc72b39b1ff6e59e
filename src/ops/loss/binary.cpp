// Binary cross-entropy, of probabilities and of logits, and soft_margin_loss, which is the latter in another guise.
#include "ops/loss/loss_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = LossKernels;

void infer_binary(Infer& io) {
  const View &self = io[0], &target = io[1];
  io.check(isFloatingType(self.dtype), "expected a floating-point input, got ", self.dtype);
  io.check(isFloatingType(target.dtype), "expected a floating-point target, got ", target.dtype);
  io.check(self.shape() == target.shape(), "expected a target of the input's shape ", self.shape(), ", got ",
           target.shape());
  infer_pointwise(io, promoted(io));
}

// (grad, self, target): grad (self - target) / (self (1 - self)).
struct BinaryCrossEntropyBackward {
  static constexpr Traits traits{.name = "binary_cross_entropy_backward", .save_inputs = 7};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const BinaryCrossEntropyBackward& op, Views in, Views out) {
    execute_pointwise(&K::binary_backward, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(1), t = b.in(2), scale = b.in(0) * b.grad();
    if (b.needs(0)) b.set(0, run(*this, b.grad(), x, t)[0]);
    const Tensor v = clamp_min(x * (1 - x), 1e-12);
    if (b.needs(1)) b.set(1, scale * (x * x - 2 * x * t + t) / (v * v));
    if (b.needs(2)) b.set(2, -scale / v);
  }
};

struct BinaryCrossEntropy {
  static constexpr Traits traits{.name = "binary_cross_entropy", .save_inputs = 3, .contiguous_inputs = true};
  void infer(Infer& io) const { infer_binary(io); }
  static void execute(const BinaryCrossEntropy& op, Views in, Views out) {
    if (!kernels<K>(in[0]).probabilities(in[0]))
      detail::fail(
          {"binary_cross_entropy: expected inputs in [0, 1], got one outside; apply sigmoid, or use "
           "binary_cross_entropy_with_logits"});
    execute_pointwise(&K::binary, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0);
    if (b.needs(0)) b.set(0, run(BinaryCrossEntropyBackward{}, b.grad(), x, b.in(1))[0]);
    if (!b.needs(1)) return;
    // log(1 - x) - log x, with the bounds of the loss
    b.set(1, b.grad() * (run(*this, x, ones_like(x))[0] - run(*this, x, zeros_like(x))[0]));
  }
};

// (grad, logits, target): grad (sigmoid(logits) - target).
struct LogitsBackward {
  static constexpr Traits traits{.name = "binary_cross_entropy_with_logits_backward", .save_inputs = 7};
  void infer(Infer& io) const { infer_pointwise(io, promoted(io)); }
  static void execute(const LogitsBackward& op, Views in, Views out) {
    execute_pointwise(&K::logits_backward, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(1), scale = b.in(0) * b.grad();
    if (b.needs(0)) b.set(0, run(*this, b.grad(), x, b.in(2))[0]);
    if (b.needs(1)) {
      const Tensor s = run(*this, ones_like(x), x, zeros_like(x))[0];  // sigmoid(x)
      b.set(1, scale * s * (1 - s));
    }
    if (b.needs(2)) b.set(2, -scale);
  }
};

struct LogitsLoss {
  static constexpr Traits traits{.name = "binary_cross_entropy_with_logits", .save_inputs = 3};
  void infer(Infer& io) const { infer_binary(io); }
  static void execute(const LogitsLoss& op, Views in, Views out) {
    execute_pointwise(&K::logits, &op, promoted(in), in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, run(LogitsBackward{}, b.grad(), b.in(0), b.in(1))[0]);
    if (b.needs(1)) b.set(1, -b.grad() * b.in(0));
  }
};

bool has(const std::optional<Tensor>& t) { return t && t->defined(); }

}  // namespace

Tensor binary_cross_entropy(const Tensor& self, const Tensor& target, const std::optional<Tensor>& weight,
                            int64_t reduction) {
  Tensor loss = run(BinaryCrossEntropy{}, loss_argument(self), loss_argument(target))[0];
  if (has(weight)) loss = loss * *weight;
  return to(reduced_loss("binary_cross_entropy", loss, reduction), self.scalar_type());
}

Tensor binary_cross_entropy_with_logits(const Tensor& self, const Tensor& target,
                                        const std::optional<Tensor>& weight,
                                        const std::optional<Tensor>& pos_weight, int64_t reduction) {
  Tensor loss;
  if (has(pos_weight)) {
    check_same_shape("binary_cross_entropy_with_logits", self, target);
    loss = *pos_weight * target * run(LogitsLoss{}, self, ones_like(self))[0] +
           (1 - target) * run(LogitsLoss{}, self, zeros_like(self))[0];
  } else {
    loss = run(LogitsLoss{}, self, target)[0];
  }
  if (has(weight)) loss = loss * *weight;
  return reduced_loss("binary_cross_entropy_with_logits", loss, reduction);
}

Tensor soft_margin_loss(const Tensor& self, const Tensor& target, int64_t reduction) {
  const Tensor agreement = self * target;
  RUSHLIGHT_CHECK(isFloatingType(agreement.scalar_type()),
                  "soft_margin_loss: expected floating-point inputs, got ", self.scalar_type(), " and ",
                  target.scalar_type());
  return reduced_loss("soft_margin_loss", run(LogitsLoss{}, agreement, ones_like(agreement))[0], reduction);
}

}  // namespace torch::inline rushlight
