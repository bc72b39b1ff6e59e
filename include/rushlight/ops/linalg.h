// Linear algebra: decompositions, systems of equations, norms and triangles of matrices. "Matrices" are the last two
// dimensions, all others are a batch. What decomposes or solves takes float32 and float64 (solve, inv, det and eig complex
// numbers too) and needs a build with LAPACK. By their names in namespace linalg: rushlight/linalg.h. Products: matmul.h.
#pragma once

#include <string_view>
#include <tuple>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

// -- systems of equations and inverses

/// X with A X = B (X A = B when not `left`); B may be vectors: 1-d, or of A's batch shape and one more dimension. An
/// error when a matrix is singular.
RUSHLIGHT_API Tensor linalg_solve(const Tensor& A, const Tensor& B, bool left = true);  // [function]
/// The same with an int32 info for each matrix, 0 where it was solved, instead of an error.
RUSHLIGHT_API std::tuple<Tensor, Tensor> linalg_solve_ex(const Tensor& A, const Tensor& B, bool left = true,
                                                         bool check_errors = false);  // [function]
/// X with A X = B (X A = B when not `left`) for triangular A, of which only that triangle is read.
RUSHLIGHT_API Tensor linalg_solve_triangular(const Tensor& self, const Tensor& B, bool upper,
                                             bool left = true,
                                             bool unitriangular = false);  // [function]
/// X with A X = self (or A^T X) for triangular A, and a copy of A.
RUSHLIGHT_API std::tuple<Tensor, Tensor> triangular_solve(const Tensor& self, const Tensor& A,
                                                          bool upper = true,  // [method]
                                                          bool transpose = false, bool unitriangular = false);
/// The inverses of square matrices; an error when one is singular.
RUSHLIGHT_API Tensor linalg_inv(const Tensor& A);  // [function]
RUSHLIGHT_API Tensor inverse(const Tensor& self);  // [method]
/// The inverses, and an int32 info for each, 0 where there is one.
RUSHLIGHT_API std::tuple<Tensor, Tensor> linalg_inv_ex(const Tensor& A,
                                                       bool check_errors = false);  // [function]
/// Least-squares solutions of A X = B, the squared residuals, ranks and singular values, the last three as far as the
/// driver (gels, gelsy, gelsd, gelss; gelsy if not given) finds them. Singular values below rcond times the largest count
/// as zero.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor, Tensor> linalg_lstsq(  // [function]
    const Tensor& self, const Tensor& b, std::optional<double> rcond = std::nullopt,
    std::optional<std::string_view> driver = std::nullopt);
/// Pseudo-inverses (Moore-Penrose). Singular values below the larger of atol and rtol times the largest count as zero.
RUSHLIGHT_API Tensor linalg_pinv(const Tensor& self, const std::optional<Tensor>& atol = {},  // [function]
                                 const std::optional<Tensor>& rtol = {}, bool hermitian = false);
RUSHLIGHT_API Tensor linalg_pinv(const Tensor& self, std::optional<double> atol, std::optional<double> rtol,
                                 bool hermitian = false);                                    // [function]
RUSHLIGHT_API Tensor linalg_pinv(const Tensor& self, double rcond, bool hermitian = false);  // [function]
RUSHLIGHT_API Tensor linalg_pinv(const Tensor& self, const Tensor& rcond,
                                 bool hermitian = false);                 // [function]
RUSHLIGHT_API Tensor pinverse(const Tensor& self, double rcond = 1e-15);  // [method]
/// The inverse of a tensor seen as a matrix whose rows are its first `ind` dimensions.
RUSHLIGHT_API Tensor linalg_tensorinv(const Tensor& self, int64_t ind = 2);  // [function]
/// X with tensordot(self, X) = other; `dims` of self are moved to the end first.
RUSHLIGHT_API Tensor linalg_tensorsolve(const Tensor& self, const Tensor& other,
                                        OptionalIntArrayRef dims = std::nullopt);  // [function]

// -- determinants

/// The determinants of square matrices.
RUSHLIGHT_API Tensor linalg_det(const Tensor& A);  // [function]
RUSHLIGHT_API Tensor det(const Tensor& self);      // [method]
/// The signs of the determinants and the logarithms of their absolute values.
RUSHLIGHT_API std::tuple<Tensor, Tensor> linalg_slogdet(const Tensor& A);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor> slogdet(const Tensor& self);      // [method]
/// The logarithms of the determinants, NaN where they are negative.
RUSHLIGHT_API Tensor logdet(const Tensor& self);  // [method]

