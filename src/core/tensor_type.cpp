// The table of DeprecatedTypeProperties, one object for each kind of device and dtype.
#include "rushlight/core/tensor_type.h"

#include <array>
#include <ostream>

namespace torch::inline rushlight {
namespace {

constexpr int kDtypes = static_cast<int>(ScalarType::Undefined) + 1;

template <size_t... I> constexpr auto make_table(DeviceType device, std::index_sequence<I...>) {
  return std::array{DeprecatedTypeProperties(device, static_cast<ScalarType>(I))...};
}
constexpr auto kOnCpu = make_table(kCPU, std::make_index_sequence<kDtypes>());
constexpr auto kOnCuda = make_table(kCUDA, std::make_index_sequence<kDtypes>());

}  // namespace

const DeprecatedTypeProperties& DeprecatedTypeProperties::of(DeviceType device, ScalarType dtype) {
  return (device == kCUDA ? kOnCuda : kOnCpu)[static_cast<size_t>(dtype)];
}

std::string DeprecatedTypeProperties::toString() const {
  return DeviceTypeName(device_) + rushlight::toString(dtype_) + "Type";
}

std::ostream& operator<<(std::ostream& out, const DeprecatedTypeProperties& type) {
  return out << type.toString();
}

}  // namespace torch::inline rushlight
