// Values as unsigned numbers of the same order, which digits can be taken from. Included by the kernel files and bench/lab.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace torch::inline rushlight {
namespace {

template <size_t bytes>
using KeyOf = std::conditional_t<
    bytes == 1, uint8_t,
    std::conditional_t<bytes == 2, uint16_t, std::conditional_t<bytes == 4, uint32_t, uint64_t>>>;

/// An unsigned number in whose order the values are: NaN is the largest, and zero is one value. All by integers, for the signs of
/// a row are often random, and vectors of the oldest instruction sets compare few types.
template <class T> KeyOf<sizeof(T)> key_of(T x) {
  using Key = KeyOf<sizeof(T)>;
  constexpr int kSignAt = 8 * sizeof(T) - 1;
  constexpr Key kSign = Key(Key(1) << kSignAt);
  if constexpr (std::is_floating_point_v<T>) {
    constexpr Key kInfinity = std::bit_cast<Key>(std::numeric_limits<T>::infinity());
    const Key bits = std::bit_cast<Key>(x + T(0));  // both zeros are one number
    const Key negative = Key(0) - (bits >> kSignAt);
    const Key nan = Key(0) - ((kInfinity - (bits & ~kSign)) >> kSignAt);  // all bits or none, both of them
    return (bits ^ (negative | kSign)) | nan;
  } else {
    return static_cast<Key>(std::is_signed_v<T> ? static_cast<Key>(x) ^ kSign : x);
  }
}

/// The number with a key that is not NaN's.
template <class T> T value_of(KeyOf<sizeof(T)> key) {
  using Key = KeyOf<sizeof(T)>;
  constexpr Key kSign = Key(Key(1) << (8 * sizeof(T) - 1));
  if constexpr (std::is_floating_point_v<T>)
    return std::bit_cast<T>(static_cast<Key>(key & kSign ? key ^ kSign : ~key));
  else return static_cast<T>(std::is_signed_v<T> ? key ^ kSign : key);
}

}  // namespace
}  // namespace torch::inline rushlight
