// Normalisation of `dim` arguments (see reduce_op.h).
#include "ops/reduce/reduce_op.h"

#include <algorithm>
#include <vector>

#include "core/wrap_dim.h"
#include "rushlight/ops/compare.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {

namespace {

// The dimensions of `dim` (none or empty: all) as bits.
uint64_t bits_of(const char* who, int64_t n, OptionalIntArrayRef dim) {
  if (!dim || dim->empty()) return n == 0 ? 0 : ~uint64_t{0} >> (64 - n);
  uint64_t bits = 0;
  for (int64_t d : *dim) {
    const int64_t w = wrap_dim(who, d, n);
    RUSHLIGHT_CHECK(!(bits >> w & 1), who, ": expected each dimension once, got ", *dim);
    bits |= uint64_t{1} << w;
  }
  return n == 0 ? 0 : bits;
}

// The dimensions from the outermost to the innermost in memory, where the tensor is dense and those that are kept are in the order
// of the result; none where they are to be taken as they are.
DimVector order_of(const Tensor& self, uint64_t reduced) {
  if (self.is_contiguous() || !self.is_non_overlapping_and_dense()) return {};
  DimVector order;
  for (int64_t d = 0; d < self.dim(); ++d) order.push_back(d);
  std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    return self.stride(a) != self.stride(b) ? self.stride(a) > self.stride(b) : a < b;
  });
  int64_t kept = -1;
  for (int64_t d : order) {
    if (reduced >> d & 1) continue;
    if (d < kept) return {};
    kept = d;
  }
  return order;
}

int64_t dim_at(const DimVector& order, int64_t i) {
  return order.empty() ? i : order[static_cast<size_t>(i)];
}

}  // namespace

ReduceInput reduce_input(const char* who, const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  const int64_t n = self.dim();
  if ((!dim || dim->empty()) && !keepdim && self.is_contiguous()) return {self, {0, n, false}, {}};
  const uint64_t reduced = bits_of(who, n, dim);
  const DimVector order = order_of(self, reduced);
  DimVector shape;
  int64_t first = n, last = 0, many = 0;
  for (int64_t i = 0; i < n; ++i) {
    if (!(reduced >> i & 1)) shape.push_back(self.size(i));
    else if (keepdim) shape.push_back(1);
    if (!(reduced >> dim_at(order, i) & 1)) continue;
    first = std::min(first, i), last = i + 1, ++many;
  }
  if (many == 0) return {self, {0, 0, keepdim}, shape};
  if (last - first == many && order.empty()) return {self, {first, last, keepdim}, shape};
  if (last - first == many) return {permute(self, order), {first, last, false}, shape};
  DimVector gone, kept;  // scattered: those that are kept go first
  for (int64_t i = 0; i < n; ++i) {
    const int64_t d = dim_at(order, i);
    (reduced >> d & 1 ? gone : kept).push_back(d);
  }
  kept.append(gone.data(), gone.size());
  return {permute(self, kept), {n - many, n, false}, shape};
}

DimVector first_to_reduce(const char* who, const Tensor& self, IntArrayRef dim) {
  const uint64_t reduced = bits_of(who, self.dim(), dim);
  constexpr int64_t kLongRow = 64;  // elements from which the innermost run goes first, as rows
  std::vector<DimVector> runs;
  bool before = false;
  const DimVector order = order_of(self, reduced);
  for (int64_t i = 0; i < self.dim(); ++i) {
    const int64_t d = dim_at(order, i);
    const bool goes = reduced >> d & 1;
    if (goes && !before) runs.emplace_back();
    if (goes) runs.back().push_back(d);
    before = goes;
  }
  if (runs.size() < 2) return {};
  int64_t row = 1;
  for (int64_t d : runs.back()) row *= self.size(d);
  return row < kLongRow ? runs.front() : runs.back();
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
