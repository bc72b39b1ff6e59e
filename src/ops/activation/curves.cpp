// Activation curves: a rule gives the names, the two kernels and the second derivative; the operator structs, one for
// the curve and one for its derivative, are written once. Numbers a, b, c are explained beside each rule.
#include "op/pointwise_op.h"
#include "ops/activation/activation.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = CurveKernels;
using N = CurveNumbers;

void check_floating(const Infer& io) {
  io.check(isFloatingType(io.in(0).dtype), "expected a floating-point tensor, got ", io.in(0).dtype);
}

// A derivative that is constant in pieces says so by kBends = false; the others have second(numbers, x).
template <class Rule> struct CurveBackward : N {
  static constexpr Traits traits{.name = Rule::kBackwardName, .save_inputs = Rule::kBends ? 3 : 2};
  void infer(Infer& io) const {
    check_floating(io);
    infer_pointwise(io, promoted(io));
  }
  static void execute(const CurveBackward& op, Views in, Views out) {
    execute_pointwise(Rule::kBackward, static_cast<const N*>(&op), promoted(in), in, out);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, run(*this, b.grad(), b.in(1))[0]);
    if constexpr (Rule::kBends)
      if (b.needs(1)) b.set(1, b.grad() * b.in(0) * Rule::second(*this, b.in(1)));
  }
};

template <class Rule> struct Curve : N {
  static constexpr Traits traits{.name = Rule::kName, .save_inputs = 1};
  void infer(Infer& io) const {
    check_floating(io);
    for (const double number : {a, b, c}) io.check_factor(number, io.in(0).dtype);
    infer_pointwise(io, io.in(0).dtype);
  }
  static void execute(const Curve& op, Views in, Views out) {
    execute_pointwise(Rule::kForward, static_cast<const N*>(&op), in[0].dtype, in, out);
  }
  void backward(Backward& b) const { b.set(0, run(CurveBackward<Rule>{*this}, b.grad(), b.in(0))[0]); }
};

