// SymInt: the integer of sizes in LibTorch programs that were written for symbolic shapes as well. Here each is a known
// number, which a program gets by expect_int() or guard_int(); it converts from an integer, never to one.
#pragma once

#include <compare>
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <optional>
#include <type_traits>

#include "rushlight/core/array_ref.h"

namespace torch::inline rushlight {

class SymInt {
 public:
  constexpr SymInt() = default;
  template <class T>
  requires std::is_integral_v<T>
  constexpr SymInt(T value) : value_(static_cast<int64_t>(value)) {}

  constexpr int64_t expect_int() const { return value_; }
  /// The same; the place in the program is of use where sizes are symbols.
  constexpr int64_t guard_int(const char*, int64_t) const { return value_; }
  constexpr int64_t as_int_unchecked() const { return value_; }
  constexpr std::optional<int64_t> maybe_as_int() const { return value_; }
  constexpr bool is_symbolic() const { return false; }
  constexpr bool is_heap_allocated() const { return false; }
  constexpr bool has_hint() const { return true; }
  constexpr SymInt clone() const { return *this; }
  constexpr SymInt min(SymInt other) const { return other < *this ? other : *this; }
  constexpr SymInt max(SymInt other) const { return *this < other ? other : *this; }
  /// The numbers that LibTorch keeps without memory of their own begin here.
  static constexpr int64_t min_representable_int() { return -(int64_t{1} << 62); }

  constexpr SymInt operator-() const { return -value_; }
  friend constexpr SymInt operator+(SymInt a, SymInt b) { return a.value_ + b.value_; }
  friend constexpr SymInt operator-(SymInt a, SymInt b) { return a.value_ - b.value_; }
  friend constexpr SymInt operator*(SymInt a, SymInt b) { return a.value_ * b.value_; }
  friend constexpr SymInt operator/(SymInt a, SymInt b) { return a.value_ / b.value_; }
  friend constexpr SymInt operator%(SymInt a, SymInt b) { return a.value_ % b.value_; }
  constexpr void operator+=(SymInt b) { value_ += b.value_; }
  constexpr void operator*=(SymInt b) { value_ *= b.value_; }
  constexpr void operator/=(SymInt b) { value_ /= b.value_; }
  friend constexpr auto operator<=>(SymInt a, SymInt b) = default;

 private:
  int64_t value_ = 0;
};

RUSHLIGHT_API std::ostream& operator<<(std::ostream& out, SymInt value);

using SymIntArrayRef = ArrayRef<SymInt>;

static_assert(sizeof(SymInt) == sizeof(int64_t) && std::is_standard_layout_v<SymInt>);
/// The same memory as SymInts, whose only member is the integer, and back.
inline SymIntArrayRef fromIntArrayRefUnchecked(IntArrayRef values) {
  return {reinterpret_cast<const SymInt*>(values.data()), values.size()};
}
inline SymIntArrayRef fromIntArrayRefKnownNonNegative(IntArrayRef values) {
  return fromIntArrayRefUnchecked(values);
}
inline SymIntArrayRef fromIntArrayRefSlow(IntArrayRef values) { return fromIntArrayRefUnchecked(values); }
inline IntArrayRef asIntArrayRefUnchecked(SymIntArrayRef values) {
  return {reinterpret_cast<const int64_t*>(values.data()), values.size()};
}
inline IntArrayRef asIntArrayRefSlow(SymIntArrayRef values, const char*, int64_t) {
  return asIntArrayRefUnchecked(values);
}
inline std::optional<IntArrayRef> asIntArrayRefSlowOpt(SymIntArrayRef values) {
  return asIntArrayRefUnchecked(values);
}

}  // namespace torch::inline rushlight

template <> class std::numeric_limits<rushlight::SymInt> {
 public:
  static constexpr bool is_specialized = true, is_signed = true, is_integer = true;
  static constexpr int64_t max() noexcept { return std::numeric_limits<int64_t>::max(); }
  static constexpr int64_t min() noexcept { return std::numeric_limits<int64_t>::min(); }
};
