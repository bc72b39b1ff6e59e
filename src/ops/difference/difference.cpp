// diff, trapezoidal integrals and gradient, made of slices.
#include "rushlight/ops/difference.h"

#include "core/wrap_dim.h"
#include "op/infer.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

int64_t checked_dim(const char* who, const Tensor& self, int64_t dim) {
  RUSHLIGHT_CHECK(self.dim() >= 1, who, ": expected at least one dimension, got a 0-dim tensor");
  return wrap_dim(who, dim, self.dim());
}

// Elements of `dim` from `start` on, all but `less` of them.
Tensor part(const Tensor& t, int64_t dim, int64_t start, int64_t less) {
  return t.narrow(dim, start, t.size(dim) - less);
}

// y[i] + y[i + 1] along dim, times the steps between the points where they stand, halved.
Tensor trapezes(const Tensor& y, const Tensor& x, int64_t dim) {
  RUSHLIGHT_CHECK(x.dim() > 0, "trapezoid: expected points x of at least one dimension, got a 0-dim tensor");
  Tensor steps;
  if (x.dim() == 1) {
    RUSHLIGHT_CHECK(x.size(0) == y.size(dim), "trapezoid: expected ", y.size(dim), " points, got ",
                    x.size(0));
    DimVector shape(static_cast<size_t>(y.dim()), 1);
    shape[static_cast<size_t>(dim)] = x.size(0) - 1;
    steps = (part(x, 0, 1, 1) - part(x, 0, 0, 1)).view(shape);
  } else {
    Tensor wide = x;
    while (wide.dim() < y.dim()) wide = wide.unsqueeze(0);
    steps = part(wide, dim, 1, 1) - part(wide, dim, 0, 1);
  }
  return (part(y, dim, 1, 1) + part(y, dim, 0, 1)) * steps * 0.5;
}
Tensor trapezes(const Tensor& y, const Scalar& dx, int64_t dim) {
  return (part(y, dim, 1, 1) + part(y, dim, 0, 1)) * dx * 0.5;
}

// The integral of no trapezes: zeros in the floating dtype that the result would have.
bool too_short(const Tensor& y, int64_t dim) { return y.size(dim) == 0; }
Tensor nothing(const Tensor& y, int64_t dim) {
  DimVector shape(y.sizes());
  shape.erase(shape.begin() + dim);
  return zeros(shape, y.options());
}

Tensor diff_once(const Tensor& t, int64_t dim) {
  if (t.size(dim) == 0) return t.clone();
  const Tensor later = part(t, dim, 1, 1), earlier = part(t, dim, 0, 1);
  return t.scalar_type() == kBool ? logical_xor(later, earlier) : later - earlier;
}

// Slope along dim with step h between neighbours.
Tensor even_slope(const Tensor& y, int64_t dim, const Scalar& h, int64_t edge_order) {
  const int64_t n = y.size(dim);
  const auto at = [&](int64_t i) { return y.narrow(dim, i < 0 ? i + n : i, 1); };
  const Tensor inner = (part(y, dim, 2, 2) - part(y, dim, 0, 2)) / (h.toDouble() * 2);
  Tensor first = at(1) - at(0), last = at(-1) - at(-2);
  if (edge_order == 2) {
    first = at(1) * 2 - at(0) * 1.5 - at(2) * 0.5;
    last = at(-1) * 1.5 - at(-2) * 2 + at(-3) * 0.5;
  }
  return cat({first / h.toDouble(), inner, last / h.toDouble()}, dim);
}

// Slope along dim of samples at the points x: the parabola through three neighbours.
Tensor uneven_slope(const Tensor& y, int64_t dim, const Tensor& x, int64_t edge_order) {
  const int64_t n = y.size(dim);
  RUSHLIGHT_CHECK(x.dim() == 1 && x.size(0) == n, "gradient: expected ", n, " points for dimension ", dim,
                  ", got shape ", x.sizes());
  DimVector shape(static_cast<size_t>(y.dim()), 1);
  shape[static_cast<size_t>(dim)] = n - 1;
  const Tensor steps = diff_once(x, 0).view(shape);
  const Tensor before = part(steps, dim, 0, 1), after = part(steps, dim, 1, 1);
  const auto at = [&](const Tensor& t, int64_t i) { return t.narrow(dim, i < 0 ? i + t.size(dim) : i, 1); };
  const Tensor inner = part(y, dim, 0, 2) * (-after / (before * (before + after))) +
                       part(y, dim, 1, 2) * ((after - before) / (before * after)) +
                       part(y, dim, 2, 2) * (before / (after * (before + after)));
  Tensor first = (at(y, 1) - at(y, 0)) / at(steps, 0), last = (at(y, -1) - at(y, -2)) / at(steps, -1);
  if (edge_order == 2) {
    const Tensor a = at(steps, 0), b = at(steps, 1), c = at(steps, -2), d = at(steps, -1);
    first = at(y, 0) * (-(a * 2 + b) / (a * (a + b))) + at(y, 1) * ((a + b) / (a * b)) -
            at(y, 2) * (a / (b * (a + b)));
    last = at(y, -3) * (d / (c * (c + d))) - at(y, -2) * ((c + d) / (c * d)) +
           at(y, -1) * ((d * 2 + c) / (d * (c + d)));
  }
  return cat({first, inner, last}, dim);
}

