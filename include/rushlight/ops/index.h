// Operators that pick, place, join and repeat elements: by index tensors, masks and positions. Index tensors are int64
// (int32 where said); an index out of range is an IndexError that names it. Subscripts are in core/indexing.h.
#pragma once

#include <string_view>

#include "rushlight/core/indexing.h"
#include "rushlight/core/list.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// The slices of `dim` that `index` (a vector) names, in its order.
RUSHLIGHT_API Tensor index_select(const Tensor& self, int64_t dim, const Tensor& index);  // [method, out]
/// `self` with `alpha * source` added to the slices of `dim` that `index` names; equal indices add up.
RUSHLIGHT_API Tensor index_add(const Tensor& self, int64_t dim, const Tensor& index,  // [method, inplace]
                               const Tensor& source, const Scalar& alpha = 1);
/// `self` with the slices of `dim` that `index` names taken from `source`.
RUSHLIGHT_API Tensor index_copy(const Tensor& self, int64_t dim, const Tensor& index,  // [method, inplace]
                                const Tensor& source);
/// `self` with `value` (a number or 0-dim) in the slices of `dim` that `index` names; negative ones count from the end.
RUSHLIGHT_API Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index,  // [method, inplace]
                                const Scalar& value);
RUSHLIGHT_API Tensor index_fill(const Tensor& self, int64_t dim, const Tensor& index,  // [method, inplace]
                                const Tensor& value);
/// Elements along `dim` that `index` names: for dim = 1, out[i][j] = self[i][index[i][j]].
RUSHLIGHT_API Tensor gather(const Tensor& self, int64_t dim, const Tensor& index,
                            bool sparse_grad = false);  // [method, out]
/// As gather, with self and index broadcast to each other but in `dim`; without `dim`, on the flattened self. Negative
/// indices count from the end.
RUSHLIGHT_API Tensor take_along_dim(const Tensor& self, const Tensor& indices,  // [method]
                                    std::optional<int64_t> dim = std::nullopt);
/// `self` with elements of `src` (or `value`) written where `index` names: for dim = 1, self[i][index[i][j]] = src[i][j].
RUSHLIGHT_API Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index,  // [method, inplace]
                             const Tensor& src);
RUSHLIGHT_API Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index,  // [method, inplace]
                             const Scalar& value);
/// The same, with reduce "add" or "multiply"; "multiply" has no gradient.
RUSHLIGHT_API Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index,  // [method, inplace]
                             const Tensor& src, std::string_view reduce);
RUSHLIGHT_API Tensor scatter(const Tensor& self, int64_t dim, const Tensor& index,  // [method, inplace]
                             const Scalar& value, std::string_view reduce);
/// `self` with elements of `src` added where `index` names; equal places add up.
RUSHLIGHT_API Tensor scatter_add(const Tensor& self, int64_t dim, const Tensor& index,  // [method, inplace]
                                 const Tensor& src);
/// `self` with elements of `src` taken in where `index` names: reduce is "sum", "prod", "mean", "amax" or "amin"; without
/// `include_self` the old values of these places do not count.
RUSHLIGHT_API Tensor scatter_reduce(const Tensor& self, int64_t dim, const Tensor& index,
                                    const Tensor& src,  // [method, inplace=copy]
                                    std::string_view reduce, bool include_self = true);
/// The same for whole slices of `dim`; reduce is "prod", "mean", "amax" or "amin".
RUSHLIGHT_API Tensor index_reduce(const Tensor& self, int64_t dim, const Tensor& index,
                                  const Tensor& source,  // [method, inplace=copy]
                                  std::string_view reduce, bool include_self = true);
/// What self[indices] = values would make of a copy of `self`.
RUSHLIGHT_API Tensor index_put(const Tensor& self, ArrayRef<indexing::TensorIndex> indices,
                               const Tensor& values, bool accumulate = false);  // [method]
RUSHLIGHT_API Tensor index_put(const Tensor& self, std::initializer_list<indexing::TensorIndex> indices,
                               const Tensor& values, bool accumulate = false);  // [method]
/// The same by a list of index tensors, one for each leading dimension; an empty place takes the whole dimension.
RUSHLIGHT_API Tensor index(const Tensor& self,
                           const List<std::optional<Tensor>>& indices);  // [method]
RUSHLIGHT_API Tensor index_put(const Tensor& self, const List<std::optional<Tensor>>& indices,
                               const Tensor& values, bool accumulate = false);  // [method]
RUSHLIGHT_API Tensor& index_put_(Tensor& self, const List<std::optional<Tensor>>& indices,
                                 const Tensor& values, bool accumulate = false);  // [method]
