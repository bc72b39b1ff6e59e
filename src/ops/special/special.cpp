// The operators of the special functions: rules for those of one tensor (op/elementary.h), and structs for those of two.
// Where PyTorch has no derivative there is none. Next: functions.h, the functions; names.cpp, their other names.
#include "rushlight/ops/special.h"

#include <numbers>

#include "op/elementary.h"
#include "ops/special/special.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using K = SpecialKernels;
using Kernel = TileKernel K::*;

constexpr double kPi = std::numbers::pi, kRootPi = 1.77245385090551602730;

/// A name as a template argument.
template <size_t n> struct Text {
  char text[n];
  consteval Text(const char (&from)[n]) {
    for (size_t i = 0; i < n; ++i) text[i] = from[i];
  }
};

template <Text name, Kernel kernel, Keep keep, auto derivative> struct Rule {
  static constexpr const char* kName = name.text;
  static constexpr Kernel kKernel = kernel;
  static constexpr Keep kKeep = keep;
  static constexpr bool kRealOnly = true;
  static Tensor gradient(const Tensor& g, const Tensor& kept) { return derivative(g, kept); }
};

/// A function of tensors that broadcast, without a derivative.
template <Text name, Kernel kernel> struct NotDifferentiable {
  static constexpr Traits traits{.name = name.text, .differentiable = false};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const NotDifferentiable& op, Views in, Views out) {
    execute_pointwise(kernel, &op, to_float(promoted(in)), in, out);
  }
};

Tensor sign_like(const Tensor& x) { return sign(x.detach()); }

using Lgamma =
    Rule<"lgamma", &K::lgamma, Keep::kSelf, [](const Tensor& g, const Tensor& x) { return g * digamma(x); }>;
using Digamma = Rule<"digamma", &K::digamma, Keep::kSelf,
                     [](const Tensor& g, const Tensor& x) { return g * polygamma(1, x); }>;
using Erfinv = Rule<"erfinv", &K::erfinv, Keep::kResult,
                    [](const Tensor& g, const Tensor& y) { return g * exp(y * y) * (kRootPi / 2); }>;
using Erfcx = Rule<"special_erfcx", &K::erfcx, Keep::kSelf, [](const Tensor& g, const Tensor& x) {
  return g * (2 * x * special_erfcx(x) - 2 / kRootPi);
}>;
using Ndtr = Rule<"special_ndtr", &K::ndtr, Keep::kSelf, [](const Tensor& g, const Tensor& x) {
  return g * exp(x * x * -0.5) * (1 / (kRootPi * std::numbers::sqrt2));
}>;
using Ndtri = Rule<"special_ndtri", &K::ndtri, Keep::kResult, [](const Tensor& g, const Tensor& y) {
  return g * exp(y * y * 0.5) * (kRootPi * std::numbers::sqrt2);
}>;
using LogNdtr = Rule<"special_log_ndtr", &K::log_ndtr, Keep::kSelf, [](const Tensor& g, const Tensor& x) {
  return g / special_erfcx(x * (-1 / std::numbers::sqrt2)) * (std::numbers::sqrt2 / kRootPi);
}>;
using Entr = Rule<"special_entr", &K::entr, Keep::kSelf,
                  [](const Tensor& g, const Tensor& x) { return g * (-log(x) - 1); }>;
using Sinc = Rule<"sinc", &K::sinc, Keep::kSelf, [](const Tensor& g, const Tensor& x) {
  const Tensor angle = x * kPi;
  return g * ((angle * cos(angle) - sin(angle)) / (angle * x)).masked_fill(x == 0, 0);
}>;
using I0 =
    Rule<"i0", &K::i0, Keep::kSelf, [](const Tensor& g, const Tensor& x) { return g * special_i1(x); }>;
using I0e = Rule<"special_i0e", &K::i0e, Keep::kSelf, [](const Tensor& g, const Tensor& x) {
  return g * (special_i1e(x) - sign_like(x) * special_i0e(x));
}>;
// d i1(x) = i0(x) - i1(x) / x, which is 1/2 at 0; the same holds for i1e but for its factor exp(-|x|).
using I1 = Rule<"special_i1", &K::i1, Keep::kSelf, [](const Tensor& g, const Tensor& x) {
  const Tensor zero = x == 0, safe = x.masked_fill(zero, 1);
  return g * where(zero, 0.5, i0(safe) - special_i1(safe) / safe);
}>;
using I1e = Rule<"special_i1e", &K::i1e, Keep::kSelf, [](const Tensor& g, const Tensor& x) {
  const Tensor zero = x == 0, safe = x.masked_fill(zero, 1);
  return g * where(zero, 0.5, special_i0e(safe) - special_i1e(safe) * (sign_like(safe) + 1 / safe));
}>;