// -- decompositions

/// L with A = L L^T (U with A = U^T U when `upper`) for positive-definite matrices, of which one triangle is read.
RUSHLIGHT_API Tensor linalg_cholesky(const Tensor& self, bool upper = false);  // [function]
RUSHLIGHT_API Tensor cholesky(const Tensor& self, bool upper = false);         // [method]
/// The same with an int32 info for each matrix, 0 where it is positive definite, instead of an error.
RUSHLIGHT_API std::tuple<Tensor, Tensor> linalg_cholesky_ex(const Tensor& self, bool upper = false,
                                                            bool check_errors = false);  // [function]
/// X with A X = self, and A^-1, from the Cholesky factor of A.
RUSHLIGHT_API Tensor cholesky_solve(const Tensor& self, const Tensor& input2,
                                    bool upper = false);                        // [method]
RUSHLIGHT_API Tensor cholesky_inverse(const Tensor& self, bool upper = false);  // [method]
/// P, L and U with A = P L U: a permutation, a unit lower triangle and an upper triangle.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> linalg_lu(const Tensor& A, bool pivot = true);  // [function]
/// L and U in one matrix, and the int32 row exchanges, counted from 1; an error when a matrix is singular.
RUSHLIGHT_API std::tuple<Tensor, Tensor> linalg_lu_factor(const Tensor& A, bool pivot = true);  // [function]
/// The same with an info for each matrix, 0 where it is not singular, instead of an error.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> linalg_lu_factor_ex(
    const Tensor& A, bool pivot = true,
    bool check_errors = false);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> _lu_with_info(const Tensor& self, bool pivot = true,
                                                               bool check_errors = true);  // [function]
/// P, L and U from what linalg_lu_factor returns; parts that are not asked for are empty.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> lu_unpack(const Tensor& LU_data, const Tensor& LU_pivots,
                                                           bool unpack_data = true,
                                                           bool unpack_pivots = true);  // [function]
/// X with A X = B (X A = B when not `left`; A^T for A when `adjoint`) from what linalg_lu_factor returns.
RUSHLIGHT_API Tensor linalg_lu_solve(const Tensor& LU, const Tensor& pivots, const Tensor& B,
                                     bool left = true,
                                     bool adjoint = false);  // [function]
RUSHLIGHT_API Tensor lu_solve(const Tensor& self, const Tensor& LU_data,
                              const Tensor& LU_pivots);  // [method]
/// L and D with A = L D L^T for symmetric matrices, in one matrix, and LAPACK's pivots. Without a gradient.
RUSHLIGHT_API std::tuple<Tensor, Tensor> linalg_ldl_factor(const Tensor& self,
                                                           bool hermitian = false);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> linalg_ldl_factor_ex(
    const Tensor& self, bool hermitian = false,
    bool check_errors = false);  // [function]
/// X with A X = B from what linalg_ldl_factor returns. Without a gradient.
RUSHLIGHT_API Tensor linalg_ldl_solve(const Tensor& LD, const Tensor& pivots, const Tensor& B,
                                      bool hermitian = false);  // [function]
/// Q and R with A = Q R: orthonormal columns and an upper triangle. mode is reduced, complete (Q square) or r (R alone).
RUSHLIGHT_API std::tuple<Tensor, Tensor> linalg_qr(const Tensor& A,
                                                   std::string_view mode = "reduced");  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor> qr(const Tensor& self, bool some = true);      // [method]
/// R, and below it the Householder reflectors whose product is Q, and their factors.
RUSHLIGHT_API std::tuple<Tensor, Tensor> geqrf(const Tensor& self);  // [method]
/// The first columns of the product of the reflectors that are in the columns of `input`.
RUSHLIGHT_API Tensor linalg_householder_product(const Tensor& input, const Tensor& tau);  // [function]
RUSHLIGHT_API Tensor orgqr(const Tensor& self, const Tensor& input2);                     // [method]
/// input3 multiplied from the left (or right) by the product of reflectors, or by its transpose.
RUSHLIGHT_API Tensor ormqr(const Tensor& self, const Tensor& input2, const Tensor& input3, bool left = true,
                           bool transpose = false);  // [method]
