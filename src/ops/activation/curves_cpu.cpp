// CPU functors of the activation curves and their derivatives, on vectors. NaN goes through all of them.
#include "cpu/tile.h"
#include "cpu/vec_math.h"
#include "ops/activation/activation.h"

namespace torch::inline rushlight {
namespace {

using vec::constant;

// The numbers of the operator, as constants of the vectors in use.
struct Numbers : CurveNumbers {
  explicit Numbers(const CurveNumbers& op) : CurveNumbers(op) {}
};

// The share of the standard normal distribution below x. In float it is 1/2 + x P(x^2) / Q(x^2) as far as 5.5, where it has
// reached 0 and 1: a rational function fitted for the least relative error, off by 1.7e-8 and, with rounding, 2.5e-7.
template <class D, class V> V normal_cdf_float(D d, V x) {
  const V end = constant(d, 5.5), zero = hn::Zero(d);
  const V s = hn::Mul(x, x);
  const V p = vec::polynomial(d, s, 3.989422738e-1, 3.345886640e-2, 4.651480364e-3, 1.645734392e-4,
                              6.301582444e-6, 2.293113730e-8);
  const V q = vec::polynomial(d, s, 1, 2.505353420e-1, 2.841611469e-2, 1.860644350e-3, 7.216690179e-5,
                              1.199027191e-6);
  const V inside = hn::MulAdd(x, hn::Div(p, q), constant(d, 0.5));
  return hn::IfThenElse(hn::Gt(hn::Abs(x), end), hn::IfThenElse(hn::Lt(x, zero), zero, constant(d, 1)),
                        inside);
}
template <class D, class V> V normal_cdf(D d, V x) {
  if constexpr (vec::kIsFloat<D>) {
    return normal_cdf_float(d, x);
  } else {
    const V half = constant(d, 0.5);
    return hn::MulAdd(vec::erf(d, hn::Mul(x, constant(d, 0.70710678118654752440))), half, half);
  }
}

struct Gelu : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const { return hn::Mul(x, normal_cdf(d, x)); }
};
struct GeluBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    const V density = hn::Mul(vec::exp_of_differences(d, hn::Mul(hn::Mul(x, x), constant(d, -0.5))),
                              constant(d, 0.39894228040143267794));
    return hn::Mul(grad, hn::MulAdd(x, density, normal_cdf(d, x)));
  }
};

// y = x (1 + tanh u) / 2 with u = k (x + 0.044715 x^3).
template <class D, class V> V gelu_inner_tanh(D d, V x) {
  const V x2 = hn::Mul(x, x);
  const V inner = hn::Mul(
      x, hn::MulAdd(x2, constant(d, 0.044715 * 0.79788456080286535588), constant(d, 0.79788456080286535588)));
  return vec::tanh(d, inner);
}
struct GeluTanh : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    const V half_x = hn::Mul(x, constant(d, 0.5));
    return hn::MulAdd(half_x, gelu_inner_tanh(d, x), half_x);
  }
};
struct GeluTanhBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    const V one = constant(d, 1), half = constant(d, 0.5), t = gelu_inner_tanh(d, x);
    const V slope = hn::MulAdd(hn::Mul(x, x), constant(d, 3 * 0.044715 * 0.79788456080286535588),
                               constant(d, 0.79788456080286535588));
    const V left = hn::MulAdd(t, half, half);
    const V right = hn::Mul(hn::Mul(hn::Mul(x, half), hn::NegMulAdd(t, t, one)), slope);
    return hn::Mul(grad, hn::Add(left, right));
  }
};

struct Silu : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    return hn::Div(x, hn::Add(constant(d, 1), vec::exp_coarse_ends(d, hn::Neg(x))));
  }
};
struct SiluBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    const V one = constant(d, 1), s = vec::sigmoid(d, x);
    return hn::Mul(hn::Mul(grad, s), hn::MulAdd(x, hn::Sub(one, s), one));
  }
};

// tanh(log(1 + e^x)) = n / (n + 2) with n = e^x (e^x + 2).
template <class D, class V> V tanh_softplus(D d, V x) {
  const V two = constant(d, 2), e = vec::exp(d, vec::at_most(d, constant(d, 20), x)),
          n = hn::Mul(e, hn::Add(e, two));
  return hn::Div(n, hn::Add(n, two));
}
struct Mish : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const { return hn::Mul(x, tanh_softplus(d, x)); }
};
struct MishBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    const V t = tanh_softplus(d, x);
    const V slope = hn::Mul(hn::Mul(x, vec::sigmoid(d, x)), hn::NegMulAdd(t, t, constant(d, 1)));
    return hn::Mul(grad, hn::Add(t, slope));
  }
};

struct Softplus : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    const V z = hn::Mul(x, constant(d, a));
    const V bent = hn::Div(vec::log1p(d, vec::exp(d, z)), constant(d, a));
    return hn::IfThenElse(hn::Gt(z, constant(d, b)), x, bent);
  }
};
struct SoftplusBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    const V z = hn::Mul(x, constant(d, a));
    return hn::IfThenElse(hn::Gt(z, constant(d, b)), grad, hn::Mul(grad, vec::sigmoid(d, z)));
  }
};
struct LogSigmoid : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    return hn::Sub(vec::at_most(d, hn::Zero(d), x), vec::log1p(d, vec::exp(d, hn::Neg(hn::Abs(x)))));
  }
};
struct LogSigmoidBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    return hn::Mul(grad, vec::sigmoid(d, hn::Neg(x)));
  }
};

