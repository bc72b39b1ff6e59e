// gather, scatter and scatter_add: single elements along one dimension, named by a tensor of indices.
#include "ops/index/index_op.h"

#include <algorithm>
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

/// Checks that `index` has as many dims as `other` and is no larger than it, `dim` left out where `skip`.
void check_index_fits(const Infer& io, const View& index, const View& other, const char* what, int64_t dim,
                      bool skip) {
  bool fits = std::max<int>(index.dims, 1) == std::max<int>(other.dims, 1);
  for (int d = 0; d < index.dims && fits && other.dims > 0; ++d)
    fits = (skip && d == dim) || index.sizes[d] <= other.sizes[d];
  io.check(fits || index.numel == 0, "expected an index no larger than ", what, " of shape ", other.shape(),
           ", got shape ", index.shape());
}

int64_t extent(const View& v, int64_t dim) { return v.dims == 0 ? 1 : v.sizes[dim]; }
int64_t from_front(int64_t dim, int dims) { return dim < 0 ? dim + std::max(dims, 1) : dim; }

struct Gather {
  int64_t dim;
  static constexpr Traits traits{
      .name = "gather", .save_inputs = 2, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_index_fits(io, io.in(1), io.in(0), "self", io.wrap_dim(dim), true);
    io.out(0, io.in(0).dtype, io.in(1).shape());
  }
  static void execute(const Gather& op, Views in, Views out) {
    const int64_t d = from_front(op.dim, in[0].dims);
    check_in_range("gather", in[1], extent(in[0], d));
    if (out[0].numel > 0) kernels<IndexKernels>(in[0]).gather(in[0], d, in[1], out[0]);
  }
  void backward(Backward& b) const {
    Tensor grad = zeros(b.in_sizes(0), b.grad().options());
    b.set(0, scatter_add_(grad, dim, b.in(1), b.grad()));
  }
};

void infer_scatter(Infer& io, int64_t dim) {
  const View &self = io.in(0), &index = io.in(1), &src = io.in(2);
  const int64_t d = io.wrap_dim(dim);
  check_index_fits(io, index, self, "self", d, true);
  if (src.dims > 0) check_index_fits(io, index, src, "src", d, false);
  io.check(self.dtype == src.dtype, "expected a src of self's dtype ", self.dtype, ", got ", src.dtype);
  io.out(0, self.dtype, self.shape());
}

// The part of src that the index reaches, as the shape of src's gradient.
Tensor gather_for(const Tensor& grad, int64_t dim, const Tensor& index, IntArrayRef src_sizes) {
  const Tensor part = gather(grad, dim, index);
  if (part.sizes() == src_sizes) return part;
  if (src_sizes.empty()) return part.reshape(src_sizes);
  Tensor whole = zeros(src_sizes, grad.options()), window = whole;
  for (int64_t d = 0; d < whole.dim(); ++d) window = window.narrow(d, 0, part.size(d));
  window.copy_(part);
  return whole;
}

struct Scatter {
  int64_t dim;
  static constexpr Traits traits{
      .name = "scatter", .save_inputs = 2, .contiguous_inputs = true, .complex = true, .scatters = true};
  void infer(Infer& io) const { infer_scatter(io, dim); }
  static void execute(const Scatter& op, Views in, Views out) {
    const int64_t d = from_front(op.dim, out[0].dims);
    check_in_range("scatter", in[1], extent(out[0], d));
    start_from(in[0], out[0]);
    if (in[1].numel > 0) kernels<IndexKernels>(out[0]).scatter(in[2], d, in[1], out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, scatter(b.grad(), dim, b.in(1), 0));
    if (b.needs(2)) b.set(2, gather_for(b.grad(), dim, b.in(1), b.in_sizes(2)));
  }
};

