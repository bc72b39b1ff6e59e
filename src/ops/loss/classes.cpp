// nll_loss: picks one class of each row. The gradient puts values where the loss picked them, and each of the two
// operators is the other's derivative.
#include "ops/loss/loss_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

DimVector without_classes(IntArrayRef sizes) {
  if (sizes.size() == 1) return {};
  DimVector rows(sizes);
  rows.erase(rows.begin() + 1);
  return rows;
}

// (self, target, weight): the loss of each row and the weight it counts with.
struct NllLoss {
  int64_t ignore;
  static constexpr Traits traits{
      .name = "nll_loss", .save_inputs = 6, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View &x = io[0], &t = io[1], &w = io[2];
    io.check(isFloatingType(x.dtype), "expected floating-point log-probabilities, got ", x.dtype);
    io.check(x.dims >= 1, "expected an input (N, C, ...) or (C), got a 0-dim tensor");
    const DimVector rows = without_classes(x.shape());
    io.check(t.shape() == IntArrayRef(rows), "expected a target of shape ", rows, " for an input ", x.shape(),
             ", got ", t.shape());
    io.check(t.dtype == kLong, "expected a target of dtype int64, got ", t.dtype);
    const int64_t classes = x.dims == 1 ? x.sizes[0] : x.sizes[1];
    if (w.defined()) {
      io.check(w.dims == 1 && w.numel == classes, "expected a weight for each of ", classes,
               " classes, got shape ", w.shape());
      io.check(w.dtype == x.dtype, "expected a weight of dtype ", x.dtype, ", got ", w.dtype);
    }
    io.out(0, x.dtype, rows);
    io.out(1, x.dtype, rows);
  }
  static void execute(const NllLoss& op, Views in, Views out) {
    const int64_t bad = kernels<LossKernels>(in[0]).classes(op.ignore, in[0], in[1], in[2], out[0], out[1]);
    if (bad < 0) return;
    const int64_t classes = in[0].dims == 1 ? in[0].sizes[0] : in[0].sizes[1];
    detail::fail_index({"nll_loss: expected classes in [0, ", classes - 1, "] for ", classes,
                        " classes, or the ignored ", op.ignore, ", got ", in[1].as<const int64_t>()[bad],
                        " in row ", bad});
  }
  void backward(Backward& b) const;
};

// (grad of the rows, target, weight): the gradient of self.
struct NllLossBackward {
  int64_t ignore;
  DimVector sizes;
  static constexpr Traits traits{.name = "nll_loss_backward", .save_inputs = 6, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io[0].dtype, sizes); }
  static void execute(const NllLossBackward& op, Views in, Views out) {
    kernels<LossKernels>(in[0]).classes_backward(op.ignore, in[0], in[1], in[2], out[0]);
  }
  void backward(Backward& b) const { b.set(0, run(NllLoss{ignore}, b.grad(), b.in(1), b.in(2))[0]); }
};

void NllLoss::backward(Backward& b) const {
  b.set(0, run(NllLossBackward{ignore, DimVector(b.in_sizes(0))}, b.grad(), b.in(1), b.in(2))[0]);
}

}  // namespace

Tensor nll_loss(const Tensor& self, const Tensor& target, const std::optional<Tensor>& weight,
                int64_t reduction, int64_t ignore_index) {
  const Tensor classes = target.scalar_type() == kByte ? to(target, kLong) : target;
  const Tensor w = loss_argument(weight);
  const auto [losses, used] = run(NllLoss{ignore_index}, loss_argument(self), classes, w);
  Tensor loss = reduced_loss("nll_loss", losses, reduction == 1 ? 2 : reduction);
  if (reduction == 1) loss = loss / sum(used.detach());
  return to(loss, self.scalar_type());
}
Tensor nll_loss2d(const Tensor& self, const Tensor& target, const std::optional<Tensor>& weight,
                  int64_t reduction, int64_t ignore_index) {
  return nll_loss(self, target, weight, reduction, ignore_index);
}
Tensor nll_loss_nd(const Tensor& self, const Tensor& target, const std::optional<Tensor>& weight,
                   int64_t reduction, int64_t ignore_index) {
  return nll_loss(self, target, weight, reduction, ignore_index);
}

}  // namespace torch::inline rushlight
