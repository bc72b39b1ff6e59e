// Matrix products, and the linear layer's product with its bias.
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

/// Product of two matrices (n, k) and (k, m).
RUSHLIGHT_API Tensor mm(const Tensor& self, const Tensor& mat2);  // [method]
/// Products of two batches of matrices (b, n, k) and (b, k, m).
RUSHLIGHT_API Tensor bmm(const Tensor& self, const Tensor& mat2);  // [method]
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
/// input @ weight^T + bias for input (..., in), weight (out, in) and bias (out) or none: (..., out).
RUSHLIGHT_API Tensor linear(const Tensor& input, const Tensor& weight,
                            const Tensor& bias = {});  // [function]
/// input1^T weight_k input2 + bias_k for each k: inputs (..., in1) and (..., in2), weight (out, in1, in2).
RUSHLIGHT_API Tensor bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight,  // [function]
                              const Tensor& bias = {});

}  // namespace rushlight
