// torch::cuda as programs ask for it before they choose a device.
#pragma once

#include <cstddef>

#include "torch/namespaces.h"

namespace torch {
namespace cuda {

/// Number of CUDA devices that tensors can live on; this build has no CUDA part.
inline size_t device_count() { return 0; }
inline bool is_available() { return device_count() > 0; }
inline bool cudnn_is_available() { return false; }

}  // namespace cuda
}  // namespace torch
