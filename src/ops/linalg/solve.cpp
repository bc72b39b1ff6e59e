// Systems of linear equations with a square matrix, inverses, and the same for tensors seen as matrices.
#include <limits>

#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

constexpr const char* kSingular = "one that is singular at pivot";

// A X = B for batches of one shape; outputs X and info. A singular A leaves infinities and NaN.
struct Solve {
  static constexpr Traits traits{.name = "linalg_solve",
                                 .save_inputs = 1,
                                 .save_outputs = 1,
                                 .outputs = 2,
                                 .contiguous_inputs = true,
                                 .complex = true};
  void infer(Infer& io) const {
    check_system(io);
    io.out(0, io.in(1).dtype, io.in(1).shape());
    io.out(1, kInt, batch_shape(io.in(0)));
  }
  static void execute(const Solve&, Views in, Views out) {
    with_element(out[0].dtype, [&](auto zero) { solve<decltype(zero)>(in[0], in[1], out); });
  }
  // LAPACK sees A^T and factors it as P L U, so X^T = B^T U^-1 L^-1 P^-1; a column of X^T is a row of X.
  template <class T> static void solve(const View& a, const View& b, Views out) {
    const Matrices of_a(a), of_b(b);
    const int n = of_a.rows, k = of_b.columns;
    std::copy_n(b.as<const T>(), b.numel, out[0].as<T>());
    std::fill_n(out[1].as<int>(), out[1].numel, 0);
    if (n == 0) return;
    over_batch(of_a.count, cube(n) + n * of_b.size(), [&](int64_t first, int64_t last) {
      std::vector<T> lu(static_cast<size_t>(of_a.size()));
      std::vector<int> pivots(static_cast<size_t>(n));
      for (int64_t i = first; i < last; ++i) {
        std::copy_n(a.as<const T>() + i * of_a.size(), of_a.size(), lu.data());
        out[1].as<int>()[i] = Lapack<T>::getrf(n, n, lu.data(), n, pivots.data());
        if (k == 0) continue;
        T* x = out[0].as<T>() + i * of_b.size();
        Lapack<T>::trsm('R', 'U', 'N', k, n, lu.data(), n, x, k);
        Lapack<T>::trsm('R', 'L', 'U', k, n, lu.data(), n, x, k);
        for (int r = n; r-- > 0;)
          if (const int other = pivots[static_cast<size_t>(r)] - 1; other != r)
            std::swap_ranges(x + int64_t{r} * k, x + int64_t{r + 1} * k, x + int64_t{other} * k);
      }
    });
  }
  void backward(Backward& b) const {
    const Tensor grad = linalg_solve(b.in(0).mH(), b.grad());
    if (b.needs(0)) b.set(0, -matmul(grad, b.out(0).mH()));
    b.set(1, grad);
  }
};

// Outputs the inverse (NaN where A is singular) and info.
struct Inverse {
  static constexpr Traits traits{
      .name = "linalg_inv", .save_outputs = 1, .outputs = 2, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_square(io);
    io.out(0, io.in(0).dtype, io.in(0).shape());
    io.out(1, kInt, batch_shape(io.in(0)));
  }
  static void execute(const Inverse&, Views in, Views out) {
    with_element(out[0].dtype, [&](auto zero) { invert<decltype(zero)>(in[0], out); });
  }
  template <class T> static void invert(const View& a, Views out) {
    const Matrices of(a);
    const int n = of.rows;
    std::copy_n(a.as<const T>(), a.numel, out[0].as<T>());
    std::fill_n(out[1].as<int>(), out[1].numel, 0);
    if (n == 0) return;
    over_batch(of.count, 2 * cube(n), [&](int64_t first, int64_t last) {
      std::vector<int> pivots(static_cast<size_t>(n));
      for (int64_t i = first; i < last; ++i) {
        T* x = out[0].as<T>() + i * of.size();
        int info = Lapack<T>::getrf(n, n, x, n, pivots.data());
        if (info == 0) info = Lapack<T>::getri(n, x, n, pivots.data());
        if (info != 0) std::fill_n(x, of.size(), T(std::numeric_limits<float>::quiet_NaN()));
        out[1].as<int>()[i] = info;
      }
    });
  }
  void backward(Backward& b) const {
    const Tensor turned = b.out(0).mH();
    b.set(0, -matmul(matmul(turned, b.grad()), turned));
  }
};