struct ScatterAdd {
  int64_t dim;
  static constexpr Traits traits{
      .name = "scatter_add", .save_inputs = 2, .contiguous_inputs = true, .scatters = true};
  void infer(Infer& io) const { infer_scatter(io, dim); }
  static void execute(const ScatterAdd& op, Views in, Views out) {
    const int64_t d = from_front(op.dim, out[0].dims);
    check_in_range("scatter_add", in[1], extent(out[0], d));
    start_from(in[0], out[0]);
    if (in[1].numel > 0) kernels<IndexKernels>(out[0]).scatter_reduce(in[2], d, in[1], out[0], Combine::add);
  }
  void backward(Backward& b) const {
    b.set(0, b.grad());
    if (b.needs(2)) b.set(2, gather_for(b.grad(), dim, b.in(1), b.in_sizes(2)));
  }
};

struct ScatterMultiply {
  int64_t dim;
  static constexpr Traits traits{.name = "scatter_multiply", .contiguous_inputs = true, .scatters = true};
  void infer(Infer& io) const { infer_scatter(io, dim); }
  static void execute(const ScatterMultiply& op, Views in, Views out) {
    const int64_t d = from_front(op.dim, out[0].dims);
    check_in_range("scatter", in[1], extent(out[0], d));
    start_from(in[0], out[0]);
    if (in[1].numel > 0)
      kernels<IndexKernels>(out[0]).scatter_reduce(in[2], d, in[1], out[0], Combine::multiply);
  }
  // Products with a zero in them have no cheap derivative; PyTorch has none either.
  void backward(Backward&) const {
    detail::fail({"scatter: expected reduce to be add where a gradient is wanted, got multiply"});
  }
};

template <class Op>
Tensor& run_reduction(const Op& op, Tensor& self, const Tensor& index, const Tensor& src) {
  if (!isReducedFloatingType(self.scalar_type())) return run_inplace(op, self, index, src);
  return self.copy_(run(op, self.to(kFloat), index, src.to(kFloat))[0]);
}

Tensor number_like(const Tensor& self, const Scalar& value) {
  check_number("scatter", value, self.scalar_type());
  return scalar_tensor(value, self.options());
}

}  // namespace

Tensor gather(const Tensor& self, int64_t dim, const Tensor& index, bool) {
  return run(Gather{dim}, self, as_index("gather", index))[0];
}

Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src) {
  return run(Scatter{dim}, self, as_index("scatter", index), src)[0];
}
Tensor& scatter_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& src) {
  return run_inplace(Scatter{dim}, self, as_index("scatter_", index), src);
}
Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  return scatter(self, dim, index, number_like(self, value));
}
Tensor& scatter_(Tensor& self, int64_t dim, const Tensor& index, const Scalar& value) {
  return scatter_(self, dim, index, number_like(self, value));
}

Tensor scatter_add(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src) {
  const Tensor at = as_index("scatter_add", index);
  if (!isReducedFloatingType(self.scalar_type())) return run(ScatterAdd{dim}, self, at, src)[0];
  return run(ScatterAdd{dim}, self.to(kFloat), at, src.to(kFloat))[0].to(self.scalar_type());
}
Tensor& scatter_add_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& src) {
  return run_reduction(ScatterAdd{dim}, self, as_index("scatter_add_", index), src);
}

Tensor& scatter_(Tensor& self, int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce) {
  if (reduce == "add") return scatter_add_(self, dim, index, src);
  RUSHLIGHT_CHECK(reduce == "multiply", "scatter_: expected reduce to be add or multiply, got ", reduce);
  return run_reduction(ScatterMultiply{dim}, self, as_index("scatter_", index), src);
}
Tensor& scatter_(Tensor& self, int64_t dim, const Tensor& index, const Scalar& value,
                 std::string_view reduce) {
  return scatter_(self, dim, index, number_like(self, value), reduce);
}
Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Tensor& src,
               std::string_view reduce) {
  Tensor out = self.clone();
  return scatter_(out, dim, index, src, reduce);
}
Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index, const Scalar& value,
               std::string_view reduce) {
  Tensor out = self.clone();
  return scatter_(out, dim, index, value, reduce);
}

}  // namespace torch::inline rushlight
