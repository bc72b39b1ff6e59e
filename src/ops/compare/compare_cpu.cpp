// CPU functors of comparisons, logic and masks. Truth is 1 and 0 in the compute type; the driver stores it as bool.
#include "ops/compare/compare.h"

#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>

#include "cpu/tile.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

struct Eq {
  template <class T> T operator()(T a, T b) const { return a == b ? T(1) : T(0); }
};
struct Ne {
  template <class T> T operator()(T a, T b) const { return a != b ? T(1) : T(0); }
};
struct Lt {
  template <class T> T operator()(T a, T b) const { return a < b ? T(1) : T(0); }
};
struct Le {
  template <class T> T operator()(T a, T b) const { return a <= b ? T(1) : T(0); }
};
struct Gt {
  template <class T> T operator()(T a, T b) const { return a > b ? T(1) : T(0); }
};
struct Ge {
  template <class T> T operator()(T a, T b) const { return a >= b ? T(1) : T(0); }
};

struct LogicalAnd {
  template <class T> T operator()(T a, T b) const { return (a != T(0)) & (b != T(0)) ? T(1) : T(0); }
};
struct LogicalOr {
  template <class T> T operator()(T a, T b) const { return (a != T(0)) | (b != T(0)) ? T(1) : T(0); }
};
struct LogicalXor {
  template <class T> T operator()(T a, T b) const { return (a != T(0)) != (b != T(0)) ? T(1) : T(0); }
};
struct LogicalNot {
  template <class T> T operator()(T a) const { return a == T(0) ? T(1) : T(0); }
};

template <class T> constexpr T kInfinity = std::numeric_limits<T>::infinity();

struct IsNan {
  template <class T> T operator()(T a) const { return a != a ? T(1) : T(0); }
};
struct IsInf {
  template <class T> T operator()(T a) const { return std::fabs(a) == kInfinity<T> ? T(1) : T(0); }
};
struct IsFinite {
  template <class T> T operator()(T a) const { return std::fabs(a) < kInfinity<T> ? T(1) : T(0); }
};
struct IsPosInf {
  template <class T> T operator()(T a) const { return a == kInfinity<T> ? T(1) : T(0); }
};
struct IsNegInf {
  template <class T> T operator()(T a) const { return a == -kInfinity<T> ? T(1) : T(0); }
};
struct SignBit {
  template <class T> T operator()(T a) const {
    if constexpr (std::is_integral_v<T>) return a < 0;
    else return std::signbit(a) ? T(1) : T(0);
  }
};

// Integers are compared in double: the tolerance is a real number.
struct IsClose {
  double rtol, atol;
  bool equal_nan;
  explicit IsClose(const Closeness& op) : rtol(op.rtol), atol(op.atol), equal_nan(op.equal_nan) {}
  template <class T> T operator()(T a, T b) const {
    if (a == b) return T(1);
    if constexpr (std::is_integral_v<T>) {
      const double distance = std::fabs(static_cast<double>(a) - static_cast<double>(b));
      return distance <= atol + rtol * std::fabs(static_cast<double>(b));
    } else {
      if (equal_nan && a != a && b != b) return T(1);
      const T distance = std::fabs(a - b);
      return distance < kInfinity<T> && distance <= static_cast<T>(atol) + std::fabs(static_cast<T>(rtol) * b)
                 ? T(1)
                 : T(0);
    }
  }
};

struct Where {
  template <class T> T operator()(T condition, T a, T b) const { return condition != T(0) ? a : b; }
};
struct MaskedFill {
  Number value;
  explicit MaskedFill(const CompareNumber& op) : value(op.value) {}
  template <class T> T operator()(T a, T mask) const { return mask != T(0) ? value.as<T>() : a; }
};
struct MaskedPut {
  template <class T> T operator()(T a, T mask, T value) const { return mask != T(0) ? value : a; }
};