struct Gelu {
  static constexpr const char *kName = "gelu", *kBackwardName = "gelu_backward";
  static constexpr auto kForward = &K::gelu, kBackward = &K::gelu_backward;
  static constexpr bool kBends = true;
  static Tensor second(const N&, const Tensor& x) {
    const Tensor x2 = x * x;
    return exp(x2 * -0.5) * (2 - x2) * 0.39894228040143267794;
  }
};
// y = x (1 + t) / 2, t = tanh(k (x + c x^3)).
struct GeluTanh {
  static constexpr const char *kName = "gelu", *kBackwardName = "gelu_backward";
  static constexpr auto kForward = &K::gelu_tanh, kBackward = &K::gelu_tanh_backward;
  static constexpr bool kBends = true;
  static Tensor second(const N&, const Tensor& x) {
    constexpr double k = 0.79788456080286535588, c = 0.044715;
    const Tensor x2 = x * x, t = tanh((x * x2 * c + x) * k), flat = 1 - t * t;
    const Tensor u1 = (x2 * (3 * c) + 1) * k, u2 = x * (6 * c * k);
    return flat * (u1 + x * 0.5 * (u2 - t * u1 * u1 * 2));
  }
};
struct Silu {
  static constexpr const char *kName = "silu", *kBackwardName = "silu_backward";
  static constexpr auto kForward = &K::silu, kBackward = &K::silu_backward;
  static constexpr bool kBends = true;
  static Tensor second(const N&, const Tensor& x) {
    const Tensor s = sigmoid(x);
    return s * (1 - s) * (x * (1 - s * 2) + 2);
  }
};
struct Mish {
  static constexpr const char *kName = "mish", *kBackwardName = "mish_backward";
  static constexpr auto kForward = &K::mish, kBackward = &K::mish_backward;
  static constexpr bool kBends = true;
  static Tensor second(const N&, const Tensor& x) {
    const Tensor s = sigmoid(x), t = tanh(softplus(x)), flat = 1 - t * t, t1 = flat * s;
    return t1 * 2 + x * (flat * s * (1 - s) - t * t1 * s * 2);
  }
};
// a = beta, b = threshold.
struct Softplus {
  static constexpr const char *kName = "softplus", *kBackwardName = "softplus_backward";
  static constexpr auto kForward = &K::softplus, kBackward = &K::softplus_backward;
  static constexpr bool kBends = true;
  static Tensor second(const N& n, const Tensor& x) {
    const Tensor z = x * n.a, s = sigmoid(z);
    return (s * (1 - s) * n.a).masked_fill(z > n.b, 0);
  }
};
struct LogSigmoid {
  static constexpr const char *kName = "log_sigmoid", *kBackwardName = "log_sigmoid_backward";
  static constexpr auto kForward = &K::log_sigmoid, kBackward = &K::log_sigmoid_backward;
  static constexpr bool kBends = true;
  static Tensor second(const N&, const Tensor& x) {
    const Tensor s = sigmoid(x);
    return s * (s - 1);
  }
};
// a = alpha, b = scale, c = input_scale.
struct Elu {
  static constexpr const char *kName = "elu", *kBackwardName = "elu_backward";
  static constexpr auto kForward = &K::elu, kBackward = &K::elu_backward;
  static constexpr bool kBends = true;
  static Tensor second(const N& n, const Tensor& x) {
    return (exp(clamp_max(x * n.c, 0)) * (n.a * n.b * n.c * n.c)).masked_fill(x > 0, 0);
  }
};
// a = negative_slope.
struct LeakyRelu {
  static constexpr const char *kName = "leaky_relu", *kBackwardName = "leaky_relu_backward";
  static constexpr auto kForward = &K::leaky_relu, kBackward = &K::leaky_relu_backward;
  static constexpr bool kBends = false;
};
// a = min_val, b = max_val.
struct Hardtanh {
  static constexpr const char *kName = "hardtanh", *kBackwardName = "hardtanh_backward";
  static constexpr auto kForward = &K::hardtanh, kBackward = &K::hardtanh_backward;
  static constexpr bool kBends = false;
};
struct Hardsigmoid {
  static constexpr const char *kName = "hardsigmoid", *kBackwardName = "hardsigmoid_backward";
  static constexpr auto kForward = &K::hardsigmoid, kBackward = &K::hardsigmoid_backward;
  static constexpr bool kBends = false;
};
struct Hardswish {
  static constexpr const char *kName = "hardswish", *kBackwardName = "hardswish_backward";
  static constexpr auto kForward = &K::hardswish, kBackward = &K::hardswish_backward;
  static constexpr bool kBends = true;
  static Tensor second(const N&, const Tensor& x) {
    return where(logical_and(x > -3, x < 3), full_like(x, 1.0 / 3), 0);
  }
};
// a = lambd.
struct Hardshrink {
  static constexpr const char *kName = "hardshrink", *kBackwardName = "hardshrink_backward";
  static constexpr auto kForward = &K::hardshrink, kBackward = &K::shrink_backward;
  static constexpr bool kBends = false;
};
struct Softshrink {
  static constexpr const char *kName = "softshrink", *kBackwardName = "softshrink_backward";
  static constexpr auto kForward = &K::softshrink, kBackward = &K::shrink_backward;
  static constexpr bool kBends = false;
};

template <class Rule> Tensor curve(const Tensor& self, N n = {}) { return run(Curve<Rule>{n}, self)[0]; }
template <class Rule> Tensor& curve_inplace(Tensor& self, N n = {}) {
  return run_inplace(Curve<Rule>{n}, self);
}
template <class Rule> Tensor slope(const Tensor& grad, const Tensor& self, N n = {}) {
  return run(CurveBackward<Rule>{n}, grad, self)[0];
}

constexpr double kSeluAlpha = 1.6732632423543772848170429916717,
                 kSeluScale = 1.0507009873554804934193349852946;

