// Bilinear maps: one matrix product for all outputs, weighted by the second input.
#include "rushlight/ops.h"

namespace torch::inline rushlight {

Tensor bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight,
                const std::optional<Tensor>& bias) {
  RUSHLIGHT_CHECK(weight.dim() == 3, "bilinear: expected a weight of 3 dimensions, got shape ",
                  weight.sizes());
  RUSHLIGHT_CHECK(input1.dim() > 0 && input1.size(-1) == weight.size(1) && input2.dim() == input1.dim() &&
                      input2.size(-1) == weight.size(2),
                  "bilinear: expected inputs of shape [..., ", weight.size(1), "] and [..., ", weight.size(2),
                  "], got ", input1.sizes(), " and ", input2.sizes());
  const int64_t out = weight.size(0);
  // (rows, in1) @ (in1, out * in2) -> (rows, out, in2), weighted by input2 and summed.
  const Tensor a = input1.reshape({-1, weight.size(1)}), b = input2.reshape({-1, weight.size(2)});
  const Tensor w = weight.permute({1, 0, 2}).reshape({weight.size(1), out * weight.size(2)});
  Tensor y = (a.matmul(w).view({a.size(0), out, weight.size(2)}) * b.unsqueeze(1)).sum(-1);
  if (bias && bias->defined()) y = y + *bias;
  DimVector shape(input1.sizes());
  shape.back() = out;
  return y.view(shape);
}

}  // namespace torch::inline rushlight
