// Operators that reduce one, some or all dimensions to a value.
#pragma once

#include <string_view>
#include <tuple>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Sum of all elements, or over some dimensions; integers and bool add up in int64.
RUSHLIGHT_API Tensor sum(const Tensor& self, std::optional<ScalarType> dtype = std::nullopt);  // [method]
RUSHLIGHT_API Tensor sum(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false,    // [method]
                         std::optional<ScalarType> dtype = std::nullopt);
/// `self` summed over the dimensions that broadcasting of `size` to its shape repeats.
RUSHLIGHT_API Tensor sum_to_size(const Tensor& self, IntArrayRef size);  // [method]
/// Arithmetic mean of all elements, or over some dimensions.
RUSHLIGHT_API Tensor mean(const Tensor& self, std::optional<ScalarType> dtype = std::nullopt);  // [method]
RUSHLIGHT_API Tensor mean(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false,    // [method]
                          std::optional<ScalarType> dtype = std::nullopt);

/// Sum without NaN values.
RUSHLIGHT_API Tensor nansum(const Tensor& self, OptionalIntArrayRef dim = std::nullopt,
                            bool keepdim = false,  // [method]
                            std::optional<ScalarType> dtype = std::nullopt);
/// Mean without NaN values.
RUSHLIGHT_API Tensor nanmean(const Tensor& self, OptionalIntArrayRef dim = std::nullopt,
                             bool keepdim = false,  // [method]
                             std::optional<ScalarType> dtype = std::nullopt);
/// How many elements are not zero, of all or over some dimensions; int64.
RUSHLIGHT_API Tensor count_nonzero(const Tensor& self, IntArrayRef dim);  // [method]
RUSHLIGHT_API Tensor count_nonzero(const Tensor& self,
                                   std::optional<int64_t> dim = std::nullopt);  // [method]
/// Sum of the diagonal of a matrix.
RUSHLIGHT_API Tensor trace(const Tensor& self);  // [method]

/// Product of all elements, or over one dimension; integers and bool multiply in int64.
RUSHLIGHT_API Tensor prod(const Tensor& self, std::optional<ScalarType> dtype = std::nullopt);  // [method]
RUSHLIGHT_API Tensor prod(const Tensor& self, int64_t dim, bool keepdim = false,                // [method]
                          std::optional<ScalarType> dtype = std::nullopt);
/// Sums of the elements up to each place of a dimension.
RUSHLIGHT_API Tensor cumsum(const Tensor& self, int64_t dim,
                            std::optional<ScalarType> dtype = std::nullopt);  // [method, inplace=copy]
/// Products of the elements up to each place of a dimension.
RUSHLIGHT_API Tensor cumprod(const Tensor& self, int64_t dim,
                             std::optional<ScalarType> dtype = std::nullopt);  // [method, inplace=copy]
/// log(sum(exp)) of the elements up to each place of a dimension.
RUSHLIGHT_API Tensor logcumsumexp(const Tensor& self, int64_t dim);  // [method]
/// The largest element up to each place of a dimension, and where it was last seen.
RUSHLIGHT_API std::tuple<Tensor, Tensor> cummax(const Tensor& self, int64_t dim);  // [method]
/// The smallest element up to each place of a dimension, and where it was last seen.
RUSHLIGHT_API std::tuple<Tensor, Tensor> cummin(const Tensor& self, int64_t dim);  // [method]

/// The largest element, NaN if there is one. With `dim` also its first place; with `other` element by element (maximum).
RUSHLIGHT_API Tensor max(const Tensor& self);  // [method]
RUSHLIGHT_API std::tuple<Tensor, Tensor> max(const Tensor& self, int64_t dim,
                                             bool keepdim = false);  // [method]
RUSHLIGHT_API Tensor max(const Tensor& self, const Tensor& other);   // [method]
/// The smallest element, NaN if there is one. With `dim` also its first place; with `other` element by element (minimum).
RUSHLIGHT_API Tensor min(const Tensor& self);  // [method]
RUSHLIGHT_API std::tuple<Tensor, Tensor> min(const Tensor& self, int64_t dim,
                                             bool keepdim = false);  // [method]
RUSHLIGHT_API Tensor min(const Tensor& self, const Tensor& other);   // [method]
/// The largest element over some dimensions (none: all); equal ones share the gradient.
RUSHLIGHT_API Tensor amax(const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);  // [method]
/// The smallest element over some dimensions (none: all); equal ones share the gradient.
RUSHLIGHT_API Tensor amin(const Tensor& self, IntArrayRef dim = {}, bool keepdim = false);  // [method]
/// The smallest and the largest element.
RUSHLIGHT_API std::tuple<Tensor, Tensor> aminmax(const Tensor& self,
                                                 std::optional<int64_t> dim = std::nullopt,  // [method]
                                                 bool keepdim = false);
/// First place of the largest element in a dimension, or in the flattened tensor; int64.
RUSHLIGHT_API Tensor argmax(const Tensor& self, std::optional<int64_t> dim = std::nullopt,
                            bool keepdim = false);  // [method]
/// First place of the smallest element in a dimension, or in the flattened tensor; int64.
RUSHLIGHT_API Tensor argmin(const Tensor& self, std::optional<int64_t> dim = std::nullopt,
                            bool keepdim = false);  // [method]
/// Gradient of an operator that takes one element of each row: `grad` at the places `indices` along `dim` in zeros of `sizes`.
RUSHLIGHT_API Tensor value_selecting_reduction_backward(const Tensor& grad, int64_t dim,
                                                        const Tensor& indices,  // [function]
                                                        IntArrayRef sizes, bool keepdim);
