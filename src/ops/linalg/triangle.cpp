// Triangles of matrices, and diagonals put into zeros.
#include <cstring>

#include "cpu/copy.h"
#include "op/kernels.h"
#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The upper or lower triangle, the rest zeros. Rows are copied as bytes, whatever the dtype.
template <bool upper> struct Triangle {
  int64_t diagonal;
  static constexpr Traits traits{.name = upper ? "triu" : "tril", .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    io.check(io.in(0).dims >= 2, "expected a matrix or a batch of them, got shape ", io.in(0).shape());
    io.out(0, io.in(0).dtype, io.in(0).shape());
  }
  static void execute(const Triangle& op, Views in, Views out) {
    const int64_t m = in[0].size(-2), n = in[0].size(-1), width = element_size(in[0].dtype);
    const char* from = in[0].as<const char>();
    char* to = out[0].as<char>();
    if (in[0].numel == 0) return;
    parallel_for(0, in[0].numel / n, std::max<int64_t>(1, 65536 / (n * width)),
                 [&](int64_t first, int64_t last) {
                   for (int64_t r = first; r < last; ++r) {
                     const int64_t edge = std::clamp<int64_t>(r % m + op.diagonal + (upper ? 0 : 1), 0, n);
                     const int64_t begin = upper ? edge : 0, end = upper ? n : edge;
                     char* row = to + r * n * width;
                     if (to != from)
                       std::memcpy(row + begin * width, from + (r * n + begin) * width,
                                   static_cast<size_t>((end - begin) * width));
                     std::memset(row, 0, static_cast<size_t>(begin * width));
                     std::memset(row + end * width, 0, static_cast<size_t>((n - end) * width));
                   }
                 });
  }
  void backward(Backward& b) const { b.set(0, upper ? triu(b.grad(), diagonal) : tril(b.grad(), diagonal)); }
};

// The last dimension of the input as a diagonal of the dimensions dim1 and dim2 of zeros.
struct DiagEmbed {
  int64_t offset, dim1, dim2;
  static constexpr Traits traits{.name = "diag_embed", .complex = true};
  void infer(Infer& io) const {
    const View& v = io.in(0);
    io.check(v.dims >= 1, "expected at least one dimension, got a 0-dim tensor");
    const int64_t a = io.wrap_dim(dim1, v.dims + 1), c = io.wrap_dim(dim2, v.dims + 1);
    io.check(a != c, "expected two different dimensions, got ", dim1, " and ", dim2);
    DimVector shape(v.shape().slice(0, static_cast<size_t>(v.dims - 1)));
    const int64_t side = v.size(-1) + std::abs(offset);
    shape.insert(shape.begin() + std::min(a, c), side);
    shape.insert(shape.begin() + std::max(a, c), side);
    io.out(0, v.dtype, shape);
  }
  static void execute(const DiagEmbed& op, Views in, Views out) {
    const View& to = out[0];
    std::memset(to.data, 0, static_cast<size_t>(to.numel * element_size(to.dtype)));
    if (in[0].numel == 0) return;
    const int64_t a = op.dim1 < 0 ? op.dim1 + to.dims : op.dim1,
                  c = op.dim2 < 0 ? op.dim2 + to.dims : op.dim2;
    DimVector strides;
    for (int d = 0; d < to.dims; ++d)
      if (d != a && d != c) strides.push_back(to.strides[d]);
    strides.push_back(to.strides[a] + to.strides[c]);
    const int64_t start = op.offset > 0 ? op.offset * to.strides[c] : -op.offset * to.strides[a];
    View diagonal = in[0];
    diagonal.data = to.as<char>() + start * element_size(to.dtype);
    diagonal.strides = strides.data();
    diagonal.contiguous = false;
    cpu_kernels<CopyKernels>().copy(in[0], diagonal);
  }
  void backward(Backward& b) const { b.set(0, b.grad().diagonal(offset, dim1, dim2)); }
};

// Coordinates of a triangle, rows above columns: (2, count).
template <class F>
Tensor coordinates(int64_t row, int64_t col, const TensorOptions& options, const F& inside) {
  std::vector<int64_t> rows, columns;
  for (int64_t r = 0; r < row; ++r)
    for (int64_t c = 0; c < col; ++c)
      if (inside(r, c)) rows.push_back(r), columns.push_back(c);
  const int64_t n = static_cast<int64_t>(rows.size());
  rows.insert(rows.end(), columns.begin(), columns.end());
  Tensor result = empty({2, n}, kLong);
  std::copy(rows.begin(), rows.end(), result.data_ptr<int64_t>());
  return result.to(options.device(), options.dtype_opt().value_or(kLong));
}

void check_sizes(const char* who, int64_t row, int64_t col) {
  RUSHLIGHT_CHECK(row >= 0 && col >= 0, who, ": expected sizes that are not negative, got ", row, " and ",
                  col);
}

}  // namespace

Tensor tril(const Tensor& self, int64_t diagonal) { return run(Triangle<false>{diagonal}, self)[0]; }
Tensor triu(const Tensor& self, int64_t diagonal) { return run(Triangle<true>{diagonal}, self)[0]; }
Tensor& tril_(Tensor& self, int64_t diagonal) { return run_inplace(Triangle<false>{diagonal}, self); }
Tensor& triu_(Tensor& self, int64_t diagonal) { return run_inplace(Triangle<true>{diagonal}, self); }

Tensor tril_indices(int64_t row, int64_t col, int64_t offset, const TensorOptions& options) {
  check_sizes("tril_indices", row, col);
  return coordinates(row, col, options, [&](int64_t r, int64_t c) { return c <= r + offset; });
}
Tensor triu_indices(int64_t row, int64_t col, int64_t offset, const TensorOptions& options) {
  check_sizes("triu_indices", row, col);
  return coordinates(row, col, options, [&](int64_t r, int64_t c) { return c >= r + offset; });
}

Tensor diag_embed(const Tensor& self, int64_t offset, int64_t dim1, int64_t dim2) {
  return run(DiagEmbed{offset, dim1, dim2}, self)[0];
}
Tensor diag(const Tensor& self, int64_t diagonal) {
  RUSHLIGHT_CHECK(self.dim() == 1 || self.dim() == 2, "diag: expected a vector or a matrix, got shape ",
                  self.sizes());
  return self.dim() == 1 ? diag_embed(self, diagonal)
                         : self.diagonal(diagonal).clone(MemoryFormat::Contiguous);
}
Tensor diagflat(const Tensor& self, int64_t offset) { return diag_embed(self.reshape({-1}), offset); }
Tensor linalg_diagonal(const Tensor& A, int64_t offset, int64_t dim1, int64_t dim2) {
  return diagonal(A, offset, dim1, dim2);
}

Tensor block_diag(TensorList tensors) {
  std::vector<Tensor> blocks;
  int64_t columns = 0;
  for (const Tensor& t : tensors) {
    RUSHLIGHT_CHECK(t.dim() <= 2, "block_diag: expected tensors of at most 2 dimensions, got shape ",
                    t.sizes());
    blocks.push_back(t.dim() == 2 ? t : t.reshape({1, t.dim() == 1 ? t.size(0) : 1}));
    columns += blocks.back().size(1);
  }
  if (blocks.empty()) return empty({1, 0});
  int64_t before = 0;
  for (Tensor& b : blocks) {
    const int64_t height = b.size(0), width = b.size(1);
    b = cat({zeros({height, before}, b.options()), b, zeros({height, columns - before - width}, b.options())},
            1);
    before += width;
  }
  return cat(blocks);
}

}  // namespace torch::inline rushlight