struct Polygamma : PolygammaOrder {
  static constexpr Traits traits{.name = "polygamma", .save_inputs = 1};
  void infer(Infer& io) const { infer_pointwise(io, to_float(io.in(0).dtype)); }
  static void execute(const Polygamma& op, Views in, Views out) {
    execute_pointwise(&K::polygamma, static_cast<const PolygammaOrder*>(&op), to_float(in[0].dtype), in, out);
  }
  void backward(Backward& b) const { b.set(0, b.grad() * polygamma(order + 1, b.in(0))); }
};

// igamma (sign 1) and igammac (sign -1): the derivative for x is the density of the gamma distribution.
template <Text name, Kernel kernel, int sign> struct IncompleteGamma {
  static constexpr Traits traits{.name = name.text, .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const IncompleteGamma& op, Views in, Views out) {
    execute_pointwise(kernel, &op, to_float(promoted(in)), in, out);
  }
  void backward(Backward& b) const {
    RUSHLIGHT_CHECK(!b.needs(0), name.text,
                    ": expected a self that wants no gradient, got one that does; "
                    "there is no derivative for it");
    const Tensor a = b.in(0), x = b.in(1);
    b.set(1, b.grad() * exp(xlogy(a - 1, x) - x - lgamma(a)) * sign);
  }
};
using Igamma = IncompleteGamma<"igamma", &K::igamma, 1>;
using Igammac = IncompleteGamma<"igammac", &K::igammac, -1>;

struct Zeta {
  static constexpr Traits traits{.name = "special_zeta", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const Zeta& op, Views in, Views out) {
    execute_pointwise(&K::zeta, &op, to_float(promoted(in)), in, out);
  }
  void backward(Backward& b) const {
    RUSHLIGHT_CHECK(!b.needs(0),
                    "special_zeta: expected a self that wants no gradient, got one that does; "
                    "there is no derivative for it");
    b.set(1, b.grad() * -b.in(0) * special_zeta(b.in(0) + 1, b.in(1)));
  }
};

struct Xlog1py {
  static constexpr Traits traits{.name = "special_xlog1py", .save_inputs = 3};
  void infer(Infer& io) const { infer_pointwise(io, promoted_float(io)); }
  static void execute(const Xlog1py& op, Views in, Views out) {
    execute_pointwise(&K::xlog1py, &op, to_float(promoted(in)), in, out);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0), y = b.in(1);
    if (b.needs(0)) b.set(0, b.grad() * log1p(y).masked_fill(logical_and(x == 0, y <= -1), 0));
    if (b.needs(1)) b.set(1, b.grad() * x / (y + 1));
  }
};

// sin(pi x) / (pi x), and 1 at 0.
Tensor complex_sinc(const Tensor& x) {
  const Tensor zero = x == 0, angle = x.masked_fill(zero, 1) * kPi;
  return where(zero, 1, sin(angle) / angle);
}

template <Text name, Kernel kernel, class... In> Tensor plain_call(const In&... in) {
  return run(NotDifferentiable<name, kernel>{}, in...)[0];
}

}  // namespace

Tensor lgamma(const Tensor& self) { return call<Lgamma>(self); }
Tensor& lgamma_(Tensor& self) { return call_inplace<Lgamma>(self); }
Tensor digamma(const Tensor& self) { return call<Digamma>(self); }
Tensor& digamma_(Tensor& self) { return call_inplace<Digamma>(self); }
Tensor erfinv(const Tensor& self) { return call<Erfinv>(self); }
Tensor& erfinv_(Tensor& self) { return call_inplace<Erfinv>(self); }
Tensor sinc(const Tensor& self) { return self.is_complex() ? complex_sinc(self) : call<Sinc>(self); }
Tensor& sinc_(Tensor& self) {
  return self.is_complex() ? self.copy_(complex_sinc(self)) : call_inplace<Sinc>(self);
}
Tensor i0(const Tensor& self) { return call<I0>(self); }
Tensor& i0_(Tensor& self) { return call_inplace<I0>(self); }
Tensor special_entr(const Tensor& self) { return call<Entr>(self); }
Tensor special_erfcx(const Tensor& self) { return call<Erfcx>(self); }
Tensor special_ndtr(const Tensor& self) { return call<Ndtr>(self); }
Tensor special_ndtri(const Tensor& self) { return call<Ndtri>(self); }
Tensor special_log_ndtr(const Tensor& self) { return call<LogNdtr>(self); }
Tensor special_i0e(const Tensor& self) { return call<I0e>(self); }
Tensor special_i1(const Tensor& self) { return call<I1>(self); }
Tensor special_i1e(const Tensor& self) { return call<I1e>(self); }

