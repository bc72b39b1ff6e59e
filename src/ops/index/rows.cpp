// index_select, index_add, index_copy and index_fill: whole slices along one dimension, named by a vector of indices.
#include "ops/index/index_op.h"

#include <algorithm>

#include "core/wrap_dim.h"
#include "op/overlap.h"
#include "ops/index/places.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

void check_vector(const Infer& io, const View& index) {
  io.check(index.dims <= 1, "expected an index of at most 1 dimension, got shape ", index.shape());
}

/// Size of `dim` (counted from the front), 1 for a 0-dim tensor.
int64_t extent(const View& v, int64_t dim) { return v.dims == 0 ? 1 : v.sizes[dim]; }
int64_t from_front(int64_t dim, int dims) { return dim < 0 ? dim + std::max(dims, 1) : dim; }

struct IndexSelect {
  int64_t dim;
  static constexpr Traits traits{
      .name = "index_select", .save_inputs = 2, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    const View &self = io.in(0), &index = io.in(1);
    check_vector(io, index);
    const int64_t d = io.wrap_dim(dim);
    if (self.dims == 0) {
      io.check(index.numel == 1, "expected one index for a 0-dim tensor, got ", index.numel);
      return io.out(0, self.dtype, {});
    }
    DimVector shape(self.shape());
    shape[static_cast<size_t>(d)] = index.numel;
    io.out(0, self.dtype, shape);
  }
  static void execute(const IndexSelect& op, Views in, Views out) {
    const int64_t d = from_front(op.dim, in[0].dims);
    check_in_range("index_select", in[1], extent(in[0], d));
    if (out[0].numel > 0) kernels<IndexKernels>(in[0]).select_rows(in[0], d, in[1], out[0]);
  }
  void backward(Backward& b) const {
    Tensor grad = zeros(b.in_sizes(0), b.grad().options());
    b.set(0, index_add_(grad, dim, b.in(1), b.grad()));
  }
};

// Checks shared by index_add and index_copy: source has self's shape but for `dim`, which is as long as the index.
void check_source(const Infer& io, int64_t d) {
  const View &self = io.in(0), &index = io.in(1), &source = io.in(2);
  check_vector(io, index);
  bool fits = self.dims == source.dims || (self.dims <= 1 && source.dims <= 1);
  for (int i = 0; i < self.dims && fits && self.dims == source.dims; ++i)
    fits = i == d ? source.sizes[i] == index.numel : source.sizes[i] == self.sizes[i];
  if (self.dims != source.dims) fits = fits && source.numel == index.numel;
  io.check(fits, "expected a source of the shape of self, ", self.shape(), ", with ", index.numel,
           " entries in dimension ", d, ", got ", source.shape());
  io.check(self.dtype == source.dtype, "expected a source of self's dtype ", self.dtype, ", got ",
           source.dtype);
}

struct IndexAdd {
  int64_t dim;
  Scalar alpha;
  static constexpr Traits traits{
      .name = "index_add", .save_inputs = 2, .contiguous_inputs = true, .scatters = true};
  void infer(Infer& io) const {
    check_source(io, io.wrap_dim(dim));
    io.check_number(alpha, io.in(0).dtype);
    io.out(0, io.in(0).dtype, io.in(0).shape());
  }
  static void execute(const IndexAdd& op, Views in, Views out) {
    const int64_t d = from_front(op.dim, out[0].dims);
    check_in_range("index_add", in[1], extent(out[0], d));
    start_from(in[0], out[0]);
    if (in[2].numel > 0) kernels<IndexKernels>(out[0]).add_rows(in[2], d, in[1], out[0], op.alpha.toDouble());
  }
  void backward(Backward& b) const {
    b.set(0, b.grad());
    if (!b.needs(2)) return;
    const Tensor grad = index_select(b.grad(), dim, b.in(1)).reshape(b.in_sizes(2));
    b.set(2, alpha.equal(1) ? grad : mul(grad, alpha));
  }
};

struct IndexCopy {
  int64_t dim;
  static constexpr Traits traits{
      .name = "index_copy", .save_inputs = 2, .contiguous_inputs = true, .complex = true, .scatters = true};
  void infer(Infer& io) const {
    check_source(io, io.wrap_dim(dim));
    io.out(0, io.in(0).dtype, io.in(0).shape());
  }
  static void execute(const IndexCopy& op, Views in, Views out) {
    const int64_t d = from_front(op.dim, out[0].dims);
    check_in_range("index_copy", in[1], extent(out[0], d));
    start_from(in[0], out[0]);
    if (in[2].numel > 0) kernels<IndexKernels>(out[0]).put_rows(in[2], d, in[1], out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, index_fill(b.grad(), dim, b.in(1), 0));
    if (b.needs(2)) b.set(2, index_select(b.grad(), dim, b.in(1)).reshape(b.in_sizes(2)));
  }
};

