// DeprecatedTypeProperties: what `x.type()` returns in older LibTorch programs, dtype and kind of device in one, which print
// as "CPUFloatType", compare, and stand for options. Next: options.h, which new programs use.
#pragma once

#include <iosfwd>
#include <string>

#include "rushlight/core/options.h"

namespace torch::inline rushlight {

class RUSHLIGHT_API DeprecatedTypeProperties {
 public:
  constexpr DeprecatedTypeProperties(DeviceType device, ScalarType dtype) : device_(device), dtype_(dtype) {}
  /// The one object for a kind of device and a dtype.
  static const DeprecatedTypeProperties& of(DeviceType device, ScalarType dtype);

  constexpr ScalarType scalarType() const { return dtype_; }
  constexpr TypeMeta typeMeta() const { return dtype_; }
  constexpr DeviceType device_type() const { return device_; }
  constexpr bool is_cuda() const { return device_ == kCUDA; }
  constexpr bool is_sparse() const { return false; }
  std::string toString() const;
  const DeprecatedTypeProperties& toScalarType(ScalarType dtype) const { return of(device_, dtype); }
  constexpr TensorOptions options(DeviceIndex index = -1) const {
    return TensorOptions(dtype_).device(device_, index);
  }
  constexpr operator TensorOptions() const { return options(); }
  friend constexpr bool operator==(const DeprecatedTypeProperties&,
                                   const DeprecatedTypeProperties&) = default;

 private:
  DeviceType device_;
  ScalarType dtype_;
};

RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const DeprecatedTypeProperties& type);

/// The types of tensors on the CPU and on a CUDA device, as older programs name them.
inline const DeprecatedTypeProperties& CPU(ScalarType dtype) {
  return DeprecatedTypeProperties::of(kCPU, dtype);
}
inline const DeprecatedTypeProperties& CUDA(ScalarType dtype) {
  return DeprecatedTypeProperties::of(kCUDA, dtype);
}

}  // namespace torch::inline rushlight
