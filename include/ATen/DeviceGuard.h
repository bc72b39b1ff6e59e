// DeviceGuard, and the device of a tensor for it.
#pragma once

#include "c10/core/DeviceGuard.h"
#include "rushlight/core/tensor.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

/// The device of a tensor, or nothing for an undefined one.
inline std::optional<Device> device_of(const Tensor& t) {
  return t.defined() ? std::optional<Device>(t.device()) : std::nullopt;
}

}  // namespace torch::inline rushlight
