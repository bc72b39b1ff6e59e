// Differences, slopes and integrals of samples along a dimension.
#pragma once

#include <optional>
#include <vector>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Differences of neighbours along `dim`, taken n times, of self with `prepend` and `append` joined to it.
RUSHLIGHT_API Tensor diff(const Tensor& self, int64_t n = 1, int64_t dim = -1,
                          const std::optional<Tensor>& prepend = {},
                          const std::optional<Tensor>& append = {});  // [method]
/// The integral along `dim` by the trapezoidal rule, over sample points x or steps of dx.
RUSHLIGHT_API Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim = -1);       // [function]
RUSHLIGHT_API Tensor trapezoid(const Tensor& y, const Scalar& dx = 1, int64_t dim = -1);  // [function]
RUSHLIGHT_API Tensor trapz(const Tensor& y, const Tensor& x, int64_t dim = -1);           // [function]
RUSHLIGHT_API Tensor trapz(const Tensor& y, double dx = 1, int64_t dim = -1);             // [function]
/// The same up to each sample but the first.
RUSHLIGHT_API Tensor cumulative_trapezoid(const Tensor& y, const Tensor& x, int64_t dim = -1);  // [function]
RUSHLIGHT_API Tensor cumulative_trapezoid(const Tensor& y, const Scalar& dx = 1,
                                          int64_t dim = -1);  // [function]
/// Slopes along each of some dimensions (all, if not given) by central differences, one-sided of `edge_order` 1 or 2 at
/// the ends. Spacing: one step for all, a step for each dimension, or sample points for each.
RUSHLIGHT_API std::vector<Tensor> gradient(const Tensor& self,
                                           const std::optional<Scalar>& spacing = std::nullopt,
                                           std::optional<int64_t> dim = std::nullopt,
                                           int64_t edge_order = 1);  // [function]
inline std::vector<Tensor> gradient(const Tensor& self, std::nullopt_t,
                                    std::optional<int64_t> dim = std::nullopt, int64_t edge_order = 1) {
  return gradient(self, std::optional<Scalar>(), dim, edge_order);
}
inline std::vector<Tensor> gradient(const Tensor& self, std::nullopt_t, int64_t dim, int64_t edge_order = 1) {
  return gradient(self, std::optional<Scalar>(), std::optional<int64_t>(dim), edge_order);
}
RUSHLIGHT_API std::vector<Tensor> gradient(const Tensor& self, const Scalar& spacing, IntArrayRef dim,
                                           int64_t edge_order = 1);  // [function]
RUSHLIGHT_API std::vector<Tensor> gradient(const Tensor& self, IntArrayRef dim,
                                           int64_t edge_order = 1);  // [function]
RUSHLIGHT_API std::vector<Tensor> gradient(const Tensor& self, ArrayRef<Scalar> spacing,
                                           std::optional<int64_t> dim = std::nullopt,
                                           int64_t edge_order = 1);  // [function]
RUSHLIGHT_API std::vector<Tensor> gradient(const Tensor& self, ArrayRef<Scalar> spacing, IntArrayRef dim,
                                           int64_t edge_order = 1);  // [function]
RUSHLIGHT_API std::vector<Tensor> gradient(const Tensor& self, TensorList spacing,
                                           std::optional<int64_t> dim = std::nullopt,
                                           int64_t edge_order = 1);  // [function]
RUSHLIGHT_API std::vector<Tensor> gradient(const Tensor& self, TensorList spacing, IntArrayRef dim,
                                           int64_t edge_order = 1);  // [function]

}  // namespace torch::inline rushlight
