// The views of view.h with memory of their own, row-major: LibTorch's `*_copy` operators.
#pragma once

#include <vector>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

RUSHLIGHT_API Tensor alias_copy(const Tensor& self);       // [function]
RUSHLIGHT_API Tensor detach_copy(const Tensor& self);      // [function]
RUSHLIGHT_API Tensor lift_fresh_copy(const Tensor& self);  // [function]
RUSHLIGHT_API Tensor as_strided_copy(const Tensor& self, IntArrayRef size, IntArrayRef stride,
                                     std::optional<int64_t> storage_offset = std::nullopt);     // [function]
RUSHLIGHT_API Tensor view_copy(const Tensor& self, IntArrayRef size);                           // [function]
RUSHLIGHT_API Tensor view_copy(const Tensor& self, ScalarType dtype);                           // [function]
RUSHLIGHT_API Tensor expand_copy(const Tensor& self, IntArrayRef size, bool implicit = false);  // [function]
RUSHLIGHT_API Tensor permute_copy(const Tensor& self, IntArrayRef dims);                        // [function]
RUSHLIGHT_API Tensor transpose_copy(const Tensor& self, int64_t dim0, int64_t dim1);            // [function]
RUSHLIGHT_API Tensor t_copy(const Tensor& self);                                                // [function]
RUSHLIGHT_API Tensor squeeze_copy(const Tensor& self);                                          // [function]
RUSHLIGHT_API Tensor squeeze_copy(const Tensor& self, int64_t dim);                             // [function]
RUSHLIGHT_API Tensor squeeze_copy(const Tensor& self, IntArrayRef dim);                         // [function]
RUSHLIGHT_API Tensor unsqueeze_copy(const Tensor& self, int64_t dim);                           // [function]
RUSHLIGHT_API Tensor select_copy(const Tensor& self, int64_t dim, int64_t index);               // [function]
RUSHLIGHT_API Tensor slice_copy(const Tensor& self, int64_t dim = 0,
                                std::optional<int64_t> start = std::nullopt,
                                std::optional<int64_t> end = std::nullopt, int64_t step = 1);  // [function]
RUSHLIGHT_API Tensor diagonal_copy(const Tensor& self, int64_t offset = 0, int64_t dim1 = 0,
                                   int64_t dim2 = 1);  // [function]
RUSHLIGHT_API Tensor unfold_copy(const Tensor& self, int64_t dimension, int64_t size,
                                 int64_t step);                 // [function]
RUSHLIGHT_API Tensor view_as_real_copy(const Tensor& self);     // [function]
RUSHLIGHT_API Tensor view_as_complex_copy(const Tensor& self);  // [function]
/// The parts as tensors of their own; their `_out` forms write into tensors of a list.
RUSHLIGHT_API std::vector<Tensor> split_copy(const Tensor& self, int64_t split_size,
                                             int64_t dim = 0);  // [function]
RUSHLIGHT_API std::vector<Tensor> split_with_sizes_copy(const Tensor& self, IntArrayRef split_sizes,
                                                        int64_t dim = 0);            // [function]
RUSHLIGHT_API std::vector<Tensor> unbind_copy(const Tensor& self, int64_t dim = 0);  // [function]
RUSHLIGHT_API void split_copy_out(TensorList out, const Tensor& self, int64_t split_size, int64_t dim = 0);
RUSHLIGHT_API void split_with_sizes_copy_out(TensorList out, const Tensor& self, IntArrayRef split_sizes,
                                             int64_t dim = 0);
RUSHLIGHT_API void unbind_copy_out(TensorList out, const Tensor& self, int64_t dim = 0);

}  // namespace torch::inline rushlight
