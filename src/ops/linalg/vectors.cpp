// Products along one dimension, and matrices of powers.
#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

Tensor cross_product(const char* who, const Tensor& self, const Tensor& other, int64_t dim) {
  RUSHLIGHT_CHECK(self.dim() == other.dim(), who, ": expected two tensors of as many dimensions, got shapes ",
                  self.sizes(), " and ", other.sizes());
  RUSHLIGHT_CHECK(self.size(dim) == 3 && other.size(dim) == 3, who, ": expected 3 elements in dimension ",
                  dim, ", got shapes ", self.sizes(), " and ", other.sizes());
  const DimVector shape = broadcast_shapes(who, self.sizes(), other.sizes());
  const Tensor a = self.expand(shape), b = other.expand(shape);
  return roll(a, -1, dim) * roll(b, 1, dim) - roll(a, 1, dim) * roll(b, -1, dim);
}

// x^0, x^1, ... x^(n-1) in a new last dimension.
Tensor powers(const Tensor& x, int64_t n) {
  const Tensor column = x.unsqueeze(-1);
  DimVector shape(column.sizes());
  shape.back() = n - 1;
  const Tensor rest = cumprod(column.expand(shape), -1);
  return cat({ones_like(column, rest.options()), rest}, -1);
}

}  // namespace

Tensor linalg_cross(const Tensor& self, const Tensor& other, int64_t dim) {
  return cross_product("linalg_cross", self, other, dim);
}
Tensor cross(const Tensor& self, const Tensor& other, std::optional<int64_t> dim) {
  if (dim) return cross_product("cross", self, other, *dim);
  // LibTorch's old rule: the first dimension that has 3 elements.
  for (int64_t d = 0; d < self.dim(); ++d)
    if (self.size(d) == 3) return cross_product("cross", self, other, d);
  detail::fail({"cross: expected a dimension of 3 elements, got shape ", self.sizes()});
}

Tensor linalg_vecdot(const Tensor& x, const Tensor& y, int64_t dim) { return (x.conj() * y).sum(dim); }

Tensor linalg_vander(const Tensor& x, std::optional<int64_t> N) {
  RUSHLIGHT_CHECK(x.dim() >= 1, "linalg_vander: expected at least one dimension, got a 0-dim tensor");
  RUSHLIGHT_CHECK(!N || *N > 1, "linalg_vander: expected N greater than 1, got ", N.value_or(0));
  return powers(x, N.value_or(x.size(-1)));
}
Tensor vander(const Tensor& x, std::optional<int64_t> N, bool increasing) {
  RUSHLIGHT_CHECK(x.dim() == 1, "vander: expected a vector, got shape ", x.sizes());
  const int64_t n = N.value_or(x.size(0));
  RUSHLIGHT_CHECK(n >= 0, "vander: expected N that is not negative, got ", n);
  const Tensor all = powers(x, std::max<int64_t>(n, 1)).narrow(-1, 0, n);
  return increasing ? all : flip(all, -1);
}

}  // namespace torch::inline rushlight
