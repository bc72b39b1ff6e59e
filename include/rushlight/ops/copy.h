// Operators that copy values: between tensors, dtypes, devices and memory orders.
#pragma once

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// Writes `src`, broadcast and converted, into `self`.
RUSHLIGHT_API Tensor& copy_(Tensor& self, const Tensor& src, bool non_blocking = false);  // [method]
/// A copy of `self` with `src`, broadcast and converted, in its place.
RUSHLIGHT_API Tensor copy(const Tensor& self, const Tensor& src, bool non_blocking = false);  // [function]
/// A copy with memory of its own; dense strides are kept unless `format` asks for another order.
RUSHLIGHT_API Tensor clone(const Tensor& self,
                           std::optional<MemoryFormat> format = std::nullopt);  // [method]
/// clone and copy written into `out`, as every `_out` form (rushlight/out.h).
RUSHLIGHT_API Tensor& clone_out(Tensor& out, const Tensor& self,
                                std::optional<MemoryFormat> memory_format = std::nullopt);
RUSHLIGHT_API Tensor& clone_outf(const Tensor& self, std::optional<MemoryFormat> memory_format, Tensor& out);
RUSHLIGHT_API Tensor& copy_out(Tensor& out, const Tensor& self, const Tensor& src, bool non_blocking = false);
RUSHLIGHT_API Tensor& copy_outf(const Tensor& self, const Tensor& src, bool non_blocking, Tensor& out);
/// `self` itself when it is in that order already, else a copy that is.
RUSHLIGHT_API Tensor contiguous(const Tensor& self,
                                MemoryFormat format = MemoryFormat::Contiguous);  // [method]
/// `self` with another dtype, device or memory order; `self` itself when nothing changes and `copy` is false. A device
/// alone is an option, so that a kind (kCPU), an index or a text ("cuda:0") names it as well.
RUSHLIGHT_API Tensor to(const Tensor& self, ScalarType dtype, bool non_blocking = false, bool copy = false,
                        std::optional<MemoryFormat> format = std::nullopt);  // [method]
RUSHLIGHT_API Tensor to(const Tensor& self, TypeMeta dtype, bool non_blocking = false, bool copy = false,
                        std::optional<MemoryFormat> format = std::nullopt);  // [method]
RUSHLIGHT_API Tensor to(const Tensor& self, Device device, ScalarType dtype, bool non_blocking = false,
                        bool copy = false, std::optional<MemoryFormat> format = std::nullopt);  // [method]
RUSHLIGHT_API Tensor to(const Tensor& self, const TensorOptions& options, bool non_blocking = false,
                        bool copy = false, std::optional<MemoryFormat> format = std::nullopt);  // [method]
RUSHLIGHT_API Tensor to(const Tensor& self, const Tensor& other, bool non_blocking = false, bool copy = false,
                        std::optional<MemoryFormat> format = std::nullopt);  // [method]
RUSHLIGHT_API Tensor toType(const Tensor& self, ScalarType dtype);           // [method]
RUSHLIGHT_API Tensor type_as(const Tensor& self, const Tensor& other);       // [method]
RUSHLIGHT_API Tensor cpu(const Tensor& self);                                // [method]

}  // namespace torch::inline rushlight
