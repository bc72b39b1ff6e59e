// Distances of all pairs of rows: cdist of two sets, pdist within one.
#include "ops/linalg/distance.h"

#include <cmath>

#include "op/kernels.h"
#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// p-norms of the differences of rows of x1 (..., n, d) and x2 (..., m, d), of one batch shape: (..., n, m).
struct Cdist {
  double p;
  static constexpr Traits traits{
      .name = "cdist", .save_inputs = 3, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View &a = io.in(0), &c = io.in(1);
    io.check(a.dtype == c.dtype && (a.dtype == kFloat || a.dtype == kDouble),
             "expected two float32 or float64 tensors, got ", a.dtype, " and ", c.dtype);
    io.check(a.size(-1) == c.size(-1), "expected rows of one length, got shapes ", a.shape(), " and ",
             c.shape());
    io.check(p >= 0, "expected p that is not negative, got ", p);
    io.out(0, a.dtype, batch_shape(a, {a.size(-2), c.size(-2)}));
  }
  static void execute(const Cdist& op, Views in, Views out) {
    kernels<DistanceKernels>(out[0]).pairs(op.p, in[0], in[1], out[0]);
  }
  // Pairs at distance 0 get no gradient. For n pairs of a row, whose distances give them weights w: within gemm_units(n) and the
  // units of the distances of the sum of |w|; for p = 2, where what the rows have in common is taken off last, of the sum of
  // |w| (|a| + |c|).
  void backward(Backward& b) const {
    const Tensor a = b.in(0), c = b.in(1), d = b.out(0);
    if (p == 0) return;
    const Tensor none = eq(d, 0), far = masked_fill(d, none, 1), grad = masked_fill(b.grad(), none, 0);
    if (p == 2) {
      const Tensor weight = grad / far;
      b.set(0, a * weight.sum(-1, true) - matmul(weight, c));
      b.set(1, c * weight.sum(-2).unsqueeze(-1) - matmul(transposed(weight), a));
      return;
    }
    const Tensor steps = a.unsqueeze(-2) - c.unsqueeze(-3), sign = sgn(steps).detach(), size = steps * sign;
    Tensor each = sign;
    if (std::isinf(p)) each = sign * eq(size, d.unsqueeze(-1)).to(sign.scalar_type());
    else if (p != 1) each = sign * pow(p < 2 ? masked_fill(size, eq(steps, 0), 1) : size, p - 1);
    const Tensor weight = (p == 1 || std::isinf(p) ? grad : grad / pow(far, p - 1)).unsqueeze(-1) * each;
    b.set(0, weight.sum(-2));
    b.set(1, -weight.sum(-3));
  }
};

}  // namespace

Tensor cdist(const Tensor& x1, const Tensor& x2, double p, std::optional<int64_t> compute_mode) {
  RUSHLIGHT_CHECK(!compute_mode || (*compute_mode >= 0 && *compute_mode <= 2),
                  "cdist: expected compute_mode 0, 1 or 2, got ", compute_mode.value_or(0));
  const auto [a, c] = broadcast_batches("cdist", x1, x2);
  return run(Cdist{p}, a, c)[0];
}

Tensor pdist(const Tensor& self, double p) {
  RUSHLIGHT_CHECK(self.dim() == 2, "pdist: expected a matrix, got shape ", self.sizes());
  const int64_t n = self.size(0);
  const Tensor places = triu_indices(n, n, 1);
  return run(Cdist{p}, self, self)[0].reshape({-1}).index_select(0, places[0] * n + places[1]);
}

}  // namespace torch::inline rushlight
