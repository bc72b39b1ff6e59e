// Calls of linear algebra, of products over chosen dimensions and of matrix shapes, and their gradients. Where factors
// are defined up to signs only, the product of the factors is recorded.
#pragma once

#include <cmath>

#include "calls.h"
#include "linalg_complex_calls.h"
#include "linalg_edge_calls.h"

namespace calls {

// The same tensors with plain row-major strides: those of results are the library's own business.
inline torch::Tensor packed(const torch::Tensor& t) { return t.reshape({-1}).view(t.sizes()); }
template <class... T> std::tuple<T...> packed(const std::tuple<T...>& t) {
  return std::apply([](const auto&... x) { return std::tuple<T...>(packed(x)...); }, t);
}

inline void linalg_systems(Lines& lines) {
  const auto f64 = torch::kDouble;
  const auto a = torch::tensor({{4., 1., -2.}, {1., 5., 0.5}, {-2., 0.5, 6.}}, f64);
  const auto g = torch::tensor({{1., 2., -1.}, {0.5, -3., 2.}, {2., 1., 4.}}, f64);
  const auto s = torch::tensor({{1., 2.}, {2., 4.}}, f64);
  const auto tall = torch::tensor({{1., 2.}, {3., -1.}, {0.5, 2.}, {1., 1.}}, f64);
  const auto b = torch::tensor({{1., 2.}, {3., 4.}, {-1., 0.}}, f64), v = torch::tensor({1., -2., 3.}, f64);
  const auto batch = torch::stack({a, g}), whole = torch::ones({2, 2}, torch::kLong);
  CALL(packed(torch::linalg_solve(g, b)));
  CALL(packed(torch::linalg_solve(g, v)));
  CALL(packed(torch::linalg_solve(batch, b)));
  CALL(packed(torch::linalg_solve(batch, torch::stack({v, v + 1}))));
  CALL(packed(torch::linalg_solve(g, b.t(), false)));
  CALL(torch::linalg_solve(s, s));
  CALL(torch::linalg_solve(tall, b));
  CALL(torch::linalg_solve(g, v, false));
  CALL(std::get<1>(torch::linalg_solve_ex(torch::stack({s, s + torch::eye(2, f64)}), s)));
  CALL(packed(torch::linalg_inv(batch)));
  CALL(torch::linalg_inv(s));
  CALL(torch::linalg_inv(tall));
  CALL(torch::linalg_inv(whole));
  CALL(torch::linalg_inv(s.to(torch::kHalf)));
  CALL(packed(g.inverse()));
  CALL(packed(torch::linalg_inv_ex(g)));
  CALL(torch::linalg_inv(torch::zeros({0, 0})));
  CALL(torch::linalg_inv(torch::zeros({2, 0, 0})));
  CALL(packed(torch::linalg_solve_triangular(g, b, true)));
  CALL(packed(torch::linalg_solve_triangular(g, b, false)));
  CALL(packed(torch::linalg_solve_triangular(g, b, true, true, true)));
  CALL(packed(torch::linalg_solve_triangular(g, b.t(), true, false)));
  CALL(packed(torch::linalg_solve_triangular(batch, b.t(), false, false, true)));
  CALL(packed(b.triangular_solve(g)));
  CALL(packed(b.triangular_solve(g, false, true, true)));
  CALL(packed(torch::linalg_cholesky(a)));
  CALL(packed(torch::linalg_cholesky(a, true)));
  CALL(torch::linalg_cholesky(g));
  CALL(std::get<1>(torch::linalg_cholesky_ex(batch)));
  CALL(packed(a.cholesky()));
  CALL(packed(b.cholesky_solve(a.cholesky())));
  CALL(packed(b.cholesky_solve(a.cholesky(true), true)));
  CALL(packed(a.cholesky().cholesky_inverse()));
  CALL(packed(a.cholesky(true).cholesky_inverse(true)));
  CALL(packed(torch::linalg_lu(g)));
  CALL(packed(torch::linalg_lu(tall)));
  CALL(packed(torch::linalg_lu(tall.t())));
  CALL(packed(torch::linalg_lu_factor(batch)));
  CALL(torch::linalg_lu_factor(s));
  CALL(torch::linalg_lu(g, false));
  CALL(packed(torch::linalg_lu_factor_ex(s)));
  CALL(packed(torch::lu_unpack(std::get<0>(torch::linalg_lu_factor(g)),
                               std::get<1>(torch::linalg_lu_factor(g)), true, false)));
  CALL(packed(torch::linalg_lu_solve(std::get<0>(torch::linalg_lu_factor(g)),
                                     std::get<1>(torch::linalg_lu_factor(g)), b)));
  CALL(packed(torch::linalg_lu_solve(std::get<0>(torch::linalg_lu_factor(g)),
                                     std::get<1>(torch::linalg_lu_factor(g)), b, true, true)));
  CALL(packed(torch::linalg_lu_solve(std::get<0>(torch::linalg_lu_factor(g)),
                                     std::get<1>(torch::linalg_lu_factor(g)), b.t(), false)));
  CALL(packed(b.lu_solve(std::get<0>(torch::linalg_lu_factor(g)), std::get<1>(torch::linalg_lu_factor(g)))));
  CALL(packed(torch::linalg_ldl_factor(a)));
  CALL(packed(torch::linalg_ldl_solve(std::get<0>(torch::linalg_ldl_factor(a)),
                                      std::get<1>(torch::linalg_ldl_factor(a)), b)));
  CALL(packed(torch::linalg_qr(g)));
  CALL(packed(torch::linalg_qr(tall)));
  CALL(packed(torch::linalg_qr(tall, "complete")));
  CALL(packed(torch::linalg_qr(tall.t())));
  CALL(packed(torch::linalg_qr(batch, "r")));
  CALL(torch::linalg_qr(g, "x"));
  CALL(packed(tall.qr(false)));
  CALL(packed(tall.geqrf()));
  CALL(packed(std::get<0>(tall.geqrf()).orgqr(std::get<1>(tall.geqrf()))));
  CALL(packed(std::get<0>(tall.geqrf()).ormqr(std::get<1>(tall.geqrf()), tall)));
  CALL(packed(std::get<0>(tall.geqrf()).ormqr(std::get<1>(tall.geqrf()), tall.t(), false, true)));
  CALL(torch::linalg_svdvals(batch));
  CALL(torch::linalg_svdvals(tall));
  CALL(torch::linalg_svd(whole));
  CALL(torch::linalg_svd(v));
  CALL(torch::linalg_svd(g, true, "gesvd"));
  CALL(torch::linalg_svd(g * NAN));
  CALL(packed(std::get<2>(tall.svd(true, false))));
  CALL(packed(torch::linalg_svd(torch::zeros({0, 2}))));
  CALL(torch::linalg_eigvalsh(batch));
  CALL(torch::linalg_eigvalsh(batch, "U"));
  CALL(torch::linalg_eigh(a, "X"));
  CALL(torch::linalg_eigh(tall));
  CALL(packed(torch::linalg_pinv(tall)));
  CALL(packed(torch::linalg_pinv(batch.narrow(1, 0, 2))));
  CALL(packed(torch::linalg_pinv(s)));
  CALL(packed(torch::linalg_pinv(s, 0.5)));
  CALL(packed(torch::linalg_pinv(a, 4., 0.)));
  CALL(packed(torch::linalg_pinv(a, 5., std::nullopt, true)));
  CALL(packed(s.pinverse()));
  CALL(torch::linalg_pinv(torch::zeros({0, 2})));
  CALL(torch::linalg_matrix_rank(batch));
  CALL(torch::linalg_matrix_rank(s));
  CALL(torch::linalg_matrix_rank(a, 5.));
  CALL(torch::linalg_matrix_rank(a, std::nullopt, 0.5));
  CALL(torch::linalg_matrix_rank(a, torch::tensor(5., f64)));
  CALL(packed(torch::linalg_lstsq(tall, torch::ones({4, 2}, f64))));
  CALL(packed(torch::linalg_lstsq(tall, torch::arange(4, f64), std::nullopt, "gels")));
  CALL(packed(torch::linalg_lstsq(tall, torch::arange(8, f64).view({4, 2}), std::nullopt, "gelsd")));
  CALL(packed(torch::linalg_lstsq(torch::stack({tall, tall * 2}), torch::arange(16, f64).view({2, 4, 2}),
                                  std::nullopt, "gelss")));
  CALL(packed(torch::linalg_lstsq(tall.t(), torch::ones({2, 1}, f64))));
  CALL(packed(torch::linalg_lstsq(s, torch::ones({2, 1}, f64))));
  CALL(torch::linalg_lstsq(tall, torch::ones({3, 1}, f64)));
  CALL(torch::linalg_lstsq(tall, torch::ones({4, 1}, f64), std::nullopt, "x"));
  CALL(torch::linalg_det(batch));
  CALL(s.det());
  CALL(torch::linalg_det(torch::zeros({2, 0, 0})));
  CALL(torch::linalg_det(tall));
  CALL(torch::linalg_slogdet(batch));
  CALL(s.slogdet());
  CALL(batch.logdet());
  CALL(packed(torch::linalg_tensorinv(g.view({3, 1, 3}), 2)));
  CALL(torch::linalg_tensorinv(g, 0));
  CALL(packed(torch::linalg_tensorsolve(g.view({3, 3, 1}), v)));
  CALL(packed(torch::linalg_tensorsolve(g.view({3, 1, 3}), v.view({3, 1}))));
}

inline void linalg_functions(Lines& lines) {
  const auto f64 = torch::kDouble;
  const double inf = INFINITY;
  const auto g = torch::tensor({{1., 2., -1.}, {0.5, -3., 2.}, {2., 1., 4.}}, f64);
  const auto x = torch::arange(24, f64).view({2, 3, 4}) - 10, m = x[0], v = torch::tensor({1., -2., 3.}, f64);
  const auto s = torch::tensor({{1., 2.}, {2., 4.}}, f64);
  CALL(torch::linalg_norm(m));
  CALL(torch::linalg_norm(x));
  CALL(torch::linalg_norm(x, 2));
  CALL(torch::linalg_norm(m, 2));
  CALL(torch::linalg_norm(m, 1));
  CALL(torch::linalg_norm(m, -inf));
  CALL(torch::linalg_norm(m, 3));
  CALL(torch::linalg_norm(v, 3));
  CALL(torch::linalg_norm(m, 3, 1));
  CALL(torch::linalg_norm(m, "nuc"));
  CALL(torch::linalg_norm(x, "fro", torch::IntArrayRef{0, 2}, true));
  CALL(torch::linalg_norm(x, 1, torch::IntArrayRef{0, 2}));
  CALL(torch::linalg_norm(x, inf, torch::IntArrayRef{2, 0}, true));
  CALL(torch::linalg_norm(x, 1));
  CALL(torch::linalg_vector_norm(x));
  CALL(torch::linalg_vector_norm(x, 1, 1));
  CALL(torch::linalg_vector_norm(x, 0, torch::IntArrayRef{0, 1}, true));
  CALL(torch::linalg_vector_norm(x, inf, torch::IntArrayRef{0, 2}));
  CALL(torch::linalg_vector_norm(x, -inf));
  CALL(torch::linalg_vector_norm(x, 2.5, -1, false, torch::kFloat));
  CALL(torch::linalg_vector_norm(torch::zeros({2, 0})));
  CALL(torch::linalg_vector_norm(torch::zeros({2, 0}), inf));
  CALL(torch::linalg_vector_norm(torch::ones({2}, torch::kLong)));
  CALL(torch::linalg_matrix_norm(x));
  CALL(torch::linalg_matrix_norm(x, 2));
  CALL(packed(torch::linalg_matrix_norm(x, -2, {0, 1}, true)));
  CALL(torch::linalg_matrix_norm(x, 1, {-1, 0}));
  CALL(torch::linalg_matrix_norm(x, inf, {0, -1}, true));
  CALL(torch::linalg_matrix_norm(x, "nuc", {0, 2}));
  CALL(torch::linalg_matrix_norm(x, 4));
  CALL(torch::linalg_matrix_norm(v));
  CALL(torch::linalg_matrix_norm(x, 1, {1, 1}));
  CALL(torch::linalg_matrix_norm(torch::zeros({2, 0}), 2));
  CALL(torch::nuclear_norm(m));
  CALL(packed(torch::nuclear_norm(x, {0, 1}, true)));
  CALL(torch::frobenius_norm(x, {1, 2}));
  CALL(torch::norm_except_dim(x));
  CALL(torch::norm_except_dim(x, 1, 2));
  CALL(packed(torch::norm_except_dim(x, 2, 1)));
  CALL(torch::norm_except_dim(x, 2, -1));
  CALL(torch::linalg_cond(g));
  CALL(torch::linalg_cond(g, -2));
  CALL(torch::linalg_cond(g, 1));
  CALL(torch::linalg_cond(g, "fro"));
  CALL(torch::linalg_cond(g, "nuc"));
  CALL(torch::linalg_cond(s, 1));
  CALL(torch::linalg_cond(g.narrow(0, 0, 2)));
  CALL(torch::linalg_cond(m, 1));
  CALL(torch::linalg_matrix_power(g, 5));
  CALL(torch::linalg_matrix_power(g, -3));
  CALL(torch::linalg_matrix_power(s.to(torch::kLong), 4));
  CALL(g.matrix_power(0));
  CALL(m.matrix_power(2));
  CALL(packed(torch::linalg_matrix_exp(g)));
  CALL(packed(torch::linalg_matrix_exp(torch::stack({g * 0.01, g * 3, g * 0}))));
  CALL(packed(g.to(torch::kFloat).matrix_exp()));
  CALL(m.matrix_exp());
  CALL(torch::matrix_exp(torch::zeros({0, 0})));
  CALL(torch::linalg_multi_dot({v, g, x.view({3, 8}), torch::ones({8}, f64)}));
  CALL(torch::linalg_multi_dot({g, m, torch::ones({4, 2}, f64)}));
  CALL(torch::linalg_multi_dot({g}));
  CALL(torch::linalg_multi_dot({g, s}));
  CALL(torch::chain_matmul({g, g, m}));
  CALL(torch::linalg_vecdot(x, x + 1));
  CALL(torch::linalg_vecdot(x, v.view({3, 1}), 1));
  CALL(torch::linalg_cross(g, v));
  CALL(torch::linalg_cross(g, g.t(), 0));
  CALL(torch::linalg_cross(m, m));
  CALL(torch::cross(x, x + x.flip(0)));
  CALL(v.cross(v.flip(0), 0));
  CALL(s.cross(s));
  CALL(torch::linalg_vander(torch::tensor({1, 2, 3})));
  CALL(torch::linalg_vander(m, 3));
  CALL(torch::linalg_vander(v, 1));
  CALL(torch::vander(torch::tensor({1, 2, 3})));
  CALL(torch::vander(v, 4, true));
  CALL(torch::vander(v, 1));
  CALL(torch::vander(v, 0));
  CALL(m.tril());
  CALL(x.tril(-1));
  CALL(m.triu(1));
  CALL(m.t().triu(-5));
  CALL((m > 0).triu());
  CALL(v.tril());
  CALL(torch::zeros({0, 3}).triu());
  CALL(torch::tril_indices(3, 3));
  CALL(torch::tril_indices(3, 2, -1));
  CALL(torch::triu_indices(2, 4, 1, torch::kInt));
  CALL(torch::triu_indices(-1, 4));
  CALL(v.diag());
  CALL(v.diag(-2));
  CALL(m.diag());
  CALL(m.diag(1));
  CALL(x.diag());
  CALL(v.diag_embed());
  CALL(m.diag_embed(1, 0, 2));
  CALL(m.diag_embed(-1, 1, 0));
  CALL(m.diag_embed(0, 1, 1));
  CALL(s.diagflat(1));
  CALL(torch::linalg_diagonal(x, 1));
  CALL(torch::block_diag({s, v, torch::tensor(7.)}));
  CALL(torch::block_diag({s.to(torch::kLong), v.unsqueeze(1)}));
  CALL(torch::block_diag({x}));
  for (const double p : {0., 0.5, 1., 2., 3., inf}) {
    CALL(torch::cdist(x, x.flip(0) + 1, p));
    CALL(torch::pdist(m, p));
  }
  CALL(torch::cdist(x, m.narrow(0, 0, 2)));
  CALL(torch::cdist(torch::zeros({2, 3}), torch::zeros({0, 3})));
  CALL(torch::cdist(m, v.unsqueeze(0)));
  CALL(torch::cdist(m, m, -1));
  CALL(torch::pdist(x));
}

inline void linalg_products(Lines& lines) {
  const auto f64 = torch::kDouble;
  const auto x = torch::arange(24, f64).view({2, 3, 4}) - 10, m = x[0], v = torch::tensor({1., -2., 3.}, f64);
  const auto s = torch::tensor({{1., 2.}, {2., 4.}}, f64), e = torch::eye(3, f64) * 2 + 1;
  CALL(torch::einsum("ij,jk", {e, m}));
  CALL(torch::einsum("ij,jk->ki", {e, m}));
  CALL(torch::einsum("bij,bkj->bik", {x, x}));
  CALL(torch::einsum("...j,kj", {x, torch::ones({2, 4}, f64)}));
  CALL(torch::einsum("...ij,...jk->...ik", {x, m.t()}));
  CALL(torch::einsum("ii->i", {e}));
  CALL(torch::einsum("ii", {e}));
  CALL(torch::einsum("iij->ij", {torch::ones({2, 2, 3}, f64)}));
  CALL(torch::einsum("ijk->kj", {x}));
  CALL(torch::einsum("i,j->ij", {v, v}));
  CALL(torch::einsum("i,i->", {v, v}));
  CALL(torch::einsum(" i , ij , jk -> k ", {v, e, m}));
  CALL(torch::einsum("i,ij,jk->k", {v, e, m}, torch::IntArrayRef{1, 2, 0, 1}));
  CALL(torch::einsum("aB,Bc", {s, s}));
  CALL(torch::einsum("ij,j->i", {s, torch::ones({1}, f64)}));
  CALL(torch::einsum("i,i,i->i", {v, v, v}));
  CALL(torch::einsum("ijk,jil->kl", {x, torch::arange(30, f64).view({3, 2, 5})}));
  CALL(torch::einsum("...,...->...", {x, m}));
  CALL(torch::einsum("", {torch::tensor(2.)}));
  CALL(torch::einsum("ij,jk->", {s}));
  CALL(torch::einsum("ij->ijk", {s}));
  CALL(torch::einsum("ij->ii", {s}));
  CALL(torch::einsum("ij,jk", {s, e}));
  CALL(torch::einsum("ijk", {s}));
  CALL(torch::einsum("i$", {s}));
  CALL(torch::einsum("...i...", {x}));
  CALL(torch::einsum("ij,jk", {torch::zeros({2, 0}), torch::zeros({0, 3})}));
  CALL(torch::einsum("ij,kj->ikj", {torch::zeros({2, 0}), torch::zeros({3, 1})}));
  CALL(torch::tensordot(x, x, {1, 2}, {1, 2}));
  CALL(torch::tensordot(x, m, {2, 1}, {1, 0}));
  CALL(torch::tensordot(v, v, {}, {}));
  CALL(torch::tensordot(x, m, {2}, {0}));
  CALL(torch::tensordot(x, torch::ones({1, 2}, f64), {2}, {0}));
  CALL(torch::inner(x, m));
  CALL(torch::inner(v, torch::tensor(2., f64)));
  CALL(torch::inner(x, v));
  CALL(v.vdot(v));
  CALL(torch::vdot(m, m));
  CALL(torch::kron(v, s));
  CALL(s.kron(m));
  CALL(torch::kron(x, v));
  CALL(torch::addbmm(torch::ones({3, 3}, f64), x, x.transpose(1, 2)));
  CALL(torch::ones({3}, f64).addbmm(x, x.transpose(1, 2), 0.5, 2));
  CALL(torch::addbmm(e, x, x));
  CALL(torch::cov(m));
  CALL(torch::cov(e * m.narrow(1, 0, 3), 0));
  CALL(torch::cov(v));
  CALL(torch::cov(m, 1, torch::tensor({1, 2, 0, 3})));
  CALL(torch::cov(m, 1, torch::tensor({1, 2, 0, 3}), torch::tensor({0.5, 1., 2., 1.}, f64)));
  CALL(torch::cov(m, 0, std::nullopt, torch::tensor({0.5, 1., 2., 1.}, f64)));
  CALL(torch::cov(x));
  CALL(torch::cov(torch::tensor({{1, 2, 4}, {3, 2, 1}})));
  CALL(torch::cov(m, 1, torch::tensor({1., 2., 0., 3.})));
  CALL((e * m.narrow(1, 0, 3)).corrcoef());
  CALL(torch::corrcoef(v));
}

inline void linalg_gradients(Lines& lines) {
  const auto f64 = torch::kDouble;
  const auto a = torch::tensor({{4., 1., -2.}, {1., 5., 0.5}, {-2., 0.5, 6.}}, f64);
  const auto g = torch::tensor({{1., 2., -1.}, {0.5, -3., 2.}, {2., 1., 4.}}, f64),
             one = torch::ones({2, 2}, f64);
  const auto tall = torch::tensor({{1., 2.}, {3., -1.}, {0.5, 2.}, {1., 1.}}, f64);
  const auto gradient = [](const torch::Tensor& in, const auto& f) {
    const auto x = in.clone().set_requires_grad(true);
    const torch::Tensor y = f(x);
    (y * (torch::arange(y.numel(), y.options()).view(y.sizes()).remainder(5) - 1.5)).sum().backward();
    return x.grad().contiguous();
  };
#define GRADIENT(IN, ...) CALL(gradient(IN, [&](const torch::Tensor& x) { return __VA_ARGS__; }))
  GRADIENT(g, torch::linalg_inv(x));
  GRADIENT(g, torch::linalg_solve(x, tall.narrow(0, 0, 3)));
  GRADIENT(g, torch::linalg_det(x));
  GRADIENT(torch::zeros({3, 3}, f64), torch::linalg_det(x));
  GRADIENT(g, std::get<1>(torch::linalg_slogdet(x)));
  GRADIENT(a, torch::linalg_cholesky(x));
  GRADIENT(a, torch::linalg_cholesky(x, true));
  GRADIENT(tall, std::get<0>(torch::linalg_qr(x)));
  GRADIENT(tall, std::get<1>(torch::linalg_qr(x)));
  GRADIENT(tall.t(), std::get<1>(torch::linalg_qr(x)));
  GRADIENT(tall, std::get<1>(torch::linalg_qr(x, "r")));
  GRADIENT(tall, std::get<1>(torch::linalg_qr(x, "complete")));
  GRADIENT(g, torch::linalg_svdvals(x));
  GRADIENT(tall, std::get<0>(torch::linalg_svd(x, false)).abs());
  GRADIENT(tall, std::get<2>(torch::linalg_svd(x, false)).abs());
  GRADIENT(a, torch::linalg_eigvalsh(x));
  GRADIENT(a, std::get<1>(torch::linalg_eigh(x)).abs());
  GRADIENT(tall, torch::linalg_pinv(x));
  GRADIENT(one, torch::linalg_pinv(x));
  GRADIENT(tall, std::get<0>(torch::linalg_lstsq(x, torch::ones({4, 1}, f64))));
  GRADIENT(g, std::get<0>(torch::linalg_lu_factor(x)));
  GRADIENT(tall, std::get<1>(torch::linalg_lu(x)));
  GRADIENT(tall.t(), std::get<2>(torch::linalg_lu(x)));
  GRADIENT(g, torch::linalg_solve_triangular(x, tall.narrow(0, 0, 3), true));
  GRADIENT(g, torch::linalg_solve_triangular(x, tall.narrow(0, 0, 3), false, true, true));
  GRADIENT(g, torch::linalg_matrix_exp(x));
  GRADIENT(g, torch::linalg_matrix_norm(x, 2));
  GRADIENT(g, torch::linalg_matrix_norm(x, "nuc"));
  GRADIENT(g, torch::linalg_cond(x));
  GRADIENT(g, torch::cdist(x, a));
  GRADIENT(g, torch::cdist(x, a, 3));
  GRADIENT(one, torch::cdist(x, one));
  GRADIENT(g, torch::pdist(x));
  GRADIENT(g, torch::corrcoef(x));
  GRADIENT(g, std::get<0>(x.geqrf()));
#undef GRADIENT
}

inline void linalg(Lines& lines) {
  linalg_edges(lines);
  linalg_systems(lines);
  linalg_functions(lines);
  linalg_products(lines);
  linalg_gradients(lines);
  complex_systems(lines);
  complex_factors(lines);
}

}  // namespace calls
