// The special functions against figures of 17 digits (test/golden/special.txt); on small ranges by dtype, layout, in
// place and with derivatives, against plain formulas of the C library; and their values at the edges of their domains.
#include <cmath>
#include <functional>
#include <numbers>

#include <gtest/gtest.h>

#include "harness/golden.h"
#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using One = Tensor (*)(const Tensor&);
using Two = Tensor (*)(const Tensor&, const Tensor&);

const golden::File& figures() {
  static const golden::File file(std::string(RUSHLIGHT_GOLDEN_DIR) + "/special.txt");
  return file;
}

Plain plain_entry(const golden::Case& c, const char* key) {
  return {{static_cast<int64_t>(c.values(key).size())}, c.values(key)};
}

// Values to 13 digits in float64; `factor` for functions that magnify the rounding of their arguments.
void figure_case(const std::string& name, const OpCase::Operator& f, double factor = 1) {
  const golden::Case& c = figures()[name];
  std::vector<Plain> in{plain_entry(c, "x")};
  if (c.has("y")) in.push_back(plain_entry(c, "y"));
  op_case(name, f).golden(in, {plain_entry(c, "out")}).dtypes({kDouble}).tolerance(0.01 * factor);
}

void one(const char* name, One f, double factor = 1) {
  figure_case(
      name, [f](const Args& x) { return f(x[0]); }, factor);
}
void two(const char* name, Two f, double factor = 1) {
  figure_case(
      name, [f](const Args& x) { return f(x[0], x[1]); }, factor);
}

const OpCases values([] {
  one("lgamma", lgamma);
  one("digamma", digamma);
  one("erfinv", erfinv);
  one("sinc", sinc);
  one("i0", i0);
  one("special_entr", special_entr);
  one("special_erfcx", special_erfcx);
  one("special_ndtr", special_ndtr);
  one("special_ndtri", special_ndtri);
  one("special_log_ndtr", special_log_ndtr);
  one("special_i0e", special_i0e);
  one("special_i1", special_i1);
  one("special_i1e", special_i1e);
  one("special_modified_bessel_k0", special_modified_bessel_k0);
  one("special_modified_bessel_k1", special_modified_bessel_k1);
  one("special_scaled_modified_bessel_k0", special_scaled_modified_bessel_k0);
  one("special_scaled_modified_bessel_k1", special_scaled_modified_bessel_k1);
  one("special_bessel_j0", special_bessel_j0);
  one("special_bessel_j1", special_bessel_j1);
  one("special_bessel_y0", special_bessel_y0);
  one("special_bessel_y1", special_bessel_y1);
  one("special_spherical_bessel_j0", special_spherical_bessel_j0);
  one("special_airy_ai", special_airy_ai);
  two("igamma", igamma, 5);  // its factor exp(a log(x) - x) loses a digit where it is small
  two("igammac", igammac, 5);
  two("special_zeta", special_zeta);
  two("special_xlog1py", special_xlog1py);
  two("special_chebyshev_polynomial_t", special_chebyshev_polynomial_t);
  two("special_chebyshev_polynomial_u", special_chebyshev_polynomial_u);
  two("special_chebyshev_polynomial_v", special_chebyshev_polynomial_v);
  two("special_chebyshev_polynomial_w", special_chebyshev_polynomial_w);
  two("special_shifted_chebyshev_polynomial_t", special_shifted_chebyshev_polynomial_t);
  two("special_shifted_chebyshev_polynomial_u", special_shifted_chebyshev_polynomial_u);
  two("special_shifted_chebyshev_polynomial_v", special_shifted_chebyshev_polynomial_v);
  two("special_shifted_chebyshev_polynomial_w", special_shifted_chebyshev_polynomial_w);
  two("special_hermite_polynomial_h", special_hermite_polynomial_h);
  two("special_hermite_polynomial_he", special_hermite_polynomial_he);
  two("special_laguerre_polynomial_l", special_laguerre_polynomial_l);
  two("special_legendre_polynomial_p", special_legendre_polynomial_p);
});

// A function on [low, high] by dtype, layout and in place, and its derivatives, against the C library's.
OpCase& on_range(const std::string& name, One f, double (*reference)(double), double low, double high,
                 double tolerance = 4) {
  return op_case(name, [f](const Args& x) { return f(x[0]); })
      .samples(unary(low, high))
      .elementwise([reference](const double* x) { return reference(x[0]); })
      .tolerance(tolerance);
}

