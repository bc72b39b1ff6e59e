// Operators that put elements in order: sort, topk, the k-th and the middle value, unique values. NaN counts as larger
// than every number.
#pragma once

#include <string_view>
#include <tuple>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Elements along `dim` in ascending or descending order, and the places (int64) that they come from. Equal elements
/// keep their order.
RUSHLIGHT_API std::tuple<Tensor, Tensor> sort(const Tensor& self, int64_t dim = -1,
                                              bool descending = false);                        // [method]
RUSHLIGHT_API std::tuple<Tensor, Tensor> sort(const Tensor& self, std::optional<bool> stable,  // [method]
                                              int64_t dim = -1, bool descending = false);
/// The places of sort alone.
RUSHLIGHT_API Tensor argsort(const Tensor& self, int64_t dim = -1, bool descending = false);  // [method]
RUSHLIGHT_API Tensor argsort(const Tensor& self, bool stable, int64_t dim,
                             bool descending = false);  // [method]
/// Elements along the first dimension in ascending order.
RUSHLIGHT_API Tensor msort(const Tensor& self);  // [method]
/// The k largest (or smallest) elements along `dim`, in order, and their places.
RUSHLIGHT_API std::tuple<Tensor, Tensor> topk(const Tensor& self, int64_t k, int64_t dim = -1,  // [method]
                                              bool largest = true, bool sorted = true);
/// The k-th smallest element along `dim`, counted from 1, and its place.
RUSHLIGHT_API std::tuple<Tensor, Tensor> kthvalue(const Tensor& self, int64_t k,
                                                  int64_t dim = -1,  // [method]
                                                  bool keepdim = false);
/// The middle value of all, the lower one of two; NaN if there is one. With `dim` also a place where it stands.
RUSHLIGHT_API Tensor median(const Tensor& self);  // [method]
RUSHLIGHT_API std::tuple<Tensor, Tensor> median(const Tensor& self, int64_t dim,
                                                bool keepdim = false);  // [method]
/// The same without NaN values.
RUSHLIGHT_API Tensor nanmedian(const Tensor& self);  // [method]
RUSHLIGHT_API std::tuple<Tensor, Tensor> nanmedian(const Tensor& self, int64_t dim,
                                                   bool keepdim = false);  // [method]
/// The most frequent value along `dim`, the smallest of equally frequent ones, and its last place.
RUSHLIGHT_API std::tuple<Tensor, Tensor> mode(const Tensor& self, int64_t dim = -1,
                                              bool keepdim = false);  // [method]
/// The value below which the part q of all, or of the values along `dim`, lies; NaN if there is one. A vector q gives a
/// first dimension of results. `interpolation` between two places: linear, lower, higher, nearest or midpoint.
RUSHLIGHT_API Tensor quantile(const Tensor& self, const Tensor& q, std::optional<int64_t> dim = std::nullopt,
                              bool keepdim = false, std::string_view interpolation = "linear");  // [method]
RUSHLIGHT_API Tensor quantile(const Tensor& self, double q, std::optional<int64_t> dim = std::nullopt,
                              bool keepdim = false, std::string_view interpolation = "linear");  // [method]
/// The same without NaN values.
RUSHLIGHT_API Tensor nanquantile(const Tensor& self, const Tensor& q,
                                 std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                                 std::string_view interpolation = "linear");  // [method]
RUSHLIGHT_API Tensor nanquantile(const Tensor& self, double q, std::optional<int64_t> dim = std::nullopt,
                                 bool keepdim = false,
                                 std::string_view interpolation = "linear");  // [method]
/// The values that occur, ascending; for each element its place among them (`return_inverse`), and how often each value
/// occurs (`return_counts`). Every NaN is a value of its own.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& self,
                                                          bool sorted = true,  // [function]
                                                          bool return_inverse = false,
                                                          bool return_counts = false);
/// The same without counts.
RUSHLIGHT_API std::tuple<Tensor, Tensor> _unique(const Tensor& self, bool sorted = true,
                                                 bool return_inverse = false);  // [function]
/// The same for runs of equal neighbours, in their order: of the flattened self, or of slices of `dim`.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> unique_consecutive(
    const Tensor& self, bool return_inverse = false, bool return_counts = false,
    std::optional<int64_t> dim = std::nullopt);  // [method]
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> unique_dim_consecutive(
    const Tensor& self, int64_t dim, bool return_inverse = false, bool return_counts = false);  // [function]
/// The same as _unique2 for slices of `dim`, in the order of their first differing elements; inverse and counts come
/// with them always.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& self, int64_t dim,
                                                            bool sorted = true, bool return_inverse = false,
                                                            bool return_counts = false);  // [function]

}  // namespace torch::inline rushlight