/// U, S and V^T with A = U diag(S) V^T: orthonormal columns, and singular values that fall. full_matrices: U and V square.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> linalg_svd(  // [function]
    const Tensor& A, bool full_matrices = true, std::optional<std::string_view> driver = std::nullopt);
/// The singular values, falling.
RUSHLIGHT_API Tensor linalg_svdvals(const Tensor& A,
                                    std::optional<std::string_view> driver = std::nullopt);  // [function]
/// U, S and V (not V^T); without compute_uv U and V are zeros.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> svd(const Tensor& self, bool some = true,
                                                     bool compute_uv = true);  // [method]
/// Eigenvalues, rising, and eigenvectors as columns of symmetric matrices; UPLO says which triangle is read, L or U.
RUSHLIGHT_API std::tuple<Tensor, Tensor> linalg_eigh(const Tensor& self,
                                                     std::string_view UPLO = "L");      // [function]
RUSHLIGHT_API Tensor linalg_eigvalsh(const Tensor& self, std::string_view UPLO = "L");  // [function]
/// Complex eigenvalues, in no order, and eigenvectors of length 1 as columns of square matrices, which may be complex.
RUSHLIGHT_API std::tuple<Tensor, Tensor> linalg_eig(const Tensor& self);  // [function]
RUSHLIGHT_API Tensor linalg_eigvals(const Tensor& self);                  // [function]

// -- norms, ranks and conditions

/// The norm of vectors, (sum of |x|^ord)^(1/ord), over some or all dimensions; 0 counts, infinities take an extreme.
RUSHLIGHT_API Tensor linalg_vector_norm(const Tensor& self, const Scalar& ord = 2,  // [function]
                                        OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                                        std::optional<ScalarType> dtype = std::nullopt);
/// The norm of matrices: fro or nuc, 1 or inf (the largest column or row sum), 2 (the largest singular value), or a
/// negative one (the smallest).
RUSHLIGHT_API Tensor linalg_matrix_norm(const Tensor& self, const Scalar& ord, IntArrayRef dim = {-2, -1},
                                        bool keepdim = false,
                                        std::optional<ScalarType> dtype = std::nullopt);  // [function]
RUSHLIGHT_API Tensor linalg_matrix_norm(const Tensor& self, std::string_view ord = "fro",
                                        IntArrayRef dim = {-2, -1}, bool keepdim = false,
                                        std::optional<ScalarType> dtype = std::nullopt);  // [function]
/// linalg_matrix_norm for two dimensions and an order, else linalg_vector_norm.
RUSHLIGHT_API Tensor linalg_norm(const Tensor& self,
                                 const std::optional<Scalar>& ord = std::nullopt,  // [function]
                                 OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                                 std::optional<ScalarType> dtype = std::nullopt);
RUSHLIGHT_API Tensor linalg_norm(const Tensor& self, std::string_view ord,  // [function]
                                 OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                                 std::optional<ScalarType> dtype = std::nullopt);
RUSHLIGHT_API Tensor nuclear_norm(const Tensor& self, bool keepdim = false);                     // [function]
RUSHLIGHT_API Tensor nuclear_norm(const Tensor& self, IntArrayRef dim, bool keepdim = false);    // [function]
RUSHLIGHT_API Tensor frobenius_norm(const Tensor& self, IntArrayRef dim, bool keepdim = false);  // [function]
/// The norms over all dimensions but one (over all for dim -1), which stay with size 1.
RUSHLIGHT_API Tensor norm_except_dim(const Tensor& v, int64_t pow = 2, int64_t dim = 0);  // [function]
/// How much errors of a system can grow: norm(A) * norm(A^-1) in the matrix norm p, 2 if not given.
RUSHLIGHT_API Tensor linalg_cond(const Tensor& self,
                                 const std::optional<Scalar>& p = std::nullopt);  // [function]
RUSHLIGHT_API Tensor linalg_cond(const Tensor& self, std::string_view p);         // [function]
/// How many singular values are not counted as zero, with bounds as in linalg_pinv.
RUSHLIGHT_API Tensor linalg_matrix_rank(const Tensor& input,
                                        const std::optional<Tensor>& atol = {},  // [function]
                                        const std::optional<Tensor>& rtol = {}, bool hermitian = false);
RUSHLIGHT_API Tensor linalg_matrix_rank(const Tensor& self, std::optional<double> atol,
                                        std::optional<double> rtol, bool hermitian = false);  // [function]
RUSHLIGHT_API Tensor linalg_matrix_rank(const Tensor& self, double tol,
                                        bool hermitian = false);  // [function]