/// `self` with elements of `source` written (or added, equal places too) at places of the flattened self.
RUSHLIGHT_API Tensor put(const Tensor& self, const Tensor& index, const Tensor& source,
                         bool accumulate = false);  // [method, inplace]
/// A copy of `self` with `src` written into a view of it: one entry of a dimension, a slice, a diagonal, any strides.
RUSHLIGHT_API Tensor select_scatter(const Tensor& self, const Tensor& src, int64_t dim,
                                    int64_t index);  // [method]
RUSHLIGHT_API Tensor slice_scatter(const Tensor& self, const Tensor& src, int64_t dim = 0,
                                   std::optional<int64_t> start = std::nullopt,
                                   std::optional<int64_t> end = std::nullopt, int64_t step = 1);  // [method]
RUSHLIGHT_API Tensor diagonal_scatter(const Tensor& self, const Tensor& src, int64_t offset = 0,
                                      int64_t dim1 = 0, int64_t dim2 = 1);  // [method]
RUSHLIGHT_API Tensor as_strided_scatter(const Tensor& self, const Tensor& src, IntArrayRef size,
                                        IntArrayRef stride,
                                        std::optional<int64_t> storage_offset = std::nullopt);  // [method]
/// Writes `fill_value` on the diagonal (of equally long dimensions where there are more than two); with `wrap`, the
/// diagonal of a tall matrix begins anew behind one empty row.
RUSHLIGHT_API Tensor& fill_diagonal_(Tensor& self, const Scalar& fill_value, bool wrap = false);  // [method]
/// The elements where `mask` (bool) holds, as a vector; self and mask broadcast.
RUSHLIGHT_API Tensor masked_select(const Tensor& self, const Tensor& mask);  // [method]
/// `self` with its elements where `mask` holds taken from `source`, one after the other.
RUSHLIGHT_API Tensor masked_scatter(const Tensor& self, const Tensor& mask,  // [method, inplace=copy]
                                    const Tensor& source);
/// Elements of the flattened `self`; negative indices count from the end.
RUSHLIGHT_API Tensor take(const Tensor& self, const Tensor& index);  // [method]
/// Coordinates of the elements that are not zero, a row for each: shape (count, dims).
RUSHLIGHT_API Tensor nonzero(const Tensor& self);   // [method]
RUSHLIGHT_API Tensor argwhere(const Tensor& self);  // [method]
/// The first `size` rows of nonzero, filled up with `fill_value`.
RUSHLIGHT_API Tensor nonzero_static(const Tensor& self, int64_t size, int64_t fill_value = -1);  // [method]
/// Coordinates of the elements that are not zero, a vector for each dimension.
RUSHLIGHT_API std::vector<Tensor> where(const Tensor& condition);     // [function]
RUSHLIGHT_API std::vector<Tensor> nonzero_numpy(const Tensor& self);  // [method]

/// The tensors one behind the other along `dim`; their dtypes are promoted to one.
RUSHLIGHT_API Tensor cat(TensorList tensors, int64_t dim = 0);          // [function, out]
RUSHLIGHT_API Tensor concat(TensorList tensors, int64_t dim = 0);       // [function, out]
RUSHLIGHT_API Tensor concatenate(TensorList tensors, int64_t dim = 0);  // [function, out]
/// Tensors of one shape along a new dimension.
RUSHLIGHT_API Tensor stack(TensorList tensors, int64_t dim = 0);  // [function, out]
/// cat along columns (dimension 1, or 0 for vectors), along rows, along depth.
RUSHLIGHT_API Tensor hstack(TensorList tensors);     // [function]
RUSHLIGHT_API Tensor vstack(TensorList tensors);     // [function]
RUSHLIGHT_API Tensor row_stack(TensorList tensors);  // [function]
/// cat along columns, with vectors as columns.
RUSHLIGHT_API Tensor column_stack(TensorList tensors);  // [function]
RUSHLIGHT_API Tensor dstack(TensorList tensors);        // [function]

/// `self` copied `repeats[d]` times along each dimension; more repeats than dimensions make new ones in front.
RUSHLIGHT_API Tensor repeat(const Tensor& self, IntArrayRef repeats);  // [method]
/// The same; fewer repeats than dimensions leave the first ones alone.
RUSHLIGHT_API Tensor tile(const Tensor& self, IntArrayRef dims);  // [method]
/// Each slice of `dim` (of the flattened self without one) repeated on the spot, a number or a count for each.
RUSHLIGHT_API Tensor repeat_interleave(const Tensor& self, int64_t repeats,  // [method]
                                       std::optional<int64_t> dim = std::nullopt,
                                       std::optional<int64_t> output_size = std::nullopt);
