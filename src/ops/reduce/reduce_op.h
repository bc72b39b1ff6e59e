// What reductions share: dims normalised to one block of neighbouring dimensions, result shapes, and the three sizes
// that kernels work on. Dims that lie together in memory, as in a transposed tensor, are taken as they lie there; scattered ones
// are permuted to the end, or reduced one run after the other (sums).
#pragma once

#include <tuple>

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/reduce/reduce.h"

namespace torch::inline rushlight {

using TensorPair = std::tuple<Tensor, Tensor>;

/// Reduced dimensions [first, last) of an input; the attribute of every reduction operator.
struct ReduceDims {
  int64_t first = 0, last = 0;
  bool keepdim = false;
};

/// A tensor whose dims to reduce are neighbours, and where they are.
struct ReduceInput {
  Tensor tensor;
  ReduceDims dims;
  DimVector kept_shape;  ///< the shape of the result
};

/// Brings `dim` (none or empty: all dimensions) of self into one block. Duplicate and out-of-range dims are errors.
ReduceInput reduce_input(const char* who, const Tensor& self, OptionalIntArrayRef dim, bool keepdim);
/// Of dims that are several runs in memory those to reduce first, so that no copy brings all together; none where they are one.
DimVector first_to_reduce(const char* who, const Tensor& self, IntArrayRef dim);
/// Shape of the result for an input of `shape`.
DimVector reduced_shape(IntArrayRef shape, const ReduceDims& dims);
ReduceShape reduce_shape(const View& in, const ReduceDims& dims);
/// A gradient of the result's shape, seen with the shape of the input (broadcast along the reduced dims).
Tensor expand_reduced(const Tensor& grad, IntArrayRef shape, const ReduceDims& dims);

/// `out` with the shape that a reduction promised; nothing to do unless dims were moved.
Tensor shaped(const Tensor& out, const ReduceInput& in);
/// The dtype that kernels compute in: 16-bit floats in float32, integers and bool in int64.
ScalarType reduce_compute(ScalarType t);
/// 1, 0 or -1 by the sign of each element, in its dtype; outside the graph.
/// Dimensions counted from the front, all of them when none is named; of the pairs that a complex tensor is seen as.
DimVector dims_of_pairs(const char* who, const Tensor& self, OptionalIntArrayRef dim);
Tensor signs(const Tensor& x);

}  // namespace torch::inline rushlight
