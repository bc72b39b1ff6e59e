// How the gradients of copied modules reach the original: by a hook on each parameter of the copy.
#include "rushlight/nn/data_parallel.h"

#include "rushlight/autograd/grad_mode.h"

namespace torch::inline rushlight {
namespace nn {
namespace detail {

void send_gradients(const Module& copy, const Module& original) {
  const auto to = original.named_parameters();
  for (auto& item : copy.named_parameters()) {
    Tensor target = to[item.key()];
    Tensor parameter = item.value();
    if (!target.requires_grad()) continue;
    parameter.register_hook([target](const Tensor& grad) mutable {
      NoGradGuard no_grad;
      const Tensor here = grad.detach().to(target.device());
      if (target.grad().defined()) target.mutable_grad().add_(here);
      else target.mutable_grad() = here.clone();
    });
  }
}

void check_counts(const char* what, size_t modules, size_t got) {
  RUSHLIGHT_CHECK(modules == got, "parallel_apply: expected as many ", what, " as modules (", modules,
                  "), got ", got);
}

std::vector<Device> checked_devices(const std::optional<std::vector<Device>>& devices) {
  RUSHLIGHT_CHECK(devices && !devices->empty(),
                  "data_parallel: expected a list of devices, got none, and there is no CUDA device");
  return *devices;
}

}  // namespace detail
}  // namespace nn
}  // namespace torch::inline rushlight