// Whether same(i, end) says so of all blocks of [0, n).
template <class F> bool all_blocks(int64_t n, const F& same) {
  constexpr int64_t kGrain = 65536, kBlock = 1024;
  std::atomic<bool> good{true};
  parallel_for(0, n, kGrain, [&](int64_t first, int64_t last) {
    for (int64_t at = first; at < last && good.load(std::memory_order_relaxed); at += kBlock)
      if (!same(at, last - at < kBlock ? last : at + kBlock)) good.store(false, std::memory_order_relaxed);
  });
  return good.load();
}
template <class T> bool equal_floats(const T* a, const T* b, int64_t n) {
  return all_blocks(n, [&](int64_t i, int64_t end) {
    int differs = 0;
    for (; i < end; ++i) differs |= !(a[i] == b[i]);
    return !differs;
  });
}
// 16-bit floats by their bits: alike and not above those of infinity, as a NaN's are, or both a zero.
bool equal_halves(const uint16_t* a, const uint16_t* b, int64_t n, int infinity) {
  return all_blocks(n, [&](int64_t i, int64_t end) {
    int differs = 0;
    for (; i < end; ++i) {
      const int size = a[i] & 0x7fff, zeros = (a[i] | b[i]) & 0x7fff;
      differs |= ((a[i] != b[i]) & (zeros != 0)) | (size > infinity);
    }
    return !differs;
  });
}
bool equal_bytes(const char* a, const char* b, int64_t n) {
  return all_blocks(n, [&](int64_t i, int64_t end) {
    return std::memcmp(a + i, b + i, static_cast<size_t>(end - i)) == 0;
  });
}

bool equal(const View& a, const View& b) {
  switch (a.dtype) {
    case kFloat: return equal_floats(a.as<float>(), b.as<float>(), a.numel);
    case kDouble: return equal_floats(a.as<double>(), b.as<double>(), a.numel);
    case kHalf: return equal_halves(a.as<uint16_t>(), b.as<uint16_t>(), a.numel, 0x7c00);
    case kBFloat16: return equal_halves(a.as<uint16_t>(), b.as<uint16_t>(), a.numel, 0x7f80);
    case kComplexFloat: return equal_floats(a.as<float>(), b.as<float>(), 2 * a.numel);
    case kComplexDouble: return equal_floats(a.as<double>(), b.as<double>(), 2 * a.numel);
    default: return equal_bytes(a.as<char>(), b.as<char>(), a.numel * element_size(a.dtype));
  }
}

}  // namespace

template <> const CompareKernels& cpu_table<CompareKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr CompareKernels table{
      .eq = ordering_numbers<2, Eq>(),
      .ne = ordering_numbers<2, Ne>(),
      .lt = ordering_all<2, Lt>(),
      .le = ordering_all<2, Le>(),
      .gt = ordering_all<2, Gt>(),
      .ge = ordering_all<2, Ge>(),
      .eq_scalar = ordering_numbers<1, WithNumber<Eq>, CompareNumber>(),
      .ne_scalar = ordering_numbers<1, WithNumber<Ne>, CompareNumber>(),
      .lt_scalar = ordering_all<1, WithNumber<Lt>, CompareNumber>(),
      .le_scalar = ordering_all<1, WithNumber<Le>, CompareNumber>(),
      .gt_scalar = ordering_all<1, WithNumber<Gt>, CompareNumber>(),
      .ge_scalar = ordering_all<1, WithNumber<Ge>, CompareNumber>(),
      .logical_and = ordering_all<2, LogicalAnd>(),
      .logical_or = ordering_all<2, LogicalOr>(),
      .logical_xor = ordering_all<2, LogicalXor>(),
      .logical_not = ordering_all<1, LogicalNot>(),
      .isnan = plain_float<1, IsNan>(),
      .isinf = plain_float<1, IsInf>(),
      .isfinite = plain_float<1, IsFinite>(),
      .isposinf = plain_float<1, IsPosInf>(),
      .isneginf = plain_float<1, IsNegInf>(),
      .signbit = plain_all<1, SignBit>(),
      .isclose = plain_all<2, IsClose, Closeness>(),
      .where = wrapping_numbers<3, Where>(),
      .masked_fill = wrapping_numbers<2, MaskedFill, CompareNumber>(),
      .masked_put = plain_numbers<3, MaskedPut>(),
      .equal = equal,
  };
  return table;
}

}  // namespace torch::inline rushlight
