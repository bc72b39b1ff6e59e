// CPU functors of nextafter, heaviside, gcd, lcm and frexp.
#include "ops/pointwise/number.h"

#include <cmath>

#include "cpu/tile.h"

namespace torch::inline rushlight {
namespace {

struct NextAfter {
  template <class T> T operator()(T a, T b) const { return std::nextafter(a, b); }
};
struct Heaviside {
  template <class T> T operator()(T a, T at_zero) const {
    return a == T(0) ? at_zero : static_cast<T>(a > T(0));
  }
};

// Magnitudes are unsigned, so that the lowest int64 has one.
uint64_t magnitude(int64_t a) { return a < 0 ? 0 - static_cast<uint64_t>(a) : static_cast<uint64_t>(a); }
uint64_t common_divisor(uint64_t a, uint64_t b) {
  while (b != 0) {
    const uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}
struct Gcd {
  int64_t operator()(int64_t a, int64_t b) const {
    return static_cast<int64_t>(common_divisor(magnitude(a), magnitude(b)));
  }
};
struct Lcm {
  int64_t operator()(int64_t a, int64_t b) const {
    const uint64_t divisor = common_divisor(magnitude(a), magnitude(b));
    if (divisor == 0) return 0;
    return static_cast<int64_t>(magnitude(static_cast<int64_t>(magnitude(a) / divisor * magnitude(b))));
  }
};

template <class T>
void frexp_tile(const void*, void* const* out, const void* const* in, int64_t n, uint32_t) {
  const T* x = static_cast<const T*>(in[0]);
  T *mantissa = static_cast<T*>(out[0]), *exponent = static_cast<T*>(out[1]);
  for (int64_t i = 0; i < n; ++i) {
    int e = 0;
    mantissa[i] = std::frexp(x[i], &e);
    exponent[i] = std::isfinite(x[i]) ? static_cast<T>(e) : T(0);
  }
}

}  // namespace

template <> const NumberKernels& cpu_table<NumberKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr NumberKernels table{
      .nextafter = plain_float<2, NextAfter>(),
      .heaviside = plain_all<2, Heaviside>(),
      .gcd = {nullptr, nullptr, plain<int64_t, 2, Gcd>},
      .lcm = {nullptr, nullptr, plain<int64_t, 2, Lcm>},
      .frexp = {frexp_tile<float>, frexp_tile<double>, nullptr},
  };
  return table;
}

}  // namespace torch::inline rushlight
