// view, reshape, flatten and unflatten: the same elements in the same order under other sizes.
#include "ops/view/view_op.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {

DimVector complete_sizes(const char* who, IntArrayRef sizes, int64_t numel) {
  DimVector result(sizes);
  int64_t known = 1, open = -1;
  bool overflows = false, none = false;
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] == -1) {
      if (open >= 0) detail::fail({who, ": expected at most one size of -1, got ", sizes});
      open = static_cast<int64_t>(i);
    } else {
      if (sizes[i] < 0) detail::fail({who, ": expected sizes of -1 or more, got ", sizes});
      none |= sizes[i] == 0;
      overflows |= sizes[i] > 1 && __builtin_mul_overflow(known, sizes[i], &known);
    }
  }
  if (none) known = 0;
  const bool fits = (none || !overflows) && (open < 0 ? known == numel : known != 0 && numel % known == 0);
  if (!fits) detail::fail({who, ": expected sizes for ", numel, " elements, got ", sizes});
  if (open >= 0) result[static_cast<size_t>(open)] = numel / known;
  return result;
}

// Old dimensions fall into runs that are contiguous among themselves; each new dimension must divide one run.
bool view_strides(const View& self, IntArrayRef sizes, DimVector& strides) {
  strides = contiguous_strides(sizes);
  if (self.contiguous || self.numel == 0) return true;
  int64_t next = static_cast<int64_t>(sizes.size()) - 1;
  int64_t run = 1, base_stride = self.dims ? self.strides[self.dims - 1] : 1, taken = 1;
  for (int d = self.dims - 1; d >= 0; --d) {
    run *= self.sizes[d];
    const bool ends = d == 0 || (self.sizes[d - 1] != 1 && self.strides[d - 1] != run * base_stride);
    if (!ends) continue;
    while (next >= 0 && (taken < run || sizes[static_cast<size_t>(next)] == 1)) {
      strides[static_cast<size_t>(next)] = taken * base_stride;
      taken *= sizes[static_cast<size_t>(next)];
      --next;
    }
    if (taken != run) return false;
    if (d > 0) base_stride = self.strides[d - 1];
    run = taken = 1;
  }
  return next == -1;
}

namespace {

struct ViewAs {
  DimVector sizes;
  static constexpr Traits traits = view_traits("view");
  void infer(Infer& io) const {
    const View& self = io.in(0);
    const DimVector full = complete_sizes("view", sizes, self.numel);
    DimVector strides;
    io.check(view_strides(self, full, strides), "expected sizes that the strides ", self.stride_list(),
             " of shape ", self.shape(), " allow, got ", full, "; use reshape");
    io.view(0, full, strides, io.offset());
  }
  void backward(Backward& b) const { b.set(0, b.grad().reshape(b.in_sizes(0))); }
};

}  // namespace

Tensor view(const Tensor& self, IntArrayRef size) { return run(ViewAs{size}, self)[0]; }

Tensor reshape(const Tensor& self, IntArrayRef shape) {
  const DimVector full = complete_sizes("reshape", shape, self.numel());
  DimVector strides;
  if (view_strides(view_of(self), full, strides)) return view(self, full);
  return view(clone(self, MemoryFormat::Contiguous), full);
}

Tensor view_as(const Tensor& self, const Tensor& other) { return view(self, other.sizes()); }
Tensor reshape_as(const Tensor& self, const Tensor& other) { return reshape(self, other.sizes()); }

Tensor flatten(const Tensor& self, int64_t start_dim, int64_t end_dim) {
  const View v = view_of(self);
  Infer io("flatten", {&v, 1}, nullptr, 0, RunMode::kNew, &self);
  const int64_t first = io.wrap_dim(start_dim), last = io.wrap_dim(end_dim);
  RUSHLIGHT_CHECK(first <= last, "flatten: expected start_dim before end_dim, got ", start_dim, " and ",
                  end_dim);
  if (v.dims == 0) return reshape(self, {1});
  if (first == last) return self;
  DimVector shape(self.sizes().slice(0, static_cast<size_t>(first)));
  shape.push_back(
      count(self.sizes().slice(static_cast<size_t>(first), static_cast<size_t>(last - first + 1))));
  for (int64_t i = last + 1; i < v.dims; ++i) shape.push_back(v.sizes[i]);
  return reshape(self, shape);
}
Tensor ravel(const Tensor& self) { return reshape(self, {-1}); }

Tensor unflatten(const Tensor& self, int64_t dim, IntArrayRef sizes) {
  const View v = view_of(self);
  Infer io("unflatten", {&v, 1}, nullptr, 0, RunMode::kNew, &self);
  const int64_t d = io.wrap_dim(dim);
  RUSHLIGHT_CHECK(v.dims > 0 && !sizes.empty(),
                  "unflatten: expected a dimension to divide and sizes, got shape ", self.sizes());
  const DimVector parts = complete_sizes("unflatten", sizes, v.sizes[d]);
  DimVector shape(self.sizes().slice(0, static_cast<size_t>(d)));
  shape.append(parts.data(), parts.size());
  for (int64_t i = d + 1; i < v.dims; ++i) shape.push_back(v.sizes[i]);
  return view(self, shape);
}

}  // namespace torch::inline rushlight
