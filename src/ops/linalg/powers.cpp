// Powers and exponentials of matrices, and products of many: chains of matmul.
#include <cmath>

#include "ops/linalg/linalg_op.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// sum of a^i / i! for i <= 16, from the powers up to a^4 (Paterson & Stockmeyer 1973).
Tensor taylor(const Tensor& a) {
  double factor[17] = {1};
  for (int i = 1; i < 17; ++i) factor[i] = factor[i - 1] / i;
  const Tensor one = identity(a.size(-1), a), a2 = matmul(a, a), a3 = matmul(a2, a), a4 = matmul(a2, a2);
  const auto quarter = [&](int i) {
    return one * factor[i] + a * factor[i + 1] + a2 * factor[i + 2] + a3 * factor[i + 3];
  };
  Tensor sum = quarter(12) + a4 * factor[16];
  for (int i = 8; i >= 0; i -= 4) sum = matmul(sum, a4) + quarter(i);
  return sum;
}

// How often each matrix must be halved for its 1-norm to fall below 3/4, where 16 terms give full float64 precision
// (Al-Mohy & Higham 2011, table 3.1).
Tensor halvings(const Tensor& a) {
  const NoGradGuard outside;
  const Tensor size = amax(abs(a.detach()).sum(-2), -1);
  return clamp_min(ceil(log2(size / 0.75)), 0);
}

// The product of matrices first..last in the order that takes the fewest multiplications; `split` says where to part.
Tensor chain(TensorList matrices, const std::vector<size_t>& split, size_t first, size_t last) {
  if (first == last) return matrices[first];
  const size_t k = split[first * matrices.size() + last];
  return mm(chain(matrices, split, first, k), chain(matrices, split, k + 1, last));
}

std::vector<size_t> best_splits(TensorList t) {
  const size_t n = t.size();
  std::vector<size_t> split(n * n);
  std::vector<double> cost(n * n);
  for (size_t length = 1; length < n; ++length)
    for (size_t i = 0; i + length < n; ++i) {
      const size_t j = i + length;
      cost[i * n + j] = INFINITY;
      for (size_t k = i; k < j; ++k) {
        const double all = cost[i * n + k] + cost[(k + 1) * n + j] +
                           static_cast<double>(t[i].size(0)) * static_cast<double>(t[k + 1].size(0)) *
                               static_cast<double>(t[j].size(1));
        if (all < cost[i * n + j]) cost[i * n + j] = all, split[i * n + j] = k;
      }
    }
  return split;
}

Tensor multiply_chain(const char* who, std::vector<Tensor> t) {
  for (size_t i = 1; i < t.size(); ++i)
    RUSHLIGHT_CHECK(t[i].dim() == 2 && t[i - 1].dim() == 2 && t[i - 1].size(1) == t[i].size(0), who,
                    ": expected matrices with inner sizes that agree, got shapes ", t[i - 1].sizes(), " and ",
                    t[i].sizes());
  return chain(t, best_splits(t), 0, t.size() - 1);
}

}  // namespace

Tensor linalg_matrix_power(const Tensor& self, int64_t n) {
  check_square("linalg_matrix_power", self);
  if (n == 0) return identity(self.size(-1), self).expand_as(self).clone(MemoryFormat::Contiguous);
  Tensor square = n < 0 ? linalg_inv(self) : self, product;
  for (uint64_t left = static_cast<uint64_t>(n < 0 ? -n : n); left > 0; left >>= 1) {
    if (left & 1) product = product.defined() ? matmul(product, square) : square;
    if (left > 1) square = matmul(square, square);
  }
  return product.is_same(self) ? self.clone() : product;
}
Tensor matrix_power(const Tensor& self, int64_t n) { return linalg_matrix_power(self, n); }

Tensor linalg_matrix_exp(const Tensor& self) {
  check_square("linalg_matrix_exp", self);
  RUSHLIGHT_CHECK(self.is_floating_point() || self.is_complex(),
                  "linalg_matrix_exp: expected a tensor of floating-point or complex numbers, got ",
                  self.scalar_type());
  if (self.numel() == 0) return self.clone();
  const Tensor times = nan_to_num(halvings(self), 0, 0, 0);  // NaN and infinity need none to spread
  const auto scale = [](const Tensor& t) { return t.unsqueeze(-1).unsqueeze(-1); };
  Tensor result = taylor(self * scale(exp2(-times)));
  const double most = times.max().item<double>();
  for (double i = 0; i < most; ++i) result = where(scale(gt(times, i)), matmul(result, result), result);
  return result;
}
Tensor matrix_exp(const Tensor& self) { return linalg_matrix_exp(self); }

Tensor linalg_multi_dot(TensorList tensors) {
  RUSHLIGHT_CHECK(tensors.size() >= 2, "linalg_multi_dot: expected at least 2 tensors, got ", tensors.size());
  std::vector<Tensor> t = tensors.vec();
  const bool row = t.front().dim() == 1, column = t.back().dim() == 1;
  if (row) t.front() = t.front().unsqueeze(0);
  if (column) t.back() = t.back().unsqueeze(-1);
  Tensor product = multiply_chain("linalg_multi_dot", std::move(t));
  if (column) product = product.squeeze(-1);
  return row ? product.squeeze(0) : product;
}
Tensor chain_matmul(TensorList matrices) {
  RUSHLIGHT_CHECK(!matrices.empty(), "chain_matmul: expected one or more matrices, got none");
  RUSHLIGHT_CHECK(matrices[0].dim() == 2, "chain_matmul: expected matrices, got shape ", matrices[0].sizes());
  return matrices.size() == 1 ? matrices[0] : multiply_chain("chain_matmul", matrices.vec());
}
Tensor linalg_matmul(const Tensor& self, const Tensor& other) { return matmul(self, other); }

}  // namespace torch::inline rushlight
