// Operators whose result shares the memory of its input: other sizes, strides or offset, no data moved.
#pragma once

#include <string_view>

#include "rushlight/core/tensor.h"

namespace torch::inline rushlight {

/// The memory of `self` seen with any sizes, strides and storage offset (by default its own).
RUSHLIGHT_API Tensor as_strided(const Tensor& self, IntArrayRef size, IntArrayRef stride,  // [method]
                                std::optional<int64_t> storage_offset = std::nullopt);
/// Gradient of as_strided: `grad` (shape of the view) summed into a tensor of the base's geometry; views may overlap.
RUSHLIGHT_API Tensor as_strided_backward(const Tensor& grad, IntArrayRef base_size, IntArrayRef base_stride,
                                         int64_t base_offset,  // [function]
                                         IntArrayRef view_size, IntArrayRef view_stride, int64_t view_offset);
/// `self` with other sizes; one may be -1. An error when the strides do not allow it.
RUSHLIGHT_API Tensor view(const Tensor& self, IntArrayRef size);  // [method]
/// The bytes of `self` read as another dtype, without a gradient. With elements of another size the last dimension
/// becomes longer or shorter; an error when its elements are not beside each other or do not fill whole ones.
RUSHLIGHT_API Tensor view(const Tensor& self, ScalarType dtype);  // [method]
/// A view where the strides allow it, else a copy, with other sizes; one may be -1.
RUSHLIGHT_API Tensor reshape(const Tensor& self, IntArrayRef shape);       // [method]
RUSHLIGHT_API Tensor view_as(const Tensor& self, const Tensor& other);     // [method]
RUSHLIGHT_API Tensor reshape_as(const Tensor& self, const Tensor& other);  // [method]
/// Dimensions in another order.
RUSHLIGHT_API Tensor permute(const Tensor& self, IntArrayRef dims);  // [method]
/// Two dimensions exchanged.
RUSHLIGHT_API Tensor transpose(const Tensor& self, int64_t dim0, int64_t dim1);  // [method, inplace]
/// transpose under its other names.
RUSHLIGHT_API Tensor swapaxes(const Tensor& self, int64_t axis0, int64_t axis1);  // [method]
RUSHLIGHT_API Tensor swapdims(const Tensor& self, int64_t dim0, int64_t dim1);    // [method]
RUSHLIGHT_API Tensor& swapaxes_(Tensor& self, int64_t axis0, int64_t axis1);      // [method]
RUSHLIGHT_API Tensor& swapdims_(Tensor& self, int64_t dim0, int64_t dim1);        // [method]
/// The last two dimensions exchanged, an error for fewer than two; numpy_T reverses all dimensions.
RUSHLIGHT_API Tensor mT(const Tensor& self);       // [method]
RUSHLIGHT_API Tensor numpy_T(const Tensor& self);  // [method]
/// mT with conjugate elements.
RUSHLIGHT_API Tensor adjoint(const Tensor& self);  // [method]
RUSHLIGHT_API Tensor mH(const Tensor& self);       // [method]
/// adjoint of one matrix.
RUSHLIGHT_API Tensor matrix_H(const Tensor& self);  // [method]
/// The transposed matrix; tensors of 0 or 1 dimensions come back as they are.
RUSHLIGHT_API Tensor t(const Tensor& self);  // [method, inplace]
/// Without dimensions of size 1: all of them, one, or some.
RUSHLIGHT_API Tensor squeeze(const Tensor& self);                   // [method, inplace]
RUSHLIGHT_API Tensor squeeze(const Tensor& self, int64_t dim);      // [method, inplace]
RUSHLIGHT_API Tensor squeeze(const Tensor& self, IntArrayRef dim);  // [method, inplace]
/// With a dimension of size 1 put in front of `dim`.
RUSHLIGHT_API Tensor unsqueeze(const Tensor& self, int64_t dim);  // [method, inplace]
/// Dimensions start_dim to end_dim as one.
RUSHLIGHT_API Tensor flatten(const Tensor& self, int64_t start_dim = 0, int64_t end_dim = -1);  // [method]
RUSHLIGHT_API Tensor ravel(const Tensor& self);                                                 // [method]
/// One dimension as several; one size may be -1.
RUSHLIGHT_API Tensor unflatten(const Tensor& self, int64_t dim, IntArrayRef sizes);  // [method]
/// `length` entries of a dimension from `start` on.
RUSHLIGHT_API Tensor narrow(const Tensor& self, int64_t dim, int64_t start, int64_t length);  // [method]
RUSHLIGHT_API Tensor narrow(const Tensor& self, int64_t dim, const Tensor& start,
                            int64_t length);  // [method]
/// The same with memory of its own.
RUSHLIGHT_API Tensor narrow_copy(const Tensor& self, int64_t dim, int64_t start, int64_t length);  // [method]
/// One entry of a dimension, which disappears.
RUSHLIGHT_API Tensor select(const Tensor& self, int64_t dim, int64_t index);  // [method]
/// Entries start, start+step, ... below end of a dimension; ends are clamped as in Python.
RUSHLIGHT_API Tensor slice(const Tensor& self, int64_t dim = 0,
                           std::optional<int64_t> start = std::nullopt,  // [method]
                           std::optional<int64_t> end = std::nullopt, int64_t step = 1);
/// Dimensions of size 1 repeated without copying; -1 keeps a size.
RUSHLIGHT_API Tensor expand(const Tensor& self, IntArrayRef size, bool implicit = false);  // [method]
RUSHLIGHT_API Tensor expand_as(const Tensor& self, const Tensor& other);                   // [method]
/// The diagonal of two dimensions as a last dimension, `offset` above (or below) the main one.
RUSHLIGHT_API Tensor diagonal(const Tensor& self, int64_t offset = 0, int64_t dim1 = 0,
                              int64_t dim2 = 1);  // [method]
/// Windows of `size` entries, `step` apart, as a new last dimension.
RUSHLIGHT_API Tensor unfold(const Tensor& self, int64_t dimension, int64_t size, int64_t step);  // [method]
/// Dimensions moved to other places, the others keep their order.
RUSHLIGHT_API Tensor movedim(const Tensor& self, IntArrayRef source, IntArrayRef destination);   // [method]
RUSHLIGHT_API Tensor movedim(const Tensor& self, int64_t source, int64_t destination);           // [method]
RUSHLIGHT_API Tensor moveaxis(const Tensor& self, IntArrayRef source, IntArrayRef destination);  // [method]
RUSHLIGHT_API Tensor moveaxis(const Tensor& self, int64_t source, int64_t destination);          // [method]
/// expand under its other name.
RUSHLIGHT_API Tensor broadcast_to(const Tensor& self, IntArrayRef size);  // [method]
/// The tensors expanded to their common shape.
RUSHLIGHT_API std::vector<Tensor> broadcast_tensors(TensorList tensors);  // [function]
/// The vectors' coordinates in the grid that they span, a tensor for each; indexing "ij", or "xy" with the first two
/// dimensions exchanged.
RUSHLIGHT_API std::vector<Tensor> meshgrid(TensorList tensors);                             // [function]
RUSHLIGHT_API std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing);  // [function]
/// With dimensions of size 1 added where there are fewer than 1, 2 or 3.
RUSHLIGHT_API Tensor atleast_1d(const Tensor& self);               // [function]
RUSHLIGHT_API Tensor atleast_2d(const Tensor& self);               // [function]
RUSHLIGHT_API Tensor atleast_3d(const Tensor& self);               // [function]
RUSHLIGHT_API std::vector<Tensor> atleast_1d(TensorList tensors);  // [function]
RUSHLIGHT_API std::vector<Tensor> atleast_2d(TensorList tensors);  // [function]
RUSHLIGHT_API std::vector<Tensor> atleast_3d(TensorList tensors);  // [function]
/// A view of all of `self`.
RUSHLIGHT_API Tensor alias(const Tensor& self);  // [method]
/// Parts of `split_size` along a dimension (the last may be shorter), or of given sizes.
RUSHLIGHT_API std::vector<Tensor> split(const Tensor& self, int64_t split_size, int64_t dim = 0);  // [method]
RUSHLIGHT_API std::vector<Tensor> split(const Tensor& self, IntArrayRef split_sizes,
                                        int64_t dim = 0);  // [method]