double by_series(double x, double (*term)(double x, int k)) {
  double sum = 0;
  for (int k = 200; k >= 0; --k) sum += term(x, k);
  return sum;
}
double digamma_by_series(double x) {  // DLMF 5.5.2 and 5.11.2
  double sum = 0;
  for (int k = 0; k < 1000; ++k) sum -= 1 / (x + k);
  const double y = x + 1000;
  return sum + std::log(y) - 1 / (2 * y) - 1 / (12 * y * y);
}
double erfcx_by_library(double x) { return std::exp(x * x) * std::erfc(x); }
double ndtr_by_library(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }
// The root of an increasing function.
double inverse_of(double (*f)(double), double y, double low, double high) {
  for (int k = 0; k < 200; ++k) (f((low + high) / 2) < y ? low : high) = (low + high) / 2;
  return low;
}

const OpCases ranges([] {
  on_range("lgamma range", lgamma, std::lgamma, 0.3, 4)
      .inplace([](Tensor& self, const Args&) { lgamma_(self); })
      .integers()
      .gives({Gives::floats})
      .tolerance(20);
  on_range("digamma range", digamma, digamma_by_series, 0.5, 4, 8).inplace([](Tensor& self, const Args&) {
    digamma_(self);
  });
  on_range(
      "polygamma range", [](const Tensor& x) { return polygamma(1, x); },
      [](double x) {
        return by_series(x, [](double z, int k) { return 1 / ((z + k) * (z + k)); }) + 1 / (x + 200.5);
      },
      0.5, 3)
      .inplace([](Tensor& self, const Args&) { polygamma_(self, 1); })
      .dtypes({kFloat, kHalf, kBFloat16})
      .error([] { polygamma(-1, ones({1})); }, "polygamma: expected n of at least 0, got -1");
  on_range(
      "erfinv range", erfinv, [](double y) { return inverse_of(std::erf, y, -6, 6); }, -0.9, 0.9)
      .inplace([](Tensor& self, const Args&) { erfinv_(self); });
  on_range(
      "sinc range", sinc, [](double x) { return std::sin(std::numbers::pi * x) / (std::numbers::pi * x); },
      0.2, 2)
      .inplace([](Tensor& self, const Args&) { sinc_(self); });
  on_range(
      "i0 range", i0, [](double x) { return std::cyl_bessel_i(0, std::abs(x)); }, -3, 3)
      .inplace([](Tensor& self, const Args&) { i0_(self); });
  on_range(
      "special_i0e range", special_i0e,
      [](double x) { return std::cyl_bessel_i(0, std::abs(x)) * std::exp(-std::abs(x)); }, 0.3, 3);
  on_range(
      "special_i1 range", special_i1,
      [](double x) { return std::copysign(std::cyl_bessel_i(1, std::abs(x)), x); }, 0.3, 3);
  on_range(
      "special_i1e range", special_i1e, [](double x) { return std::cyl_bessel_i(1, x) * std::exp(-x); }, 0.3,
      3);
  on_range(
      "special_entr range", special_entr, [](double x) { return -x * std::log(x); }, 0.2, 3);
  on_range("special_erfcx range", special_erfcx, erfcx_by_library, -1.5, 3);
  on_range("special_ndtr range", special_ndtr, ndtr_by_library, -3, 3);
  on_range(
      "special_ndtri range", special_ndtri, [](double p) { return inverse_of(ndtr_by_library, p, -9, 9); },
      0.05, 0.95);
  on_range(
      "special_log_ndtr range", special_log_ndtr, [](double x) { return std::log(ndtr_by_library(x)); }, -3,
      3);
  on_range(
      "special_bessel_j0 range", special_bessel_j0, [](double x) { return ::j0(x); }, -5, 5)
      .not_differentiable();
  on_range(
      "special_modified_bessel_k0 range", special_modified_bessel_k0,
      [](double x) { return std::cyl_bessel_k(0, x); }, 0.2, 5)
      .not_differentiable();
  op_case("mvlgamma", [](const Args& x) { return mvlgamma(x[0], 3); })
      .samples(unary(1.5, 5))
      .elementwise([](const double* x) {
        return std::lgamma(x[0]) + std::lgamma(x[0] - 0.5) + std::lgamma(x[0] - 1) +
               1.5 * std::log(std::numbers::pi);
      })
      .inplace([](Tensor& self, const Args&) { mvlgamma_(self, 3); })
      .tolerance(20)
      .error([] { mvlgamma(ones({1}), 0); }, "mvlgamma: expected p of at least 1, got 0");
  op_case("special_legendre_polynomial_p range",
          [](const Args& x) { return special_legendre_polynomial_p(x[0], 4); })
      .samples(unary(-1, 1))
      .elementwise([](const double* x) { return std::legendre(4, x[0]); })
      .not_differentiable()
      .tolerance(8);
});

