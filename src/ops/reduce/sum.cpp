// sum, mean, sum_to_size, nansum, nanmean, count_nonzero and trace.
#include <algorithm>
#include <limits>

#include "ops/reduce/reduce_op.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops/compare.h"
#include "rushlight/ops/complex.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

struct Sum {
  ReduceDims dims;
  static constexpr Traits traits{.name = "sum", .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, reduced_shape(io.in(0).shape(), dims)); }
  static void execute(const Sum& op, Views in, Views out) {
    kernels<ReduceKernels>(in[0]).sum(reduce_shape(in[0], op.dims), in[0], out[0]);
  }
  void backward(Backward& b) const { b.set(0, expand_reduced(b.grad(), b.in_sizes(0), dims)); }
};

Tensor sum_of(const Tensor& x, OptionalIntArrayRef dim, bool keepdim) {
  const DimVector some = dim && dim->size() > 1 ? first_to_reduce("sum", x, *dim) : DimVector();
  if (some.empty()) {
    const ReduceInput in = reduce_input("sum", x, dim, keepdim);
    return shaped(run(Sum{in.dims}, in.tensor)[0], in);
  }
  DimVector rest;
  for (int64_t d : *dim)
    if (std::find(some.begin(), some.end(), d < 0 ? d + x.dim() : d) == some.end()) rest.push_back(d);
  const Tensor total = sum_of(sum_of(x, IntArrayRef(some), true), IntArrayRef(rest), true);
  return keepdim ? total : squeeze(total, *dim);
}

}  // namespace

Tensor sum(const Tensor& self, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  if (dtype ? isComplexType(*dtype) : self.is_complex()) {  // sums of parts
    const Tensor z = dtype ? to(self, *dtype) : self;
    if (z.dim() == 0) return z.clone();
    const DimVector dims = dims_of_pairs("sum", z, dim);
    return view_as_complex(sum(view_as_real(z), IntArrayRef(dims), keepdim));
  }
  const ScalarType result = dtype.value_or(isFloatingType(self.scalar_type()) ? self.scalar_type() : kLong);
  return to(sum_of(to(self, reduce_compute(result)), dim, keepdim), result);
}
Tensor sum(const Tensor& self, std::optional<ScalarType> dtype) {
  return sum(self, OptionalIntArrayRef(), false, dtype);
}

Tensor sum_to_size(const Tensor& self, IntArrayRef size) {
  const int64_t shift = self.dim() - static_cast<int64_t>(size.size());
  bool fits = shift >= 0;
  DimVector dims;
  for (int64_t d = 0; d < self.dim() && fits; ++d) {
    const int64_t have = self.size(d), want = d < shift ? 1 : size[static_cast<size_t>(d - shift)];
    fits = have == want || want == 1;
    if (d < shift || have != want) dims.push_back(d);
  }
  RUSHLIGHT_CHECK(fits, "sum_to_size: expected sizes that broadcast to ", self.sizes(), ", got ", size);
  const Tensor total = dims.empty() ? self : sum(self, IntArrayRef(dims), true);
  return total.sizes() == size ? total : reshape(total, size);
}

Tensor mean(const Tensor& self, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  const ScalarType result = dtype.value_or(self.scalar_type());
  RUSHLIGHT_CHECK(isFloatingType(result) || isComplexType(result),
                  "mean: expected a floating-point dtype, got ", result, "; convert self or pass dtype");
  const Tensor total = sum(self, dim, keepdim, result);
  const double n =
      static_cast<double>(self.numel()) / static_cast<double>(total.numel() > 0 ? total.numel() : 1);
  return total.numel() == 0 ? total : total / (self.numel() == 0 ? 0.0 : n);
}
Tensor mean(const Tensor& self, std::optional<ScalarType> dtype) {
  return mean(self, OptionalIntArrayRef(), false, dtype);
}

Tensor nansum(const Tensor& self, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  if (!self.is_floating_point()) return sum(self, dim, keepdim, dtype);
  // One pass makes NaN 0, and leaves infinities; its gradient would leave these out.
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const bool recorded = GradMode::is_enabled() && self.requires_grad();
  return sum(recorded ? masked_fill(self, isnan(self), 0) : nan_to_num(self, 0.0, kInfinity, -kInfinity), dim,
             keepdim, dtype);
}
Tensor nanmean(const Tensor& self, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  RUSHLIGHT_CHECK(self.is_floating_point(), "nanmean: expected a floating-point dtype, got ",
                  self.scalar_type());
  return nansum(self, dim, keepdim, dtype) / sum(eq(self, self), dim, keepdim);
}

Tensor count_nonzero(const Tensor& self, IntArrayRef dim) {
  return sum(self.scalar_type() == kBool ? self : ne(self, 0), dim);
}
Tensor count_nonzero(const Tensor& self, std::optional<int64_t> dim) {
  return count_nonzero(self, dim ? IntArrayRef(*dim) : IntArrayRef());
}

Tensor trace(const Tensor& self) {
  RUSHLIGHT_CHECK(self.dim() == 2, "trace: expected a matrix, got shape ", self.sizes());
  return sum(diagonal(self));
}

}  // namespace torch::inline rushlight
