// namespace linalg: linear algebra under the names that it has in Python and in earlier LibTorch. Each function passes its
// arguments on to linalg_<name> in ops/linalg.h, which says what it computes.
#pragma once

#include "rushlight/ops/linalg.h"

namespace torch::inline rushlight::linalg {

inline Tensor cholesky(const Tensor& self) { return linalg_cholesky(self); }
inline Tensor det(const Tensor& self) { return linalg_det(self); }
inline std::tuple<Tensor, Tensor> slogdet(const Tensor& input) { return linalg_slogdet(input); }
inline std::tuple<Tensor, Tensor> eig(const Tensor& self) { return linalg_eig(self); }
inline Tensor eigvals(const Tensor& self) { return linalg_eigvals(self); }
inline std::tuple<Tensor, Tensor> eigh(const Tensor& self, std::string_view uplo = "L") {
  return linalg_eigh(self, uplo);
}
inline Tensor eigvalsh(const Tensor& self, std::string_view uplo = "L") {
  return linalg_eigvalsh(self, uplo);
}
inline Tensor householder_product(const Tensor& input, const Tensor& tau) {
  return linalg_householder_product(input, tau);
}
inline std::tuple<Tensor, Tensor> lu_factor(const Tensor& self, bool pivot = true) {
  return linalg_lu_factor(self, pivot);
}
inline std::tuple<Tensor, Tensor, Tensor> lu(const Tensor& self, bool pivot = true) {
  return linalg_lu(self, pivot);
}
inline std::tuple<Tensor, Tensor, Tensor, Tensor> lstsq(const Tensor& self, const Tensor& b,
                                                        std::optional<double> cond,
                                                        std::optional<std::string_view> driver) {
  return linalg_lstsq(self, b, cond, driver);
}
inline Tensor matrix_exp(const Tensor& self) { return linalg_matrix_exp(self); }
inline Tensor norm(const Tensor& self, const std::optional<Scalar>& ord, OptionalIntArrayRef dim,
                   bool keepdim, std::optional<ScalarType> dtype) {
  return linalg_norm(self, ord, dim, keepdim, dtype);
}
inline Tensor norm(const Tensor& self, std::string_view ord, OptionalIntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  return linalg_norm(self, ord, dim, keepdim, dtype);
}
inline Tensor vector_norm(const Tensor& self, const Scalar& ord, OptionalIntArrayRef dim, bool keepdim,
                          std::optional<ScalarType> dtype) {
  return linalg_vector_norm(self, ord, dim, keepdim, dtype);
}
inline Tensor matrix_norm(const Tensor& self, const Scalar& ord, IntArrayRef dim, bool keepdim,
                          std::optional<ScalarType> dtype) {
  return linalg_matrix_norm(self, ord, dim, keepdim, dtype);
}
inline Tensor matrix_norm(const Tensor& self, std::string_view ord, IntArrayRef dim, bool keepdim,
                          std::optional<ScalarType> dtype) {
  return linalg_matrix_norm(self, ord, dim, keepdim, dtype);
}
inline Tensor matrix_power(const Tensor& self, int64_t n) { return linalg_matrix_power(self, n); }
inline Tensor matrix_rank(const Tensor& input, double tol, bool hermitian) {
  return linalg_matrix_rank(input, tol, hermitian);
}
inline Tensor matrix_rank(const Tensor& input, const Tensor& tol, bool hermitian) {
  return linalg_matrix_rank(input, tol, hermitian);
}
inline Tensor matrix_rank(const Tensor& input, const std::optional<Tensor>& atol,
                          const std::optional<Tensor>& rtol, bool hermitian) {
  return linalg_matrix_rank(input, atol, rtol, hermitian);
}
inline Tensor matrix_rank(const Tensor& input, std::optional<double> atol, std::optional<double> rtol,
                          bool hermitian) {
  return linalg_matrix_rank(input, atol, rtol, hermitian);
}
inline Tensor multi_dot(TensorList tensors) { return linalg_multi_dot(tensors); }
inline Tensor pinv(const Tensor& input, double rcond = 1e-15, bool hermitian = false) {
  return linalg_pinv(input, rcond, hermitian);
}
inline std::tuple<Tensor, Tensor> qr(const Tensor& input, std::string_view mode = "reduced") {
  return linalg_qr(input, mode);
}
inline Tensor solve(const Tensor& input, const Tensor& other, bool left = true) {
  return linalg_solve(input, other, left);
}
inline Tensor solve_triangular(const Tensor& input, const Tensor& other, bool upper, bool left = true,
                               bool unitriangular = false) {
  return linalg_solve_triangular(input, other, upper, left, unitriangular);
}
inline std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& input, bool full_matrices = true,
                                              std::optional<std::string_view> driver = std::nullopt) {
  return linalg_svd(input, full_matrices, driver);
}
inline Tensor svdvals(const Tensor& input, std::optional<std::string_view> driver = std::nullopt) {
  return linalg_svdvals(input, driver);
}
inline Tensor tensorinv(const Tensor& self, int64_t ind = 2) { return linalg_tensorinv(self, ind); }
inline Tensor tensorsolve(const Tensor& self, const Tensor& other, OptionalIntArrayRef dims = std::nullopt) {
  return linalg_tensorsolve(self, other, dims);
}
inline Tensor inv(const Tensor& input) { return linalg_inv(input); }

}  // namespace torch::inline rushlight::linalg
