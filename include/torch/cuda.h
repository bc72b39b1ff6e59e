// torch::cuda as programs ask for it before they choose a device.
#pragma once

#include <cstdint>

#include "rushlight/core/device.h"
#include "rushlight/core/error.h"
#include "torch/namespaces.h"

namespace torch {
namespace cuda {

/// Number of CUDA devices that tensors can live on; this build has no CUDA part.
inline c10::DeviceIndex device_count() { return 0; }
inline bool is_available() { return device_count() > 0; }
inline bool cudnn_is_available() { return false; }
/// Seeds the generators of the devices; without devices there is nothing to seed.
inline void manual_seed(uint64_t) {}
inline void manual_seed_all(uint64_t) {}
/// Waits for a device's work; an error, as no device is there.
inline void synchronize(int64_t device_index = -1) {
  RUSHLIGHT_CHECK(false, "synchronize: expected a CUDA device, got device ", device_index, " of none");
}

}  // namespace cuda
}  // namespace torch
