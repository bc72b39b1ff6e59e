// CPU functors of the operators on bits. All integers compute in int64; storing cuts them to their width.
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
struct LeftShift {
  template <class T> T operator()(T a, T b) const {
    return b < 0 || b > 63 ? 0 : static_cast<T>(static_cast<uint64_t>(a) << b);
  }
};
struct RightShift {
  template <class T> T operator()(T a, T b) const { return a >> (b < 0 || b > 63 ? 63 : b); }
};

template <int N, class F, class Op = void> constexpr TileKernel integers() {
  return {nullptr, nullptr, plain<int64_t, N, F, Op>};
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
      .left_shift = integers<2, LeftShift>(),
      .right_shift = integers<2, RightShift>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
