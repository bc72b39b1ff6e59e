// norm, dist and logsumexp.
#include <cmath>

#include "core/wrap_dim.h"
#include "ops/reduce/reduce_op.h"
#include "rushlight/ops/compare.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

// The p-th root of the sum of |x|^p, p finite.
struct Norm {
  ReduceDims dims;
  double p;
  static constexpr Traits traits{
      .name = "norm", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, reduced_shape(io.in(0).shape(), dims)); }
  static void execute(const Norm& op, Views in, Views out) {
    kernels<ReduceKernels>(in[0]).norm(reduce_shape(in[0], op.dims), op.p, in[0], out[0]);
  }
  // d/dx = sign(x) * (|x| / norm)^(p - 1), and 0 where the norm or, for p < 2, x is 0.
  void backward(Backward& b) const {
    if (p == 0) return;
    const Tensor x = b.in(0);
    const auto wide = [&](const Tensor& t) { return expand_reduced(t, x.sizes(), dims); };
    if (p == 1) return b.set(0, signs(x) * wide(b.grad()));
    const Tensor norm = b.out(0), none = eq(norm, 0);
    if (p == 2) return b.set(0, x * wide(masked_fill(b.grad() / norm, none, 0)));
    const Tensor sign = signs(x), size = x * sign;
    const Tensor ratio = pow(p < 2 ? masked_fill(size, eq(x, 0), 1) : size, p - 1) * sign;
    b.set(0, ratio * wide(masked_fill(b.grad() / pow(norm, p - 1), none, 0)));
  }
};

struct LogSumExp {
  ReduceDims dims;
  static constexpr Traits traits{
      .name = "logsumexp", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, reduced_shape(io.in(0).shape(), dims)); }
  static void execute(const LogSumExp& op, Views in, Views out) {
    kernels<ReduceKernels>(in[0]).logsumexp(reduce_shape(in[0], op.dims), in[0], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0);
    b.set(0, exp(x - expand_reduced(b.out(0), x.sizes(), dims)) * expand_reduced(b.grad(), x.sizes(), dims));
  }
};

Tensor norm_of(const Tensor& self, double p, IntArrayRef dim, bool keepdim, ScalarType dtype) {
  if (self.is_complex()) return norm_of(abs(self), p, dim, keepdim, toRealValueType(dtype));
  RUSHLIGHT_CHECK(isFloatingType(dtype), "norm: expected a floating-point dtype, got ", dtype,
                  "; convert self first");
  RUSHLIGHT_CHECK(!isFloatingType(self.scalar_type()) || promoteTypes(self.scalar_type(), dtype) == dtype,
                  "norm: expected a dtype that holds ", self.scalar_type(), ", got ", dtype);
  const Tensor x = to(to(self, dtype), reduce_compute(dtype));
  if (std::isinf(p)) {
    const Tensor size = x * signs(x);
    return to(p > 0 ? amax(size, dim, keepdim) : amin(size, dim, keepdim), dtype);
  }
  const ReduceInput in = reduce_input("norm", x, dim, keepdim);
  return to(shaped(run(Norm{in.dims, p}, in.tensor)[0], in), dtype);
}
double exponent(const std::optional<Scalar>& p) { return p ? p->toDouble() : 2; }

}  // namespace

Tensor norm(const Tensor& self, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim,
            ScalarType dtype) {
  return norm_of(self, exponent(p), dim, keepdim, dtype);
}
Tensor norm(const Tensor& self, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim) {
  return norm_of(self, exponent(p), dim, keepdim, self.scalar_type());
}
Tensor norm(const Tensor& self, const std::optional<Scalar>& p, ScalarType dtype) {
  return norm_of(self, exponent(p), {}, false, dtype);
}
Tensor norm(const Tensor& self, const Scalar& p) {
  return norm_of(self, p.toDouble(), {}, false, self.scalar_type());
}
Tensor dist(const Tensor& self, const Tensor& other, const Scalar& p) { return norm(self - other, p); }

Tensor logsumexp(const Tensor& self, IntArrayRef dim, bool keepdim) {
  if (self.is_complex()) {
    const Tensor most = amax(real(self.detach()), dim, true);
    const Tensor result = log(exp(self - most).sum(dim, true)) + most;
    return keepdim ? result : dim.empty() ? result.reshape({}) : squeeze(result, dim);
  }
  const ScalarType dtype =
      isFloatingType(self.scalar_type()) ? self.scalar_type() : get_default_dtype_as_scalartype();
  const ReduceInput in = reduce_input("logsumexp", to(self, reduce_compute(dtype)), dim, keepdim);
  return to(shaped(run(LogSumExp{in.dims}, in.tensor)[0], in), dtype);
}

Tensor renorm(const Tensor& self, const Scalar& p, int64_t dim, const Scalar& maxnorm) {
  RUSHLIGHT_CHECK(self.dim() > 1, "renorm: expected at least 2 dimensions, got shape ", self.sizes());
  RUSHLIGHT_CHECK(p.toDouble() > 0, "renorm: expected a positive p, got ", p);
  RUSHLIGHT_CHECK(maxnorm.toDouble() >= 0, "renorm: expected a maxnorm of at least 0, got ", maxnorm);
  const int64_t n = self.dim(), d = wrap_dim("renorm", dim, n);
  DimVector others;
  for (int64_t k = 0; k < n; ++k)
    if (k != d) others.push_back(k);
  const Tensor norms = norm(self, p, others, true);
  const Tensor factor =
      where(norms > maxnorm, reciprocal(norms + 1e-7) * maxnorm, scalar_tensor(1, norms.options()));
  return self * factor;
}

}  // namespace torch::inline rushlight