/// Whether any element is not zero; bool, for uint8 uint8.
RUSHLIGHT_API Tensor any(const Tensor& self);                                                 // [method]
RUSHLIGHT_API Tensor any(const Tensor& self, int64_t dim, bool keepdim = false);              // [method]
RUSHLIGHT_API Tensor any(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false);  // [method]
/// Whether all elements are not zero; bool, for uint8 uint8.
RUSHLIGHT_API Tensor all(const Tensor& self);                                                 // [method]
RUSHLIGHT_API Tensor all(const Tensor& self, int64_t dim, bool keepdim = false);              // [method]
RUSHLIGHT_API Tensor all(const Tensor& self, OptionalIntArrayRef dim, bool keepdim = false);  // [method]

/// Variance; the divisor is the number of elements less `correction` (1 if not given; unbiased = 1, biased = 0).
RUSHLIGHT_API Tensor var(const Tensor& self, bool unbiased);  // [method]
RUSHLIGHT_API Tensor var(const Tensor& self, int dim);        // [method]
RUSHLIGHT_API Tensor var(const Tensor& self, OptionalIntArrayRef dim, bool unbiased,
                         bool keepdim = false);                                       // [method]
RUSHLIGHT_API Tensor var(const Tensor& self, OptionalIntArrayRef dim = std::nullopt,  // [method]
                         const std::optional<Scalar>& correction = std::nullopt, bool keepdim = false);
/// Standard deviation; the divisor is the number of elements less `correction` (1 if not given; unbiased = 1, biased = 0).
RUSHLIGHT_API Tensor std(const Tensor& self, bool unbiased);  // [method]
RUSHLIGHT_API Tensor std(const Tensor& self, int dim);        // [method]
RUSHLIGHT_API Tensor std(const Tensor& self, OptionalIntArrayRef dim, bool unbiased,
                         bool keepdim = false);                                       // [method]
RUSHLIGHT_API Tensor std(const Tensor& self, OptionalIntArrayRef dim = std::nullopt,  // [method]
                         const std::optional<Scalar>& correction = std::nullopt, bool keepdim = false);
/// Variance and mean, as var and mean.
RUSHLIGHT_API std::tuple<Tensor, Tensor> var_mean(const Tensor& self, bool unbiased);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor> var_mean(const Tensor& self, int dim);        // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor> var_mean(const Tensor& self, OptionalIntArrayRef dim, bool unbiased,
                                                  bool keepdim = false);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor> var_mean(const Tensor& self,
                                                  OptionalIntArrayRef dim = std::nullopt,  // [function]
                                                  const std::optional<Scalar>& correction = std::nullopt,
                                                  bool keepdim = false);
/// Standard deviation and mean, as var and mean.
RUSHLIGHT_API std::tuple<Tensor, Tensor> std_mean(const Tensor& self, bool unbiased);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor> std_mean(const Tensor& self, int dim);        // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor> std_mean(const Tensor& self, OptionalIntArrayRef dim, bool unbiased,
                                                  bool keepdim = false);  // [function]
RUSHLIGHT_API std::tuple<Tensor, Tensor> std_mean(const Tensor& self,
                                                  OptionalIntArrayRef dim = std::nullopt,  // [function]
                                                  const std::optional<Scalar>& correction = std::nullopt,
                                                  bool keepdim = false);
/// The p-norm, (sum of |x|^p)^(1/p), p = 2 if not given; infinities give the largest or smallest |x|, 0 counts.
RUSHLIGHT_API Tensor norm(const Tensor& self, const Scalar& p = 2);                               // [method]
RUSHLIGHT_API Tensor norm(const Tensor& self, const std::optional<Scalar>& p, ScalarType dtype);  // [method]
RUSHLIGHT_API Tensor norm(const Tensor& self, const std::optional<Scalar>& p, IntArrayRef dim,
                          bool keepdim = false);  // [method]
RUSHLIGHT_API Tensor norm(const Tensor& self, const std::optional<Scalar>& p, IntArrayRef dim,
                          bool keepdim,  // [method]
                          ScalarType dtype);
/// The p-norm of the difference.
RUSHLIGHT_API Tensor dist(const Tensor& self, const Tensor& other, const Scalar& p = 2);  // [method]
/// Covariances of the rows of a matrix, each a variable, over its columns, each an observation with its weights.
RUSHLIGHT_API Tensor cov(const Tensor& self, int64_t correction = 1,
                         const std::optional<Tensor>& fweights = {},  // [method]
                         const std::optional<Tensor>& aweights = {});
/// Correlation coefficients of the rows of a matrix.
RUSHLIGHT_API Tensor corrcoef(const Tensor& self);  // [method]
/// Slices of `dim` with a p-norm above maxnorm scaled down to it.
RUSHLIGHT_API Tensor renorm(const Tensor& self, const Scalar& p, int64_t dim,
                            const Scalar& maxnorm);  // [method, inplace=copy]
/// Sums, means, maxima, minima or products (`reduce` is sum, mean, max, min or prod) of neighbouring runs of `axis`, whose
/// lengths, or whose offsets with the end of the last one, are given, for each row of the dimensions before the axis.
/// Each begins with `initial`, which for empty runs is the result; without it these are 0, NaN, -inf, inf and 1.
RUSHLIGHT_API Tensor segment_reduce(  // [function]
    const Tensor& data, std::string_view reduce, const std::optional<Tensor>& lengths = {},
    const std::optional<Tensor>& indices = {}, const std::optional<Tensor>& offsets = {}, int64_t axis = 0,
    bool unsafe = false, const std::optional<Scalar>& initial = std::nullopt);
/// log(sum(exp(x))) over some dimensions, without overflow.
RUSHLIGHT_API Tensor logsumexp(const Tensor& self, IntArrayRef dim, bool keepdim = false);  // [method]

}  // namespace torch::inline rushlight
