// From a functor to a tile function. Two kinds of functor:
//   plain:  template <class T> T operator()(T a, T b) const           compiled as a loop that the compiler vectorises
//   vector: template <class D, class V> V operator()(D d, V a) const  written with Highway, for float and double
// Both are made from the operator's attributes: a functor with a constructor from `const Op&` reads them once.
#pragma once

#include <hwy/highway.h>

#include <cstring>
#include <type_traits>
#include <utility>

#include "cpu/loops.h"
#include "cpu/narrow.h"
#include "rushlight/core/scalar.h"

namespace torch::inline rushlight {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

/// A number of an attribute struct in the type that the loop computes in.
struct Number {
  double real, imaginary;
  int64_t integer;
  explicit Number(const Scalar& s)
      : real(s.toComplexDouble().real()), imaginary(s.toComplexDouble().imag()), integer(truncated(s)) {}
  template <class T> T as() const {
    if constexpr (std::is_integral_v<T>) return static_cast<T>(integer);
    else if constexpr (is_complex_v<T>) return converted<T>();
    else return static_cast<T>(real);
  }

 private:
  template <class T> T converted() const {
    using Part = typename T::value_type;
    return T(static_cast<Part>(real), static_cast<Part>(imaginary));
  }
  static int64_t truncated(const Scalar& s) {
    if (s.isComplex()) return 0;
    if (!s.isFloatingPoint()) return s.toLong();
    return s.toDouble() > -0x1p63 && s.toDouble() < 0x1p63 ? static_cast<int64_t>(s.toDouble()) : 0;
  }
};

/// A number for arithmetic modulo 2^bits: an integer as one without a sign, and of 32 bits at least, since C++ widens narrower
/// ones to int, which a product of two uint16 overflows. Others stay as they are.
template <class T> auto modular(T a) {
  if constexpr (!std::is_integral_v<T>) return a;
  else if constexpr (sizeof(T) < 4) return static_cast<uint32_t>(a);
  else return static_cast<std::make_unsigned_t<T>>(a);
}

/// A plain functor of two operands of which the second is the attribute `value`.
template <class F> struct WithNumber {
  Number value;
  template <class Op> explicit WithNumber(const Op& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return F{}(a, value.as<T>()); }
};

template <class F, class Op> F make_functor(const void* attributes) {
  if constexpr (std::is_same_v<Op, void>) return F{};
  else return F(*static_cast<const Op*>(attributes));
}
/// What is called for each element: a functor whose constants depend on the compute type by a condition, which the compiler
/// would leave in the loop, has in<T>() to make them before it.
template <class T, class F> auto functor_in(const F& f) {
  if constexpr (requires { f.template in<T>(); }) return f.template in<T>();
  else return f;
}

// By blocks that are as long as what stands for an input of one value, and the rest.
template <class T, class F, class Op, size_t... I>
void plain_tile(const void* attributes, void* const* out, const void* const* in, int64_t n, uint32_t values,
                std::index_sequence<I...>) {
  constexpr int64_t kBlock = kValueBytes / sizeof(T);
  const auto f = functor_in<T>(make_functor<F, Op>(attributes));
  T* o = static_cast<T*>(out[0]);
  const T* p[] = {static_cast<const T*>(in[I])...};
  if constexpr (sizeof...(I) > 1 && kTakesValues<T>) {
    const int64_t step[] = {values >> I & 1 ? 0 : kBlock...};
    for (; n >= kBlock; n -= kBlock, o += kBlock, ((p[I] += step[I]), ...))
#pragma GCC ivdep
      for (int64_t i = 0; i < kBlock; ++i) o[i] = static_cast<T>(f(p[I][i]...));
  }
#pragma GCC ivdep
  for (int64_t i = 0; i < n; ++i) o[i] = static_cast<T>(f(p[I][i]...));
}

/// Tile function of a plain functor with `N` inputs.
template <class T, int N, class F, class Op = void>
void plain(const void* attributes, void* const* out, const void* const* in, int64_t n, uint32_t values) {
  plain_tile<T, F, Op>(attributes, out, in, n, values, std::make_index_sequence<N>());
}

// Flattened: a functor that is called would load its constants anew for every vector.
template <class T, class F, class Op, size_t... I>
[[gnu::flatten]] void vector_tile(const void* attributes, void* const* out, const void* const* in, int64_t n,
                                  uint32_t values, std::index_sequence<I...>) {
  const F f = make_functor<F, Op>(attributes);
  const hn::ScalableTag<T> d;
  const int64_t lanes = static_cast<int64_t>(hn::Lanes(d));
  T* o = static_cast<T*>(out[0]);
  const T* p[] = {static_cast<const T*>(in[I])...};
  const int64_t step[] = {sizeof...(I) > 1 && values >> I & 1 ? 0 : lanes...};
  for (; n >= lanes; n -= lanes, o += lanes, ((p[I] += step[I]), ...))
    hn::StoreU(f(d, hn::LoadU(d, p[I])...), d, o);
  if (n == 0) return;
  constexpr int64_t kMost = 64 / sizeof(T);
  alignas(64) T tail[sizeof...(I)][kMost] = {};
  (std::memcpy(tail[I], p[I], static_cast<size_t>(n) * sizeof(T)), ...);
  alignas(64) T result[kMost];
  hn::StoreU(f(d, hn::LoadU(d, tail[I])...), d, result);
  std::memcpy(o, result, static_cast<size_t>(n) * sizeof(T));
}

/// Tile function of a vector functor with `N` inputs.
template <class T, int N, class F, class Op = void>
void vectored(const void* attributes, void* const* out, const void* const* in, int64_t n, uint32_t values) {
  vector_tile<T, F, Op>(attributes, out, in, n, values, std::make_index_sequence<N>());
}

/// A plain functor in all three compute types.
template <int N, class F, class Op = void> constexpr TileKernel plain_all() {
  return {plain<float, N, F, Op>, plain<double, N, F, Op>, plain<int64_t, N, F, Op>};
}
/// A kernel with a plain functor for complex numbers added to it.
template <int N, class F, class Op = void> constexpr TileKernel with_complex(TileKernel kernel) {
  kernel.c64 = plain<Complex<float>, N, F, Op>;
  kernel.c128 = plain<Complex<double>, N, F, Op>;
  return kernel;
}
/// A plain functor in all five compute types.
template <int N, class F, class Op = void> constexpr TileKernel plain_numbers() {
  return with_complex<N, F, Op>(plain_all<N, F, Op>());
}
/// A kernel with forms for narrow integers added to it: of a functor of which the low bits of results depend on the low bits
/// of operands alone. It goes by unsigned numbers, which wrap.
template <int N, class F, class Op = void> constexpr TileKernel wrapping(TileKernel kernel) {
  if constexpr (kNarrowForms) {
    kernel.u8 = kernel.i8 = plain<uint8_t, N, F, Op>;
    kernel.i16 = plain<uint16_t, N, F, Op>;
    kernel.i32 = plain<uint32_t, N, F, Op>;
  }
  return kernel;
}
/// The same of a functor that compares, and of which no result is out of the operands' range.
template <int N, class F, class Op = void> constexpr TileKernel ordering(TileKernel kernel) {
  if constexpr (kNarrowForms) {
    kernel.u8 = plain<uint8_t, N, F, Op>;
    kernel.i8 = plain<int8_t, N, F, Op>;
    kernel.i16 = plain<int16_t, N, F, Op>;
    kernel.i32 = plain<int32_t, N, F, Op>;
  }
  return kernel;
}
/// A plain functor in all compute types, narrow integers included.
template <int N, class F, class Op = void> constexpr TileKernel wrapping_numbers() {
  return wrapping<N, F, Op>(plain_numbers<N, F, Op>());
}
template <int N, class F, class Op = void> constexpr TileKernel ordering_numbers() {
  return ordering<N, F, Op>(plain_numbers<N, F, Op>());
}
/// The same without complex numbers.
template <int N, class F, class Op = void> constexpr TileKernel ordering_all() {
  return ordering<N, F, Op>(plain_all<N, F, Op>());
}
/// A plain functor in the floating-point types.
template <int N, class F, class Op = void> constexpr TileKernel plain_float() {
  return {plain<float, N, F, Op>, plain<double, N, F, Op>, nullptr};
}
/// A vector functor in the floating-point types.
template <int N, class F, class Op = void> constexpr TileKernel vectored_float() {
  return {vectored<float, N, F, Op>, vectored<double, N, F, Op>, nullptr};
}

}  // namespace
}  // namespace torch::inline rushlight
