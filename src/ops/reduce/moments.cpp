// var, std, var_mean and std_mean.
#include "ops/reduce/reduce_op.h"
#include "rushlight/ops/compare.h"
#include "rushlight/ops/complex.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

double reduced_count(IntArrayRef sizes, const ReduceDims& dims) {
  int64_t n = 1;
  for (int64_t d = dims.first; d < dims.last; ++d) n *= sizes[static_cast<size_t>(d)];
  return static_cast<double>(n);
}

// Outputs the sum of squares of the differences from the mean, and the mean.
struct Moments {
  ReduceDims dims;
  static constexpr Traits traits{
      .name = "var", .save_inputs = 1, .save_outputs = 2, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const DimVector shape = reduced_shape(io.in(0).shape(), dims);
    io.out(0, io.in(0).dtype, shape);
    io.out(1, io.in(0).dtype, shape);
  }
  static void execute(const Moments& op, Views in, Views out) {
    kernels<ReduceKernels>(in[0]).moments(reduce_shape(in[0], op.dims), in[0], out[0], out[1]);
  }
  void backward(Backward& b) const {
    const IntArrayRef sizes = b.in_sizes(0);
    Tensor total;
    if (b.has_grad(0))
      total = (b.in(0) - expand_reduced(b.out(1), sizes, dims)) * expand_reduced(b.grad(0) * 2, sizes, dims);
    if (b.has_grad(1)) {
      const Tensor part = expand_reduced(b.grad(1) / reduced_count(sizes, dims), sizes, dims);
      total = total.defined() ? total + part : part;
    }
    b.set(0, total);
  }
};

// The square root, with a gradient of 0 where it is 0.
struct Root {
  static constexpr Traits traits{.name = "std", .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, io.in(0).shape()); }
  static void execute(const Root&, Views in, Views out) { kernels<ReduceKernels>(in[0]).root(in[0], out[0]); }
  void backward(Backward& b) const {
    const Tensor root = b.out(0);
    b.set(0, masked_fill(b.grad() / (root * 2), eq(root, 0), 0));
  }
};

TensorPair moments(const char* who, const Tensor& self, OptionalIntArrayRef dim, double correction,
                   bool keepdim, bool root) {
  const ScalarType dtype = self.scalar_type();
  if (isComplexType(dtype)) {  // the variances of the two parts, added
    const auto [spread, middle] = moments(who, real(self), dim, correction, keepdim, false);
    const auto [spread_i, middle_i] = moments(who, imag(self), dim, correction, keepdim, false);
    const Tensor all = spread + spread_i;
    return {root ? run(Root{}, all)[0] : all, complex(middle, middle_i)};
  }
  RUSHLIGHT_CHECK(isFloatingType(dtype), who, ": expected a floating-point dtype, got ", dtype,
                  "; convert self first");
  const ReduceInput in = reduce_input(who, to(self, reduce_compute(dtype)), dim, keepdim);
  const auto out = run(Moments{in.dims}, in.tensor);
  const double n = reduced_count(in.tensor.sizes(), in.dims) - correction;
  Tensor spread = out[0] / (n > 0 ? n : 0);
  if (root) spread = run(Root{}, spread)[0];
  return {to(shaped(spread, in), dtype), to(shaped(out[1], in), dtype)};
}

double number(const std::optional<Scalar>& correction) { return correction ? correction->toDouble() : 1; }

}  // namespace

TensorPair var_mean(const Tensor& self, OptionalIntArrayRef dim, const std::optional<Scalar>& correction,
                    bool keepdim) {
  return moments("var_mean", self, dim, number(correction), keepdim, false);
}
TensorPair var_mean(const Tensor& self, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  return moments("var_mean", self, dim, unbiased, keepdim, false);
}
TensorPair var_mean(const Tensor& self, bool unbiased) {
  return moments("var_mean", self, std::nullopt, unbiased, false, false);
}
TensorPair var_mean(const Tensor& self, int dim) { return var_mean(self, IntArrayRef{dim}, true); }
TensorPair std_mean(const Tensor& self, OptionalIntArrayRef dim, const std::optional<Scalar>& correction,
                    bool keepdim) {
  return moments("std_mean", self, dim, number(correction), keepdim, true);
}
TensorPair std_mean(const Tensor& self, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  return moments("std_mean", self, dim, unbiased, keepdim, true);
}
TensorPair std_mean(const Tensor& self, bool unbiased) {
  return moments("std_mean", self, std::nullopt, unbiased, false, true);
}
TensorPair std_mean(const Tensor& self, int dim) { return std_mean(self, IntArrayRef{dim}, true); }
Tensor var(const Tensor& self, OptionalIntArrayRef dim, const std::optional<Scalar>& correction,
           bool keepdim) {
  return std::get<0>(moments("var", self, dim, number(correction), keepdim, false));
}
Tensor var(const Tensor& self, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  return std::get<0>(moments("var", self, dim, unbiased, keepdim, false));
}
Tensor var(const Tensor& self, bool unbiased) {
  return std::get<0>(moments("var", self, std::nullopt, unbiased, false, false));
}
Tensor var(const Tensor& self, int dim) { return var(self, IntArrayRef{dim}, true); }
Tensor std(const Tensor& self, OptionalIntArrayRef dim, const std::optional<Scalar>& correction,
           bool keepdim) {
  return std::get<0>(moments("std", self, dim, number(correction), keepdim, true));
}
Tensor std(const Tensor& self, OptionalIntArrayRef dim, bool unbiased, bool keepdim) {
  return std::get<0>(moments("std", self, dim, unbiased, keepdim, true));
}
Tensor std(const Tensor& self, bool unbiased) {
  return std::get<0>(moments("std", self, std::nullopt, unbiased, false, true));
}
Tensor std(const Tensor& self, int dim) { return std(self, IntArrayRef{dim}, true); }

}  // namespace torch::inline rushlight