// index_add of the real and imaginary parts: f gets them as tensors with one more dimension.
template <class F>
Tensor by_parts(const Tensor& self, int64_t dim, const Tensor& source, const Scalar& alpha, const F& f) {
  RUSHLIGHT_CHECK(source.scalar_type() == self.scalar_type(), "index_add: expected a source of self's dtype ",
                  self.scalar_type(), ", got ", source.scalar_type());
  const Tensor scaled = alpha.equal(1) ? source : mul(source, alpha);
  const int64_t d = wrap_dim("index_add", dim, self.dim());
  // A row of its own for a number without dimensions.
  const auto parts = [&](const Tensor& t) { return view_as_real(t.dim() == 0 ? t.unsqueeze(0) : t); };
  return f(parts(self), d, parts(scaled));
}

Tensor half_index_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                      const Scalar& alpha) {
  return run(IndexAdd{dim, alpha}, self.to(kFloat), index, source.to(kFloat))[0].to(self.scalar_type());
}

}  // namespace

Tensor index_select(const Tensor& self, int64_t dim, const Tensor& index) {
  return run(IndexSelect{dim}, self, as_index("index_select", index))[0];
}

Tensor index_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                 const Scalar& alpha) {
  const Tensor at = as_index("index_add", index);
  if (isReducedFloatingType(self.scalar_type())) return half_index_add(self, dim, at, source, alpha);
  if (self.is_complex())
    return by_parts(self, dim, source, alpha, [&](const Tensor& parts, int64_t d, const Tensor& from) {
      return view_as_complex(run(IndexAdd{d, 1}, parts, at, from)[0]).view(self.sizes());
    });
  return run(IndexAdd{dim, alpha}, self, at, source)[0];
}
Tensor& index_add_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& source,
                   const Scalar& alpha) {
  const Tensor at = as_index("index_add_", index);
  if (isReducedFloatingType(self.scalar_type()))
    return self.copy_(half_index_add(self, dim, at, source, alpha));
  if (self.is_complex()) {
    by_parts(self, dim, source, alpha, [&](Tensor parts, int64_t d, const Tensor& from) {
      return run_inplace(IndexAdd{d, 1}, parts, at, from);
    });
    return self;
  }
  return run_inplace(IndexAdd{dim, alpha}, self, at, source);
}

Tensor index_copy(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& source) {
  return run(IndexCopy{dim}, self, as_index("index_copy", index), source)[0];
}
Tensor& index_copy_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& source) {
  return run_inplace(IndexCopy{dim}, self, as_index("index_copy_", index), source);
}

Tensor& index_fill_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& value) {
  RUSHLIGHT_CHECK(value.dim() == 0, "index_fill_: expected a 0-dim value, got shape ", value.sizes());
  RUSHLIGHT_CHECK(index.dim() <= 1, "index_fill_: expected an index of at most 1 dimension, got shape ",
                  index.sizes());
  DimVector shape(self.sizes());
  if (shape.empty()) shape.push_back(1);
  int64_t& length = shape[static_cast<size_t>(wrap_dim("index_fill_", dim, self.dim()))];
  Tensor from_front = wrapped_places("index_fill_", as_index("index_fill_", index), length);
  if (writes_an_element_twice(view_of(self))) [[unlikely]] {
    Tensor once = unexpanded(self);
    // Where one element stands for all entries of the dimension, any index means it.
    const bool all = once.size(dim) < self.size(dim);
    index_fill_(once, dim, all ? zeros_like(from_front.slice(0, 0, 1)) : from_front, value);
    return self;
  }
  // Of equal indices only one counts for the gradient of the value.
  if (value.requires_grad()) from_front = std::get<0>(_unique2(from_front));
  length = from_front.numel();
  return index_copy_(self, dim, from_front, value.to(self.scalar_type()).expand(shape));
}
Tensor& index_fill_(Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  check_number("index_fill", value, self.scalar_type());
  return index_fill_(self, dim, index, scalar_tensor(value, self.options()));
}
Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  Tensor out = self.clone();
  return index_fill_(out, dim, index, value);
}
Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& value) {
  Tensor out = self.clone();
  return index_fill_(out, dim, index, value);
}

}  // namespace torch::inline rushlight
