// CPU functors of the pointwise operators; loops, strides, types and threads are in cpu/loops.
#include <hwy/contrib/math/math-inl.h>

#include <cmath>

#include "cpu/tile.h"
#include "ops/pointwise/pointwise.h"

namespace rushlight {
namespace {

struct Add {
  template <class T> T operator()(T a, T b) const { return a + b; }
};
struct Sub {
  template <class T> T operator()(T a, T b) const { return a - b; }
};
struct Mul {
  template <class T> T operator()(T a, T b) const { return a * b; }
};
struct Div {
  template <class T> T operator()(T a, T b) const { return a / b; }
};
struct Neg {
  template <class T> T operator()(T a) const { return -a; }
};

struct AddAlpha {
  Number alpha;
  explicit AddAlpha(const Alpha& op) : alpha(op.alpha) {}
  template <class T> T operator()(T a, T b) const { return a + alpha.as<T>() * b; }
};
struct SubAlpha {
  Number alpha;
  explicit SubAlpha(const Alpha& op) : alpha(op.alpha) {}
  template <class T> T operator()(T a, T b) const { return a - alpha.as<T>() * b; }
};
struct AddScalar {
  Number value, alpha;
  explicit AddScalar(const ScalarOperand& op) : value(op.value), alpha(op.alpha) {}
  template <class T> T operator()(T a) const { return a + alpha.as<T>() * value.as<T>(); }
};
struct MulScalar {
  Number value;
  explicit MulScalar(const ScalarOperand& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return a * value.as<T>(); }
};
struct DivScalar {
  Number value;
  explicit DivScalar(const ScalarOperand& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return a / value.as<T>(); }
};
struct RsubScalar {
  Number value, alpha;
  explicit RsubScalar(const ScalarOperand& op) : value(op.value), alpha(op.alpha) {}
  template <class T> T operator()(T a) const { return value.as<T>() - alpha.as<T>() * a; }
};

struct Exp {
  template <class D, class V> V operator()(D d, V x) const { return hn::Exp(d, x); }
};

// Integers are raised exactly; a negative exponent gives 0, 1 or -1 as in PyTorch.
template <class T> T power(T base, T exponent) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::pow(base, exponent);
  } else {
    if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 ? -1 : 1) : 0;
    uint64_t result = 1, b = static_cast<uint64_t>(base);
    for (; exponent; exponent >>= 1, b *= b)
      if (exponent & 1) result *= b;
    return static_cast<T>(result);
  }
}
struct Pow {
  template <class T> T operator()(T a, T b) const { return power(a, b); }
};
struct RpowScalar {
  Number value;
  explicit RpowScalar(const ScalarOperand& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return power(value.as<T>(), a); }
};
struct PowScalar {
  Number value;
  explicit PowScalar(const ScalarOperand& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return power(a, value.as<T>()); }
};
struct Square {
  template <class T> T operator()(T a) const { return a * a; }
};
// The exponents of everyday code need no call into the math library.
template <class T>
void pow_scalar(const void* attributes, void* const* out, const void* const* in, int64_t n) {
  const double e = static_cast<const ScalarOperand*>(attributes)->value.toDouble();
  if (e == 2) return plain<T, 1, Square>(attributes, out, in, n);
  return plain<T, 1, PowScalar, ScalarOperand>(attributes, out, in, n);
}

}  // namespace

template <> const PointwiseKernels& cpu_table<PointwiseKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr PointwiseKernels table{
      .add = plain_all<2, Add>(),
      .add_alpha = plain_all<2, AddAlpha, Alpha>(),
      .sub = plain_all<2, Sub>(),
      .sub_alpha = plain_all<2, SubAlpha, Alpha>(),
      .mul = plain_all<2, Mul>(),
      .div = plain_float<2, Div>(),
      .add_scalar = plain_all<1, AddScalar, ScalarOperand>(),
      .mul_scalar = plain_all<1, MulScalar, ScalarOperand>(),
      .div_scalar = plain_float<1, DivScalar, ScalarOperand>(),
      .rsub_scalar = plain_all<1, RsubScalar, ScalarOperand>(),
      .neg = plain_all<1, Neg>(),
      .exp = vectored_float<1, Exp>(),
      .pow = plain_all<2, Pow>(),
      .pow_scalar = {pow_scalar<float>, pow_scalar<double>, pow_scalar<int64_t>},
      .rpow_scalar = plain_all<1, RpowScalar, ScalarOperand>(),
  };
  return table;
}

}  // namespace rushlight
