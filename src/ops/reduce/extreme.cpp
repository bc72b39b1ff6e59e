// max, min, amax, amin, argmax, argmin, aminmax, any and all; and moving values along a dimension by index.
#include "ops/reduce/pick.h"
#include "ops/reduce/reduce_op.h"
#include "rushlight/ops/compare.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

void check_not_empty(const Infer& io, const ReduceDims& dims) {
  io.check_index(reduce_shape(io.in(0), dims).n > 0, "expected at least one element to reduce, got shape ",
                 io.in(0).shape());
}

// The value; equal extremes share the gradient.
template <bool largest> struct Extreme {
  ReduceDims dims;
  static constexpr Traits traits{
      .name = largest ? "max" : "min", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_not_empty(io, dims);
    io.out(0, io.in(0).dtype, reduced_shape(io.in(0).shape(), dims));
  }
  static void execute(const Extreme& op, Views in, Views out) {
    kernels<ExtremeKernels>(in[0]).values(reduce_shape(in[0], op.dims), largest, in[0], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0);
    const ReduceDims kept{dims.first, dims.last, false};
    const Tensor hit = logical_or(eq(x, expand_reduced(b.out(0), x.sizes(), dims)), isnan(x));
    const Tensor ones = to(hit, x.scalar_type());
    const Tensor count = run_sum(ones, kept);
    b.set(0, ones * expand_reduced(b.grad(), x.sizes(), dims) / expand_reduced(count, x.sizes(), kept));
  }
  static Tensor run_sum(const Tensor& t, const ReduceDims& d) {
    DimVector list;
    for (int64_t k = d.first; k < d.last; ++k) list.push_back(k);
    return list.empty() ? t : sum(t, IntArrayRef(list));
  }
};

// The value and its place, which alone gets the gradient.
template <bool largest> struct ExtremeIndex {
  ReduceDims dims;
  static constexpr Traits traits{
      .name = largest ? "max" : "min", .save_outputs = 2, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_not_empty(io, dims);
    const DimVector shape = reduced_shape(io.in(0).shape(), dims);
    io.out(0, io.in(0).dtype, shape);
    io.out(1, kLong, shape);
  }
  static void execute(const ExtremeIndex& op, Views in, Views out) {
    kernels<ExtremeKernels>(in[0]).indexed(reduce_shape(in[0], op.dims), largest, in[0], out[0], out[1]);
  }
  void backward(Backward& b) const {
    if (b.has_grad(0))
      b.set(0,
            value_selecting_reduction_backward(b.grad(0), dims.first, b.out(1), b.in_sizes(0), dims.keepdim));
  }
};

// Kernels exist for these; others pass through a type that holds all their values.
ScalarType extreme_compute(ScalarType t) {
  if (t == kByte || t == kBool) return t;
  return t == kChar || t == kShort || t == kInt ? kInt : reduce_compute(t);
}

template <bool largest>
Tensor values(const char* who, const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  const ReduceInput in = reduce_input(who, to(self, extreme_compute(self.scalar_type())), dim, keepdim);
  return to(shaped(run(Extreme<largest>{in.dims}, in.tensor)[0], in), self.scalar_type());
}
template <bool largest>
TensorPair indexed(const char* who, const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  const ReduceInput in = reduce_input(who, to(self, extreme_compute(self.scalar_type())), dim, keepdim);
  const auto out = run(ExtremeIndex<largest>{in.dims}, in.tensor);
  return {to(shaped(out[0], in), self.scalar_type()), shaped(out[1], in)};
}
template <bool largest>
Tensor place(const char* who, const Tensor& self, std::optional<int64_t> dim, bool keepdim) {
  RUSHLIGHT_CHECK(self.scalar_type() != kBool, who, ": expected numbers, got bool; convert self first");
  const Tensor x = detach(self);
  if (dim) return std::get<1>(indexed<largest>(who, x, IntArrayRef(*dim), keepdim));
  return std::get<1>(
      indexed<largest>(who, x.contiguous(), std::nullopt, keepdim));  // the place in logical order
}

// any is the max of truths, all their min; of none they are false and true.
template <bool any> Tensor truth(const char* who, const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  const ScalarType result = self.scalar_type() == kByte ? kByte : kBool;
  const Tensor truths = self.scalar_type() == kBool ? self : ne(self, 0);
  if (dim && dim->empty()) return to(truths, result);
  const ReduceInput in = reduce_input(who, truths, dim, keepdim);
  int64_t n = 1;
  for (int64_t d = in.dims.first; d < in.dims.last; ++d) n *= in.tensor.size(d);
  if (n == 0) return full(in.kept_shape, !any, TensorOptions(result).device(self.device()));
  return to(shaped(run(Extreme<any>{in.dims}, in.tensor)[0], in), result);
}

}  // namespace

Tensor max(const Tensor& self) { return values<true>("max", self, std::nullopt, false); }
Tensor min(const Tensor& self) { return values<false>("min", self, std::nullopt, false); }
TensorPair max(const Tensor& self, int64_t dim, bool keepdim) {
  return indexed<true>("max", self, IntArrayRef(dim), keepdim);
}
TensorPair min(const Tensor& self, int64_t dim, bool keepdim) {
  return indexed<false>("min", self, IntArrayRef(dim), keepdim);
}
Tensor max(const Tensor& self, const Tensor& other) { return maximum(self, other); }
Tensor min(const Tensor& self, const Tensor& other) { return minimum(self, other); }
Tensor amax(const Tensor& self, IntArrayRef dim, bool keepdim) {
  return values<true>("amax", self, dim, keepdim);
}
Tensor amin(const Tensor& self, IntArrayRef dim, bool keepdim) {
  return values<false>("amin", self, dim, keepdim);
}
Tensor argmax(const Tensor& self, std::optional<int64_t> dim, bool keepdim) {
  return place<true>("argmax", self, dim, keepdim);
}
Tensor argmin(const Tensor& self, std::optional<int64_t> dim, bool keepdim) {
  return place<false>("argmin", self, dim, keepdim);
}

TensorPair aminmax(const Tensor& self, std::optional<int64_t> dim, bool keepdim) {
  const OptionalIntArrayRef dims = dim ? OptionalIntArrayRef(*dim) : OptionalIntArrayRef();
  return {values<false>("aminmax", self, dims, keepdim), values<true>("aminmax", self, dims, keepdim)};
}

Tensor any(const Tensor& self) { return truth<true>("any", self, std::nullopt, false); }
Tensor any(const Tensor& self, int64_t dim, bool keepdim) {
  return truth<true>("any", self, IntArrayRef(dim), keepdim);
}
Tensor any(const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  return truth<true>("any", self, dim, keepdim);
}
Tensor all(const Tensor& self) { return truth<false>("all", self, std::nullopt, false); }
Tensor all(const Tensor& self, int64_t dim, bool keepdim) {
  return truth<false>("all", self, IntArrayRef(dim), keepdim);
}
Tensor all(const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  return truth<false>("all", self, dim, keepdim);
}

}  // namespace torch::inline rushlight
