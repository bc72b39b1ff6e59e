// Operators that put elements in order: sort, topk, the k-th and the middle value, unique values. NaN counts as larger
// than every number.
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

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
/// The values that occur, ascending; for each element its place among them (`return_inverse`), and how often each value
/// occurs (`return_counts`). Every NaN is a value of its own.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& self,
                                                          bool sorted = true,  // [function]
                                                          bool return_inverse = false,
                                                          bool return_counts = false);
/// The same for runs of equal neighbours in the flattened self, in their order.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& self,  // [method]
                                                                    bool return_inverse = false,
                                                                    bool return_counts = false);

}  // namespace rushlight
