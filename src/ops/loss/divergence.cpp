// Losses of distributions: Kullback-Leibler divergence and Poisson counts.
#include <cmath>

#include "ops/loss/loss_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// 0 where target is 0: the limit, which keeps the derivative finite as well.
Tensor target_log_target(const Tensor& target) {
  const Tensor zero = target == 0;
  return where(zero, zeros_like(target), target * target.masked_fill(zero, 1).log());
}

}  // namespace

Tensor kl_div(const Tensor& self, const Tensor& target, int64_t reduction, bool log_target) {
  const Tensor loss = log_target ? target.exp() * (target - self) : target_log_target(target) - target * self;
  return reduced_loss("kl_div", loss, reduction);
}

Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, bool log_input, bool full, double eps,
                        int64_t reduction) {
  Tensor loss = log_input ? input.exp() - target * input : input - target * (input + eps).log();
  if (full) {
    const Tensor t = target.clamp_min(1);
    const Tensor stirling = t * t.log() - t + 0.5 * (2 * M_PI * t).log();
    loss = loss + stirling.masked_fill(target <= 1, 0);
  }
  return reduced_loss("poisson_nll_loss", loss, reduction);
}

}  // namespace torch::inline rushlight
