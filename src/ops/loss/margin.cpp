// Losses with a margin, as expressions of other operators.
#include "ops/loss/loss_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {

Tensor hinge_embedding_loss(const Tensor& self, const Tensor& target, double margin, int64_t reduction) {
  const Tensor apart = where(target != 1, clamp_min(margin - self, 0), 0.0);
  return reduced_loss("hinge_embedding_loss", apart + where(target != -1, self, 0.0), reduction);
}

Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target, double margin,
                           int64_t reduction) {
  RUSHLIGHT_CHECK(input1.dim() == input2.dim() && input1.dim() == target.dim(),
                  "margin_ranking_loss: expected inputs and a target of as many dimensions, got ",
                  input1.sizes(), ", ", input2.sizes(), " and ", target.sizes());
  return reduced_loss("margin_ranking_loss", clamp_min(margin - target * (input1 - input2), 0), reduction);
}

Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target, double margin,
                             int64_t reduction) {
  RUSHLIGHT_CHECK(target.dim() <= 1, "cosine_embedding_loss: expected a target (N) or a 0-dim one, got ",
                  target.sizes());
  RUSHLIGHT_CHECK(
      input1.sizes() == input2.sizes() && input1.dim() == target.dim() + 1,
      "cosine_embedding_loss: expected two inputs of one shape with one dimension more than the target ",
      target.sizes(), ", got ", input1.sizes(), " and ", input2.sizes());
  constexpr double kSmall = 1e-12;  // keeps zero vectors from dividing by zero
  const int64_t along[] = {-1};
  const auto dot = [&](const Tensor& a, const Tensor& b) { return sum(a * b, IntArrayRef(along, 1)); };
  const Tensor squares = (dot(input1, input1) + kSmall) * (dot(input2, input2) + kSmall);
  const Tensor cosine = dot(input1, input2) * pow(squares, -0.5);
  const Tensor apart = where(target == -1, clamp_min(cosine - margin, 0), 0.0);
  return reduced_loss("cosine_embedding_loss", apart + where(target == 1, 1 - cosine, 0.0), reduction);
}

}  // namespace torch::inline rushlight
