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
template <class T> constexpr T kLastBit = sizeof(T) * 8 - 1;
struct LeftShift {
  template <class T> T operator()(T a, T b) const {
    return b < 0 || b > kLastBit<T> ? 0 : static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) << b);
  }
};
struct RightShift {
  template <class T> T operator()(T a, T b) const {
    return a >> (b < 0 || b > kLastBit<T> ? kLastBit<T> : b);
  }
};

template <int N, class F, class Op = void> constexpr TileKernel integers() {
  return wrapping<N, F, Op>({.i64 = plain<int64_t, N, F, Op>});
}
template <class F> constexpr TileKernel shift() {
  return {.i64 = plain<int64_t, 2, F>, .i32 = plain<int32_t, 2, F>};
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
      .left_shift = shift<LeftShift>(),
      .right_shift = shift<RightShift>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
