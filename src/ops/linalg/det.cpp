// Determinants, and their signs and logarithms.
#include <cmath>

#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Calls result(i, diagonal of U with the sign of the row exchanges in front) for each matrix of a batch.
template <class T, class F> void each_diagonal(const View& a, const F& result) {
  const Matrices of(a);
  const int n = of.rows;
  over_batch(of.count, cube(n), [&](int64_t first, int64_t last) {
    std::vector<T> lu(static_cast<size_t>(of.size())), diagonal(static_cast<size_t>(n) + 1);
    std::vector<int> pivots(static_cast<size_t>(n));
    for (int64_t i = first; i < last; ++i) {
      std::copy_n(a.as<const T>() + i * of.size(), of.size(), lu.data());
      if (n > 0) LapackSystems<T>::getrf(n, n, lu.data(), n, pivots.data());
      diagonal[0] = 1;
      for (size_t r = 0; r < pivots.size(); ++r) {
        if (pivots[r] != static_cast<int>(r) + 1) diagonal[0] = -diagonal[0];
        diagonal[r + 1] = lu[r * (pivots.size() + 1)];
      }
      result(i, diagonal);
    }
  });
}

// The matrices of cofactors, whatever the rank: with A = U S V^T, det(U) det(V) U diag(products of the others) V^T.
Tensor cofactors(const Tensor& a) {
  const auto [u, s, vh] = linalg_svd(a, false);
  const Tensor sign = sgn(linalg_det(u.detach()) * linalg_det(vh.detach()));
  const int64_t n = a.size(-1);
  const Tensor others =
      masked_fill(s.unsqueeze(-2).expand_as(a), eye(n, a.options().dtype(kBool)), 1).prod(-1);
  return matmul(u * (sign.unsqueeze(-1) * others).unsqueeze(-2), vh);
}

struct Det {
  static constexpr Traits traits{
      .name = "linalg_det", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_square(io, 0, Elements::kRealOrComplex);
    io.out(0, io.in(0).dtype, batch_shape(io.in(0)));
  }
  static void execute(const Det&, Views in, Views out) {
    with_element(in[0].dtype, [&](auto zero) {
      using T = decltype(zero);
      each_diagonal<T>(in[0], [&](int64_t i, const std::vector<T>& diagonal) {
        T det = 1;
        for (T d : diagonal) det *= d;
        out[0].as<T>()[i] = det;
      });
    });
  }
  void backward(Backward& b) const {
    const Tensor a = b.in(0), det = b.out(0);
    const auto scale = [](const Tensor& t) { return t.unsqueeze(-1).unsqueeze(-1); };
    if (a.numel() == 0) return b.set(0, zeros_like(a));
    const bool singular = !a.is_complex() && eq(det, 0).any().item<bool>();
    b.set(0, singular ? scale(b.grad()) * cofactors(a)
                      : scale(b.grad() * det.conj()) * std::get<0>(linalg_inv_ex(a)).mH());
  }
};

// Outputs the sign and log |det|; 0 and minus infinity for singular matrices.
struct Slogdet {
  static constexpr Traits traits{
      .name = "linalg_slogdet", .save_inputs = 1, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_square(io);
    for (int i = 0; i < 2; ++i) io.out(i, io.in(0).dtype, batch_shape(io.in(0)));
  }
  static void execute(const Slogdet&, Views in, Views out) {
    with_real(in[0].dtype, [&](auto zero) {
      using T = decltype(zero);
      each_diagonal<T>(in[0], [&](int64_t i, const std::vector<T>& diagonal) {
        T sign = 1, logarithm = 0;
        for (T d : diagonal) {
          sign *= static_cast<T>((d > 0) - (d < 0));
          logarithm += std::log(std::fabs(d));
        }
        out[0].as<T>()[i] = sign;
        out[1].as<T>()[i] = logarithm;
      });
    });
  }
  void backward(Backward& b) const {
    if (!b.has_grad(1)) return;
    b.set(0, b.grad(1).unsqueeze(-1).unsqueeze(-1) * transposed(std::get<0>(linalg_inv_ex(b.in(0)))));
  }
};

}  // namespace

Tensor linalg_det(const Tensor& A) { return run(Det{}, A)[0]; }
Tensor det(const Tensor& self) { return linalg_det(self); }
TensorPair linalg_slogdet(const Tensor& A) {
  const auto [sign, logarithm] = run(Slogdet{}, A);
  return {sign.detach(), logarithm};
}
TensorPair slogdet(const Tensor& self) { return linalg_slogdet(self); }
Tensor logdet(const Tensor& self) {
  const auto [sign, logarithm] = linalg_slogdet(self);
  return masked_fill(logarithm, lt(sign, 0), NAN);
}

}  // namespace torch::inline rushlight
