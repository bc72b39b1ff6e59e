// CPU functors of the elementary functions: on vectors where cpu/vec_math.h has them, else the C library's.
#include "ops/pointwise/math.h"

#include <cmath>

#include "cpu/tile.h"
#include "cpu/vec_math.h"

namespace rushlight {
namespace {

struct Sqrt {
  template <class D, class V> V operator()(D, V x) const { return hn::Sqrt(x); }
};
struct Rsqrt {
  template <class D, class V> V operator()(D d, V x) const {
    return hn::Div(vec::constant(d, 1), hn::Sqrt(x));
  }
};
struct Reciprocal {
  template <class D, class V> V operator()(D d, V x) const { return hn::Div(vec::constant(d, 1), x); }
};
struct Exp2 {
  template <class D, class V> V operator()(D d, V x) const { return vec::exp2(d, x); }
};
struct Expm1 {
  template <class D, class V> V operator()(D d, V x) const { return vec::expm1(d, x); }
};
struct Log {
  template <class D, class V> V operator()(D d, V x) const { return vec::log(d, x); }
};
struct Log2 {
  template <class D, class V> V operator()(D d, V x) const { return vec::log2(d, x); }
};
struct Log10 {
  template <class D, class V> V operator()(D d, V x) const { return vec::log10(d, x); }
};
struct Log1p {
  template <class D, class V> V operator()(D d, V x) const { return vec::log1p(d, x); }
};
struct Sin {
  template <class D, class V> V operator()(D d, V x) const { return vec::sin(d, x); }
};
struct Cos {
  template <class D, class V> V operator()(D d, V x) const { return vec::cos(d, x); }
};
struct Asin {
  template <class D, class V> V operator()(D d, V x) const { return hn::Asin(d, x); }
};
struct Acos {
  template <class D, class V> V operator()(D d, V x) const { return hn::Acos(d, x); }
};
struct Atan {
  template <class D, class V> V operator()(D d, V x) const { return hn::Atan(d, x); }
};
struct Sinh {
  template <class D, class V> V operator()(D d, V x) const { return vec::sinh(d, x); }
};
struct Cosh {
  template <class D, class V> V operator()(D d, V x) const { return vec::cosh(d, x); }
};
struct Tanh {
  template <class D, class V> V operator()(D d, V x) const { return vec::tanh(d, x); }
};
struct Sigmoid {
  template <class D, class V> V operator()(D d, V x) const { return vec::sigmoid(d, x); }
};
struct Erf {
  template <class D, class V> V operator()(D d, V x) const { return vec::erf(d, x); }
};

struct Tan {
  template <class T> T operator()(T a) const { return std::tan(a); }
};
struct Asinh {
  template <class T> T operator()(T a) const { return std::asinh(a); }
};
struct Acosh {
  template <class T> T operator()(T a) const { return std::acosh(a); }
};
struct Atanh {
  template <class T> T operator()(T a) const { return std::atanh(a); }
};
struct Erfc {
  template <class T> T operator()(T a) const { return std::erfc(a); }
};

}  // namespace

template <> const MathKernels& cpu_table<MathKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr MathKernels table{
      .sqrt = vectored_float<1, Sqrt>(),
      .rsqrt = vectored_float<1, Rsqrt>(),
      .reciprocal = vectored_float<1, Reciprocal>(),
      .exp2 = vectored_float<1, Exp2>(),
      .expm1 = vectored_float<1, Expm1>(),
      .log = vectored_float<1, Log>(),
      .log2 = vectored_float<1, Log2>(),
      .log10 = vectored_float<1, Log10>(),
      .log1p = vectored_float<1, Log1p>(),
      .sin = vectored_float<1, Sin>(),
      .cos = vectored_float<1, Cos>(),
      .tan = plain_float<1, Tan>(),
      .asin = vectored_float<1, Asin>(),
      .acos = vectored_float<1, Acos>(),
      .atan = vectored_float<1, Atan>(),
      .sinh = vectored_float<1, Sinh>(),
      .cosh = vectored_float<1, Cosh>(),
      .tanh = vectored_float<1, Tanh>(),
      .asinh = plain_float<1, Asinh>(),
      .acosh = plain_float<1, Acosh>(),
      .atanh = plain_float<1, Atanh>(),
      .sigmoid = vectored_float<1, Sigmoid>(),
      .erf = vectored_float<1, Erf>(),
      .erfc = plain_float<1, Erfc>(),
  };
  return table;
}

}  // namespace rushlight
