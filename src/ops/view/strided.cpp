// as_strided and its gradient, permute, transpose, squeeze, unsqueeze, select, slice, narrow, expand, diagonal, unfold:
// views that only change sizes, strides and offset.
#include <algorithm>
#include <functional>

#include "core/wrap_dim.h"
#include "ops/view/view_op.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

struct Geometry {
  DimVector sizes, strides;
  int64_t offset;
  explicit Geometry(Infer& io)
      : sizes(io.in(0).shape()), strides(io.in(0).stride_list()), offset(io.offset()) {}
  void drop(int64_t d) {
    sizes.erase(sizes.begin() + d);
    strides.erase(strides.begin() + d);
  }
  void apply(Infer& io) const { io.view(0, sizes, strides, offset); }
};

// Views of elements that share memory can have more elements than int64 counts.
void check_countable(const Infer& io, IntArrayRef sizes) {
  int64_t n = 1;
  bool overflows = false;
  for (int64_t s : sizes) overflows |= s > 1 && __builtin_mul_overflow(n, s, &n);
  io.check(!overflows, "expected sizes whose product int64 holds, got ", sizes);
}
// The stride of every step-th entry; a step so large that nobody takes it leaves the stride alone.
int64_t spread(int64_t stride, int64_t step) {
  int64_t product = 0;
  return __builtin_mul_overflow(stride, step, &product) ? stride : product;
}

struct AsStrided {
  DimVector size, stride;
  int64_t offset;
  DimVector base_size, base_stride;
  int64_t base_offset;
  static constexpr Traits traits = view_traits("as_strided");
  void infer(Infer& io) const {
    io.check(size.size() == stride.size(), "expected as many strides as sizes, got ", stride, " for ", size);
    int64_t last = offset;
    bool empty = false, beyond = false;
    for (size_t i = 0; i < size.size(); ++i) {
      io.check(size[i] >= 0 && stride[i] >= 0, "expected sizes and strides that are not negative, got ", size,
               " and ", stride);
      empty |= size[i] == 0;
      int64_t step = 0;
      beyond |= size[i] > 1 && __builtin_mul_overflow(size[i] - 1, stride[i], &step);
      beyond |= size[i] > 1 && __builtin_add_overflow(last, step, &last);
    }
    io.check(empty || !beyond, "expected a window inside the storage of ", storage_elements,
             " elements, got sizes ", size, " with strides ", stride);
    io.check(offset >= 0 && (empty || last < storage_elements), "expected a window inside the storage of ",
             storage_elements, " elements, got one that ends at element ", last);
    check_countable(io, size);
    io.view(0, size, stride, offset);
  }
  void backward(Backward& b) const {
    b.set(0, as_strided_backward(b.grad(), base_size, base_stride, base_offset, size, stride, offset));
  }
  int64_t storage_elements;
};

struct Permute {
  DimVector order;
  static constexpr Traits traits = view_traits("permute");
  void infer(Infer& io) const {
    const View& self = io.in(0);
    io.check(static_cast<int>(order.size()) == self.dims, "expected ", static_cast<int>(self.dims),
             " dimensions, got ", order);
    Geometry g(io);
    uint64_t seen = 0;
    for (size_t i = 0; i < order.size(); ++i) {
      const int64_t d = io.wrap_dim(order[i]);
      io.check(!(seen >> d & 1), "expected each dimension once, got ", order);
      seen |= uint64_t{1} << d;
      g.sizes[i] = self.sizes[d];
      g.strides[i] = self.strides[d];
    }
    g.apply(io);
  }
  void backward(Backward& b) const {
    DimVector inverse(order.size());
    const int64_t n = static_cast<int64_t>(order.size());
    for (size_t i = 0; i < order.size(); ++i)
      inverse[static_cast<size_t>((order[i] + n) % n)] = static_cast<int64_t>(i);
    b.set(0, b.grad().permute(inverse));
  }
};

struct Transpose {
  int64_t dim0, dim1;
  static constexpr Traits traits = view_traits("transpose");
  void infer(Infer& io) const {
    Geometry g(io);
    const size_t a = static_cast<size_t>(io.wrap_dim(dim0)), b = static_cast<size_t>(io.wrap_dim(dim1));
    if (!g.sizes.empty()) {
      std::swap(g.sizes[a], g.sizes[b]);
      std::swap(g.strides[a], g.strides[b]);
    }
    g.apply(io);
  }
  void backward(Backward& b) const { b.set(0, b.grad().transpose(dim0, dim1)); }
};

