// Training towards an average of weights (averaged_model.h): a learning rate that ends at a constant, and the statistics
// of batch norms, which an average of weights does not have yet.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "rushlight/autograd/grad_mode.h"
#include "rushlight/nn/module.h"
#include "rushlight/optim/schedulers.h"

namespace torch::inline rushlight {
namespace optim {

/// How SWALR goes from the learning rate that it finds to its own.
enum class AnnealStrategy { cos, linear };

/// From the learning rate at its first step to `swa_lr` within `anneal_epochs` steps; it stays there.
class RUSHLIGHT_API SWALR : public LRScheduler {
 public:
  SWALR(Optimizer& optimizer, double swa_lr, int64_t anneal_epochs = 10,
        AnnealStrategy anneal_strategy = AnnealStrategy::cos);
  /// One `swa_lr` for each group.
  SWALR(Optimizer& optimizer, std::vector<double> swa_lrs, int64_t anneal_epochs = 10,
        AnnealStrategy anneal_strategy = AnnealStrategy::cos);

 private:
  std::vector<double> get_lrs() override;
  std::vector<double> get_first_lrs() override;
  double part_after(int64_t steps) const;
  std::vector<double> swa_lrs_;
  int64_t anneal_epochs_;
  AnnealStrategy anneal_strategy_;
};

namespace detail {

/// Resets the running statistics of all batch norms of a module and makes them plain means over what follows, in training
/// mode; the destructor gives back momenta and mode.
class RUSHLIGHT_API FreshStatistics {
 public:
  explicit FreshStatistics(nn::Module& module);
  ~FreshStatistics();
  FreshStatistics(const FreshStatistics&) = delete;
  FreshStatistics& operator=(const FreshStatistics&) = delete;
  bool empty() const;

 private:
  nn::Module& module_;
  bool was_training_;
  std::vector<std::pair<std::optional<double>*, std::optional<double>>> momenta_;
};

}  // namespace detail

/// Computes the running statistics of a model's batch norms anew, by one pass over `loader`. Its batches are tensors, or
/// have the model's input in a member `data`. `model` is a holder or a shared_ptr.
template <class Loader, class Model> void update_bn(Loader&& loader, Model model) {
  const NoGradGuard guard;
  const detail::FreshStatistics fresh(*model);
  if (fresh.empty()) return;
  for (auto&& batch : loader) {
    if constexpr (requires { batch.data.sizes(); }) model->forward(batch.data);
    else model->forward(batch);
  }
}

}  // namespace optim
}  // namespace torch::inline rushlight
