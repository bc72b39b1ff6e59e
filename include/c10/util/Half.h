// Half, and the arithmetic of both 16-bit floats as LibTorch has it: two of them, and one with an integer, give such a number,
// rounded after each operation; with a float32 or float64 the result is of that type. The library itself calculates in
// float32 and rounds once, so its own code does without this.
#pragma once

#include "rushlight/core/float16.h"
#include "torch/namespaces.h"

namespace torch::inline rushlight {

namespace detail {
template <class N>
concept ArithmeticNumber = std::is_arithmetic_v<N>;
/// What an operation of a 16-bit float T with a number N gives.
template <class T, class N> using Mixed16 = std::conditional_t<std::is_integral_v<N>, T, N>;
/// The number as it enters the operation: integers are rounded to a T first.
template <class T, class N> auto operand16(N value) {
  if constexpr (std::is_integral_v<N>) return static_cast<float>(T(static_cast<float>(value)));
  else return value;
}
}  // namespace detail

#define RUSHLIGHT_FLOAT16_OPERATOR(op)                                                                \
  template <ReducedFloat T> T operator op(T a, T b) {                                                 \
    return static_cast<float>(a) op static_cast<float>(b);                                            \
  }                                                                                                   \
  template <ReducedFloat T, detail::ArithmeticNumber N> detail::Mixed16<T, N> operator op(T a, N b) { \
    return static_cast<detail::Mixed16<T, N>>(static_cast<float>(a) op detail::operand16<T>(b));      \
  }                                                                                                   \
  template <ReducedFloat T, detail::ArithmeticNumber N> detail::Mixed16<T, N> operator op(N a, T b) { \
    return static_cast<detail::Mixed16<T, N>>(detail::operand16<T>(a) op static_cast<float>(b));      \
  }
RUSHLIGHT_FLOAT16_OPERATOR(+)
RUSHLIGHT_FLOAT16_OPERATOR(-)
RUSHLIGHT_FLOAT16_OPERATOR(*)
RUSHLIGHT_FLOAT16_OPERATOR(/)
#undef RUSHLIGHT_FLOAT16_OPERATOR
template <ReducedFloat T> T operator-(T a) { return -static_cast<float>(a); }

}  // namespace torch::inline rushlight
