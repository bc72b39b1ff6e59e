// Distances and angles between rows, and the loss made of them, as expressions of other operators.
#include "ops/loss/loss_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {

Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, double p, double eps, bool keepdim) {
  const int64_t last[] = {-1};
  return norm(x1 - x2 + eps, Scalar(p), IntArrayRef(last, 1), keepdim);
}

Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, int64_t dim, double eps) {
  const ScalarType dtype = promoteTypes(x1.scalar_type(), x2.scalar_type());
  RUSHLIGHT_CHECK(isFloatingType(dtype), "cosine_similarity: expected floating-point inputs, got ",
                  x1.scalar_type(), " and ", x2.scalar_type());
  const DimVector shape = broadcast_shapes("cosine_similarity", x1.sizes(), x2.sizes());
  const int64_t along[] = {dim};
  const auto direction = [&](const Tensor& x) {
    const Tensor wide = expand(isIntegralType(x.scalar_type(), true) ? x.to(dtype) : x, shape);
    return wide / clamp_min(norm(wide, Scalar(2), IntArrayRef(along, 1), true), eps);
  };
  return sum(direction(x1) * direction(x2), IntArrayRef(along, 1));
}

Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           double margin, double p, double eps, bool swap, int64_t reduction) {
  RUSHLIGHT_CHECK(anchor.dim() == positive.dim() && anchor.dim() == negative.dim(),
                  "triplet_margin_loss: expected three inputs of as many dimensions, got ", anchor.sizes(),
                  ", ", positive.sizes(), " and ", negative.sizes());
  const Tensor near = pairwise_distance(anchor, positive, p, eps);
  Tensor far = pairwise_distance(anchor, negative, p, eps);
  if (swap) far = minimum(far, pairwise_distance(positive, negative, p, eps));
  return reduced_loss("triplet_margin_loss", clamp_min(margin + near - far, 0), reduction);
}

}  // namespace torch::inline rushlight
