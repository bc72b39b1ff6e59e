// AnyValue: one argument or result of a module whose type is known only when it runs; see any.h.
#pragma once

#include <any>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace nn {

namespace detail {
/// Readable name of a type, "torch::nn::LinearImpl".
RUSHLIGHT_API std::string type_name(const std::type_info& type);
}  // namespace detail

class AnyValue {
 public:
  AnyValue(AnyValue&&) noexcept = default;
  AnyValue& operator=(AnyValue&&) noexcept = default;
  AnyValue(const AnyValue&) = default;
  AnyValue& operator=(const AnyValue&) = default;
  template <class T>
  requires(!std::is_same_v<std::decay_t<T>, AnyValue>) explicit AnyValue(T&& value)
      : value_(std::in_place_type<std::decay_t<T>>, std::forward<T>(value)) {}

  /// The value if it is of exactly this type, else null.
  template <class T> T* try_get() {
    static_assert(!std::is_reference_v<T> && !std::is_array_v<T>, "AnyValue holds decayed types");
    return std::any_cast<T>(&value_);
  }
  /// A copy of the value; an error when it is of another type.
  template <class T> T get() {
    T* value = try_get<T>();
    RUSHLIGHT_CHECK(value, "AnyValue: expected the type ", detail::type_name(typeid(T)), ", got ",
                    detail::type_name(type_info()));
    return *value;
  }
  const std::type_info& type_info() const noexcept { return value_.type(); }

 private:
  std::any value_;
};

}  // namespace nn
}  // namespace torch::inline rushlight
