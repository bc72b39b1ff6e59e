// pick and spread (see pick.h), each the gradient of the other.
#include "ops/reduce/pick.h"

#include "ops/reduce/reduce_op.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

struct Pick {
  int64_t dim;
  static constexpr Traits traits{.name = "pick", .save_inputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, io.in(1).shape()); }
  static void execute(const Pick& op, Views in, Views out) {
    const ReduceDims dims{op.dim, op.dim + 1, false};
    kernels<ScanKernels>(in[0]).pick(reduce_shape(in[0], dims), in[1].size(static_cast<int>(op.dim)), in[0],
                                     in[1], out[0]);
  }
  void backward(Backward& b) const { b.set(0, spread(b.grad(), dim, b.in(1), b.in_sizes(0))); }
};

struct Spread {
  int64_t dim;
  DimVector sizes;
  static constexpr Traits traits{.name = "spread", .save_inputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, sizes); }
  static void execute(const Spread& op, Views in, Views out) {
    const ReduceDims dims{op.dim, op.dim + 1, false};
    kernels<ScanKernels>(in[0]).spread(reduce_shape(out[0], dims), in[1].size(static_cast<int>(op.dim)),
                                       in[0], in[1], out[0]);
  }
  void backward(Backward& b) const { b.set(0, pick(b.grad(), dim, b.in(1))); }
};

}  // namespace

Tensor pick(const Tensor& self, int64_t dim, const Tensor& index) {
  const Tensor out = run(Pick{dim}, to(self, reduce_compute(self.scalar_type())), detach(index))[0];
  return to(out, self.scalar_type());
}
Tensor spread(const Tensor& self, int64_t dim, const Tensor& index, IntArrayRef sizes) {
  const Tensor out = run(Spread{dim, sizes}, to(self, reduce_compute(self.scalar_type())), detach(index))[0];
  return to(out, self.scalar_type());
}

Tensor value_selecting_reduction_backward(const Tensor& grad, int64_t dim, const Tensor& indices,
                                          IntArrayRef sizes, bool keepdim) {
  if (sizes.empty()) return grad;
  const int64_t n = static_cast<int64_t>(sizes.size()), d = dim < 0 ? dim + n : dim;
  if (keepdim) return spread(grad, d, indices, sizes);
  return spread(unsqueeze(grad, d), d, unsqueeze(indices, d), sizes);
}

}  // namespace torch::inline rushlight