Tensor polygamma(int64_t n, const Tensor& self) {
  RUSHLIGHT_CHECK(n >= 0, "polygamma: expected n of at least 0, got ", n);
  return n == 0 ? digamma(self) : run(Polygamma{{n}}, self)[0];
}
Tensor& polygamma_(Tensor& self, int64_t n) {
  RUSHLIGHT_CHECK(n >= 0, "polygamma_: expected n of at least 0, got ", n);
  return n == 0 ? digamma_(self) : run_inplace(Polygamma{{n}}, self);
}
Tensor mvlgamma(const Tensor& self, int64_t p) {
  RUSHLIGHT_CHECK(p >= 1, "mvlgamma: expected p of at least 1, got ", p);
  Tensor sum = lgamma(self);
  for (int64_t j = 1; j < p; ++j) sum = sum + lgamma(self - static_cast<double>(j) / 2);
  return sum + static_cast<double>(p * (p - 1)) / 4 * 1.14472988584940017414;  // log(pi)
}
Tensor igamma(const Tensor& self, const Tensor& other) { return run(Igamma{}, self, other)[0]; }
Tensor& igamma_(Tensor& self, const Tensor& other) { return run_inplace(Igamma{}, self, other); }
Tensor igammac(const Tensor& self, const Tensor& other) { return run(Igammac{}, self, other)[0]; }
Tensor& igammac_(Tensor& self, const Tensor& other) { return run_inplace(Igammac{}, self, other); }
Tensor special_zeta(const Tensor& self, const Tensor& other) { return run(Zeta{}, self, other)[0]; }
Tensor special_xlog1py(const Tensor& self, const Tensor& other) { return run(Xlog1py{}, self, other)[0]; }

Tensor special_bessel_j0(const Tensor& self) { return plain_call<"special_bessel_j0", &K::j0>(self); }
Tensor special_bessel_j1(const Tensor& self) { return plain_call<"special_bessel_j1", &K::j1>(self); }
Tensor special_bessel_y0(const Tensor& self) { return plain_call<"special_bessel_y0", &K::y0>(self); }
Tensor special_bessel_y1(const Tensor& self) { return plain_call<"special_bessel_y1", &K::y1>(self); }
Tensor special_modified_bessel_k0(const Tensor& self) {
  return plain_call<"special_modified_bessel_k0", &K::k0>(self);
}
Tensor special_modified_bessel_k1(const Tensor& self) {
  return plain_call<"special_modified_bessel_k1", &K::k1>(self);
}
Tensor special_scaled_modified_bessel_k0(const Tensor& x) {
  return plain_call<"special_scaled_modified_bessel_k0", &K::k0e>(x);
}
Tensor special_scaled_modified_bessel_k1(const Tensor& x) {
  return plain_call<"special_scaled_modified_bessel_k1", &K::k1e>(x);
}
Tensor special_spherical_bessel_j0(const Tensor& x) {
  return plain_call<"special_spherical_bessel_j0", &K::spherical_j0>(x);
}
Tensor special_airy_ai(const Tensor& x) { return plain_call<"special_airy_ai", &K::airy_ai>(x); }
Tensor special_chebyshev_polynomial_t(const Tensor& x, const Tensor& n) {
  return plain_call<"special_chebyshev_polynomial_t", &K::chebyshev_t>(x, n);
}
Tensor special_chebyshev_polynomial_u(const Tensor& x, const Tensor& n) {
  return plain_call<"special_chebyshev_polynomial_u", &K::chebyshev_u>(x, n);
}
Tensor special_chebyshev_polynomial_v(const Tensor& x, const Tensor& n) {
  return plain_call<"special_chebyshev_polynomial_v", &K::chebyshev_v>(x, n);
}
Tensor special_chebyshev_polynomial_w(const Tensor& x, const Tensor& n) {
  return plain_call<"special_chebyshev_polynomial_w", &K::chebyshev_w>(x, n);
}
Tensor special_shifted_chebyshev_polynomial_t(const Tensor& x, const Tensor& n) {
  return plain_call<"special_shifted_chebyshev_polynomial_t", &K::shifted_chebyshev_t>(x, n);
}
Tensor special_shifted_chebyshev_polynomial_u(const Tensor& x, const Tensor& n) {
  return plain_call<"special_shifted_chebyshev_polynomial_u", &K::shifted_chebyshev_u>(x, n);
}
Tensor special_shifted_chebyshev_polynomial_v(const Tensor& x, const Tensor& n) {
  return plain_call<"special_shifted_chebyshev_polynomial_v", &K::shifted_chebyshev_v>(x, n);
}
Tensor special_shifted_chebyshev_polynomial_w(const Tensor& x, const Tensor& n) {
  return plain_call<"special_shifted_chebyshev_polynomial_w", &K::shifted_chebyshev_w>(x, n);
}
Tensor special_hermite_polynomial_h(const Tensor& x, const Tensor& n) {
  return plain_call<"special_hermite_polynomial_h", &K::hermite_h>(x, n);
}
Tensor special_hermite_polynomial_he(const Tensor& x, const Tensor& n) {
  return plain_call<"special_hermite_polynomial_he", &K::hermite_he>(x, n);
}
Tensor special_laguerre_polynomial_l(const Tensor& x, const Tensor& n) {
  return plain_call<"special_laguerre_polynomial_l", &K::laguerre_l>(x, n);
}
Tensor special_legendre_polynomial_p(const Tensor& x, const Tensor& n) {
  return plain_call<"special_legendre_polynomial_p", &K::legendre_p>(x, n);
}

}  // namespace torch::inline rushlight