bool is_tanh(const char* who, std::string_view approximate) {
  RUSHLIGHT_CHECK(approximate == "none" || approximate == "tanh", who,
                  ": expected approximate to be none or tanh, got ", approximate);
  return approximate == "tanh";
}
N celu_numbers(const Scalar& alpha) {
  RUSHLIGHT_CHECK(alpha.toDouble() != 0, "celu: expected an alpha other than 0, got 0");
  return {alpha.toDouble(), 1, 1 / alpha.toDouble()};
}
N shrink_numbers(const char* who, const Scalar& lambd) {
  RUSHLIGHT_CHECK(lambd.toDouble() >= 0, who, ": expected a lambd that is not negative, got ", lambd);
  return {lambd.toDouble()};
}

}  // namespace

Tensor gelu(const Tensor& self, std::string_view approximate) {
  return is_tanh("gelu", approximate) ? curve<GeluTanh>(self) : curve<Gelu>(self);
}
Tensor& gelu_(Tensor& self, std::string_view approximate) {
  return is_tanh("gelu", approximate) ? curve_inplace<GeluTanh>(self) : curve_inplace<Gelu>(self);
}
Tensor gelu_backward(const Tensor& grad_output, const Tensor& self, std::string_view approximate) {
  return is_tanh("gelu_backward", approximate) ? slope<GeluTanh>(grad_output, self)
                                               : slope<Gelu>(grad_output, self);
}
Tensor silu(const Tensor& self) { return self.is_complex() ? self * sigmoid(self) : curve<Silu>(self); }
Tensor& silu_(Tensor& self) {
  return self.is_complex() ? mul_(self, sigmoid(self)) : curve_inplace<Silu>(self);
}
Tensor silu_backward(const Tensor& grad_output, const Tensor& self) { return slope<Silu>(grad_output, self); }
Tensor mish(const Tensor& self) { return curve<Mish>(self); }
Tensor& mish_(Tensor& self) { return curve_inplace<Mish>(self); }
Tensor mish_backward(const Tensor& grad_output, const Tensor& self) { return slope<Mish>(grad_output, self); }
Tensor softplus(const Tensor& self, const Scalar& beta, const Scalar& threshold) {
  return curve<Softplus>(self, {beta.toDouble(), threshold.toDouble()});
}
Tensor softplus_backward(const Tensor& grad_output, const Tensor& self, const Scalar& beta,
                         const Scalar& threshold) {
  return slope<Softplus>(grad_output, self, {beta.toDouble(), threshold.toDouble()});
}
Tensor log_sigmoid_backward(const Tensor& grad_output, const Tensor& self, const Tensor&) {
  return slope<LogSigmoid>(grad_output, self);
}
Tensor log_sigmoid(const Tensor& self) { return curve<LogSigmoid>(self); }
Tensor elu(const Tensor& self, const Scalar& alpha, const Scalar& scale, const Scalar& input_scale) {
  return curve<Elu>(self, {alpha.toDouble(), scale.toDouble(), input_scale.toDouble()});
}
Tensor& elu_(Tensor& self, const Scalar& alpha, const Scalar& scale, const Scalar& input_scale) {
  return curve_inplace<Elu>(self, {alpha.toDouble(), scale.toDouble(), input_scale.toDouble()});
}
Tensor elu_backward(const Tensor& grad_output, const Scalar& alpha, const Scalar& scale,
                    const Scalar& input_scale, bool is_result, const Tensor& self_or_result) {
  const double a = alpha.toDouble(), b = scale.toDouble(), c = input_scale.toDouble();
  if (!is_result) return slope<Elu>(grad_output, self_or_result, {a, b, c});
  RUSHLIGHT_CHECK(
      a >= 0, "elu_backward: expected an alpha that is not negative where is_result is true, got ", alpha);
  // Below 0 the result is b a (exp(c x) - 1), and its slope c (result + b a).
  return grad_output * where(self_or_result <= 0, (self_or_result + a * b) * c, b);
}
Tensor selu(const Tensor& self) { return curve<Elu>(self, {kSeluAlpha, kSeluScale, 1}); }
Tensor& selu_(Tensor& self) { return curve_inplace<Elu>(self, {kSeluAlpha, kSeluScale, 1}); }
Tensor celu(const Tensor& self, const Scalar& alpha) { return curve<Elu>(self, celu_numbers(alpha)); }
Tensor& celu_(Tensor& self, const Scalar& alpha) { return curve_inplace<Elu>(self, celu_numbers(alpha)); }
Tensor leaky_relu(const Tensor& self, const Scalar& negative_slope) {
  return curve<LeakyRelu>(self, {negative_slope.toDouble()});
}
Tensor& leaky_relu_(Tensor& self, const Scalar& negative_slope) {
  return curve_inplace<LeakyRelu>(self, {negative_slope.toDouble()});
}
Tensor leaky_relu_backward(const Tensor& grad_output, const Tensor& self, const Scalar& negative_slope,
                           bool self_is_result) {
  RUSHLIGHT_CHECK(
      !self_is_result || negative_slope.toDouble() >= 0,
      "leaky_relu_backward: expected a negative_slope of at least 0 where self_is_result is true, got ",
      negative_slope);
  return slope<LeakyRelu>(grad_output, self, {negative_slope.toDouble()});
}
Tensor hardtanh(const Tensor& self, const Scalar& min_val, const Scalar& max_val) {
  if (!isFloatingType(self.scalar_type())) return clamp(self, min_val, max_val);
  return curve<Hardtanh>(self, {min_val.toDouble(), max_val.toDouble()});
}
Tensor& hardtanh_(Tensor& self, const Scalar& min_val, const Scalar& max_val) {
  if (!isFloatingType(self.scalar_type())) return clamp_(self, min_val, max_val);
  return curve_inplace<Hardtanh>(self, {min_val.toDouble(), max_val.toDouble()});
}
Tensor hardtanh_backward(const Tensor& grad_output, const Tensor& self, const Scalar& min_val,
                         const Scalar& max_val) {
  return slope<Hardtanh>(grad_output, self, {min_val.toDouble(), max_val.toDouble()});
}
Tensor relu6(const Tensor& self) { return hardtanh(self, 0, 6); }
Tensor& relu6_(Tensor& self) { return hardtanh_(self, 0, 6); }
Tensor hardsigmoid(const Tensor& self) { return curve<Hardsigmoid>(self); }
Tensor& hardsigmoid_(Tensor& self) { return curve_inplace<Hardsigmoid>(self); }
Tensor hardsigmoid_backward(const Tensor& grad_output, const Tensor& self) {
  return slope<Hardsigmoid>(grad_output, self);
}
Tensor hardswish(const Tensor& self) { return curve<Hardswish>(self); }
Tensor& hardswish_(Tensor& self) { return curve_inplace<Hardswish>(self); }
Tensor hardswish_backward(const Tensor& grad_output, const Tensor& self) {
  return slope<Hardswish>(grad_output, self);
}
Tensor hardshrink(const Tensor& self, const Scalar& lambd) {
  return curve<Hardshrink>(self, {lambd.toDouble()});
}
Tensor hardshrink_backward(const Tensor& grad_out, const Tensor& self, const Scalar& lambd) {
  return slope<Hardshrink>(grad_out, self, {lambd.toDouble()});
}
Tensor softshrink_backward(const Tensor& grad_output, const Tensor& self, const Scalar& lambd) {
  return slope<Softshrink>(grad_output, self, {lambd.toDouble()});
}
Tensor softshrink(const Tensor& self, const Scalar& lambd) {
  return curve<Softshrink>(self, shrink_numbers("softshrink", lambd));
}

}  // namespace torch::inline rushlight
