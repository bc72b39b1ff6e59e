// Normalisation of `dim` arguments (see reduce_op.h).
#include "ops/reduce/reduce_op.h"

#include "core/wrap_dim.h"
#include "rushlight/ops/compare.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {

ReduceInput reduce_input(const char* who, const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  const int64_t n = self.dim();
  if (!dim || dim->empty()) {
    DimVector shape;
    if (keepdim) shape.assign(static_cast<size_t>(n), 1);
    return {self, {0, n, keepdim}, shape};
  }
  uint64_t mask = 0;
  int64_t first = n, last = 0;
  for (int64_t d : *dim) {
    const int64_t w = wrap_dim(who, d, n);
    RUSHLIGHT_CHECK(!(mask >> w & 1), who, ": expected each dimension once, got ", *dim);
    mask |= uint64_t{1} << w;
    first = w < first ? w : first;
    last = w + 1 > last ? w + 1 : last;
  }
  if (n == 0) return {self, {0, 0, keepdim}, {}};
  DimVector shape, kept, reduced;
  for (int64_t d = 0; d < n; ++d) {
    const bool gone = mask >> d & 1;
    (gone ? reduced : kept).push_back(d);
    if (!gone) shape.push_back(self.size(d));
    else if (keepdim) shape.push_back(1);
  }
  const int64_t many = static_cast<int64_t>(reduced.size());
  if (last - first == many) return {self, {first, last, keepdim}, shape};
  kept.append(reduced.data(), reduced.size());
  return {permute(self, kept), {n - many, n, false}, shape};
}

DimVector dims_of_pairs(const char* who, const Tensor& self, OptionalIntArrayRef dim) {
  const int64_t n = self.dim();
  DimVector dims;
  if (dim && !dim->empty()) {
    for (int64_t d : *dim) {
      const int64_t w = wrap_dim(who, d, n);
      if (n > 0) dims.push_back(w);
    }
  } else {
    for (int64_t d = 0; d < n; ++d) dims.push_back(d);
  }
  return dims;
}

DimVector reduced_shape(IntArrayRef shape, const ReduceDims& dims) {
  DimVector out;
  for (int64_t d = 0; d < static_cast<int64_t>(shape.size()); ++d) {
    if (d < dims.first || d >= dims.last) out.push_back(shape[static_cast<size_t>(d)]);
    else if (dims.keepdim) out.push_back(1);
  }
  return out;
}

ReduceShape reduce_shape(const View& in, const ReduceDims& dims) {
  ReduceShape s{1, 1, 1};
  for (int d = 0; d < in.dims; ++d) (d < dims.first ? s.outer : d < dims.last ? s.n : s.inner) *= in.sizes[d];
  return s;
}

Tensor expand_reduced(const Tensor& grad, IntArrayRef shape, const ReduceDims& dims) {
  DimVector kept(shape);
  for (int64_t d = dims.first; d < dims.last; ++d) kept[static_cast<size_t>(d)] = 1;
  return grad.reshape(kept).expand(shape);
}

Tensor shaped(const Tensor& out, const ReduceInput& in) {
  return out.sizes() == IntArrayRef(in.kept_shape) ? out : reshape(out, in.kept_shape);
}

ScalarType reduce_compute(ScalarType t) {
  if (isComplexType(t)) return t;  // for the operator to refuse
  return t == kDouble ? kDouble : isFloatingType(t) ? kFloat : kLong;
}

Tensor signs(const Tensor& x) { return to(gt(x, 0), x.scalar_type()) - to(lt(x, 0), x.scalar_type()); }

}  // namespace torch::inline rushlight
