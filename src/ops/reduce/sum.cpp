// sum, mean and sum_to_size.
#include "ops/reduce/reduce_op.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace rushlight {
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

// The dtype that sums are made in: 16-bit floats add up in float.
ScalarType sum_compute(ScalarType t) { return t == kDouble ? kDouble : isFloatingType(t) ? kFloat : kLong; }

}  // namespace

Tensor sum(const Tensor& self, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  const ScalarType result = dtype.value_or(isFloatingType(self.scalar_type()) ? self.scalar_type() : kLong);
  const ReduceInput in = reduce_input("sum", to(self, sum_compute(result)), dim, keepdim);
  Tensor out = run(Sum{in.dims}, in.tensor)[0];
  if (!(out.sizes() == IntArrayRef(in.kept_shape))) out = view(out, in.kept_shape);
  return to(out, result);
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
  RUSHLIGHT_CHECK(isFloatingType(result), "mean: expected a floating-point dtype, got ", result,
                  "; convert self or pass dtype");
  const Tensor total = sum(self, dim, keepdim, result);
  const double n =
      static_cast<double>(self.numel()) / static_cast<double>(total.numel() > 0 ? total.numel() : 1);
  return total.numel() == 0 ? total : total / (self.numel() == 0 ? 0.0 : n);
}
Tensor mean(const Tensor& self, std::optional<ScalarType> dtype) {
  return mean(self, OptionalIntArrayRef(), false, dtype);
}

}  // namespace rushlight