Arg constant(Shape shape, double low, double high) { return Arg(std::move(shape), low, high).without_grad(); }

const OpCases pairs([] {
  op_case("igamma range", [](const Args& x) { return igamma(x[0], x[1]); })
      .sample({constant({3, 5}, 1, 1), Arg(Shape{3, 5}, 0.5, 3)})
      .sample({constant({}, 1, 1), Arg(Shape{7}, 0.5, 3)})
      .elementwise([](const double* x) { return -std::expm1(-x[1]); })
      .inplace([](Tensor& self, const Args& x) { igamma_(self, x[1]); })
      .tolerance(4)
      .error(
          [] {
            const Tensor a = ones({1}).requires_grad_();
            igamma(a, ones({1})).sum().backward();
          },
          "igamma: expected a self that wants no gradient");
  op_case("igammac range", [](const Args& x) { return igammac(x[0], x[1]); })
      .sample({constant({3, 5}, 1, 1), Arg(Shape{3, 5}, 0.5, 3)})
      .sample({constant({5}, 1, 1), Arg(Shape{3, 1}, 0.5, 3)})
      .elementwise([](const double* x) { return std::exp(-x[1]); })
      .inplace([](Tensor& self, const Args& x) { igammac_(self, x[1]); })
      .tolerance(4);
  op_case("special_zeta range", [](const Args& x) { return special_zeta(x[0], x[1]); })
      .sample({constant({3, 5}, 4, 4), Arg(Shape{3, 5}, 0.5, 3)})
      .sample({constant({}, 4, 4), Arg(Shape{7}, 0.5, 3)})
      .elementwise([](const double* x) {
        return by_series(x[1], [](double q, int k) { return std::pow(q + k, -4); }) +
               std::pow(x[1] + 200.5, -3) / 3;
      })
      .tolerance(8);
  op_case("special_xlog1py range", [](const Args& x) { return special_xlog1py(x[0], x[1]); })
      .samples(binary(0.2, 2, -0.5, 2))
      .elementwise([](const double* x) { return x[0] * std::log1p(x[1]); })
      .tolerance(4);
});

TEST(Special, EdgesAreThoseOfPyTorch) {
  const double inf = std::numeric_limits<double>::infinity(), nan = std::nan("");
  const auto at = [](One f, double x) { return f(full({}, x, TensorOptions(kDouble))).item<double>(); };
  const auto at_two = [](Two f, double x, double y) {
    return f(full({}, x, TensorOptions(kDouble)), full({}, y, TensorOptions(kDouble))).item<double>();
  };
  EXPECT_EQ(at(digamma, 0.0), -inf);
  EXPECT_EQ(at(digamma, -0.0), inf);
  EXPECT_TRUE(std::isnan(at(digamma, -2)));
  EXPECT_EQ(at(lgamma, -1), inf);
  EXPECT_EQ(at(erfinv, 1), inf);
  EXPECT_TRUE(std::isnan(at(erfinv, 1.5)));
  EXPECT_EQ(at(special_ndtri, 0), -inf);
  EXPECT_EQ(at(special_entr, 0), 0);
  EXPECT_EQ(at(special_entr, -1), -inf);
  EXPECT_EQ(at(sinc, 0), 1);
  EXPECT_EQ(at(special_erfcx, -30), inf);
  EXPECT_EQ(at(special_erfcx, inf), 0);
  EXPECT_EQ(at(special_modified_bessel_k0, 0), inf);
  EXPECT_TRUE(std::isnan(at(special_modified_bessel_k1, -1)));
  EXPECT_EQ(at(special_spherical_bessel_j0, inf), 0);
  EXPECT_EQ(at_two(special_zeta, 1, 2), inf);
  EXPECT_EQ(at_two(special_zeta, 2, -3), inf);
  EXPECT_TRUE(std::isnan(at_two(special_zeta, 0.5, 2)));
  EXPECT_TRUE(std::isnan(at_two(special_zeta, 2.5, -0.5)));
  EXPECT_EQ(at_two(igamma, 0, 1), 1);
  EXPECT_EQ(at_two(igamma, 1, inf), 1);
  EXPECT_EQ(at_two(igammac, 2, 0), 1);
  EXPECT_TRUE(std::isnan(at_two(igamma, -1, 1)));
  EXPECT_EQ(at_two(special_chebyshev_polynomial_t, 0.5, -1), 0);
  EXPECT_EQ(at_two(special_chebyshev_polynomial_v, -1, 3), -7);
  EXPECT_EQ(at_two(special_chebyshev_polynomial_w, 1, 3), 7);
  EXPECT_EQ(at_two(special_xlog1py, 0, -2), 0);
  for (One f : {lgamma, digamma, erfinv, i0, special_i1, special_erfcx, special_ndtri, special_log_ndtr,
                special_modified_bessel_k0, special_airy_ai, special_bessel_y0})
    EXPECT_TRUE(std::isnan(at(f, nan)));
}

