// Checks and conversions of the normalisation operators. Next: batch_norm.cpp, layer_norm.cpp.
#include "ops/norm/norm_op.h"

#include "cpu/copy.h"
#include "rushlight/ops/copy.h"

namespace torch::inline rushlight {

Tensor norm_argument(const std::optional<Tensor>& t, ScalarType compute) {
  if (!t || !t->defined()) return {};
  const ScalarType have = t->scalar_type();
  return isReducedFloatingType(have) ? to(*t, compute) : *t;
}

void check_norm_argument(const Infer& io, const char* what, const View& v, const View& input,
                         IntArrayRef sizes) {
  if (!v.defined()) return;
  io.check(v.shape() == sizes, "expected a ", what, " of shape ", sizes, ", got ", v.shape());
  io.check(v.dtype == input.dtype, "expected a ", what, " of dtype ", input.dtype, ", got ", v.dtype);
}

void check_norm_input(const Infer& io, const View& input) {
  io.check(isFloatingType(input.dtype), "expected a floating-point input, got ", input.dtype);
}

bool nothing_to_normalise(const View& input, Views out) {
  if (input.numel > 0) return false;
  const Scalar zero(0.0);
  for (const View& v : out)
    if (v.defined()) cpu_kernels<CopyKernels>().copy(view_of(zero), v);
  return true;
}

DimVector channel_shape(int64_t dims, int64_t c) {
  DimVector shape;
  for (int64_t d = 0; d < dims; ++d) shape.push_back(d == 1 ? c : 1);
  return shape;
}

}  // namespace torch::inline rushlight
