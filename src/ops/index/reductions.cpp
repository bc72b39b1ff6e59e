// scatter_reduce and index_reduce: elements taken into the places that an index names by sum, product, mean, largest or
// smallest. Sum and mean are made of scatter_add; the others have a kernel and a gradient of their own.
#include <limits>

#include "core/wrap_dim.h"
#include "ops/index/index_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

int64_t extent(const View& v, int64_t dim) { return v.dims == 0 ? 1 : v.sizes[dim]; }

// The result that "no element yet" stands for.
Scalar neutral(Combine combine, ScalarType t) {
  if (combine == Combine::multiply) return 1;
  const bool lowest = combine == Combine::max;
  if (isFloatingType(t))
    return lowest ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  switch (t) {
    case kBool:
    case kByte: return lowest ? 0 : t == kBool ? 1 : 255;
    case kChar: return lowest ? -128 : 127;
    case kShort: return lowest ? -32768 : 32767;
    case kInt: return lowest ? std::numeric_limits<int32_t>::min() : std::numeric_limits<int32_t>::max();
    default: return lowest ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max();
  }
}

// Product, largest or smallest of self (which counts as neutral where `replace`) and src; inputs self, index, src.
struct ScatterCombine {
  int64_t dim;
  Combine combine;
  bool include_self;
  static constexpr Traits traits{
      .name = "scatter_reduce", .save_inputs = 7, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View &self = io.in(0), &index = io.in(1), &src = io.in(2);
    const int64_t d = io.wrap_dim(dim);
    bool fits = std::max<int>(index.dims, 1) == std::max<int>(self.dims, 1) &&
                std::max<int>(index.dims, 1) == std::max<int>(src.dims, 1);
    for (int k = 0; k < index.dims && fits && self.dims > 0 && src.dims > 0; ++k)
      fits = index.sizes[k] <= src.sizes[k] && (k == d || index.sizes[k] <= self.sizes[k]);
    io.check(fits || index.numel == 0, "expected an index no larger than src of shape ", src.shape(),
             " and self of shape ", self.shape(), ", got shape ", index.shape());
    io.check(self.dtype == src.dtype, "expected a src of self's dtype ", self.dtype, ", got ", src.dtype);
    io.out(0, self.dtype, self.shape());
  }
  static void execute(const ScatterCombine& op, Views in, Views out) {
    const int64_t d = op.dim < 0 ? op.dim + std::max<int>(out[0].dims, 1) : op.dim;
    check_in_range("scatter_reduce", in[1], extent(out[0], d));
    start_from(in[0], out[0]);
    if (in[1].numel == 0) return;
    const auto& k = kernels<IndexKernels>(out[0]);
    if (!op.include_self) {
      const Tensor start = scalar_tensor(neutral(op.combine, out[0].dtype), TensorOptions(out[0].dtype));
      k.scatter(view_of(start), d, in[1], out[0]);
    }
    k.scatter_reduce(in[2], d, in[1], out[0], op.combine);
  }
  void backward(Backward& b) const {
    const Tensor self = b.in(0), index = b.in(1), src = b.in(2), result = b.out(0);
    const auto [grad_self, grad_src] = combine == Combine::multiply
                                           ? product_gradients(b.grad(), self, index, src)
                                           : extreme_gradients(b.grad(), self, index, src, result);
    if (b.needs(0)) b.set(0, include_self ? grad_self : grad_self.scatter(dim, index, 0));
    if (b.needs(2)) b.set(2, grad_src);
  }

