// Norms of vectors and matrices, and condition numbers: expressions of norm, svdvals and inv.
#include <cmath>
#include <string_view>

#include "core/wrap_dim.h"
#include "ops/linalg/linalg_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

Tensor in_dtype(const char* who, const Tensor& t, std::optional<ScalarType> dtype) {
  const ScalarType own = t.scalar_type(), wanted = dtype.value_or(own);
  RUSHLIGHT_CHECK(isFloatingType(own) || isComplexType(own), who, ": expected a floating-point tensor, got ",
                  own, "; convert it first");
  RUSHLIGHT_CHECK((isFloatingType(wanted) || isComplexType(wanted)) && promoteTypes(own, wanted) == wanted,
                  who, ": expected a floating-point dtype that holds ", own, ", got ", wanted);
  return t.to(wanted);
}

// The largest or smallest along a dimension; nothing is 0.
Tensor extreme(const Tensor& t, bool largest, int64_t dim, bool keepdim) {
  if (t.size(dim) == 0) return t.sum(dim, keepdim);
  return largest ? amax(t, dim, keepdim) : amin(t, dim, keepdim);
}

// Whether a reduction of these dimensions (all, when there are none) has no element to begin with.
bool is_over_nothing(const Tensor& t, const OptionalIntArrayRef& dim) {
  if (!dim || dim->empty()) return t.numel() == 0;
  return std::any_of(dim->begin(), dim->end(), [&](int64_t d) { return t.size(d) == 0; });
}

struct Plane {
  int64_t rows, columns;
};
Plane plane(const char* who, const Tensor& t, IntArrayRef dim) {
  RUSHLIGHT_CHECK(dim.size() == 2, who, ": expected two dimensions, got ", dim);
  RUSHLIGHT_CHECK(t.dim() >= 2, who, ": expected a matrix or a batch of them, got shape ", t.sizes());
  Plane p{dim[0], dim[1]};
  for (int64_t* d : {&p.rows, &p.columns}) *d = wrap_dim(who, *d, t.dim());
  RUSHLIGHT_CHECK(p.rows != p.columns, who, ": expected two different dimensions, got ", dim);
  return p;
}

// f(singular values) of the matrices in two dimensions; f reduces the last one.
template <class F> Tensor of_singular_values(const Tensor& a, const Plane& p, bool keepdim, const F& f) {
  const Tensor result = f(linalg_svdvals(a.movedim({p.rows, p.columns}, {-2, -1})));
  if (!keepdim) return result;
  return result.unsqueeze(std::min(p.rows, p.columns)).unsqueeze(std::max(p.rows, p.columns));
}

Tensor matrix_norm(const char* who, const Tensor& self, const Scalar& ord, IntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  const Tensor a = in_dtype(who, self, dtype);
  Plane p = plane(who, a, dim);
  const double order = ord.toDouble(), size = std::fabs(order);
  if (size == 2)
    return of_singular_values(a, p, keepdim,
                              [&](const Tensor& s) { return extreme(s, order > 0, -1, false); });
  RUSHLIGHT_CHECK(size == 1 || std::isinf(size), who,
                  ": expected order 1, -1, 2, -2, inf, -inf, fro or nuc, got ", ord);
  if (std::isinf(size)) std::swap(p.rows, p.columns);
  const Tensor sums = abs(a).sum(p.rows, keepdim);
  const int64_t rest = !keepdim && p.columns > p.rows ? p.columns - 1 : p.columns;
  return extreme(sums, order > 0, rest, keepdim);
}

Tensor matrix_norm(const char* who, const Tensor& self, std::string_view ord, IntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  RUSHLIGHT_CHECK(ord == "fro" || ord == "nuc", who,
                  ": expected order 1, -1, 2, -2, inf, -inf, fro or nuc, got ", ord);
  const Tensor a = in_dtype(who, self, dtype);
  const Plane p = plane(who, a, dim);
  if (ord == "fro") return linalg_vector_norm(a, 2, IntArrayRef{p.rows, p.columns}, keepdim);
  return of_singular_values(a, p, keepdim, [](const Tensor& s) { return s.sum(-1); });
}

// The dimensions of linalg_norm's matrices.
IntArrayRef planes(const Tensor& t, const OptionalIntArrayRef& dim) {
  static constexpr int64_t kLast[] = {-2, -1};
  if (dim) return *dim;
  RUSHLIGHT_CHECK(t.dim() == 1 || t.dim() == 2,
                  "linalg_norm: expected a vector or a matrix where ord is given and dim is not, got shape ",
                  t.sizes());
  return kLast;
}

DimVector all_but(const Tensor& t, int64_t dim) {
  DimVector others;
  const int64_t kept = wrap_dim("linalg_norm", dim, t.dim());
  for (int64_t d = 0; d < t.dim(); ++d)
    if (d != kept) others.push_back(d);
  return others;
}

}  // namespace

