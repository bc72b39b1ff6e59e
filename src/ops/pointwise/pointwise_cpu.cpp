// CPU functors of the pointwise operators; loops, strides, types and threads are in cpu/loops.
#include <cmath>
#include <complex>

#include "cpu/tile.h"
#include "cpu/vec_math.h"
#include "ops/pointwise/pointwise.h"

namespace torch::inline rushlight {
namespace {

// Integers wrap around (modular), as in PyTorch.
struct Add {
  template <class T> T operator()(T a, T b) const { return modular(a) + modular(b); }
};
struct Sub {
  template <class T> T operator()(T a, T b) const { return modular(a) - modular(b); }
};
struct Mul {
  template <class T> T operator()(T a, T b) const { return modular(a) * modular(b); }
};
struct Div {
  template <class T> T operator()(T a, T b) const { return a / b; }
};
struct Neg {
  template <class T> T operator()(T a) const { return -modular(a); }
};

struct AddAlpha {
  Number alpha;
  explicit AddAlpha(const Alpha& op) : alpha(op.alpha) {}
  template <class T> T operator()(T a, T b) const { return modular(a) + modular(alpha.as<T>()) * modular(b); }
};
struct SubAlpha {
  Number alpha;
  explicit SubAlpha(const Alpha& op) : alpha(op.alpha) {}
  template <class T> T operator()(T a, T b) const { return modular(a) - modular(alpha.as<T>()) * modular(b); }
};
struct AddScalar {
  Number value, alpha;
  explicit AddScalar(const ScalarOperand& op) : value(op.value), alpha(op.alpha) {}
  template <class T> T operator()(T a) const {
    return modular(a) + modular(alpha.as<T>()) * modular(value.as<T>());
  }
};
struct MulScalar {
  Number value;
  explicit MulScalar(const ScalarOperand& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return modular(a) * modular(value.as<T>()); }
};
struct DivScalar {
  Number value;
  explicit DivScalar(const ScalarOperand& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return a / value.as<T>(); }
};
struct RsubScalar {
  Number value, alpha;
  explicit RsubScalar(const ScalarOperand& op) : value(op.value), alpha(op.alpha) {}
  template <class T> T operator()(T a) const {
    return modular(value.as<T>()) - modular(alpha.as<T>()) * modular(a);
  }
};

struct RdivScalar {
  Number value;
  explicit RdivScalar(const ScalarOperand& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return value.as<T>() * (T(1) / a); }
};

struct Exp {
  template <class D, class V> V operator()(D d, V x) const { return vec::exp(d, x); }
};

template <class T> using Standard = std::complex<typename T::value_type>;
struct ComplexExp {
  template <class T> T operator()(T z) const { return T(std::exp(Standard<T>(z))); }
};

// Integers are raised exactly; a negative exponent gives 0, 1 or -1 as in PyTorch.
int64_t integer_power(int64_t base, int64_t exponent) {
  if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent % 2 ? -1 : 1) : 0;
  uint64_t result = 1, b = static_cast<uint64_t>(base);
  for (; exponent; exponent >>= 1, b *= b)
    if (exponent & 1) result *= b;
  return static_cast<int64_t>(result);
}
struct Pow {
  template <class D, class V> V operator()(D d, V a, V b) const { return vec::pow(d, a, b); }
  int64_t operator()(int64_t a, int64_t b) const { return integer_power(a, b); }
};
struct RpowScalar {
  Number value;
  explicit RpowScalar(const ScalarOperand& op) : value(op.value) {}
  template <class D, class V> V operator()(D d, V a) const {
    return vec::pow(d, hn::Set(d, value.as<vec::Lane<D>>()), a);
  }
  int64_t operator()(int64_t a) const { return integer_power(value.integer, a); }
};
struct PowScalar {
  Number value;
  explicit PowScalar(const ScalarOperand& op) : value(op.value) {}
  template <class D, class V> V operator()(D d, V a) const {
    return vec::pow(d, a, hn::Set(d, value.as<vec::Lane<D>>()));
  }
  int64_t operator()(int64_t a) const { return integer_power(a, value.integer); }
};
// Small whole exponents of complex numbers are products: exact, and defined at 0.
struct ComplexPow {
  template <class T> T operator()(T a, T b) const {
    if (b == T(0)) return T(1);
    if (b == T(1)) return a;
    if (b == T(2)) return a * a;
    if (b == T(3)) return a * a * a;
    if (b == T(-1)) return T(1) / a;
    return T(std::pow(Standard<T>(a), Standard<T>(b)));
  }
};
struct ComplexPowScalar {
  Number value;
  explicit ComplexPowScalar(const ScalarOperand& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return ComplexPow()(a, value.as<T>()); }
};
struct ComplexRpowScalar {
  Number value;
  explicit ComplexRpowScalar(const ScalarOperand& op) : value(op.value) {}
  template <class T> T operator()(T a) const { return ComplexPow()(value.as<T>(), a); }
};
struct Square {
  template <class T> T operator()(T a) const { return modular(a) * modular(a); }
};
struct Cube {
  template <class T> T operator()(T a) const { return modular(a) * modular(a) * modular(a); }
};
struct InverseSquare {
  template <class T> T operator()(T a) const { return T(1) / (a * a); }
};
struct Inverse {
  template <class T> T operator()(T a) const { return T(1) / a; }
};
struct Root {
  template <class D, class V> V operator()(D, V a) const { return hn::Sqrt(a); }
};
struct InverseRoot {
  template <class D, class V> V operator()(D d, V a) const {
    return hn::Div(vec::constant(d, 1), hn::Sqrt(a));
  }
};
// The exponents of everyday code need no logarithm.
template <class T>
void pow_scalar(const void* attributes, void* const* out, const void* const* in, int64_t n, uint32_t values) {
  const double e = static_cast<const ScalarOperand*>(attributes)->value.toDouble();
  if (e == 2) return plain<T, 1, Square>(attributes, out, in, n, values);
  if (e == 3) return plain<T, 1, Cube>(attributes, out, in, n, values);
  if (e == -2) return plain<T, 1, InverseSquare>(attributes, out, in, n, values);
  if (e == -1) return plain<T, 1, Inverse>(attributes, out, in, n, values);
  if (e == 0.5) return vectored<T, 1, Root>(attributes, out, in, n, values);
  if (e == -0.5) return vectored<T, 1, InverseRoot>(attributes, out, in, n, values);
  return vectored<T, 1, PowScalar, ScalarOperand>(attributes, out, in, n, values);
}
// Of integers they are not negative.
template <class T>
void integer_pow_scalar(const void* attributes, void* const* out, const void* const* in, int64_t n,
                        uint32_t values) {
  const int64_t e = Number(static_cast<const ScalarOperand*>(attributes)->value).integer;
  if (e == 2) return plain<T, 1, Square>(attributes, out, in, n, values);
  if (e == 3) return plain<T, 1, Cube>(attributes, out, in, n, values);
  return plain<T, 1, PowScalar, ScalarOperand>(attributes, out, in, n, values);
}
constexpr TileKernel pow_scalar_kernel() {
  TileKernel kernel{pow_scalar<float>, pow_scalar<double>, integer_pow_scalar<int64_t>};
  if constexpr (kNarrowForms) {
    kernel.u8 = kernel.i8 = integer_pow_scalar<uint8_t>;
    kernel.i16 = integer_pow_scalar<uint16_t>;
    kernel.i32 = integer_pow_scalar<uint32_t>;
  }
  return with_complex<1, ComplexPowScalar, ScalarOperand>(kernel);
}

}  // namespace

