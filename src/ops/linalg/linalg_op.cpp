// Checks and shapes that the operators of linear algebra share.
#include "ops/linalg/linalg_op.h"

#include <limits>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {

void check_matrices(const Infer& io, int i) {
  const View& a = io.in(i);
  io.check(has_lapack(),
           "expected LAPACK, found none; install libopenblas0-serial and build with RUSHLIGHT_LAPACK=ON");
  io.check(a.dims >= 2, "expected a matrix or a batch of them, got shape ", a.shape());
  io.check(a.dtype == kFloat || a.dtype == kDouble || isComplexType(a.dtype),
           "expected a float32, float64, complex64 or complex128 tensor, got ", a.dtype);
  io.check(
      a.size(-1) <= std::numeric_limits<int>::max() / 8 && a.size(-2) <= std::numeric_limits<int>::max() / 8,
      "expected matrices that LAPACK can count, got shape ", a.shape());
}

void check_square(const Infer& io, int i) {
  check_matrices(io, i);
  io.check(io.in(i).size(-1) == io.in(i).size(-2), "expected square matrices, got shape ", io.in(i).shape());
}
void check_square(const char* who, const Tensor& matrices) {
  RUSHLIGHT_CHECK(matrices.dim() >= 2 && matrices.size(-1) == matrices.size(-2), who,
                  ": expected square matrices, got shape ", matrices.sizes());
}

void check_system(const Infer& io, bool left) {
  check_square(io, 0);
  check_matrices(io, 1);
  const View &a = io.in(0), &b = io.in(1);
  io.check(a.dtype == b.dtype, "expected two tensors of one dtype, got ", a.dtype, " and ", b.dtype);
  io.check(a.size(-1) == b.size(left ? -2 : -1), "expected as many ", left ? "rows" : "columns",
           " in B as in A, got shapes ", b.shape(), " and ", a.shape());
}

DimVector batch_shape(const View& v, IntArrayRef last) {
  DimVector shape(v.shape().slice(0, static_cast<size_t>(v.dims - 2)));
  shape.append(last.data(), last.size());
  return shape;
}
DimVector batch_shape(const Tensor& t, IntArrayRef last) { return batch_shape(view_of(t), last); }

TensorPair broadcast_batches(const char* who, const Tensor& a, const Tensor& b) {
  RUSHLIGHT_CHECK(a.dim() >= 2 && b.dim() >= 2, who, ": expected matrices or batches of them, got shapes ",
                  a.sizes(), " and ", b.sizes());
  const DimVector batch = broadcast_shapes(who, batch_shape(a), batch_shape(b));
  const auto expanded = [&](const Tensor& t) {
    DimVector shape(batch);
    shape.push_back(t.size(-2));
    shape.push_back(t.size(-1));
    return t.sizes() == IntArrayRef(shape) ? t : t.expand(shape);
  };
  return {expanded(a), expanded(b)};
}

bool is_vector_batch(const Tensor& a, const Tensor& b) {
  return b.dim() == 1 ||
         (a.dim() - 1 == b.dim() && b.sizes() == a.sizes().slice(0, static_cast<size_t>(b.dim())));
}

void check_info(const char* who, const Tensor& info, const char* wanted, const char* found) {
  const Tensor all = info.contiguous();
  const int* values = all.data_ptr<int>();
  for (int64_t i = 0; i < all.numel(); ++i) {
    if (values[i] == 0) continue;
    if (all.dim() == 0) detail::fail({who, ": expected ", wanted, ", got ", found, " ", values[i]});
    detail::fail({who, ": expected ", wanted, ", got ", found, " ", values[i], " in batch element ", i});
  }
}

Tensor identity(int64_t n, const Tensor& like) { return eye(n, like.options()); }

double epsilon(ScalarType t) {
  return toRealValueType(t) == kFloat ? std::numeric_limits<float>::epsilon()
                                      : std::numeric_limits<double>::epsilon();
}

bool wants_gradient(const Tensor& t) { return GradMode::is_enabled() && t.requires_grad(); }

}  // namespace torch::inline rushlight