RUSHLIGHT_API Tensor repeat_interleave(const Tensor& self, const Tensor& repeats,  // [method]
                                       std::optional<int64_t> dim = std::nullopt,
                                       std::optional<int64_t> output_size = std::nullopt);
/// The place i repeated repeats[i] times, for all places.
RUSHLIGHT_API Tensor repeat_interleave(const Tensor& repeats,
                                       std::optional<int64_t> output_size = std::nullopt);  // [function]
/// All choices of one element from each vector, a row for each.
RUSHLIGHT_API Tensor cartesian_prod(TensorList tensors);  // [function]
/// All choices of r elements of a vector, a row for each.
RUSHLIGHT_API Tensor combinations(const Tensor& self, int64_t r = 2,
                                  bool with_replacement = false);  // [function]
/// The order of the entries of `dims` reversed.
RUSHLIGHT_API Tensor flip(const Tensor& self, IntArrayRef dims);  // [method, out]
RUSHLIGHT_API Tensor fliplr(const Tensor& self);                  // [method]
RUSHLIGHT_API Tensor flipud(const Tensor& self);                  // [method]
/// Entries of each of `dims` moved on by `shifts`, around the end; without dims, of the flattened self.
RUSHLIGHT_API Tensor roll(const Tensor& self, IntArrayRef shifts,
                          IntArrayRef dims = IntArrayRef());  // [method]
/// `k` quarter turns in the plane of two dimensions (0 and 1 unless given), from the first towards the second.
RUSHLIGHT_API Tensor rot90(const Tensor& self, int64_t k = 1);                // [method]
RUSHLIGHT_API Tensor rot90(const Tensor& self, int64_t k, IntArrayRef dims);  // [method]
/// `self` in `sections` parts of nearly one size along `dim`, or cut at `indices`.
RUSHLIGHT_API std::vector<Tensor> tensor_split(const Tensor& self, int64_t sections,
                                               int64_t dim = 0);  // [method]
RUSHLIGHT_API std::vector<Tensor> tensor_split(const Tensor& self, IntArrayRef indices,
                                               int64_t dim = 0);  // [method]
RUSHLIGHT_API std::vector<Tensor> tensor_split(const Tensor& self, const Tensor& where_or_sections,
                                               int64_t dim = 0);  // [method]
/// tensor_split into equal parts, or at indices, along columns (dimension 1, or 0 for vectors), rows and depth.
RUSHLIGHT_API std::vector<Tensor> hsplit(const Tensor& self, int64_t sections);     // [method]
RUSHLIGHT_API std::vector<Tensor> hsplit(const Tensor& self, IntArrayRef indices);  // [method]
RUSHLIGHT_API std::vector<Tensor> vsplit(const Tensor& self, int64_t sections);     // [method]
RUSHLIGHT_API std::vector<Tensor> vsplit(const Tensor& self, IntArrayRef indices);  // [method]
RUSHLIGHT_API std::vector<Tensor> dsplit(const Tensor& self, int64_t sections);     // [method]
RUSHLIGHT_API std::vector<Tensor> dsplit(const Tensor& self, IntArrayRef indices);  // [method]
/// For each class number a vector with a one in its place; num_classes -1 counts to the largest.
RUSHLIGHT_API Tensor one_hot(const Tensor& self, int64_t num_classes = -1);  // [function]
/// Rows of `weight` that `indices` name; the row `padding_idx` gets no gradient (-1: none).
RUSHLIGHT_API Tensor embedding(const Tensor& weight, const Tensor& indices,
                               int64_t padding_idx = -1,  // [function, out]
                               bool scale_grad_by_freq = false, bool sparse = false);
/// Sum (mode 0), mean (1) or largest value (2) of the rows of `weight` that each bag of indices names; bag b is
/// indices[offsets[b]] up to the next offset. Then the bag of each index, the sizes of the bags, and for mode 2 the rows
/// that the values came from. per_sample_weights (mode 0) multiply the rows; padding_idx is left out of all bags.
RUSHLIGHT_API std::tuple<Tensor, Tensor, Tensor, Tensor> embedding_bag(  // [function]
    const Tensor& weight, const Tensor& indices, const Tensor& offsets, bool scale_grad_by_freq = false,
    int64_t mode = 0, bool sparse = false, const std::optional<Tensor>& per_sample_weights = {},
    bool include_last_offset = false, std::optional<int64_t> padding_idx = std::nullopt);

}  // namespace torch::inline rushlight