RUSHLIGHT_API Tensor linalg_matrix_rank(const Tensor& input, const Tensor& tol,
                                        bool hermitian = false);  // [function]

// -- powers and products

/// Matrices multiplied with themselves n times; a negative n takes the inverse, 0 the identity.
RUSHLIGHT_API Tensor linalg_matrix_power(const Tensor& self, int64_t n);  // [function]
RUSHLIGHT_API Tensor matrix_power(const Tensor& self, int64_t n);         // [method]
/// The exponential of matrices, sum of A^i / i!.
RUSHLIGHT_API Tensor linalg_matrix_exp(const Tensor& self);  // [function]
RUSHLIGHT_API Tensor matrix_exp(const Tensor& self);         // [method]
/// The product of matrices in the best order; the first and the last may be vectors.
RUSHLIGHT_API Tensor linalg_multi_dot(TensorList tensors);                    // [function]
RUSHLIGHT_API Tensor linalg_matmul(const Tensor& self, const Tensor& other);  // [function]
/// Sums of products along one dimension.
RUSHLIGHT_API Tensor linalg_vecdot(const Tensor& x, const Tensor& y, int64_t dim = -1);  // [function]
/// Cross products of vectors of 3 elements along a dimension (cross: the first of size 3 if not given).
RUSHLIGHT_API Tensor linalg_cross(const Tensor& self, const Tensor& other, int64_t dim = -1);  // [function]
RUSHLIGHT_API Tensor cross(const Tensor& self, const Tensor& other,
                           std::optional<int64_t> dim = std::nullopt);  // [method]
/// The powers x^0, x^1, ... x^(N-1) as rows; N is the length of x if not given. vander: falling unless `increasing`.
RUSHLIGHT_API Tensor linalg_vander(const Tensor& x, std::optional<int64_t> N = std::nullopt);  // [function]
RUSHLIGHT_API Tensor vander(const Tensor& x, std::optional<int64_t> N = std::nullopt,
                            bool increasing = false);  // [function]

// -- triangles and diagonals

/// The elements on and below (above) a diagonal, `diagonal` above the main one; zeros elsewhere.
RUSHLIGHT_API Tensor tril(const Tensor& self, int64_t diagonal = 0);  // [method, inplace]
RUSHLIGHT_API Tensor triu(const Tensor& self, int64_t diagonal = 0);  // [method, inplace]
/// The coordinates of the lower (upper) triangle of a matrix, rows above columns: (2, count).
RUSHLIGHT_API Tensor tril_indices(int64_t row, int64_t col, int64_t offset = 0,
                                  const TensorOptions& options = kLong);  // [function]
RUSHLIGHT_API Tensor triu_indices(int64_t row, int64_t col, int64_t offset = 0,
                                  const TensorOptions& options = kLong);  // [function]
/// A vector as the diagonal of a matrix, or a copy of a matrix's diagonal.
RUSHLIGHT_API Tensor diag(const Tensor& self, int64_t diagonal = 0);  // [method]
/// The last dimension as the diagonal of two dimensions, with zeros around it.
RUSHLIGHT_API Tensor diag_embed(const Tensor& self, int64_t offset = 0, int64_t dim1 = -2,
                                int64_t dim2 = -1);                     // [method]
RUSHLIGHT_API Tensor diagflat(const Tensor& self, int64_t offset = 0);  // [method]
/// A view of the diagonals of matrices.
RUSHLIGHT_API Tensor linalg_diagonal(const Tensor& A, int64_t offset = 0, int64_t dim1 = -2,
                                     int64_t dim2 = -1);  // [function]
/// Matrices (vectors as rows) along the diagonal of a matrix of zeros.
RUSHLIGHT_API Tensor block_diag(TensorList tensors);  // [function]

// -- distances

/// p-norms of the differences of all pairs of rows of x1 (..., n, d) and x2 (..., m, d): (..., n, m). compute_mode changes
/// nothing here: differences are always taken before squares.
RUSHLIGHT_API Tensor cdist(const Tensor& x1, const Tensor& x2, double p = 2,
                           std::optional<int64_t> compute_mode = std::nullopt);  // [function]
/// The same for all pairs of different rows of one matrix, row by row above the diagonal.
RUSHLIGHT_API Tensor pdist(const Tensor& self, double p = 2);  // [function]

}  // namespace torch::inline rushlight