struct Squeeze {
  std::optional<int64_t> dim;
  static constexpr Traits traits = view_traits("squeeze");
  void infer(Infer& io) const {
    Geometry g(io);
    if (dim) {
      const int64_t d = io.wrap_dim(*dim);
      if (!g.sizes.empty() && g.sizes[static_cast<size_t>(d)] == 1) g.drop(d);
    } else {
      for (size_t i = g.sizes.size(); i-- > 0;)
        if (g.sizes[i] == 1) g.drop(static_cast<int64_t>(i));
    }
    g.apply(io);
  }
  void backward(Backward& b) const { b.set(0, b.grad().reshape(b.in_sizes(0))); }
};

struct Unsqueeze {
  int64_t dim;
  static constexpr Traits traits = view_traits("unsqueeze");
  void infer(Infer& io) const {
    Geometry g(io);
    const size_t d = static_cast<size_t>(io.wrap_dim(dim, io.in(0).dims + 1));
    const int64_t stride = d < g.sizes.size() ? g.sizes[d] * g.strides[d] : 1;
    g.sizes.insert(g.sizes.begin() + d, 1);
    g.strides.insert(g.strides.begin() + d, stride);
    g.apply(io);
  }
  void backward(Backward& b) const { b.set(0, b.grad().squeeze(dim)); }
};

struct Select {
  int64_t dim, index;
  static constexpr Traits traits = view_traits("select");
  void infer(Infer& io) const {
    io.check_index(io.in(0).dims > 0, "expected a tensor of at least one dimension, got a 0-dim tensor");
    Geometry g(io);
    const int64_t d = io.wrap_dim(dim), n = g.sizes[static_cast<size_t>(d)];
    io.check_index(index >= -n && index < n, "expected an index in [", -n, ", ", n - 1, "] for dimension ", d,
                   " of shape ", io.in(0).shape(), ", got ", index);
    g.offset += (index < 0 ? index + n : index) * g.strides[static_cast<size_t>(d)];
    g.drop(d);
    g.apply(io);
  }
  void backward(Backward& b) const {
    Tensor grad = zeros(b.in_sizes(0), b.grad().options());
    grad.select(dim, index).copy_(b.grad());
    b.set(0, grad);
  }
};

struct Slice {
  int64_t dim;
  std::optional<int64_t> start, end;
  int64_t step;
  static constexpr Traits traits = view_traits("slice");
  void infer(Infer& io) const {
    io.check(io.in(0).dims > 0, "expected a tensor of at least one dimension, got a 0-dim tensor");
    io.check(step > 0, "expected a positive step, got ", step);
    Geometry g(io);
    const size_t d = static_cast<size_t>(io.wrap_dim(dim));
    const int64_t n = g.sizes[d];
    int64_t first = start.value_or(0), last = end.value_or(n);
    if (first < 0) first += n;
    if (last < 0) last += n;
    first = std::clamp<int64_t>(first, 0, n);
    last = std::clamp<int64_t>(last, first, n);
    g.offset += first * g.strides[d];
    g.sizes[d] = last > first ? (last - first - 1) / step + 1 : 0;
    g.strides[d] = spread(g.strides[d], step);
    g.apply(io);
  }
  void backward(Backward& b) const {
    Tensor grad = zeros(b.in_sizes(0), b.grad().options());
    grad.slice(dim, start, end, step).copy_(b.grad());
    b.set(0, grad);
  }
};

struct Expand {
  DimVector size;
  static constexpr Traits traits = view_traits("expand");
  void infer(Infer& io) const {
    const View& self = io.in(0);
    const int shift = static_cast<int>(size.size()) - self.dims;
    io.check(shift >= 0, "expected at least ", static_cast<int>(self.dims), " sizes for shape ", self.shape(),
             ", got ", size);
    DimVector sizes(size), strides(size.size());
    for (int i = 0; i < static_cast<int>(size.size()); ++i) {
      const size_t k = static_cast<size_t>(i);
      const int64_t have = i < shift ? 1 : self.sizes[i - shift];
      if (sizes[k] == -1 && i >= shift) sizes[k] = have;
      io.check(sizes[k] >= 0 && (have == sizes[k] || have == 1), "expected sizes that shape ", self.shape(),
               " broadcasts to, got ", size);
      strides[k] = i < shift || (have == 1 && sizes[k] != 1) ? 0 : self.strides[i - shift];
    }
    check_countable(io, sizes);
    io.view(0, sizes, strides, io.offset());
  }
  void backward(Backward& b) const { b.set(0, b.grad().sum_to_size(b.in_sizes(0))); }
};

