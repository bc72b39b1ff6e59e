// Device: where a tensor's memory lives, a kind and an index.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>

#include "rushlight/core/export.h"

namespace torch::inline rushlight {

enum class DeviceType : int8_t { CPU = 0, CUDA = 1 };
inline constexpr DeviceType kCPU = DeviceType::CPU, kCUDA = DeviceType::CUDA;
using DeviceIndex = int8_t;

/// A device kind with an index; index -1 means "the current one".
struct Device {
  using Type = DeviceType;
  constexpr Device(DeviceType type = DeviceType::CPU, DeviceIndex index = -1) : type_(type), index_(index) {}
  /// Parses "cpu", "cuda" or "cuda:1"; anything else is an error.
  RUSHLIGHT_API Device(const std::string& text);
  Device(const char* text) : Device(std::string(text)) {}

  constexpr DeviceType type() const { return type_; }
  constexpr DeviceIndex index() const { return index_; }
  constexpr bool has_index() const { return index_ != -1; }
  constexpr bool is_cpu() const { return type_ == kCPU; }
  constexpr bool is_cuda() const { return type_ == kCUDA; }
  /// Devices that programs ask for and that are not there.
  constexpr bool is_mps() const { return false; }
  constexpr bool is_xpu() const { return false; }
  constexpr bool is_hip() const { return false; }
  constexpr bool is_meta() const { return false; }
  constexpr void set_index(DeviceIndex index) { index_ = index; }
  RUSHLIGHT_API std::string str() const;
  friend constexpr bool operator==(const Device&, const Device&) = default;

 private:
  DeviceType type_;
  DeviceIndex index_;
};

RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const Device& device);
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, DeviceType type);
/// "CPU" or "CUDA", or the same in small letters.
RUSHLIGHT_API std::string DeviceTypeName(DeviceType type, bool lower_case = false);

}  // namespace torch::inline rushlight

template <> struct std::hash<rushlight::Device> {
  size_t operator()(rushlight::Device d) const noexcept {
    return static_cast<size_t>(d.type()) << 8 | static_cast<uint8_t>(d.index());
  }
};
