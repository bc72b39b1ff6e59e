// CPU functors of lerp, addcmul, addcdiv, atan2, xlogy and nan_to_num.
#include "ops/pointwise/mix.h"

#include <cmath>
#include <limits>

#include "cpu/tile.h"
#include "cpu/vec_math.h"

namespace torch::inline rushlight {
namespace {

// From the nearer end, so that weights 0 and 1 give the ends exactly.
struct Lerp {
  template <class T> T operator()(T a, T b, T weight) const {
    const T step = b - a;
    const T near = a + weight * step, far = b - step * (T(1) - weight);
    return std::fabs(weight) < T(0.5) ? near : far;
  }
};
struct LerpScalar {
  Number weight;
  explicit LerpScalar(const Weight& op) : weight(op.value) {}
  template <class T> T operator()(T a, T b) const { return Lerp{}(a, b, weight.as<T>()); }
};
struct Addcmul {
  Number value;
  explicit Addcmul(const Weight& op) : value(op.value) {}
  template <class T> T operator()(T a, T b, T c) const {
    return modular(a) + modular(value.as<T>()) * modular(b) * modular(c);
  }
};
struct Addcdiv {
  Number value;
  explicit Addcdiv(const Weight& op) : value(op.value) {}
  template <class T> T operator()(T a, T b, T c) const { return a + value.as<T>() * (b / c); }
};
struct Atan2 {
  template <class T> T operator()(T y, T x) const { return std::atan2(y, x); }
};
struct Xlogy {
  template <class D, class V> V operator()(D d, V x, V y) const {
    const V product = hn::IfThenElse(hn::Eq(x, hn::Zero(d)), hn::Zero(d), hn::Mul(x, vec::log(d, y)));
    return hn::IfThenElse(hn::Eq(y, y), product, y);
  }
};
struct NanToNum {
  double nan, posinf, neginf;
  explicit NanToNum(const Replacements& op) : nan(op.nan), posinf(op.posinf), neginf(op.neginf) {}
  template <class T> T operator()(T a) const {
    const T infinity = std::numeric_limits<T>::infinity();
    const T low = a == -infinity ? static_cast<T>(neginf) : a;
    const T high = a == infinity ? static_cast<T>(posinf) : low;
    return a != a ? static_cast<T>(nan) : high;
  }
};

}  // namespace

template <> const MixKernels& cpu_table<MixKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr MixKernels table{
      .lerp_scalar = plain_float<2, LerpScalar, Weight>(),
      .lerp = plain_float<3, Lerp>(),
      .addcmul = plain_all<3, Addcmul, Weight>(),
      .addcdiv = plain_float<3, Addcdiv, Weight>(),
      .atan2 = plain_float<2, Atan2>(),
      .xlogy = vectored_float<2, Xlogy>(),
      .nan_to_num = plain_float<1, NanToNum, Replacements>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