 private:
  // What self and src have in common of the result, by which it may be divided: zeros count as one, and a zero that is
  // alone in its place gets the product of the others.
  std::tuple<Tensor, Tensor> product_gradients(const Tensor& grad, const Tensor& self, const Tensor& index,
                                               const Tensor& src) const {
    const Tensor part = narrow_to(src, index);
    const auto product = [&](const Tensor& start, const Tensor& factors) {
      return run(ScatterCombine{dim, combine, include_self}, start, index, factors)[0];
    };
    const Tensor self_one = self.masked_fill(self == 0, 1);
    const Tensor grad_self = grad * product(self_one, part) / self_one;
    const Tensor zero = (part == 0).to(self.scalar_type());
    const Tensor zeros_there = zeros_like(self).scatter_add(dim, index, zero).gather(dim, index);
    const Tensor alone = logical_and(part == 0, zeros_there == 1);
    const Tensor others = product(self, part.masked_fill(alone, 1));
    const Tensor grad_part =
        where(alone, (grad * others).gather(dim, index),
              (grad * product(self, part)).gather(dim, index) / part.masked_fill(part == 0, 1));
    return {grad_self, widen_like(grad_part, src)};
  }
  // Elements that equal the result share the gradient.
  std::tuple<Tensor, Tensor> extreme_gradients(const Tensor& grad, const Tensor& self, const Tensor& index,
                                               const Tensor& src, const Tensor& result) const {
    const ScalarType t = grad.scalar_type();
    const Tensor part = narrow_to(src, index);
    Tensor from_self = (self == result).to(t);
    if (!include_self) from_self = from_self.scatter(dim, index, 0);
    const Tensor from_src = (part == result.gather(dim, index)).to(t);
    const Tensor share = grad / from_self.scatter_add(dim, index, from_src).clamp_min(1);
    return {share * from_self, widen_like(share.gather(dim, index) * from_src, src)};
  }
  // The part of src that the index reaches, and back.
  static Tensor narrow_to(const Tensor& src, const Tensor& index) {
    Tensor part = src.dim() == index.dim() ? src : src.reshape(index.sizes());
    for (int64_t d = 0; d < index.dim(); ++d) part = part.narrow(d, 0, index.size(d));
    return part;
  }
  static Tensor widen_like(const Tensor& part, const Tensor& src) {
    if (part.sizes() == src.sizes()) return part;
    if (part.dim() != src.dim()) return part.reshape(src.sizes());
    Tensor whole = zeros(src.sizes(), part.options()), window = whole;
    for (int64_t d = 0; d < src.dim(); ++d) window = window.narrow(d, 0, part.size(d));
    window.copy_(part);
    return whole;
  }
};

Tensor combined(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src, Combine combine,
                bool include_self) {
  const bool half = isReducedFloatingType(self.scalar_type());
  const Tensor out = run(ScatterCombine{dim, combine, include_self}, half ? self.to(kFloat) : self, index,
                         half && src.scalar_type() == self.scalar_type() ? src.to(kFloat) : src)[0];
  return half ? out.to(self.scalar_type()) : out;
}

Tensor mean_of(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src, bool include_self) {
  const Tensor start = include_self ? self : self.scatter(dim, index, 0);
  const Tensor sum = start.scatter_add(dim, index, src);
  Tensor counts = ones_like(self.detach());
  if (!include_self) counts = counts.scatter(dim, index, 0);
  counts = counts.scatter_add(dim, index, ones_like(src.detach())).clamp_min(1);
  return isFloatingType(self.scalar_type()) ? sum / counts : floor_divide(sum, counts);
}

Tensor reduce_into(const char* who, const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
                   std::string_view reduce, bool include_self) {
  if (reduce == "mean") return mean_of(self, dim, index, src, include_self);
  if (reduce == "prod") return combined(self, dim, index, src, Combine::multiply, include_self);
  if (reduce == "amax") return combined(self, dim, index, src, Combine::max, include_self);
  RUSHLIGHT_CHECK(reduce == "amin", who, ": expected reduce to be sum, prod, mean, amax or amin, got ",
                  reduce);
  return combined(self, dim, index, src, Combine::min, include_self);
}

}  // namespace

Tensor scatter_reduce(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
                      std::string_view reduce, bool include_self) {
  const Tensor at = as_index("scatter_reduce", index);
  if (reduce == "sum") return (include_self ? self : self.scatter(dim, at, 0)).scatter_add(dim, at, src);
  return reduce_into("scatter_reduce", self, dim, at, src, reduce, include_self);
}

Tensor index_reduce(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                    std::string_view reduce, bool include_self) {
  const Tensor at = as_index("index_reduce", index);
  RUSHLIGHT_CHECK(at.dim() <= 1, "index_reduce: expected an index of at most 1 dimension, got shape ",
                  at.sizes());
  RUSHLIGHT_CHECK(reduce != "sum",
                  "index_reduce: expected reduce to be prod, mean, amax or amin, got sum; use index_add");
  if (self.dim() == 0 || source.dim() == 0)
    return reduce_into("index_reduce", self, dim, at, source, reduce, include_self);
  const int64_t n = source.dim(), d = wrap_dim("index_reduce", dim, n);
  RUSHLIGHT_CHECK(at.numel() == source.size(d), "index_reduce: expected an index of ", source.size(d),
                  " elements for a source of shape ", source.sizes(), ", got ", at.numel());
  DimVector shape(static_cast<size_t>(n), 1);
  shape[static_cast<size_t>(d)] = at.numel();
  return reduce_into("index_reduce", self, d, at.reshape(shape).expand(source.sizes()), source, reduce,
                     include_self);
}

}  // namespace torch::inline rushlight
