// Operators that make tensors from sizes, values or memory. Random ones are in random.h.
#pragma once

#include <functional>

#include "rushlight/core/tensor.h"

namespace rushlight {

/// Uninitialised memory of the given sizes.
RUSHLIGHT_API Tensor empty(IntArrayRef sizes, const TensorOptions& options = {});  // [function]
/// Uninitialised memory with given sizes and strides (in elements).
RUSHLIGHT_API Tensor empty_strided(IntArrayRef sizes, IntArrayRef strides,
                                   const TensorOptions& options = {});  // [function]
/// Zeros of the given sizes.
RUSHLIGHT_API Tensor zeros(IntArrayRef sizes, const TensorOptions& options = {});  // [function]
/// Ones of the given sizes.
RUSHLIGHT_API Tensor ones(IntArrayRef sizes, const TensorOptions& options = {});  // [function]
/// `value` repeated; the dtype follows the value unless options name one.
RUSHLIGHT_API Tensor full(IntArrayRef sizes, const Scalar& value,
                          const TensorOptions& options = {});  // [function]
/// A 0-dim tensor holding `value`.
RUSHLIGHT_API Tensor scalar_tensor(const Scalar& value, const TensorOptions& options = {});  // [function]
/// Uninitialised memory with the sizes, dtype and device of `self` unless options say otherwise.
RUSHLIGHT_API Tensor empty_like(const Tensor& self, const TensorOptions& options = {});  // [function]
/// Zeros with the sizes, dtype and device of `self`.
RUSHLIGHT_API Tensor zeros_like(const Tensor& self, const TensorOptions& options = {});  // [function]
/// Ones with the sizes, dtype and device of `self`.
RUSHLIGHT_API Tensor ones_like(const Tensor& self, const TensorOptions& options = {});  // [function]
/// `value` repeated, with the sizes, dtype and device of `self`.
RUSHLIGHT_API Tensor full_like(const Tensor& self, const Scalar& value,
                               const TensorOptions& options = {});  // [function]
/// Uninitialised memory with the dtype and device of `self`.
RUSHLIGHT_API Tensor new_empty(const Tensor& self, IntArrayRef sizes,
                               const TensorOptions& options = {});  // [method]
/// Zeros with the dtype and device of `self`.
RUSHLIGHT_API Tensor new_zeros(const Tensor& self, IntArrayRef sizes,
                               const TensorOptions& options = {});  // [method]
/// Ones with the dtype and device of `self`.
RUSHLIGHT_API Tensor new_ones(const Tensor& self, IntArrayRef sizes,
                              const TensorOptions& options = {});  // [method]
/// `value` repeated, with the dtype and device of `self`.
RUSHLIGHT_API Tensor new_full(const Tensor& self, IntArrayRef sizes, const Scalar& value,
                              const TensorOptions& options = {});  // [method]
/// Writes `value` into every element of `self`.
RUSHLIGHT_API Tensor& fill_(Tensor& self, const Scalar& value);  // [method]
RUSHLIGHT_API Tensor& fill_(Tensor& self, const Tensor& value);  // [method]
/// Writes zero into every element of `self`.
RUSHLIGHT_API Tensor& zero_(Tensor& self);  // [method]

/// A tensor over foreign memory, which must outlive it; `deleter(data)` runs when the last user is gone.
RUSHLIGHT_API Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options = {});
RUSHLIGHT_API Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides,
                               const TensorOptions& options = {});
RUSHLIGHT_API Tensor from_blob(void* data, IntArrayRef sizes, const std::function<void(void*)>& deleter,
                               const TensorOptions& options = {});
RUSHLIGHT_API Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides,
                               const std::function<void(void*)>& deleter, const TensorOptions& options = {});

}  // namespace rushlight
