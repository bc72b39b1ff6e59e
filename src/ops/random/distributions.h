// Distributions: what random operators draw. Each is a struct of parameters with a name, a check of these against the
// dtype, and `fill`, which calls the stream of core/random_streams.h for one element type.
// Next: draw.h, which brings the numbers into tensors of any dtype and geometry; random.cpp, the operators.
#pragma once

#include <cmath>
#include <limits>

#include "core/random_streams.h"
#include "op/infer.h"

namespace torch::inline rushlight {

/// What a fill needs to know of the tensor beside its memory.
struct DrawTarget {
  ScalarType dtype;
  bool contiguous;  ///< row-major; other tensors are filled in the order of their memory
};

/// Largest finite number of a floating-point dtype.
inline double largest(ScalarType t) {
  if (t == kHalf) return 65504;
  if (t == kBFloat16) return 0x1.fep127;
  return t == kFloat ? std::numeric_limits<float>::max() : std::numeric_limits<double>::max();
}

/// `value` rounded to a floating-point dtype.
inline float round_half(ScalarType t, float value) {
  return t == kHalf ? static_cast<float>(Half(value)) : static_cast<float>(BFloat16(value));
}

struct RealDistribution {
  static void check_dtype(const Infer& io, ScalarType t) {
    io.check(isFloatingType(t), "expected a floating-point dtype, got ", t);
  }
};

struct UniformReal : RealDistribution {
  static constexpr const char* kName = "uniform";
  double from, to;
  void check(const Infer& io, ScalarType t) const {
    check_dtype(io, t);
    io.check(from <= to, "expected from <= to, got from = ", from, " and to = ", to);
    io.check(from >= -largest(t) && to <= largest(t) && to - from <= largest(t),
             "expected bounds and a width that ", t, " holds, got from = ", from, " and to = ", to);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget& target) const {
    fill_uniform(state, out, n, from, to);
    if (!isReducedFloatingType(target.dtype)) return;
    const float high =
        round_half(target.dtype, static_cast<float>(to));  // rounding may reach the excluded end
    for (int64_t i = 0; i < n; ++i)
      if (round_half(target.dtype, static_cast<float>(out[i])) == high) out[i] = static_cast<T>(from);
  }
};

struct Normal : RealDistribution {
  static constexpr const char* kName = "normal";
  double mean, std;
  void check(const Infer& io, ScalarType t) const {
    check_dtype(io, t);
    io.check(std >= 0, "expected a standard deviation of at least 0, got ", std);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget& target) const {
    if (!target.contiguous) return fill_normal_serial(state, out, n, mean, std);
    if constexpr (std::is_same_v<T, float>)
      if (isReducedFloatingType(target.dtype)) return fill_normal_half(state, out, n, mean, std);
    fill_normal(state, out, n, mean, std);
  }
};

struct LogNormal : RealDistribution {
  static constexpr const char* kName = "log_normal";
  double mean, std;
  void check(const Infer& io, ScalarType t) const {
    check_dtype(io, t);
    io.check(std > 0, "expected a positive standard deviation, got ", std);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget&) const {
    fill_log_normal(state, out, n, mean, std);
  }
};

struct Cauchy : RealDistribution {
  static constexpr const char* kName = "cauchy";
  double median, sigma;
  void check(const Infer& io, ScalarType t) const {
    check_dtype(io, t);
    io.check(sigma > 0, "expected a positive sigma, got ", sigma);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget&) const {
    fill_cauchy(state, out, n, median, sigma);
  }
};

struct Exponential : RealDistribution {
  static constexpr const char* kName = "exponential";
  double lambd;
  void check(const Infer& io, ScalarType t) const {
    check_dtype(io, t);
    io.check(lambd > 0, "expected a positive lambd, got ", lambd);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget&) const {
    fill_exponential(state, out, n, lambd);
  }
};

struct Geometric {
  static constexpr const char* kName = "geometric";
  double p;
  void check(const Infer& io, ScalarType t) const {
    io.check(t != kBool, "expected a dtype other than bool, got ", t);
    io.check(p > 0 && p < 1, "expected p in (0, 1), got ", p);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget&) const {
    if constexpr (!std::is_same_v<T, bool>) fill_geometric(state, out, n, p);
  }
};

struct Bernoulli {
  static constexpr const char* kName = "bernoulli";
  double p;
  void check(const Infer& io, ScalarType) const {
    io.check(p >= 0 && p <= 1, "expected p in [0, 1], got ", p);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget&) const {
    fill_bernoulli(state, out, n, p);
  }
};

/// Significant bits of a floating-point dtype; 0 for the others.
inline int significant_bits(ScalarType t) {
  return t == kBFloat16 ? 8 : t == kHalf ? 11 : t == kFloat ? 24 : t == kDouble ? 53 : 0;
}

/// Smallest and largest integer that a dtype takes, as far as int64 tells.
inline IntegerBounds integer_range(ScalarType t) {
  constexpr int64_t kLowest = std::numeric_limits<int64_t>::min(),
                    kHighest = std::numeric_limits<int64_t>::max();
  switch (t) {
    case kBool: return {0, 1};
    case kByte: return {0, 255};
    case kChar: return {-128, 127};
    case kShort: return {-32768, 32767};
    case kInt: return {std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()};
    case kHalf: return {-65504, 65504};
    default: return {kLowest, kHighest};
  }
}

struct UniformInteger {
  static constexpr const char* kName = "random";
  int64_t from, to;
  void check(const Infer& io, ScalarType t) const {
    io.check(from < to, "expected from < to, got from = ", from, " and to = ", to);
    const IntegerBounds range = integer_range(t);
    io.check(from >= range.from && to - 1 <= range.to, "expected bounds that ", t,
             " holds, got from = ", from, " and to = ", to);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget& target) const {
    const int bits = significant_bits(target.dtype);
    const IntegerBounds bounds = bits > 0 ? random_bounds(from, to, bits) : IntegerBounds{from, to};
    fill_randint(state, out, n, bounds.from, bounds.to);
  }
};

/// random_(from, None): up to the largest value of the dtype.
struct IntegerFrom {
  static constexpr const char* kName = "random";
  int64_t from;
  void check(const Infer& io, ScalarType t) const {
    const IntegerBounds range = integer_range(t);
    io.check(from >= range.from && from <= range.to, "expected a lower bound that ", t, " holds, got ", from);
    const int bits = significant_bits(t);
    io.check(bits == 0 || from <= int64_t{1} << bits, "expected a lower bound of at most ",
             int64_t{1} << bits, ", got ", from);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget& target) const {
    const int bits = significant_bits(target.dtype);
    if (bits == 0) return fill_random_from(state, out, n, from);
    const int64_t end = (int64_t{1} << bits) + 1;
    fill_randint(state, out, n, random_bounds(from, end, bits).from, end);
  }
};

/// random_(): all that the dtype holds exactly, from 0 on.
struct AnyInteger {
  static constexpr const char* kName = "random";
  void check(const Infer&, ScalarType) const {}
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget& target) const {
    if (!isReducedFloatingType(target.dtype)) return fill_random(state, out, n);
    for (int64_t i = 0; i < n; ++i)  // 2^bits has one word's remainder, as for float
      out[i] = static_cast<T>(random32(state) % ((uint32_t{1} << significant_bits(target.dtype)) + 1));
  }
};

struct Permutation {
  static constexpr const char* kName = "randperm";
  void check(const Infer& io, ScalarType t) const {
    io.check(t != kBool, "expected a dtype other than bool, got ", t);
  }
  template <class T> void fill(CpuRandomState& state, T* out, int64_t n, const DrawTarget&) const {
    if constexpr (!std::is_same_v<T, bool>) randperm(state, out, n);
  }
};

}  // namespace torch::inline rushlight