struct Diagonal {
  int64_t shift, dim1, dim2;
  static constexpr Traits traits = view_traits("diagonal");
  void infer(Infer& io) const {
    Geometry g(io);
    const int64_t a = io.wrap_dim(dim1), c = io.wrap_dim(dim2);
    io.check(a != c, "expected two different dimensions, got ", dim1, " twice");
    const size_t i = static_cast<size_t>(a), j = static_cast<size_t>(c);
    const int64_t s = std::clamp(shift, -g.sizes[i], g.sizes[j]);  // nothing is left beyond
    const int64_t length =
        std::min(g.sizes[i] + std::min<int64_t>(s, 0), g.sizes[j] - std::max<int64_t>(s, 0));
    if (length > 0) g.offset += s >= 0 ? s * g.strides[j] : -s * g.strides[i];
    const int64_t stride = g.strides[i] + g.strides[j];
    g.drop(std::max(a, c));
    g.drop(std::min(a, c));
    g.sizes.push_back(length);
    g.strides.push_back(stride);
    g.apply(io);
  }
  void backward(Backward& b) const {
    Tensor grad = zeros(b.in_sizes(0), b.grad().options());
    grad.diagonal(shift, dim1, dim2).copy_(b.grad());
    b.set(0, grad);
  }
};

struct Unfold {
  int64_t dim, size, step;
  static constexpr Traits traits = view_traits("unfold");
  void infer(Infer& io) const {
    Geometry g(io);
    const int64_t d = io.wrap_dim(dim);
    const int64_t n = g.sizes.empty() ? 1 : g.sizes[static_cast<size_t>(d)];
    io.check(size >= 0 && size <= n, "expected a window of 0 to ", n, " entries, got ", size);
    io.check(step > 0, "expected a positive step, got ", step);
    const int64_t stride = g.sizes.empty() ? 1 : g.strides[static_cast<size_t>(d)];
    if (!g.sizes.empty()) {
      g.sizes[static_cast<size_t>(d)] = (n - size) / step + 1;
      g.strides[static_cast<size_t>(d)] = spread(stride, step);
    }
    g.sizes.push_back(size);
    g.strides.push_back(stride);
    g.apply(io);
  }
  void backward(Backward& b) const {
    const DimVector base(b.in_sizes(0)), strides = contiguous_strides(base);
    DimVector view_strides(strides);
    const int64_t d = base.empty() ? 0 : dim < 0 ? dim + static_cast<int64_t>(base.size()) : dim;
    const int64_t stride = base.empty() ? 1 : strides[static_cast<size_t>(d)];
    if (!base.empty()) view_strides[static_cast<size_t>(d)] *= step;
    view_strides.push_back(stride);
    b.set(0, as_strided_backward(b.grad(), base, strides, 0, b.grad().sizes(), view_strides, 0));
  }
};

// Adds each element of grad where the view's geometry puts it; a plain loop in order, since places may coincide.
struct AsStridedBackward {
  DimVector base_size, base_stride;
  int64_t base_offset;
  DimVector view_size, view_stride;
  int64_t view_offset;
  static constexpr Traits traits{.name = "as_strided_backward", .complex = true};
  void infer(Infer& io) const {
    const ScalarType t = io.in(0).dtype;
    io.check(isFloatingType(t) || isComplexType(t), "expected a floating-point gradient, got ", t);
    io.out_strided(0, io.in(0).dtype, base_size, base_stride);
  }
  // `out` is addressed by the base's strides, gaps between its elements included.
  template <class T> static void scatter(const AsStridedBackward& op, const View& grad, const View& out) {
    T* to = out.as<T>();
    int64_t last = 0;
    for (int d = 0; d < out.dims; ++d) last += (out.sizes[d] - 1) * out.strides[d];
    if (out.numel > 0) std::fill_n(to, static_cast<size_t>(last + 1), T(0));
    DimVector index(op.view_size.size(), 0);
    const DimVector steps(grad.stride_list());
    const int64_t n = count(op.view_size);
    for (int64_t i = 0; i < n; ++i) {
      int64_t at = op.view_offset - op.base_offset, from = 0;
      for (size_t d = 0; d < index.size(); ++d) {
        at += index[d] * op.view_stride[d];
        from += index[d] * steps[d];
      }
      to[at] = static_cast<T>(to[at] + grad.as<const T>()[from]);
      for (size_t d = index.size(); d-- > 0;) {
        if (++index[d] < op.view_size[d]) break;
        index[d] = 0;
      }
    }
  }
  static void execute(const AsStridedBackward& op, Views in, Views out) {
    switch (out[0].dtype) {
      case kFloat: return scatter<float>(op, in[0], out[0]);
      case kDouble: return scatter<double>(op, in[0], out[0]);
      case kHalf: return scatter<Half>(op, in[0], out[0]);
      case kComplexFloat: return scatter<Complex<float>>(op, in[0], out[0]);
      case kComplexDouble: return scatter<Complex<double>>(op, in[0], out[0]);
      default: return scatter<BFloat16>(op, in[0], out[0]);
    }
  }
  void backward(Backward& b) const {
    Tensor laid_out = empty_strided(base_size, base_stride, b.grad().options());
    laid_out.copy_(b.grad());
    b.set(0, laid_out.as_strided(view_size, view_stride, view_offset - base_offset));
  }
};

}  // namespace

