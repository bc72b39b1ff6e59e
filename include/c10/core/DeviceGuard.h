// DeviceGuard: makes a device the current one until the end of the scope. The CPU is always current, so for it there is
// nothing to do; a CUDA device is an error without the CUDA part.
#pragma once

#include <optional>

#include "rushlight/core/device.h"
#include "rushlight/core/error.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

class DeviceGuard {
 public:
  explicit DeviceGuard(Device device) : device_(device) {
    RUSHLIGHT_CHECK(device.is_cpu(), "DeviceGuard: expected a device that is there, got ", device);
  }
  DeviceGuard(const DeviceGuard&) = delete;
  DeviceGuard& operator=(const DeviceGuard&) = delete;
  Device original_device() const { return kCPU; }
  Device current_device() const { return device_; }

 private:
  Device device_;
};

/// The same, or nothing when there is no device.
class OptionalDeviceGuard {
 public:
  OptionalDeviceGuard() = default;
  explicit OptionalDeviceGuard(std::optional<Device> device) {
    if (device) guard_.emplace(*device);
  }
  explicit OptionalDeviceGuard(Device device) : OptionalDeviceGuard(std::optional<Device>(device)) {}
  std::optional<Device> current_device() const {
    return guard_ ? std::optional<Device>(guard_->current_device()) : std::nullopt;
  }

 private:
  std::optional<DeviceGuard> guard_;
};

}  // namespace torch::inline rushlight