template <> const PointwiseKernels& cpu_table<PointwiseKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr PointwiseKernels table{
      .add = wrapping_numbers<2, Add>(),
      .add_alpha = plain_numbers<2, AddAlpha, Alpha>(),
      .sub = wrapping_numbers<2, Sub>(),
      .sub_alpha = plain_numbers<2, SubAlpha, Alpha>(),
      .mul = wrapping_numbers<2, Mul>(),
      .div = with_complex<2, Div>(plain_float<2, Div>()),
      .add_scalar = wrapping_numbers<1, AddScalar, ScalarOperand>(),
      .mul_scalar = wrapping_numbers<1, MulScalar, ScalarOperand>(),
      .div_scalar = with_complex<1, DivScalar, ScalarOperand>(plain_float<1, DivScalar, ScalarOperand>()),
      .rsub_scalar = wrapping_numbers<1, RsubScalar, ScalarOperand>(),
      .rdiv_scalar = with_complex<1, RdivScalar, ScalarOperand>(plain_float<1, RdivScalar, ScalarOperand>()),
      .neg = wrapping_numbers<1, Neg>(),
      .exp = with_complex<1, ComplexExp>(vectored_float<1, Exp>()),
      .pow = with_complex<2, ComplexPow>(
          {vectored<float, 2, Pow>, vectored<double, 2, Pow>, plain<int64_t, 2, Pow>}),
      .pow_scalar = pow_scalar_kernel(),
      .rpow_scalar = with_complex<1, ComplexRpowScalar, ScalarOperand>(
          {vectored<float, 1, RpowScalar, ScalarOperand>, vectored<double, 1, RpowScalar, ScalarOperand>,
           plain<int64_t, 1, RpowScalar, ScalarOperand>}),
  };
  return table;
}

}  // namespace torch::inline rushlight
