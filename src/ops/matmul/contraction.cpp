// Products over chosen dimensions, as one matrix product each: tensordot, inner, vdot, kron, addbmm.
#include <algorithm>

#include "core/wrap_dim.h"
#include "op/infer.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The dims of `t` that are not in `dims`, counted from the front.
DimVector others(const Tensor& t, const DimVector& dims) {
  DimVector rest;
  for (int64_t d = 0; d < t.dim(); ++d)
    if (std::find(dims.begin(), dims.end(), d) == dims.end()) rest.push_back(d);
  return rest;
}

DimVector from_front(const Tensor& t, IntArrayRef dims) {
  DimVector result(dims);
  for (int64_t& d : result) d = wrap_dim("tensordot", d, t.dim());
  for (size_t i = 0; i < result.size(); ++i)
    RUSHLIGHT_CHECK(std::find(result.begin(), result.begin() + i, result[i]) == result.begin() + i,
                    "tensordot: expected each dimension once, got ", dims);
  return result;
}

DimVector sizes_of(const Tensor& t, const DimVector& dims) {
  DimVector sizes;
  for (int64_t d : dims) sizes.push_back(t.size(d));
  return sizes;
}

DimVector joined(DimVector a, const DimVector& b) {
  a.append(b.begin(), b.size());
  return a;
}

}  // namespace

Tensor tensordot(const Tensor& self, const Tensor& other, IntArrayRef dims_self, IntArrayRef dims_other) {
  RUSHLIGHT_CHECK(dims_self.size() == dims_other.size(),
                  "tensordot: expected as many dimensions of self as of other, got ", dims_self, " and ",
                  dims_other);
  const DimVector in_a = from_front(self, dims_self), in_b = from_front(other, dims_other);
  Tensor a = self, b = other;
  for (size_t i = 0; i < in_a.size(); ++i) {
    const int64_t n = a.size(in_a[i]), m = b.size(in_b[i]);
    RUSHLIGHT_CHECK(n == m || n == 1 || m == 1, "tensordot: expected equal sizes in dimensions ", in_a[i],
                    " of self and ", in_b[i], " of other, got shapes ", self.sizes(), " and ", other.sizes());
    // One element against many multiplies their sum.
    if (n < m || m == 0) b = n == m ? b : b.sum(in_b[i], true);
    else if (m < n) a = a.sum(in_a[i], true);
  }
  const DimVector rest_a = others(a, in_a), rest_b = others(b, in_b);
  const int64_t inner = count(sizes_of(a, in_a));
  const Tensor left = a.permute(joined(rest_a, in_a)).reshape({count(sizes_of(a, rest_a)), inner});
  const Tensor right = b.permute(joined(in_b, rest_b)).reshape({inner, count(sizes_of(b, rest_b))});
  return mm(left, right).view(joined(sizes_of(a, rest_a), sizes_of(b, rest_b)));
}

Tensor inner(const Tensor& self, const Tensor& other) {
  if (self.dim() == 0 || other.dim() == 0) return self * other;
  RUSHLIGHT_CHECK(self.size(-1) == other.size(-1), "inner: expected last dimensions of one size, got shapes ",
                  self.sizes(), " and ", other.sizes());
  return tensordot(self, other, {-1}, {-1});
}

Tensor vdot(const Tensor& self, const Tensor& other) {
  RUSHLIGHT_CHECK(self.dim() == 1 && other.dim() == 1 && self.size(0) == other.size(0),
                  "vdot: expected two vectors of one length, got shapes ", self.sizes(), " and ",
                  other.sizes());
  return dot(self, other);
}

Tensor kron(const Tensor& self, const Tensor& other) {
  // Each dimension of the result is a pair: one of self, then one of other.
  const int64_t n = std::max(self.dim(), other.dim());
  DimVector of_self, of_other, result;
  for (int64_t d = 0; d < n; ++d) {
    const auto size = [&](const Tensor& t) { return d < n - t.dim() ? 1 : t.size(d - (n - t.dim())); };
    of_self.push_back(size(self)), of_self.push_back(1);
    of_other.push_back(1), of_other.push_back(size(other));
    result.push_back(size(self) * size(other));
  }
  return (self.reshape(of_self) * other.reshape(of_other)).reshape(result);
}

Tensor addbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2, const Scalar& beta,
              const Scalar& alpha) {
  RUSHLIGHT_CHECK(batch1.dim() == 3 && batch2.dim() == 3 && batch1.size(0) == batch2.size(0) &&
                      batch1.size(2) == batch2.size(1),
                  "addbmm: expected two batches of matrices with inner sizes that agree, got shapes ",
                  batch1.sizes(), " and ", batch2.sizes());
  // The sum of products is one product of matrices side by side and on top of each other.
  const int64_t inner = batch1.size(0) * batch1.size(2);
  return addmm(self, batch1.transpose(0, 1).reshape({batch1.size(1), inner}),
               batch2.reshape({inner, batch2.size(2)}), beta, alpha);
}

}  // namespace torch::inline rushlight
