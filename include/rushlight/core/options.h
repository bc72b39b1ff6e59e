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
  constexpr TensorOptions(ScalarType t) : dtype_(t), named_(kDtype) {}
  constexpr TensorOptions(TypeMeta t) : TensorOptions(t.toScalarType()) {}
  constexpr TensorOptions(Device d) : device_(d), named_(kDevice) {}
  constexpr TensorOptions(DeviceType d) : TensorOptions(Device(d)) {}
  constexpr TensorOptions(Layout l) : layout_(l), named_(kLayout) {}
  constexpr TensorOptions(MemoryFormat f) : memory_format_(f), named_(kMemoryFormat) {}
  /// Names a device: "cpu", "cuda:1". A template, so that the number 0 is not taken for a text.
  template <class T>
  requires(std::is_convertible_v<const T&, std::string>) TensorOptions(const T& device)
      : TensorOptions(Device(std::string(device))) {}

  [[nodiscard]] constexpr TensorOptions dtype(std::optional<ScalarType> t) const {
    return with(&TensorOptions::dtype_, kDtype, t);
  }
  [[nodiscard]] constexpr TensorOptions dtype(TypeMeta t) const {
    return dtype(std::optional(t.toScalarType()));
  }
  [[nodiscard]] constexpr TensorOptions dtype(ScalarType t) const { return dtype(std::optional(t)); }
  template <class T> [[nodiscard]] constexpr TensorOptions dtype() const {
    return dtype(std::optional(ScalarType(CppTypeToScalarType<T>::value)));
  }
  [[nodiscard]] constexpr TensorOptions device(std::optional<Device> d) const {
    return with(&TensorOptions::device_, kDevice, d);
  }
  [[nodiscard]] constexpr TensorOptions device(DeviceType t, DeviceIndex i = -1) const {
    return device(Device(t, i));
  }
  [[nodiscard]] constexpr TensorOptions device_index(DeviceIndex i) const { return device(Device(kCUDA, i)); }
  [[nodiscard]] constexpr TensorOptions requires_grad(std::optional<bool> r) const {
    return with(&TensorOptions::requires_grad_, kRequiresGrad, r);
  }
  [[nodiscard]] constexpr TensorOptions layout(std::optional<Layout> l) const {
    return with(&TensorOptions::layout_, kLayout, l);
  }
  [[nodiscard]] constexpr TensorOptions pinned_memory(std::optional<bool> p) const {
    return with(&TensorOptions::pinned_memory_, kPinnedMemory, p);
  }
  [[nodiscard]] constexpr TensorOptions memory_format(std::optional<MemoryFormat> f) const {
    return with(&TensorOptions::memory_format_, kMemoryFormat, f);
  }

  ScalarType scalar_type() const { return has_dtype() ? dtype_ : get_default_dtype_as_scalartype(); }
  TypeMeta dtype() const { return scalar_type(); }
  constexpr Device device() const { return device_; }
  constexpr Layout layout() const { return layout_; }
  constexpr bool requires_grad() const { return requires_grad_; }
  /// Accepted and passed on; memory is pageable all the same.
  constexpr bool pinned_memory() const { return pinned_memory_; }
  constexpr bool is_sparse() const { return false; }
  constexpr bool has_dtype() const { return named_ & kDtype; }
  constexpr bool has_device() const { return named_ & kDevice; }
  constexpr bool has_requires_grad() const { return named_ & kRequiresGrad; }
  constexpr bool has_memory_format() const { return named_ & kMemoryFormat; }
  constexpr bool has_layout() const { return named_ & kLayout; }
  constexpr bool has_pinned_memory() const { return named_ & kPinnedMemory; }
  constexpr std::optional<ScalarType> dtype_opt() const { return given(dtype_, kDtype); }
  constexpr std::optional<Device> device_opt() const { return given(device_, kDevice); }
  constexpr std::optional<bool> requires_grad_opt() const { return given(requires_grad_, kRequiresGrad); }
  constexpr std::optional<MemoryFormat> memory_format_opt() const {
    return given(memory_format_, kMemoryFormat);
  }
  constexpr std::optional<Layout> layout_opt() const { return given(layout_, kLayout); }
  constexpr std::optional<bool> pinned_memory_opt() const { return given(pinned_memory_, kPinnedMemory); }
  /// Whether dtype and device are those of `other`.
  bool type_equal(const TensorOptions& other) const {
    return device() == other.device() && scalar_type() == other.scalar_type();
  }
  /// These options with every field that `other` names replaced.
  [[nodiscard]] constexpr TensorOptions merge_in(const TensorOptions& other) const {
    TensorOptions r = *this;
    if (other.has_dtype()) r.dtype_ = other.dtype_;
    if (other.has_device()) r.device_ = other.device_;
    if (other.has_requires_grad()) r.requires_grad_ = other.requires_grad_;
    if (other.has_memory_format()) r.memory_format_ = other.memory_format_;
    if (other.has_layout()) r.layout_ = other.layout_;
    if (other.has_pinned_memory()) r.pinned_memory_ = other.pinned_memory_;
    r.named_ |= other.named_;
    return r;
  }

 private:
  enum Named : uint8_t {
    kDtype = 1,
    kDevice = 2,
    kRequiresGrad = 4,
    kMemoryFormat = 8,
    kLayout = 16,
    kPinnedMemory = 32,
  };
  template <class V>
  constexpr TensorOptions with(V TensorOptions::*field, Named name, std::optional<V> value) const {
    TensorOptions r = *this;
    r.*field = value.value_or(TensorOptions().*field);
    r.named_ = static_cast<uint8_t>(value ? named_ | name : named_ & ~name);
    return r;
  }
  template <class V> constexpr std::optional<V> given(V value, Named name) const {
    return named_ & name ? std::optional(value) : std::nullopt;
  }

  // What is not named has the value that it then means; only the default dtype is asked for when it is needed.
  ScalarType dtype_ = ScalarType::Undefined;
  Device device_;
  Layout layout_ = kStrided;
  MemoryFormat memory_format_ = MemoryFormat::Contiguous;
  bool requires_grad_ = false, pinned_memory_ = false;
  uint8_t named_ = 0;
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

/// What `dtype_opt()` gives as the dtype that factory functions take by itself.
constexpr std::optional<ScalarType> optTypeMetaToScalarType(std::optional<TypeMeta> t) {
  return t ? std::optional(t->toScalarType()) : std::nullopt;
}

}  // namespace torch::inline rushlight