Tensor as_strided(const Tensor& self, IntArrayRef size, IntArrayRef stride,
                  std::optional<int64_t> storage_offset) {
  return run(
      AsStrided{size, stride, storage_offset.value_or(self.storage_offset()), self.sizes(), self.strides(),
                self.storage_offset(), static_cast<int64_t>(self.storage().nbytes() / self.element_size())},
      self)[0];
}
Tensor as_strided_backward(const Tensor& grad, IntArrayRef base_size, IntArrayRef base_stride,
                           int64_t base_offset, IntArrayRef view_size, IntArrayRef view_stride,
                           int64_t view_offset) {
  return run(AsStridedBackward{base_size, base_stride, base_offset, view_size, view_stride, view_offset},
             grad)[0];
}
Tensor permute(const Tensor& self, IntArrayRef dims) { return run(Permute{dims}, self)[0]; }
Tensor transpose(const Tensor& self, int64_t dim0, int64_t dim1) {
  return run(Transpose{dim0, dim1}, self)[0];
}
Tensor t(const Tensor& self) {
  RUSHLIGHT_CHECK(self.dim() <= 2, "t: expected at most 2 dimensions, got shape ", self.sizes());
  return self.dim() < 2 ? alias(self) : transpose(self, 0, 1);
}
Tensor squeeze(const Tensor& self) { return run(Squeeze{std::nullopt}, self)[0]; }
Tensor squeeze(const Tensor& self, int64_t dim) { return run(Squeeze{dim}, self)[0]; }
Tensor squeeze(const Tensor& self, IntArrayRef dim) {
  DimVector dims;
  for (const int64_t d : dim) dims.push_back(wrap_dim("squeeze", d, self.dim()));
  std::sort(dims.begin(), dims.end(), std::greater<>());  // a dimension that goes moves those behind it
  RUSHLIGHT_CHECK(std::adjacent_find(dims.begin(), dims.end()) == dims.end(),
                  "squeeze: expected each dimension once, got ", dim);
  Tensor out = alias(self);
  for (const int64_t d : dims) out = squeeze(out, d);
  return out;
}
Tensor unsqueeze(const Tensor& self, int64_t dim) {
  return run(Unsqueeze{dim < 0 ? dim + self.dim() + 1 : dim}, self)[0];
}
Tensor select(const Tensor& self, int64_t dim, int64_t index) { return run(Select{dim, index}, self)[0]; }
Tensor slice(const Tensor& self, int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
             int64_t step) {
  return run(Slice{dim, start, end, step}, self)[0];
}
Tensor narrow(const Tensor& self, int64_t dim, int64_t start, int64_t length) {
  const int64_t n = self.size(dim), first = start < 0 ? start + n : start;
  if (first < 0 || first > n || length < 0 || length > n - first)
    detail::fail_index(
        {"narrow: expected a range inside [0, ", n, "], got start ", start, " and length ", length});
  return slice(self, dim, first, first + length, 1);
}
Tensor expand(const Tensor& self, IntArrayRef size, bool) { return run(Expand{size}, self)[0]; }
Tensor expand_as(const Tensor& self, const Tensor& other) { return expand(self, other.sizes()); }
Tensor diagonal(const Tensor& self, int64_t offset, int64_t dim1, int64_t dim2) {
  RUSHLIGHT_CHECK(self.dim() >= 2, "diagonal: expected at least 2 dimensions, got shape ", self.sizes());
  return run(Diagonal{offset, dim1, dim2}, self)[0];
}
Tensor unfold(const Tensor& self, int64_t dimension, int64_t size, int64_t step) {
  return run(Unfold{dimension, size, step}, self)[0];
}

}  // namespace torch::inline rushlight
