// Operators that look values up in sorted ones, and that count: searchsorted, bucketize, isin, histograms, bincount.
#pragma once

#include <optional>
#include <string_view>
#include <tuple>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// For each element of self the first place of `sorted_sequence` whose value is at least as large (with `right`, or
/// side "right": larger); int64, or int32. The sequence is a vector, or has a row for each row of self; `sorter` holds
/// the places that put it in order. NaN goes behind everything.
RUSHLIGHT_API Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& self, bool out_int32 = false,
                                  bool right = false, std::optional<std::string_view> side = std::nullopt,
                                  const std::optional<Tensor>& sorter = {});  // [function]
RUSHLIGHT_API Tensor searchsorted(const Tensor& sorted_sequence, const Scalar& self, bool out_int32 = false,
                                  bool right = false, std::optional<std::string_view> side = std::nullopt,
                                  const std::optional<Tensor>& sorter = {});  // [function]
/// searchsorted of self in a vector of boundaries.
RUSHLIGHT_API Tensor bucketize(const Tensor& self, const Tensor& boundaries, bool out_int32 = false,
                               bool right = false);  // [function]
RUSHLIGHT_API Tensor bucketize(const Scalar& self, const Tensor& boundaries, bool out_int32 = false,
                               bool right = false);  // [function]
/// True where an element is among `test_elements` (with `invert`, where it is not).
RUSHLIGHT_API Tensor isin(const Tensor& elements, const Tensor& test_elements, bool assume_unique = false,
                          bool invert = false);  // [function]
RUSHLIGHT_API Tensor isin(const Tensor& elements, const Scalar& test_element, bool assume_unique = false,
                          bool invert = false);  // [function]
RUSHLIGHT_API Tensor isin(const Scalar& element, const Tensor& test_elements, bool assume_unique = false,
                          bool invert = false);  // [function]
/// How many elements lie in each of `bins` equal parts of [min, max] (of the range of the values when both are equal).
RUSHLIGHT_API Tensor histc(const Tensor& self, int64_t bins = 100, const Scalar& min = 0,
                           const Scalar& max = 0);  // [method]
/// The same, or between given edges, with a weight for each element, or as a density whose integral is 1; and the edges.
RUSHLIGHT_API std::tuple<Tensor, Tensor> histogram(const Tensor& self, const Tensor& bins,
                                                   const std::optional<Tensor>& weight = {},
                                                   bool density = false);  // [method]
RUSHLIGHT_API std::tuple<Tensor, Tensor> histogram(const Tensor& self, int64_t bins = 100,
                                                   std::optional<ArrayRef<double>> range = std::nullopt,
                                                   const std::optional<Tensor>& weight = {},
                                                   bool density = false);  // [method]
/// The histogram of the rows of self (all but the last dimension count them) in as many dimensions as a row has numbers,
/// and the edges in each: `bins` equal parts in each or in all, or between given edges. `range` is a least and a largest
/// value for each dimension.
RUSHLIGHT_API std::tuple<Tensor, std::vector<Tensor>> histogramdd(
    const Tensor& self, IntArrayRef bins, std::optional<ArrayRef<double>> range = std::nullopt,
    const std::optional<Tensor>& weight = {}, bool density = false);  // [function]
RUSHLIGHT_API std::tuple<Tensor, std::vector<Tensor>> histogramdd(
    const Tensor& self, int64_t bins, std::optional<ArrayRef<double>> range = std::nullopt,
    const std::optional<Tensor>& weight = {}, bool density = false);  // [function]
RUSHLIGHT_API std::tuple<Tensor, std::vector<Tensor>> histogramdd(
    const Tensor& self, TensorList bins, std::optional<ArrayRef<double>> range = std::nullopt,
    const std::optional<Tensor>& weight = {}, bool density = false);  // [function]
/// How often each of 0, 1, ... occurs in a vector of integers, or the sum of the weights of its occurrences.
RUSHLIGHT_API Tensor bincount(const Tensor& self, const std::optional<Tensor>& weights = {},
                              int64_t minlength = 0);  // [method]

}  // namespace torch::inline rushlight