Tensor linalg_vector_norm(const Tensor& self, const Scalar& ord, OptionalIntArrayRef dim, bool keepdim,
                          std::optional<ScalarType> dtype) {
  if (self.is_complex()) {
    const ScalarType magnitude = toRealValueType(dtype.value_or(self.scalar_type()));
    return linalg_vector_norm(abs(self), ord, dim, keepdim, magnitude);
  }
  const Tensor x = in_dtype("linalg_vector_norm", self, dtype);
  const double order = ord.toDouble();
  RUSHLIGHT_CHECK(!is_over_nothing(x, dim) || (order >= 0 && !std::isinf(order)),
                  "linalg_vector_norm: expected elements for order ", ord, ", got shape ", x.sizes());
  return norm(x, ord, dim ? *dim : IntArrayRef(), keepdim);
}
Tensor linalg_matrix_norm(const Tensor& self, const Scalar& ord, IntArrayRef dim, bool keepdim,
                          std::optional<ScalarType> dtype) {
  return matrix_norm("linalg_matrix_norm", self, ord, dim, keepdim, dtype);
}
Tensor linalg_matrix_norm(const Tensor& self, std::string_view ord, IntArrayRef dim, bool keepdim,
                          std::optional<ScalarType> dtype) {
  return matrix_norm("linalg_matrix_norm", self, ord, dim, keepdim, dtype);
}

Tensor linalg_norm(const Tensor& self, const std::optional<Scalar>& ord, OptionalIntArrayRef dim,
                   bool keepdim, std::optional<ScalarType> dtype) {
  if (ord) {
    const IntArrayRef dims = planes(self, dim);
    if (dims.size() == 2 && (dim || self.dim() == 2))
      return matrix_norm("linalg_norm", self, *ord, dims, keepdim, dtype);
  }
  return linalg_vector_norm(self, ord.value_or(2), dim, keepdim, dtype);
}
Tensor linalg_norm(const Tensor& self, std::string_view ord, OptionalIntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  return matrix_norm("linalg_norm", self, ord, planes(self, dim), keepdim, dtype);
}

Tensor nuclear_norm(const Tensor& self, bool keepdim) {
  return matrix_norm("nuclear_norm", self, std::string_view("nuc"), {-2, -1}, keepdim, std::nullopt);
}
Tensor nuclear_norm(const Tensor& self, IntArrayRef dim, bool keepdim) {
  return matrix_norm("nuclear_norm", self, std::string_view("nuc"), dim, keepdim, std::nullopt);
}
Tensor frobenius_norm(const Tensor& self, IntArrayRef dim, bool keepdim) {
  RUSHLIGHT_CHECK(dim.size() <= 2, "frobenius_norm: expected at most two dimensions, got ", dim);
  return linalg_vector_norm(self, 2, dim, keepdim);
}

Tensor norm_except_dim(const Tensor& v, int64_t pow, int64_t dim) {
  if (dim == -1) return norm(v, pow);
  const DimVector others = all_but(v, dim);
  return others.empty() ? abs(v) : norm(v, Scalar(pow), others, true);
}
Tensor _weight_norm(const Tensor& v, const Tensor& g, int64_t dim) {
  return v * (g / norm_except_dim(v, 2, dim));
}

namespace {
// The condition number is 0 for matrices without elements and infinite for singular ones.
Tensor no_condition(const Tensor& self) {
  return zeros(self.sizes().slice(0, static_cast<size_t>(self.dim() - 2)),
               self.options().dtype(toRealValueType(self.scalar_type())));
}
template <class Order> Tensor condition(const Tensor& self, const Order& p) {
  if (self.numel() == 0) return no_condition(self);
  const auto [inverse, info] = linalg_inv_ex(self);
  const Tensor singular = ne(info, 0);
  const Tensor finite = masked_fill(inverse, singular.unsqueeze(-1).unsqueeze(-1), 0);
  return masked_fill(linalg_matrix_norm(self, p) * linalg_matrix_norm(finite, p), singular, INFINITY);
}
}  // namespace

Tensor linalg_cond(const Tensor& self, const std::optional<Scalar>& p) {
  RUSHLIGHT_CHECK(self.dim() >= 2, "linalg_cond: expected a matrix or a batch of them, got shape ",
                  self.sizes());
  if (self.numel() == 0) return no_condition(self);
  const double order = p ? p->toDouble() : 2;
  if (std::fabs(order) == 2) {
    const Tensor s = linalg_svdvals(self);
    const Tensor largest = extreme(s, true, -1, false), smallest = extreme(s, false, -1, false);
    return order > 0 ? largest / smallest : smallest / largest;
  }
  check_square("linalg_cond", self);
  return condition(self, *p);
}
Tensor linalg_cond(const Tensor& self, std::string_view p) {
  check_square("linalg_cond", self);
  return condition(self, p);
}

}  // namespace torch::inline rushlight