// X and info of A X = B, or X A = B, where B may stand for vectors.
TensorPair solved(const Tensor& A, const Tensor& B, bool left) {
  check_square("linalg_solve", A);
  const bool vectors = is_vector_batch(A, B);
  RUSHLIGHT_CHECK(left || !vectors, "linalg_solve: expected a matrix B with left = false, got shape ",
                  B.sizes());
  const auto [a, b] = broadcast_batches("linalg_solve", A, vectors ? B.unsqueeze(-1) : B);
  const auto [x, info] = run(Solve{}, left ? a : transposed(a), left ? b : transposed(b));
  return {vectors ? x.squeeze(-1) : left ? x : transposed(x), info};
}

}  // namespace

TensorPair linalg_solve_ex(const Tensor& A, const Tensor& B, bool left, bool check_errors) {
  const TensorPair result = solved(A, B, left);
  if (check_errors) check_info("linalg_solve_ex", std::get<1>(result), "invertible matrices", kSingular);
  return result;
}
Tensor linalg_solve(const Tensor& A, const Tensor& B, bool left) {
  const auto [x, info] = solved(A, B, left);
  check_info("linalg_solve", info, "invertible matrices", kSingular);
  return x;
}

TensorPair linalg_inv_ex(const Tensor& A, bool check_errors) {
  const auto [inverse, info] = run(Inverse{}, A);
  if (check_errors) check_info("linalg_inv_ex", info, "invertible matrices", kSingular);
  return {inverse, info};
}
Tensor linalg_inv(const Tensor& A) {
  const auto [inverse, info] = run(Inverse{}, A);
  check_info("linalg_inv", info, "invertible matrices", kSingular);
  return inverse;
}
Tensor inverse(const Tensor& self) { return linalg_inv(self); }

Tensor linalg_tensorinv(const Tensor& self, int64_t ind) {
  RUSHLIGHT_CHECK(ind > 0, "linalg_tensorinv: expected a positive number of row dimensions, got ", ind);
  const size_t split = static_cast<size_t>(std::min(ind, self.dim()));
  const IntArrayRef rows = self.sizes().slice(0, split), columns = self.sizes().slice(split);
  RUSHLIGHT_CHECK(count(rows) == count(columns),
                  "linalg_tensorinv: expected a square matrix behind the first ", ind,
                  " dimensions, got shape ", self.sizes());
  DimVector shape(columns);
  shape.append(rows.data(), rows.size());
  return linalg_inv(self.reshape({count(rows), count(columns)})).reshape(shape);
}

Tensor linalg_tensorsolve(const Tensor& self, const Tensor& other, OptionalIntArrayRef dims) {
  Tensor a = self;
  if (dims) {
    DimVector ends(dims->size());
    for (size_t i = 0; i < ends.size(); ++i) ends[i] = self.dim() - static_cast<int64_t>(ends.size() - i);
    a = self.movedim(*dims, ends);
  }
  const size_t rows = static_cast<size_t>(std::min(other.dim(), a.dim()));
  const DimVector shape(a.sizes().slice(rows));
  RUSHLIGHT_CHECK(count(shape) == other.numel() && a.numel() == other.numel() * other.numel(),
                  "linalg_tensorsolve: expected a square matrix for ", other.numel(),
                  " equations, got shape ", a.sizes());
  return linalg_solve(a.reshape({other.numel(), other.numel()}), other.reshape({-1})).reshape(shape);
}

}  // namespace torch::inline rushlight