// Slopes along each of `dims`; slope(k, d) computes the k-th.
template <class Slope>
std::vector<Tensor> slopes(const Tensor& self, const std::vector<int64_t>& dims, size_t spacings,
                           int64_t edge_order, const Slope& slope) {
  RUSHLIGHT_CHECK(edge_order == 1 || edge_order == 2, "gradient: expected an edge_order of 1 or 2, got ",
                  edge_order);
  RUSHLIGHT_CHECK(spacings == dims.size(), "gradient: expected a spacing for each of ", dims.size(),
                  " dimensions, got ", spacings);
  std::vector<Tensor> out;
  for (size_t k = 0; k < dims.size(); ++k) {
    const int64_t d = checked_dim("gradient", self, dims[k]);
    RUSHLIGHT_CHECK(self.size(d) > edge_order, "gradient: expected at least ", edge_order + 1,
                    " elements in dimension ", d, ", got shape ", self.sizes());
    out.push_back(slope(k, d));
  }
  return out;
}

std::vector<int64_t> dims_of(const Tensor& self, std::optional<int64_t> dim) {
  if (dim) return {*dim};
  std::vector<int64_t> all;
  for (int64_t d = 0; d < self.dim(); ++d) all.push_back(d);
  return all;
}

}  // namespace

Tensor diff(const Tensor& self, int64_t n, int64_t dim, const std::optional<Tensor>& prepend,
            const std::optional<Tensor>& append) {
  const int64_t d = checked_dim("diff", self, dim);
  RUSHLIGHT_CHECK(n >= 0, "diff: expected an order n of at least 0, got ", n);
  std::vector<Tensor> parts;
  if (prepend && prepend->defined()) parts.push_back(*prepend);
  parts.push_back(self);
  if (append && append->defined()) parts.push_back(*append);
  Tensor result = parts.size() == 1 ? self : cat(parts, d);
  if (n == 0) return result.clone();
  for (int64_t k = 0; k < n && result.size(d) > 0; ++k) result = diff_once(result, d);
  return result;
}

Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  const int64_t d = checked_dim("trapezoid", y, dim);
  return too_short(y, d) ? nothing(y, d) : trapezes(y, x, d).sum(IntArrayRef(d));
}
Tensor trapezoid(const Tensor& y, const Scalar& dx, int64_t dim) {
  const int64_t d = checked_dim("trapezoid", y, dim);
  return too_short(y, d) ? nothing(y, d) : trapezes(y, dx, d).sum(IntArrayRef(d));
}
Tensor trapz(const Tensor& y, const Tensor& x, int64_t dim) { return trapezoid(y, x, dim); }
Tensor trapz(const Tensor& y, double dx, int64_t dim) { return trapezoid(y, Scalar(dx), dim); }
Tensor cumulative_trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  const int64_t d = checked_dim("cumulative_trapezoid", y, dim);
  return y.size(d) == 0 ? y.clone() : trapezes(y, x, d).cumsum(d);
}
Tensor cumulative_trapezoid(const Tensor& y, const Scalar& dx, int64_t dim) {
  const int64_t d = checked_dim("cumulative_trapezoid", y, dim);
  return y.size(d) == 0 ? y.clone() : trapezes(y, dx, d).cumsum(d);
}

std::vector<Tensor> gradient(const Tensor& self, const std::optional<Scalar>& spacing,
                             std::optional<int64_t> dim, int64_t edge_order) {
  return gradient(self, spacing.value_or(1), dims_of(self, dim), edge_order);
}
std::vector<Tensor> gradient(const Tensor& self, const Scalar& spacing, IntArrayRef dim, int64_t edge_order) {
  return gradient(self, std::vector<Scalar>(dim.size(), spacing), dim, edge_order);
}
std::vector<Tensor> gradient(const Tensor& self, IntArrayRef dim, int64_t edge_order) {
  return gradient(self, Scalar(1), dim, edge_order);
}
std::vector<Tensor> gradient(const Tensor& self, ArrayRef<Scalar> spacing, std::optional<int64_t> dim,
                             int64_t edge_order) {
  return gradient(self, spacing, IntArrayRef(dims_of(self, dim)), edge_order);
}
std::vector<Tensor> gradient(const Tensor& self, ArrayRef<Scalar> spacing, IntArrayRef dim,
                             int64_t edge_order) {
  return slopes(self, dim.vec(), spacing.size(), edge_order,
                [&](size_t k, int64_t d) { return even_slope(self, d, spacing[k], edge_order); });
}
std::vector<Tensor> gradient(const Tensor& self, TensorList spacing, std::optional<int64_t> dim,
                             int64_t edge_order) {
  return gradient(self, spacing, IntArrayRef(dims_of(self, dim)), edge_order);
}
std::vector<Tensor> gradient(const Tensor& self, TensorList spacing, IntArrayRef dim, int64_t edge_order) {
  return slopes(self, dim.vec(), spacing.size(), edge_order,
                [&](size_t k, int64_t d) { return uneven_slope(self, d, spacing[k], edge_order); });
}

}  // namespace torch::inline rushlight
