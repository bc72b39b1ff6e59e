// TensorOptions: dtype, device and flags of a tensor to be made, each of them named or left to the default.
#pragma once

#include <iosfwd>
#include <optional>

#include "rushlight/core/device.h"
#include "rushlight/core/dtype.h"

namespace torch::inline rushlight {

enum class Layout : int8_t { Strided = 0 };
inline constexpr Layout kStrided = Layout::Strided;

enum class MemoryFormat : int8_t { Contiguous = 0, Preserve = 1, ChannelsLast = 2, ChannelsLast3d = 3 };

/// What a factory function needs to know beside the sizes.
class TensorOptions {
 public:
  constexpr TensorOptions() = default;
  constexpr TensorOptions(ScalarType t) : dtype_(t) {}
  constexpr TensorOptions(TypeMeta t) : dtype_(t.toScalarType()) {}
  constexpr TensorOptions(Device d) : device_(d) {}
  constexpr TensorOptions(DeviceType d) : device_(Device(d)) {}
  constexpr TensorOptions(Layout l) : layout_(l) {}
  constexpr TensorOptions(MemoryFormat f) : memory_format_(f) {}
  /// Names a device: "cpu", "cuda:1". A template, so that the number 0 is not taken for a text.
  template <class T>
  requires(std::is_convertible_v<const T&, std::string>) TensorOptions(const T& device)
      : device_(Device(std::string(device))) {}

  [[nodiscard]] constexpr TensorOptions dtype(std::optional<ScalarType> t) const {
    return with(&TensorOptions::dtype_, t);
  }
  [[nodiscard]] constexpr TensorOptions dtype(TypeMeta t) const {
    return dtype(std::optional(t.toScalarType()));
  }
  [[nodiscard]] constexpr TensorOptions dtype(ScalarType t) const { return dtype(std::optional(t)); }
  template <class T> [[nodiscard]] constexpr TensorOptions dtype() const {
    return dtype(std::optional(ScalarType(CppTypeToScalarType<T>::value)));
  }
  [[nodiscard]] constexpr TensorOptions device(std::optional<Device> d) const {
    return with(&TensorOptions::device_, d);
  }
  [[nodiscard]] constexpr TensorOptions device(DeviceType t, DeviceIndex i = -1) const {
    return device(Device(t, i));
  }
  [[nodiscard]] constexpr TensorOptions device_index(DeviceIndex i) const { return device(Device(kCUDA, i)); }
  [[nodiscard]] constexpr TensorOptions requires_grad(std::optional<bool> r) const {
    return with(&TensorOptions::requires_grad_, r);
  }
  [[nodiscard]] constexpr TensorOptions layout(std::optional<Layout> l) const {
    return with(&TensorOptions::layout_, l);
  }
  [[nodiscard]] constexpr TensorOptions pinned_memory(std::optional<bool> p) const {
    return with(&TensorOptions::pinned_memory_, p);
  }
  [[nodiscard]] constexpr TensorOptions memory_format(std::optional<MemoryFormat> f) const {
    return with(&TensorOptions::memory_format_, f);
  }

  ScalarType scalar_type() const { return dtype_ ? *dtype_ : get_default_dtype_as_scalartype(); }
  TypeMeta dtype() const { return scalar_type(); }
  constexpr Device device() const { return device_.value_or(Device(kCPU)); }
  constexpr Layout layout() const { return kStrided; }
  constexpr bool requires_grad() const { return requires_grad_.value_or(false); }
  constexpr bool has_dtype() const { return dtype_.has_value(); }
  constexpr bool has_device() const { return device_.has_value(); }
  constexpr bool has_requires_grad() const { return requires_grad_.has_value(); }
  constexpr bool has_memory_format() const { return memory_format_.has_value(); }
  constexpr bool has_layout() const { return layout_.has_value(); }
  constexpr bool has_pinned_memory() const { return pinned_memory_.has_value(); }
  /// Accepted and passed on; memory is pageable all the same.
  constexpr bool pinned_memory() const { return pinned_memory_.value_or(false); }
  constexpr bool is_sparse() const { return false; }
  constexpr std::optional<ScalarType> dtype_opt() const { return dtype_; }
  constexpr std::optional<Device> device_opt() const { return device_; }
  constexpr std::optional<bool> requires_grad_opt() const { return requires_grad_; }
  constexpr std::optional<MemoryFormat> memory_format_opt() const { return memory_format_; }
  /// Whether dtype and device are those of `other`.
  bool type_equal(const TensorOptions& other) const {
    return device() == other.device() && scalar_type() == other.scalar_type();
  }
  /// These options with every field that `other` names replaced.
  [[nodiscard]] constexpr TensorOptions merge_in(const TensorOptions& other) const {
    TensorOptions r = *this;
    if (other.dtype_) r.dtype_ = other.dtype_;
    if (other.device_) r.device_ = other.device_;
    if (other.requires_grad_) r.requires_grad_ = other.requires_grad_;
    if (other.memory_format_) r.memory_format_ = other.memory_format_;
    if (other.layout_) r.layout_ = other.layout_;
    if (other.pinned_memory_) r.pinned_memory_ = other.pinned_memory_;
    return r;
  }

 private:
  template <class F, class V> constexpr TensorOptions with(F field, V value) const {
    TensorOptions r = *this;
    r.*field = value;
    return r;
  }
  std::optional<ScalarType> dtype_;
  std::optional<Device> device_;
  std::optional<bool> requires_grad_;
  std::optional<MemoryFormat> memory_format_;
  std::optional<Layout> layout_;
  std::optional<bool> pinned_memory_;
};

RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, Layout layout);
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, MemoryFormat format);
RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, const TensorOptions& options);

inline TensorOptions dtype(ScalarType t) { return TensorOptions().dtype(t); }
template <class T> TensorOptions dtype() { return TensorOptions().dtype<T>(); }
inline TensorOptions device(Device d) { return TensorOptions().device(d); }
inline TensorOptions device(DeviceType t) { return TensorOptions().device(t); }
inline TensorOptions device_index(DeviceIndex i) { return TensorOptions().device_index(i); }
inline TensorOptions requires_grad(bool r = true) { return TensorOptions().requires_grad(r); }
inline TensorOptions layout(Layout l) { return TensorOptions().layout(l); }
inline TensorOptions memory_format(MemoryFormat f) { return TensorOptions().memory_format(f); }

}  // namespace torch::inline rushlight
