// Matrix products, products over chosen dimensions, and the linear layer's product with its bias.
#pragma once

#include <string_view>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Product of two matrices (n, k) and (k, m).
RUSHLIGHT_API Tensor mm(const Tensor& self, const Tensor& mat2);  // [method, out]
/// Products of two batches of matrices (b, n, k) and (b, k, m).
RUSHLIGHT_API Tensor bmm(const Tensor& self, const Tensor& mat2);  // [method, out]
/// Product of a matrix (n, k) and a vector (k).
RUSHLIGHT_API Tensor mv(const Tensor& self, const Tensor& vec);  // [method]
/// Sum of the products of two vectors of one length.
RUSHLIGHT_API Tensor dot(const Tensor& self, const Tensor& other);  // [method]
/// Product by shape: dot, mv, mm, or batches of matrices with broadcasting.
RUSHLIGHT_API Tensor matmul(const Tensor& self, const Tensor& other);  // [method]
/// Products of all pairs of two vectors (n) and (m): (n, m).
RUSHLIGHT_API Tensor outer(const Tensor& self, const Tensor& vec2);  // [method]
RUSHLIGHT_API Tensor ger(const Tensor& self, const Tensor& vec2);    // [method]
/// beta * self + alpha * (mat1 @ mat2); self broadcasts.
RUSHLIGHT_API Tensor addmm(const Tensor& self, const Tensor& mat1, const Tensor& mat2, const Scalar& beta = 1,
                           const Scalar& alpha = 1);  // [method, inplace=copy]
/// beta * self + alpha * (mat @ vec).
RUSHLIGHT_API Tensor addmv(const Tensor& self, const Tensor& mat, const Tensor& vec, const Scalar& beta = 1,
                           const Scalar& alpha = 1);  // [method, inplace=copy]
/// beta * self + alpha * outer(vec1, vec2).
RUSHLIGHT_API Tensor addr(const Tensor& self, const Tensor& vec1, const Tensor& vec2, const Scalar& beta = 1,
                          const Scalar& alpha = 1);  // [method, inplace=copy]
/// beta * self + alpha * bmm(batch1, batch2).
RUSHLIGHT_API Tensor baddbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2,
                             const Scalar& beta = 1, const Scalar& alpha = 1);  // [method, inplace=copy]
/// beta * self + alpha * (sum of the products in bmm(batch1, batch2)).
RUSHLIGHT_API Tensor addbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2,
                            const Scalar& beta = 1,
                            const Scalar& alpha = 1);  // [method, inplace=copy]
/// Sums of products over pairs of dimensions; the others of self, then those of other, stay.
RUSHLIGHT_API Tensor tensordot(const Tensor& self, const Tensor& other, IntArrayRef dims_self,
                               IntArrayRef dims_other);  // [function]
/// Sums of products over the last dimension of both; a 0-dim tensor multiplies.
RUSHLIGHT_API Tensor inner(const Tensor& self, const Tensor& other);  // [method]
/// Sum of the products of two vectors of one length, as dot.
RUSHLIGHT_API Tensor vdot(const Tensor& self, const Tensor& other);  // [method]
/// Kronecker product: each element of self times the whole of other, as blocks.
RUSHLIGHT_API Tensor kron(const Tensor& self, const Tensor& other);  // [method]
/// Sums of products by the summation convention: "bij,bjk->bik", with "..." for batches. `path` gives the order of pairs.
RUSHLIGHT_API Tensor einsum(std::string_view equation, TensorList tensors,
                            OptionalIntArrayRef path = std::nullopt);  // [function]
/// The product of matrices in the order that takes the fewest multiplications.
RUSHLIGHT_API Tensor chain_matmul(TensorList matrices);  // [function]
/// input @ weight^T + bias for input (..., in), weight (out, in) and bias (out) or none: (..., out).
RUSHLIGHT_API Tensor linear(const Tensor& input, const Tensor& weight,
                            const std::optional<Tensor>& bias = {});  // [function, out]
/// input1^T weight_k input2 + bias_k for each k: inputs (..., in1) and (..., in2), weight (out, in1, in2).
RUSHLIGHT_API Tensor bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight,  // [function]
                              const std::optional<Tensor>& bias = {});

}  // namespace torch::inline rushlight
