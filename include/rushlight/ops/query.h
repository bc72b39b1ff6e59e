// Questions about dtypes and tensors whose answer is no tensor.
#pragma once

#include <optional>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// The dtype of an expression of both: 0-dim tensors count less than others, numbers less than these.
RUSHLIGHT_API ScalarType result_type(const Tensor& tensor, const Tensor& other);     // [function]
RUSHLIGHT_API ScalarType result_type(const Tensor& tensor, const Scalar& other);     // [function]
RUSHLIGHT_API ScalarType result_type(const Scalar& scalar, const Tensor& tensor);    // [function]
RUSHLIGHT_API ScalarType result_type(const Scalar& scalar1, const Scalar& scalar2);  // [function]
/// Whether an in-place or `_out` operator may write results of `from` into a tensor of `to`.
RUSHLIGHT_API bool can_cast(ScalarType from, ScalarType to);  // [function]
/// promoteTypes under its other name.
RUSHLIGHT_API ScalarType promote_types(ScalarType type1, ScalarType type2);  // [function]
/// Whether both have the same sizes.
RUSHLIGHT_API bool is_same_size(const Tensor& self, const Tensor& other);  // [method]
/// Whether the one element is not zero; an error for any other number of elements.
RUSHLIGHT_API bool is_nonzero(const Tensor& self);  // [method]
/// Whether both have the same memory, offset, sizes and strides.
RUSHLIGHT_API bool is_set_to(const Tensor& self, const Tensor& tensor);  // [method]
/// The members of Tensor of these names.
RUSHLIGHT_API bool is_floating_point(const Tensor& self);  // [function]
RUSHLIGHT_API bool is_complex(const Tensor& self);         // [function]
RUSHLIGHT_API bool is_signed(const Tensor& self);          // [function]
/// Whether the memory is page-locked for copies to a GPU: not without one.
RUSHLIGHT_API bool is_pinned(const Tensor& self, std::optional<Device> device = std::nullopt);  // [method]
/// A copy in page-locked memory; an error without a GPU.
RUSHLIGHT_API Tensor pin_memory(const Tensor& self, std::optional<Device> device = std::nullopt);  // [method]

}  // namespace torch::inline rushlight