const OpCases tested([] {
  covered({"special_psi",
           "special_digamma",
           "special_gammaln",
           "special_erf",
           "special_erfc",
           "special_erfinv",
           "special_exp2",
           "special_expm1",
           "special_log1p",
           "special_expit",
           "special_sinc",
           "special_i0",
           "special_modified_bessel_i0",
           "special_modified_bessel_i1",
           "special_logit",
           "special_round",
           "special_polygamma",
           "special_multigammaln",
           "special_gammainc",
           "special_gammaincc",
           "special_logsumexp",
           "special_softmax",
           "special_log_softmax",
           "special_xlogy",
           "polygamma",
           "polygamma_"});
});

TEST(Special, PolygammaFarBelowZero) {
  const double x = -1e9 - 0.25, sine = std::sin(std::numbers::pi * 0.25);
  const double reflected = std::numbers::pi * std::numbers::pi / (sine * sine);  // less trigamma(1 - x), 1e-9
  EXPECT_NEAR(polygamma(1, full({}, x, TensorOptions(kDouble))).item<double>(), reflected - 1e-9, 1e-12);
}

TEST(Special, OtherNames) {
  const Tensor x = full({3}, 0.3), y = full({3}, 1.5);
  EXPECT_TRUE(equal(special::psi(x), digamma(x)) && equal(special::gammaln(x), lgamma(x)));
  EXPECT_TRUE(equal(special::erf(x), erf(x)) && equal(special::erfc(x), erfc(x)) &&
              equal(special::erfinv(x), erfinv(x)));
  EXPECT_TRUE(equal(special::exp2(x), exp2(x)) && equal(special::expm1(x), expm1(x)) &&
              equal(special::log1p(x), log1p(x)));
  EXPECT_TRUE(equal(special::expit(x), sigmoid(x)) && equal(special::sinc(x), sinc(x)) &&
              equal(special::i0(x), i0(x)));
  EXPECT_TRUE(equal(special::modified_bessel_i0(x), i0(x)) &&
              equal(special::modified_bessel_i1(x), special_i1(x)));
  EXPECT_TRUE(equal(special::logit(x), logit(x)) && equal(special::round(y), round(y)) &&
              equal(special::polygamma(2, y), polygamma(2, y)) && equal(polygamma(0, y), digamma(y)));
  EXPECT_TRUE(equal(special::multigammaln(y, 2), mvlgamma(y, 2)) &&
              equal(special::gammainc(y, x), igamma(y, x)) && equal(special::gammaincc(y, x), igammac(y, x)));
  EXPECT_TRUE(equal(special::logsumexp(x, 0, false), logsumexp(x, 0)) &&
              equal(special::softmax(x, 0, kDouble), softmax(x, 0, kDouble)) &&
              equal(special::log_softmax(x, 0, std::nullopt), log_softmax(x, 0)));
  EXPECT_TRUE(equal(special::xlogy(x, y), xlogy(x, y)) && equal(special::xlogy(x, 2), xlogy(x, 2)) &&
              equal(special::xlogy(2, x), xlogy(2, x)));
  EXPECT_TRUE(equal(special::zeta(3, y), special::zeta(full({3}, 3.), y)) &&
              equal(special::xlog1py(x, 2), special::xlog1py(x, full({3}, 2.))));
  EXPECT_TRUE(equal(special::legendre_polynomial_p(x, 3), special::legendre_polynomial_p(x, full({3}, 3.))));
  EXPECT_TRUE(equal(special::hermite_polynomial_h(0.3, full({3}, 2.)), special::hermite_polynomial_h(x, 2)));
  Tensor out = empty({0});
  special::erfcx_out(out, x);
  EXPECT_TRUE(equal(out, special::erfcx(x)));
}

TEST(Special, PolygammaOfEveryOrder) {
  const golden::Case& c = figures()["polygamma"];
  for (size_t k = 0; k < c.values("x").size(); ++k) {
    const Tensor x = full({}, c.values("y")[k], TensorOptions(kDouble));
    const double got = polygamma(static_cast<int64_t>(c.values("x")[k]), x).item<double>(),
                 want = c.values("out")[k];
    EXPECT_NEAR(got, want, 1e-13 * std::abs(want))
        << "n = " << c.values("x")[k] << ", x = " << c.values("y")[k];
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