RUSHLIGHT_API std::vector<Tensor> split_with_sizes(const Tensor& self, IntArrayRef split_sizes,
                                                   int64_t dim = 0);  // [method]
/// At most `chunks` parts of equal size along a dimension (the last may be shorter).
RUSHLIGHT_API std::vector<Tensor> chunk(const Tensor& self, int64_t chunks, int64_t dim = 0);  // [method]
/// The same as views that may be changed in place each for itself.
RUSHLIGHT_API std::vector<Tensor> unsafe_split(const Tensor& self, int64_t split_size,
                                               int64_t dim = 0);  // [method]
RUSHLIGHT_API std::vector<Tensor> unsafe_split_with_sizes(const Tensor& self, IntArrayRef split_sizes,
                                                          int64_t dim = 0);  // [method]
RUSHLIGHT_API std::vector<Tensor> unsafe_chunk(const Tensor& self, int64_t chunks,
                                               int64_t dim = 0);  // [method]
/// Every entry of a dimension as a tensor of its own.
RUSHLIGHT_API std::vector<Tensor> unbind(const Tensor& self, int64_t dim = 0);  // [method]
/// Gives `self` other sizes and strides over its memory, or the memory of another tensor.
RUSHLIGHT_API Tensor& as_strided_(Tensor& self, IntArrayRef size, IntArrayRef stride,
                                  std::optional<int64_t> storage_offset = std::nullopt);  // [method]
RUSHLIGHT_API Tensor& set_(Tensor& self, const Tensor& source);                           // [method]
RUSHLIGHT_API Tensor& set_(Tensor& self, const Tensor& source, int64_t storage_offset, IntArrayRef size,
                           IntArrayRef stride = {});  // [method]
RUSHLIGHT_API Tensor& set_(Tensor& self, Storage source, int64_t storage_offset, IntArrayRef size,
                           IntArrayRef stride = {});       // [method]
RUSHLIGHT_API Tensor& set_(Tensor& self, Storage source);  // [method]
RUSHLIGHT_API Tensor& set_(Tensor& self);                  // [method]
/// Same memory, outside the graph (see Tensor::detach).
RUSHLIGHT_API Tensor detach(const Tensor& self);  // [function]
RUSHLIGHT_API Tensor& detach_(Tensor& self);
/// Gives `self` the sizes of another tensor (see Tensor::resize_).
RUSHLIGHT_API const Tensor& resize_as_(const Tensor& self, const Tensor& the_template,
                                       std::optional<MemoryFormat> memory_format = std::nullopt);

}  // namespace torch::inline rushlight
