// Operators that reduce one, some or all dimensions to a value.
#pragma once

#include "rushlight/core/tensor.h"

namespace rushlight {

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

}  // namespace rushlight
