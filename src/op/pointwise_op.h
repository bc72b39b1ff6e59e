// What pointwise operators share: shape and dtype of the result, and the way from execute to a tile kernel.
// Result memory follows the first input of the full shape, as PyTorch's does. Next: cpu/loops.h.
#pragma once

#include "cpu/loops.h"
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"

namespace torch::inline rushlight {

/// One output over the broadcast shape of all inputs, of dtype `dtype`.
void infer_pointwise(Infer& io, ScalarType dtype, int outputs = 1);
/// The promoted dtype of the inputs (of which `scalar`, if any, is a plain number).
ScalarType promoted(const Infer& io, const Scalar* scalar = nullptr);
/// The same, with integers and bool promoted to the default floating dtype.
ScalarType promoted_float(const Infer& io, const Scalar* scalar = nullptr);
ScalarType promoted(Views in, const Scalar* scalar = nullptr);
inline ScalarType to_float(ScalarType t) {
  return isFloatingType(t) || isComplexType(t) ? t : get_default_dtype_as_scalartype();
}
/// The dtype to compare in, for operands of dtype `t` and a number: int64 where the number is an integer that `t` lacks.
ScalarType beside_number(ScalarType t, const Scalar& number);
/// A 0-dim tensor that counts as a plain number in type promotion.
Tensor wrapped_number(const Scalar& value, Device device = {});

/// Runs one entry of kernel struct K in the given compute type.
template <class K>
void execute_pointwise(TileKernel K::*kernel, const void* op, ScalarType dtype, Views in, Views out) {
  const TileKernel& tile = kernels<K>(out[0]).*kernel;
  cpu_kernels<LoopKernels>().pointwise(tile, op, compute_type(dtype), in, out);
}

}  // namespace torch::inline rushlight
