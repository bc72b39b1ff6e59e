// CPU functors of the operators on bits. Storing cuts results to the width of their dtype.
#include "ops/pointwise/bitwise.h"

#include "cpu/tile.h"

namespace torch::inline rushlight {
namespace {

struct And {
  template <class T> T operator()(T a, T b) const { return a & b; }
};
struct Or {
  template <class T> T operator()(T a, T b) const { return a | b; }
};
struct Xor {
  template <class T> T operator()(T a, T b) const { return a ^ b; }
};
struct Not {
  template <class T> T operator()(T a) const { return ~a; }
};
struct Flip {
  template <class T> T operator()(T a) const { return a == 0; }
};
// As of int64: a shift past the last bit, or below zero, leaves 0 or the sign. Bits are shifted as unsigned numbers, which
// vectors do whatever their width; bytes, which no vector shifts one by one, are shifted by 4, 2 and 1, or stay.
template <class T> using Bits = std::make_unsigned_t<T>;
template <class T> constexpr Bits<T> kLastBit = sizeof(T) * 8 - 1;

struct LeftShift {
  template <class T> T operator()(T a, T b) const {
    Bits<T> x = static_cast<Bits<T>>(a), by = static_cast<Bits<T>>(b);
    if constexpr (sizeof(T) == 1) {
      x = by & 4 ? static_cast<Bits<T>>(x << 4) : x;
      x = by & 2 ? static_cast<Bits<T>>(x << 2) : x;
      x = by & 1 ? static_cast<Bits<T>>(x << 1) : x;
    } else {
      x = static_cast<Bits<T>>(x << (by & kLastBit<T>));
    }
    return by & static_cast<Bits<T>>(~kLastBit<T>) ? T(0) : static_cast<T>(x);
  }
};
struct RightShift {
  template <class T> T operator()(T a, T b) const {
    const Bits<T> sign = a < 0 ? static_cast<Bits<T>>(-1) : Bits<T>(0), by = static_cast<Bits<T>>(b);
    const Bits<T> x = static_cast<Bits<T>>((static_cast<Bits<T>>(a) ^ sign) >> (by & kLastBit<T>));
    return static_cast<T>(sign ^ (by & static_cast<Bits<T>>(~kLastBit<T>) ? Bits<T>(0) : x));
  }
};
// Of bytes. The compiler would widen them for each step.
struct RightShiftBytes {
  template <class D, class V> V operator()(D d, V a, V b) const {
    const hn::RebindToUnsigned<D> bits;
    const hn::RebindToSigned<D> numbers;
    auto sign = hn::Zero(bits);
    if constexpr (std::is_signed_v<hn::TFromD<D>>)
      sign = hn::BitCast(bits, hn::VecFromMask(numbers, hn::Lt(hn::BitCast(numbers, a), hn::Zero(numbers))));
    const auto by = hn::BitCast(bits, b);
    auto x = hn::Xor(hn::BitCast(bits, a), sign);
    x = hn::IfThenElse(hn::TestBit(by, hn::Set(bits, 4)), hn::ShiftRight<4>(x), x);
    x = hn::IfThenElse(hn::TestBit(by, hn::Set(bits, 2)), hn::ShiftRight<2>(x), x);
    x = hn::IfThenElse(hn::TestBit(by, hn::Set(bits, 1)), hn::ShiftRight<1>(x), x);
    const auto within = hn::Eq(hn::And(by, hn::Set(bits, 0xf8)), hn::Zero(bits));
    return hn::BitCast(d, hn::Xor(hn::IfThenElseZero(within, x), sign));
  }
};
// Of 16 bits, of which few instruction sets shift each by a distance of its own: the odd numbers in the upper halves of
// 32 bits, the even ones in the lower. The farthest distance is 16, which leaves 0 or the sign.
template <class D, class V, class Even, class Odd>
V shift_pairs(D d, V a, V b, const Even& even, const Odd& odd) {
  const hn::RebindToUnsigned<D> numbers;
  const hn::RepartitionToWide<decltype(numbers)> pairs;
  const auto by = hn::BitCast(pairs, hn::Min(hn::BitCast(numbers, b), hn::Set(numbers, 16)));
  const auto low = even(hn::BitCast(pairs, a), hn::And(by, hn::Set(pairs, 0xffff)));
  return hn::OddEven(hn::BitCast(d, odd(hn::BitCast(pairs, a), hn::ShiftRight<16>(by))), hn::BitCast(d, low));
}
struct LeftShiftPairs {
  template <class D, class V> V operator()(D d, V a, V b) const {
    return shift_pairs(
        d, a, b, [](auto x, auto by) { return hn::Shl(x, by); },
        [](auto x, auto by) {
          return hn::Shl(hn::AndNot(hn::Set(hn::DFromV<decltype(x)>(), 0xffff), x), by);
        });
  }
};
struct RightShiftPairs {
  template <class D, class V> V operator()(D d, V a, V b) const {
    const hn::RepartitionToWide<D> signed_pairs;
    const auto shift = [&](auto x, auto by) {
      return hn::Shr(hn::BitCast(signed_pairs, x), hn::BitCast(signed_pairs, by));
    };
    return shift_pairs(
        d, a, b, [&](auto x, auto by) { return hn::ShiftRight<16>(shift(hn::ShiftLeft<16>(x), by)); }, shift);
  }
};

template <int N, class F, class Op = void> constexpr TileKernel integers() {
  return wrapping<N, F, Op>({.i64 = plain<int64_t, N, F, Op>});
}

constexpr TileKernel left_shift() {
  TileKernel kernel{.i64 = plain<int64_t, 2, LeftShift>};
  if constexpr (kNarrowForms) {
    kernel.u8 = kernel.i8 = plain<uint8_t, 2, LeftShift>;
    kernel.i16 = vectored<int16_t, 2, LeftShiftPairs>;
    kernel.i32 = plain<uint32_t, 2, LeftShift>;
  }
  return kernel;
}
constexpr TileKernel right_shift() {
  TileKernel kernel{.i64 = plain<int64_t, 2, RightShift>};
  if constexpr (kNarrowForms) {
    kernel.u8 = vectored<uint8_t, 2, RightShiftBytes>;
    kernel.i8 = vectored<int8_t, 2, RightShiftBytes>;
    kernel.i16 = vectored<int16_t, 2, RightShiftPairs>;
    kernel.i32 = plain<int32_t, 2, RightShift>;
  }
  return kernel;
}

}  // namespace

template <> const BitwiseKernels& cpu_table<BitwiseKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr BitwiseKernels table{
      .bitwise_and = integers<2, And>(),
      .bitwise_or = integers<2, Or>(),
      .bitwise_xor = integers<2, Xor>(),
      .and_scalar = integers<1, WithNumber<And>, BitwiseNumber>(),
      .or_scalar = integers<1, WithNumber<Or>, BitwiseNumber>(),
      .xor_scalar = integers<1, WithNumber<Xor>, BitwiseNumber>(),
      .bitwise_not = integers<1, Not>(),
      .flip = integers<1, Flip>(),
      .left_shift = left_shift(),
      .right_shift = right_shift(),
  };
  return table;
}

}  // namespace torch::inline rushlight
