// Operators that make tensors from sizes, values or memory. Random ones are in random.h.
#pragma once

#include "rushlight/core/callback.h"
#include "rushlight/core/tensor.h"
#include "rushlight/core/tensor_literal.h"

namespace torch::inline rushlight {

/// Uninitialised memory of the given sizes.
RUSHLIGHT_API Tensor empty(IntArrayRef sizes, const TensorOptions& options = {},  // [function]
                           std::optional<MemoryFormat> memory_format = std::nullopt);
/// Uninitialised memory with given sizes and strides (in elements).
RUSHLIGHT_API Tensor empty_strided(IntArrayRef sizes, IntArrayRef strides,
                                   const TensorOptions& options = {});  // [function]
/// Uninitialised memory in which the dimensions lie in the order `physical_layout`, outermost first.
RUSHLIGHT_API Tensor empty_permuted(IntArrayRef size, IntArrayRef physical_layout,
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
RUSHLIGHT_API Tensor empty_like(const Tensor& self, const TensorOptions& options = {},  // [function]
                                std::optional<MemoryFormat> memory_format = std::nullopt);
/// Zeros with the sizes, dtype and device of `self`.
RUSHLIGHT_API Tensor zeros_like(const Tensor& self, const TensorOptions& options = {},  // [function]
                                std::optional<MemoryFormat> memory_format = std::nullopt);
/// Ones with the sizes, dtype and device of `self`.
RUSHLIGHT_API Tensor ones_like(const Tensor& self, const TensorOptions& options = {},  // [function]
                               std::optional<MemoryFormat> memory_format = std::nullopt);
/// `value` repeated, with the sizes, dtype and device of `self`.
RUSHLIGHT_API Tensor full_like(const Tensor& self, const Scalar& value,  // [function]
                               const TensorOptions& options = {},
                               std::optional<MemoryFormat> memory_format = std::nullopt);
/// Uninitialised memory with the dtype and device of `self`.
RUSHLIGHT_API Tensor new_empty(const Tensor& self, IntArrayRef sizes,
                               const TensorOptions& options = {});  // [method]
RUSHLIGHT_API Tensor new_empty_strided(const Tensor& self, IntArrayRef size, IntArrayRef stride,
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
/// A copy of `self` with `value` in every element.
RUSHLIGHT_API Tensor fill(const Tensor& self, const Scalar& value);  // [function]
RUSHLIGHT_API Tensor fill(const Tensor& self, const Tensor& value);  // [function]
/// Writes zero into every element of `self`.
RUSHLIGHT_API Tensor& zero_(Tensor& self);  // [method]

/// The numbers `start`, `start + step`, ... below `end`; int64 when all three are integers.
RUSHLIGHT_API Tensor arange(const Scalar& end, const TensorOptions& options = {});  // [function]
RUSHLIGHT_API Tensor arange(const Scalar& start, const Scalar& end,
                            const TensorOptions& options = {});                          // [function]
RUSHLIGHT_API Tensor arange(const Scalar& start, const Scalar& end, const Scalar& step,  // [function]
                            const TensorOptions& options = {});
/// As arange, with `end` included.
RUSHLIGHT_API Tensor range(const Scalar& start, const Scalar& end,
                           const TensorOptions& options = {});                          // [function]
RUSHLIGHT_API Tensor range(const Scalar& start, const Scalar& end, const Scalar& step,  // [function]
                           const TensorOptions& options = {});
/// `steps` evenly spaced numbers from `start` to `end`, both included; bounds may be 0-dim tensors.
RUSHLIGHT_API Tensor linspace(const Scalar& start, const Scalar& end, int64_t steps,  // [function]
                              const TensorOptions& options = {});
RUSHLIGHT_API Tensor linspace(const Tensor& start, const Tensor& end, int64_t steps,  // [function]
                              const TensorOptions& options = {});
RUSHLIGHT_API Tensor linspace(const Tensor& start, const Scalar& end, int64_t steps,  // [function]
                              const TensorOptions& options = {});
RUSHLIGHT_API Tensor linspace(const Scalar& start, const Tensor& end, int64_t steps,  // [function]
                              const TensorOptions& options = {});
/// `base` to the power of evenly spaced exponents from `start` to `end`.
RUSHLIGHT_API Tensor logspace(const Scalar& start, const Scalar& end, int64_t steps,
                              double base = 10,  // [function]
                              const TensorOptions& options = {});
RUSHLIGHT_API Tensor logspace(const Tensor& start, const Tensor& end, int64_t steps,  // [function]
                              double base = 10, const TensorOptions& options = {});
RUSHLIGHT_API Tensor logspace(const Tensor& start, const Scalar& end, int64_t steps,  // [function]
                              double base = 10, const TensorOptions& options = {});
RUSHLIGHT_API Tensor logspace(const Scalar& start, const Tensor& end, int64_t steps,  // [function]
                              double base = 10, const TensorOptions& options = {});
/// A matrix with ones on the diagonal and zeros elsewhere, n x n or n x m.
RUSHLIGHT_API Tensor eye(int64_t n, const TensorOptions& options = {});             // [function]
RUSHLIGHT_API Tensor eye(int64_t n, int64_t m, const TensorOptions& options = {});  // [function]

/// The numbers given: one, nested braces `{{1, 2}, {3, 4}}`, a std::vector or an ArrayRef; integers become int64 and
/// floating-point numbers the default dtype unless options name one.
RUSHLIGHT_API Tensor tensor(const detail::TensorLiteral& data, const TensorOptions& options = {});

/// A tensor over foreign memory, which must outlive it; `deleter(data)` runs when the last user is gone.
RUSHLIGHT_API Tensor from_blob(void* data, IntArrayRef sizes, const TensorOptions& options = {});
RUSHLIGHT_API Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides,
                               const TensorOptions& options = {});
RUSHLIGHT_API Tensor from_blob(void* data, IntArrayRef sizes, const Callback<void(void*)>& deleter,
                               const TensorOptions& options = {});
RUSHLIGHT_API Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides,
                               const Callback<void(void*)>& deleter, const TensorOptions& options = {});

}  // namespace torch::inline rushlight
