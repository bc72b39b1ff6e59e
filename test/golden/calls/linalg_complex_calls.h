// Calls of linear algebra on complex matrices, and their gradients. What is defined up to a phase only is recorded as a
// product in which the phase does not count. A part of linalg_calls.h.
#pragma once

#include "calls.h"

namespace calls {

// Row-major pairs of real numbers: other strides of results are the library's own business.
inline torch::Tensor pairs(const torch::Tensor& t) {
  return t.is_complex() ? torch::view_as_real(t.resolve_conj().contiguous()) : t.contiguous();
}
template <class... T> std::tuple<T...> pairs(const std::tuple<T...>& t) {
  return std::apply([](const auto&... x) { return std::tuple<T...>(pairs(x)...); }, t);
}
// The gradient of a loss that weighs all that f gives, each element with another number.
template <class F> torch::Tensor slope_of(const torch::Tensor& of, const F& f) {
  const auto x = of.detach().clone().set_requires_grad(true);
  const auto y = pairs(f(x));
  const auto weight = torch::sin(torch::arange(1, y.numel() + 1, y.options())).view(y.sizes());
  (y * weight).sum().backward();
  return pairs(x.grad());
}

struct ComplexMatrices {
  static torch::Tensor made(std::vector<int64_t> sizes, double shift) {
    int64_t n = 1;
    for (int64_t s : sizes) n *= s;
    const auto k = torch::arange(1, n + 1, torch::kDouble);
    return torch::complex(torch::sin(k * 1.7 + shift), torch::cos(k * 2.3 - shift)).view(sizes);
  }
  torch::Tensor a = made({3, 3}, 0), b = made({3, 2}, 1), v = made({3}, 2), tall = made({4, 2}, 3),
                wide = made({2, 4}, 4), batch = made({2, 3, 3}, 5),
                hermitian = torch::matmul(a, a.mH()) + torch::eye(3, torch::kDouble);
};

inline void complex_systems(Lines& lines) {
  const auto [a, b, v, tall, wide, batch, hermitian] = ComplexMatrices();
  CALL(pairs(torch::linalg_solve(a, b)));
  CALL(pairs(torch::linalg_solve_triangular(a, b, true)));
  CALL(pairs(torch::linalg_solve_triangular(a, b.mT(), false, false, true)));
  CALL(slope_of(a, [&](const torch::Tensor& x) { return torch::linalg_solve_triangular(x, b, true); }));
  CALL(slope_of(b, [&](const torch::Tensor& x) { return torch::linalg_solve_triangular(a, x, false); }));
  CALL(pairs(torch::linalg_cholesky(hermitian)));
  CALL(pairs(torch::linalg_cholesky(hermitian, true)));
  CALL(slope_of(hermitian, [](const torch::Tensor& x) { return torch::linalg_cholesky((x + x.mH()) / 2); }));
  CALL(slope_of(hermitian,
                [](const torch::Tensor& x) { return torch::linalg_cholesky((x + x.mH()) / 2, true); }));
  CALL(pairs(b.cholesky_solve(hermitian.cholesky())));
  CALL(pairs(b.cholesky_solve(hermitian.cholesky(true), true)));
  CALL(pairs(hermitian.cholesky().cholesky_inverse()));
  CALL(pairs(torch::linalg_lu(a)));
  CALL(pairs(torch::linalg_lu(tall)));
  CALL(pairs(torch::linalg_lu_factor(batch)));
  CALL(slope_of(a, [](const torch::Tensor& x) { return std::get<0>(torch::linalg_lu_factor(x)); }));
  CALL(slope_of(tall, [](const torch::Tensor& x) { return std::get<0>(torch::linalg_lu_factor(x)); }));
  CALL(slope_of(wide, [](const torch::Tensor& x) { return std::get<0>(torch::linalg_lu_factor(x)); }));
  const auto [lu, pivots] = torch::linalg_lu_factor(a);
  CALL(pairs(torch::linalg_lu_solve(lu, pivots, b)));
  CALL(pairs(torch::linalg_lu_solve(lu, pivots, b, true, true)));
  CALL(pairs(torch::linalg_lu_solve(lu, pivots, b.mT(), false)));
  CALL(pairs(torch::linalg_lu_solve(lu, pivots, b.mT(), false, true)));
  for (const bool adjoint : {false, true}) {
    const auto [ld, places] = torch::linalg_ldl_factor(adjoint ? hermitian : a + a.mT(), adjoint);
    CALL(pairs(torch::linalg_ldl_solve(ld, places, b, adjoint)));
  }
  CALL(pairs(torch::linalg_slogdet(batch)));
  CALL(slope_of(batch, [](const torch::Tensor& x) { return std::get<0>(torch::linalg_slogdet(x)); }));
  CALL(slope_of(batch, [](const torch::Tensor& x) { return std::get<1>(torch::linalg_slogdet(x)); }));
  CALL(pairs(batch.logdet()));
  CALL(slope_of(batch, [](const torch::Tensor& x) { return x.logdet(); }));
  const auto singular = torch::matmul(tall, tall.mH());
  CALL(slope_of(torch::matmul(b, b.mH()), [](const torch::Tensor& x) { return torch::linalg_det(x); }));
  CALL(std::get<1>(torch::linalg_slogdet(torch::zeros({2, 2}, torch::kComplexDouble))));
}

inline void complex_factors(Lines& lines) {
  const auto [a, b, v, tall, wide, batch, hermitian] = ComplexMatrices();
  for (const auto& x : {a, tall, wide, batch}) {
    CALL(torch::linalg_svdvals(x));
    CALL(pairs(torch::linalg_qr(x)));
    CALL(pairs(torch::linalg_pinv(x)));
    CALL(slope_of(x, [](const torch::Tensor& m) { return torch::linalg_svdvals(m); }));
    CALL(slope_of(x, [](const torch::Tensor& m) { return std::get<0>(torch::linalg_qr(m)); }));
    CALL(slope_of(x, [](const torch::Tensor& m) { return std::get<1>(torch::linalg_qr(m)); }));
    CALL(slope_of(x, [](const torch::Tensor& m) { return torch::linalg_pinv(m); }));
    CALL(slope_of(x, [](const torch::Tensor& m) {
      const auto [u, s, vh] = torch::linalg_svd(m, false);
      return torch::matmul(u * torch::cos(s).unsqueeze(-2), vh);
    }));
    CALL(slope_of(x, [](const torch::Tensor& m) { return std::get<0>(torch::linalg_svd(m, false)).abs(); }));
    CALL(torch::linalg_matrix_rank(x));
    CALL(torch::linalg_matrix_norm(x));
    CALL(torch::linalg_matrix_norm(x, "nuc"));
    CALL(torch::linalg_matrix_norm(x, 1));
    CALL(torch::linalg_matrix_norm(x, -2));
    CALL(slope_of(x, [](const torch::Tensor& m) { return torch::linalg_matrix_norm(m, 2); }));
  }
  CALL(pairs(torch::linalg_qr(tall, "complete")));
  CALL(std::get<1>(torch::linalg_svd(tall)));
  CALL(std::get<0>(torch::linalg_eigh(hermitian)));
  CALL(torch::linalg_eigvalsh(hermitian, "U"));
  CALL(slope_of(hermitian, [](const torch::Tensor& x) { return torch::linalg_eigvalsh(x); }));
  CALL(slope_of(hermitian, [](const torch::Tensor& x) {
    const auto [values, vectors] = torch::linalg_eigh(x);
    return torch::matmul(vectors * torch::cos(values).unsqueeze(-2), vectors.mH());
  }));
  CALL(pairs(torch::linalg_pinv(hermitian, 1e-9, true)));
  CALL(torch::linalg_matrix_rank(hermitian, 1e-9, true));
  CALL(torch::linalg_cond(a));
  CALL(torch::linalg_cond(a, "fro"));
  for (const char* driver : {"gels", "gelsy", "gelsd", "gelss"}) {
    CALL(pairs(std::get<0>(torch::linalg_lstsq(tall, torch::ones_like(tall), {}, driver))));
    CALL(pairs(std::get<0>(torch::linalg_lstsq(wide, b.narrow(0, 0, 2), {}, driver))));
  }
  CALL(std::get<1>(torch::linalg_lstsq(tall, torch::ones_like(tall), {}, "gelsd")));
  CALL(std::get<3>(torch::linalg_lstsq(tall, torch::ones_like(tall), {}, "gelsd")));
  CALL(slope_of(tall, [&](const torch::Tensor& x) {
    return std::get<0>(torch::linalg_lstsq(x, torch::ones_like(x)));
  }));
  const auto solved = [](const torch::Tensor& x) {
    return std::get<0>(torch::linalg_lstsq(torch::conj(x) + 1, x));
  };
  CALL(slope_of(tall, solved));
  CALL(pairs(torch::geqrf(tall)));
  const auto [reflectors, tau] = torch::geqrf(tall);
  CALL(pairs(torch::linalg_householder_product(reflectors, tau)));
  CALL(slope_of(tau,
                [&](const torch::Tensor& x) { return torch::linalg_householder_product(reflectors, x); }));
  CALL(pairs(torch::ormqr(reflectors, tau, wide.mT())));
  CALL(pairs(torch::ormqr(reflectors, tau, wide.mT(), true, true)));
  CALL(pairs(torch::ormqr(reflectors, tau, wide, false)));
  CALL(pairs(torch::ormqr(reflectors, tau, wide, false, true)));
  CALL(pairs(torch::linalg_matrix_exp(batch)));
  CALL(slope_of(a, [](const torch::Tensor& x) { return torch::matrix_exp(x); }));
  CALL(pairs(torch::linalg_matrix_power(a, -2)));
  CALL(pairs(torch::linalg_vander(v)));
}

}  // namespace calls
