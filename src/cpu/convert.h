// Conversions of runs of numbers from one dtype to another, 16-bit floats included. Only for the *_cpu.cpp files beside it.
// float32 becomes a 16-bit float by one rounding, to nearest even; wider types are rounded to float32 before, as in LibTorch
// (copy_test.cpp).
#pragma once

#include <hwy/highway.h>

#include <cstring>
#include <type_traits>

#include "cpu/loop_plan.h"
#include "rushlight/core/complex.h"
#include "rushlight/core/dtype.h"

namespace torch::inline rushlight {
namespace {

// One number as another type. Narrow integers take the low bits of an int64, as C++ conversion does; floats go through
// int64 so that negative values wrap alike everywhere. A complex number becomes real by its real part.
template <class To, class From> To converted(const From& v) {
  if constexpr (is_complex_v<From> && is_complex_v<To>) {
    using Part = typename To::value_type;
    return To(static_cast<Part>(v.real()), static_cast<Part>(v.imag()));
  } else if constexpr (is_complex_v<From>) {
    return converted<To>(v.real());
  } else if constexpr (is_complex_v<To>) {
    return To(static_cast<typename To::value_type>(v));
  } else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To> && sizeof(To) < 8) {
    return static_cast<To>(static_cast<int64_t>(v));
  } else {
    return static_cast<To>(v);
  }
}

// Bits of a 16-bit float as a type that the loops above can convert without library calls.
struct BFloatBits {
  uint16_t bits;
  operator float() const {
    const uint32_t w = static_cast<uint32_t>(bits) << 16;
    float f;
    std::memcpy(&f, &w, 4);
    return f;
  }
};
struct HalfBits {
  uint16_t bits;
  operator float() const {
    const uint32_t sign = static_cast<uint32_t>(bits & 0x8000u) << 16, mag = bits & 0x7fffu;
    uint32_t w;
    if (mag >= 0x7c00u) w = sign | 0x7f800000u | ((mag & 0x3ffu) << 13);
    else if (mag >= 0x400u) w = sign | ((mag << 13) + 0x38000000u);
    else {
      const float v = static_cast<float>(mag) * 0x1p-24f;
      return sign ? -v : v;
    }
    float f;
    std::memcpy(&f, &w, 4);
    return f;
  }
};

// Neighbours between float16 and float by the processor's own conversions: false, and none, where it has no such.
#ifdef __F16C__
constexpr int64_t kHalves = 8;
using FloatTag = hwy::HWY_NAMESPACE::CappedTag<float, kHalves>;
using HalfTag = hwy::HWY_NAMESPACE::Rebind<hwy::float16_t, FloatTag>;
inline void vector_from_half(const void* from, float* to) {
  namespace hn = hwy::HWY_NAMESPACE;
  const auto halves = hn::LoadU(HalfTag(), static_cast<const hwy::float16_t*>(from));
  hn::StoreU(hn::PromoteTo(FloatTag(), halves), FloatTag(), to);
}
inline void vector_to_half(const float* from, void* to) {
  namespace hn = hwy::HWY_NAMESPACE;
  hn::StoreU(hn::DemoteTo(HalfTag(), hn::LoadU(FloatTag(), from)), HalfTag(),
             static_cast<hwy::float16_t*>(to));
}
// What is left after the last whole vector goes through one of its own.
template <class To, class From>
void by_vectors(const From* from, To* to, int64_t n, void (*convert)(const From*, To*)) {
  int64_t i = 0;
  for (; i + kHalves <= n; i += kHalves) convert(from + i, to + i);
  if (i == n) return;
  From last[kHalves] = {};
  To converted[kHalves];
  std::memcpy(last, from + i, static_cast<size_t>(n - i) * sizeof(From));
  convert(last, converted);
  std::memcpy(to + i, converted, static_cast<size_t>(n - i) * sizeof(To));
}
inline bool vectors_from_half(const HalfBits* from, float* to, int64_t n) {
  by_vectors<float, HalfBits>(from, to, n, [](const HalfBits* x, float* y) { vector_from_half(x, y); });
  return true;
}
inline bool vectors_to_half(const float* from, uint16_t* to, int64_t n) {
  by_vectors<uint16_t, float>(from, to, n, [](const float* x, uint16_t* y) { vector_to_half(x, y); });
  return true;
}
#else
inline bool vectors_from_half(const HalfBits*, float*, int64_t) { return false; }
inline bool vectors_to_half(const float*, uint16_t*, int64_t) { return false; }
#endif

// Whether int32 held all numbers of a block, which then are converted. A float that it does not hold becomes one of its ends,
// or 0 from NaN on ARM, as it does by way of int64.
template <class To, class From> bool convert_as_int32(const From* from, To* to, int64_t n) {
  if constexpr (std::is_floating_point_v<From>) {
    int32_t least = 0, most = 0;
    for (int64_t i = 0; i < n; ++i) {
      const auto v = static_cast<int32_t>(from[i]);
      least = v < least ? v : least;
      most = v > most ? v : most;
      to[i] = static_cast<To>(v);
    }
    return least > INT32_MIN && most < INT32_MAX;
  } else {
    int64_t all_fit = -1;
    for (int64_t i = 0; i < n; ++i) all_fit &= -int64_t{from[i] == static_cast<int32_t>(from[i])};
    if (all_fit)
      for (int64_t i = 0; i < n; ++i) to[i] = static_cast<To>(static_cast<int32_t>(from[i]));
    return all_fit != 0;
  }
}

// Runs of neighbours. No instruction set below AVX-512 converts vectors between float and int64, but all do between float
// and int32: numbers that int32 holds, which nearly all are, go that way, a block at a time.
template <class To, class From> void convert_neighbours(const From* from, To* to, int64_t n) {
  constexpr bool to_int = std::is_floating_point_v<From> && std::is_integral_v<To>;
  constexpr bool from_int64 = std::is_same_v<From, int64_t> && std::is_floating_point_v<To>;
  if constexpr (to_int || from_int64) {
    constexpr int64_t kBlock = 256;
    for (int64_t begin = 0; begin < n; begin += kBlock) {
      const int64_t count = n - begin < kBlock ? n - begin : kBlock;
      if (!convert_as_int32(from + begin, to + begin, count))
        for (int64_t i = begin; i < begin + count; ++i) to[i] = converted<To>(from[i]);
    }
  } else {
    if constexpr (std::is_same_v<From, HalfBits> && std::is_same_v<To, float>)
      if (vectors_from_half(from, to, n)) return;
    for (int64_t i = 0; i < n; ++i) to[i] = converted<To>(from[i]);
  }
}

template <class To, class From> void convert_run(const From* from, int64_t stride, To* to, int64_t n) {
  if (stride == 1) {
    convert_neighbours(from, to, n);
  } else if (stride == 0) {
    const To v = converted<To>(from[0]);
    for (int64_t i = 0; i < n; ++i) to[i] = v;
  } else {
    for (int64_t i = 0; i < n; ++i) to[i] = converted<To>(from[i * stride]);
  }
}

template <class To> void load(const Operand& a, int64_t offset, int64_t stride, To* to, int64_t n);
template <class From>
void store(const Operand& a, int64_t offset, int64_t stride, const From* from, int64_t n);

// Pairs of dtypes that few programs have go through a third type, a block at a time: a loop for each would be most of the
// code of the pointwise driver.
constexpr int64_t kThrough = 256;

template <class Between, class To>
void load_through(const Operand& a, int64_t offset, int64_t stride, To* to, int64_t n) {
  Between block[kThrough];
  for (int64_t i = 0; i < n; i += kThrough) {
    const int64_t count = n - i < kThrough ? n - i : kThrough;
    load(a, offset + i * stride, stride, block, count);
    convert_neighbours(block, to + i, count);
  }
}
template <class Between, class From>
void store_through(const Operand& a, int64_t offset, int64_t stride, const From* from, int64_t n) {
  Between block[kThrough];
  for (int64_t i = 0; i < n; i += kThrough) {
    const int64_t count = n - i < kThrough ? n - i : kThrough;
    convert_neighbours(from + i, block, count);
    store(a, offset + i * stride, stride, block, count);
  }
}

// A type of less than 64 bits to compute integers in: its operands are integers of no more bits, and bytes if it is a byte.
template <class T>
concept NarrowInteger = std::is_integral_v<T> && sizeof(T) < 8;

// Not inlined: a copy for each caller would be most of the code of the narrow types.
template <NarrowInteger To>
[[gnu::noinline]] void load(const Operand& a, int64_t offset, int64_t stride, To* to, int64_t n) {
  const char* p = a.data + offset * a.item;
  if constexpr (sizeof(To) > 2)
    if (a.dtype == kInt) return convert_run(reinterpret_cast<const int32_t*>(p), stride, to, n);
  if constexpr (sizeof(To) > 1) switch (a.dtype) {
      case kShort: return convert_run(reinterpret_cast<const int16_t*>(p), stride, to, n);
      case kChar: return convert_run(reinterpret_cast<const int8_t*>(p), stride, to, n);
      default: break;
    }
  convert_run(reinterpret_cast<const uint8_t*>(p), stride, to, n);
}

// A complex number of a real one is that of its part.
template <class Z>
requires is_complex_v<Z>
void load(const Operand& a, int64_t offset, int64_t stride, Z* to, int64_t n) {
  using Part = typename Z::value_type;
  const char* p = a.data + offset * a.item;
  if (a.dtype == CppTypeToScalarType<Part>::value)
    return convert_run(reinterpret_cast<const Part*>(p), stride, to, n);
  switch (a.dtype) {
    case kComplexFloat: return convert_run(reinterpret_cast<const Complex<float>*>(p), stride, to, n);
    case kComplexDouble: return convert_run(reinterpret_cast<const Complex<double>*>(p), stride, to, n);
    default: return load_through<Part>(a, offset, stride, to, n);
  }
}

// To float, double and int64.
template <class To> void load(const Operand& a, int64_t offset, int64_t stride, To* to, int64_t n) {
  const char* p = a.data + offset * a.item;
  if constexpr (std::is_same_v<To, float>) {
    if (a.dtype == kBFloat16) return convert_run(reinterpret_cast<const BFloatBits*>(p), stride, to, n);
    if (a.dtype == kHalf) return convert_run(reinterpret_cast<const HalfBits*>(p), stride, to, n);
  }
  switch (a.dtype) {
    case kFloat: return convert_run(reinterpret_cast<const float*>(p), stride, to, n);
    case kDouble: return convert_run(reinterpret_cast<const double*>(p), stride, to, n);
    case kLong: return convert_run(reinterpret_cast<const int64_t*>(p), stride, to, n);
    case kInt: return convert_run(reinterpret_cast<const int32_t*>(p), stride, to, n);
    case kByte:
    case kBool: return convert_run(reinterpret_cast<const uint8_t*>(p), stride, to, n);
    case kComplexFloat: return load_through<Complex<float>>(a, offset, stride, to, n);
    case kComplexDouble: return load_through<Complex<double>>(a, offset, stride, to, n);
    case kShort: return convert_run(reinterpret_cast<const int16_t*>(p), stride, to, n);
    case kChar: return convert_run(reinterpret_cast<const int8_t*>(p), stride, to, n);
    default:
      if constexpr (!std::is_same_v<To, float>) return load_through<float>(a, offset, stride, to, n);
  }
}

inline uint16_t bfloat_bits(float v) {
  uint32_t x;
  std::memcpy(&x, &v, 4);
  if ((x & 0x7fffffffu) > 0x7f800000u) return 0x7fc0;
  return static_cast<uint16_t>((x + 0x7fffu + ((x >> 16) & 1u)) >> 16);
}
inline uint16_t half_bits(float v) {
  uint32_t x;
  std::memcpy(&x, &v, 4);
  const uint32_t sign = (x >> 16) & 0x8000u, mag = x & 0x7fffffffu;
  if (mag >= 0x7f800000u) return static_cast<uint16_t>(sign | (mag > 0x7f800000u ? 0x7e00u : 0x7c00u));
  if (mag >= 0x477ff000u) return static_cast<uint16_t>(sign | 0x7c00u);
  if (mag < 0x38800000u) {
    float shifted;
    std::memcpy(&shifted, &mag, 4);
    shifted += 0.5f;
    uint32_t s;
    std::memcpy(&s, &shifted, 4);
    return static_cast<uint16_t>(sign | (s - 0x3f000000u));
  }
  return static_cast<uint16_t>(sign | ((mag + 0xfffu + ((mag >> 13) & 1u) - 0x38000000u) >> 13));
}

template <class To, class From> void store_run(const From* from, To* to, int64_t stride, int64_t n) {
  if (stride == 1) return convert_neighbours(from, to, n);
  for (int64_t i = 0; i < n; ++i) to[i * stride] = converted<To>(from[i]);
}

// to[i * stride] = f(from[i]); neighbours in a loop of their own, which the compiler makes vectors of.
template <class To, class From, class F>
void store_each(const From* __restrict from, To* __restrict to, int64_t stride, int64_t n, const F& f) {
  if (stride == 1)
    for (int64_t i = 0; i < n; ++i) to[i] = f(from[i]);
  else
    for (int64_t i = 0; i < n; ++i) to[i * stride] = f(from[i]);
}
template <class From> void store_truths(const From* from, uint8_t* to, int64_t stride, int64_t n) {
  store_each(from, to, stride, n, [](const From& v) { return static_cast<uint8_t>(v != From(0) ? 1 : 0); });
}
inline void store_halves(const float* from, uint16_t* to, int64_t stride, int64_t n) {
  if (stride == 1 && vectors_to_half(from, to, n)) return;
  store_each(from, to, stride, n, half_bits);
}

template <NarrowInteger From>
[[gnu::noinline]] void store(const Operand& a, int64_t offset, int64_t stride, const From* from, int64_t n) {
  char* p = a.data + offset * a.item;
  if constexpr (sizeof(From) > 2)
    if (a.dtype == kInt) return store_run(from, reinterpret_cast<int32_t*>(p), stride, n);
  if constexpr (sizeof(From) > 1) switch (a.dtype) {
      case kShort: return store_run(from, reinterpret_cast<int16_t*>(p), stride, n);
      case kChar: return store_run(from, reinterpret_cast<int8_t*>(p), stride, n);
      case kBool: return store_truths(from, reinterpret_cast<uint8_t*>(p), stride, n);
      default: break;
    }
  store_run(from, reinterpret_cast<uint8_t*>(p), stride, n);
}

template <class Z>
requires is_complex_v<Z>
void store(const Operand& a, int64_t offset, int64_t stride, const Z* from, int64_t n) {
  using Part = typename Z::value_type;
  char* p = a.data + offset * a.item;
  if (a.dtype == CppTypeToScalarType<Part>::value)
    return store_run(from, reinterpret_cast<Part*>(p), stride, n);
  switch (a.dtype) {
    case kComplexFloat: return store_run(from, reinterpret_cast<Complex<float>*>(p), stride, n);
    case kComplexDouble: return store_run(from, reinterpret_cast<Complex<double>*>(p), stride, n);
    case kBool: return store_truths(from, reinterpret_cast<uint8_t*>(p), stride, n);
    default: return store_through<Part>(a, offset, stride, from, n);
  }
}

// From float, double and int64.
template <class From>
void store(const Operand& a, int64_t offset, int64_t stride, const From* from, int64_t n) {
  char* p = a.data + offset * a.item;
  if constexpr (std::is_same_v<From, float>) {
    auto* to = reinterpret_cast<uint16_t*>(p);
    if (a.dtype == kBFloat16) return store_each(from, to, stride, n, bfloat_bits);
    if (a.dtype == kHalf) return store_halves(from, to, stride, n);
  }
  switch (a.dtype) {
    case kFloat: return store_run(from, reinterpret_cast<float*>(p), stride, n);
    case kDouble: return store_run(from, reinterpret_cast<double*>(p), stride, n);
    case kLong: return store_run(from, reinterpret_cast<int64_t*>(p), stride, n);
    case kInt: return store_run(from, reinterpret_cast<int32_t*>(p), stride, n);
    case kShort: return store_run(from, reinterpret_cast<int16_t*>(p), stride, n);
    case kChar: return store_run(from, reinterpret_cast<int8_t*>(p), stride, n);
    case kByte: return store_run(from, reinterpret_cast<uint8_t*>(p), stride, n);
    case kBool: return store_truths(from, reinterpret_cast<uint8_t*>(p), stride, n);
    case kComplexFloat: return store_through<Complex<float>>(a, offset, stride, from, n);
    case kComplexDouble: return store_through<Complex<double>>(a, offset, stride, from, n);
    default:
      if constexpr (!std::is_same_v<From, float>) return store_through<float>(a, offset, stride, from, n);
  }
}

}  // namespace
}  // namespace torch::inline rushlight