struct Elu : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    const V bent =
        hn::Mul(vec::expm1(d, vec::at_most(d, hn::Zero(d), hn::Mul(x, constant(d, c)))), constant(d, a * b));
    return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), bent, hn::Mul(x, constant(d, b)));
  }
};
struct EluBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    const V slope = hn::Mul(vec::exp(d, hn::Mul(x, constant(d, c))), constant(d, a * b * c));
    return hn::Mul(grad, hn::IfThenElse(hn::Le(x, hn::Zero(d)), slope, constant(d, b)));
  }
};
struct LeakyRelu : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), x, hn::Mul(x, constant(d, a)));
  }
};
struct LeakyReluBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    return hn::IfThenElse(hn::Gt(x, hn::Zero(d)), grad, hn::Mul(grad, constant(d, a)));
  }
};

struct Hardtanh : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    return vec::at_most(d, constant(d, b), vec::at_least(d, constant(d, a), x));
  }
};
struct HardtanhBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    const auto out = hn::Or(hn::Le(x, constant(d, a)), hn::Ge(x, constant(d, b)));
    return hn::IfThenZeroElse(out, grad);
  }
};
// min(max(x + 3, 0), 6) / 6.
struct Hardsigmoid : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    const V low = vec::at_least(d, hn::Zero(d), hn::Add(x, constant(d, 3)));
    return hn::Div(vec::at_most(d, constant(d, 6), low), constant(d, 6));
  }
};
struct HardsigmoidBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    const auto inside = hn::And(hn::Gt(x, constant(d, -3)), hn::Lt(x, constant(d, 3)));
    return hn::IfThenElseZero(inside, hn::Mul(grad, constant(d, 1.0 / 6)));
  }
};
struct Hardswish : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    const V low = vec::at_least(d, hn::Zero(d), hn::Add(x, constant(d, 3)));
    return hn::Div(hn::Mul(x, vec::at_most(d, constant(d, 6), low)), constant(d, 6));
  }
};
struct HardswishBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    const V middle = hn::Mul(grad, hn::MulAdd(x, constant(d, 1.0 / 3), constant(d, 0.5)));
    const V rising = hn::IfThenElse(hn::Ge(x, constant(d, 3)), grad, middle);
    return hn::IfThenZeroElse(hn::Le(x, constant(d, -3)), rising);
  }
};

struct Hardshrink : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    return hn::IfThenZeroElse(hn::Le(hn::Abs(x), constant(d, a)), x);
  }
};
struct Softshrink : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V x) const {
    const V lambda = constant(d, a);
    const V middle = hn::IfThenElse(hn::Lt(x, hn::Neg(lambda)), hn::Add(x, lambda), hn::Mul(x, hn::Zero(d)));
    return hn::IfThenElse(hn::Gt(x, lambda), hn::Sub(x, lambda), middle);
  }
};
struct ShrinkBackward : Numbers {
  using Numbers::Numbers;
  template <class D, class V> V operator()(D d, V grad, V x) const {
    return hn::IfThenZeroElse(hn::Le(hn::Abs(x), constant(d, a)), grad);
  }
};

template <class F> constexpr TileKernel forward() { return vectored_float<1, F, CurveNumbers>(); }
template <class F> constexpr TileKernel backward() { return vectored_float<2, F, CurveNumbers>(); }

}  // namespace

template <> const CurveKernels& cpu_table<CurveKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr CurveKernels table{
      .gelu = forward<Gelu>(),
      .gelu_backward = backward<GeluBackward>(),
      .gelu_tanh = forward<GeluTanh>(),
      .gelu_tanh_backward = backward<GeluTanhBackward>(),
      .silu = forward<Silu>(),
      .silu_backward = backward<SiluBackward>(),
      .mish = forward<Mish>(),
      .mish_backward = backward<MishBackward>(),
      .softplus = forward<Softplus>(),
      .softplus_backward = backward<SoftplusBackward>(),
      .log_sigmoid = forward<LogSigmoid>(),
      .log_sigmoid_backward = backward<LogSigmoidBackward>(),
      .elu = forward<Elu>(),
      .elu_backward = backward<EluBackward>(),
      .leaky_relu = forward<LeakyRelu>(),
      .leaky_relu_backward = backward<LeakyReluBackward>(),
      .hardtanh = forward<Hardtanh>(),
      .hardtanh_backward = backward<HardtanhBackward>(),
      .hardsigmoid = forward<Hardsigmoid>(),
      .hardsigmoid_backward = backward<HardsigmoidBackward>(),
      .hardswish = forward<Hardswish>(),
      .hardswish_backward = backward<HardswishBackward>(),
      .hardshrink = forward<Hardshrink>(),
      .softshrink = forward<Softshrink>(),
      .shrink_backward = backward<ShrinkBackward>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
