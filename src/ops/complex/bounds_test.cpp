// The bounds that complex.h states on complex results, against complex numbers of long double, with every instruction set.
#include <gtest/gtest.h>

#include <complex>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "harness/exact_sums.h"
#include "ops/complex/complex.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using Exact = std::complex<long double>;

long double of_itself(Exact, Exact) { return 1; }
long double of_power(Exact a, Exact b) { return 1 + std::abs(b * std::log(a)); }

// An operator of one or two numbers, and how many times its result its error is counted in.
struct Case {
  const char* name;
  Tensor (*call)(const Tensor& a, const Tensor& b);
  Exact (*value)(Exact a, Exact b);
  double spread;  // of the numbers: e^(spread times a normal one)
  long double (*steep)(Exact a, Exact b) = of_itself;
  double middle = 0;  // of the numbers
};
const Complex<double> kNumber(0.7, -1.3);
const Exact kExact(0.7, -1.3);

const Case kCases[] = {
    {"add", [](const Tensor& a, const Tensor& b) { return a + b; }, [](Exact a, Exact b) { return a + b; },
     3},
    {"sub", [](const Tensor& a, const Tensor& b) { return a - b; }, [](Exact a, Exact b) { return a - b; },
     3},
    {"mul", [](const Tensor& a, const Tensor& b) { return a * b; }, [](Exact a, Exact b) { return a * b; },
     3},
    {"div", [](const Tensor& a, const Tensor& b) { return a / b; }, [](Exact a, Exact b) { return a / b; },
     3},
    {"mul number", [](const Tensor& a, const Tensor&) { return a * kNumber; },
     [](Exact a, Exact) { return a * kExact; }, 3},
    {"div number", [](const Tensor& a, const Tensor&) { return a / kNumber; },
     [](Exact a, Exact) { return a / kExact; }, 3},
    {"number div", [](const Tensor& a, const Tensor&) { return kNumber / a; },
     [](Exact a, Exact) { return kExact / a; }, 3},
    {"reciprocal", [](const Tensor& a, const Tensor&) { return reciprocal(a); },
     [](Exact a, Exact) { return Exact(1) / a; }, 3},
    {"square", [](const Tensor& a, const Tensor&) { return pow(a, 2); }, [](Exact a, Exact) { return a * a; },
     3},
    {"cube", [](const Tensor& a, const Tensor&) { return pow(a, 3); },
     [](Exact a, Exact) { return a * a * a; }, 3},
    {"pow", [](const Tensor& a, const Tensor& b) { return pow(a, b); },
     [](Exact a, Exact b) { return std::pow(a, b); }, 0.5, of_power},
    {"abs", [](const Tensor& a, const Tensor&) { return complex(abs(a), zeros_like(abs(a))); },
     [](Exact a, Exact) { return Exact(std::abs(a)); }, 3},
    {"angle", [](const Tensor& a, const Tensor&) { return complex(angle(a), zeros_like(angle(a))); },
     [](Exact a, Exact) { return Exact(std::arg(a)); }, 3},
    {"sgn", [](const Tensor& a, const Tensor&) { return sgn(a); },
     [](Exact a, Exact) { return a / std::abs(a); }, 3},
    {"polar", [](const Tensor& a, const Tensor& b) { return polar(abs(a), real(b)); },
     [](Exact a, Exact b) { return std::polar(std::abs(a), b.real()); }, 1},
    {"exp", [](const Tensor& a, const Tensor&) { return exp(a); }, [](Exact a, Exact) { return std::exp(a); },
     0.5},
    {"exp2", [](const Tensor& a, const Tensor&) { return exp2(a); },
     [](Exact a, Exact) { return std::exp(a * std::log(2.L)); }, 1,
     [](Exact a, Exact) { return 1 + std::abs(a); }},
    {"expm1", [](const Tensor& a, const Tensor&) { return expm1(a); },
     [](Exact a, Exact) {
       const long double half = std::sin(a.imag() / 2);
       return Exact(std::expm1(a.real()) * std::cos(a.imag()) - 2 * half * half,
                    std::exp(a.real()) * std::sin(a.imag()));
     },
     1},
    {"log", [](const Tensor& a, const Tensor&) { return log(a); }, [](Exact a, Exact) { return std::log(a); },
     3},
    {"log2", [](const Tensor& a, const Tensor&) { return log2(a); },
     [](Exact a, Exact) { return std::log(a) / std::log(2.L); }, 3},
    {"log10", [](const Tensor& a, const Tensor&) { return log10(a); },
     [](Exact a, Exact) { return std::log(a) / std::log(10.L); }, 3},
    {"log1p", [](const Tensor& a, const Tensor&) { return log1p(a); },
     [](Exact a, Exact) { return std::log(Exact(1) + a); }, 1},
    {"log1p near -1", [](const Tensor& a, const Tensor&) { return log1p(a); },
     [](Exact a, Exact) { return std::log(Exact(1) + a); }, 3, of_itself, -1},
    {"sqrt", [](const Tensor& a, const Tensor&) { return sqrt(a); },
     [](Exact a, Exact) { return std::sqrt(a); }, 3},
    {"rsqrt", [](const Tensor& a, const Tensor&) { return rsqrt(a); },
     [](Exact a, Exact) { return Exact(1) / std::sqrt(a); }, 3},
    {"sin", [](const Tensor& a, const Tensor&) { return sin(a); }, [](Exact a, Exact) { return std::sin(a); },
     0.5},
    {"cos", [](const Tensor& a, const Tensor&) { return cos(a); }, [](Exact a, Exact) { return std::cos(a); },
     0.5},
    {"tan", [](const Tensor& a, const Tensor&) { return tan(a); }, [](Exact a, Exact) { return std::tan(a); },
     0.5},
    {"sinh", [](const Tensor& a, const Tensor&) { return sinh(a); },
     [](Exact a, Exact) { return std::sinh(a); }, 0.5},
    {"cosh", [](const Tensor& a, const Tensor&) { return cosh(a); },
     [](Exact a, Exact) { return std::cosh(a); }, 0.5},
    {"tanh", [](const Tensor& a, const Tensor&) { return tanh(a); },
     [](Exact a, Exact) { return std::tanh(a); }, 0.5},
    {"asin", [](const Tensor& a, const Tensor&) { return asin(a); },
     [](Exact a, Exact) { return std::asin(a); }, 2},
    {"acos", [](const Tensor& a, const Tensor&) { return acos(a); },
     [](Exact a, Exact) { return std::acos(a); }, 2},
    {"atan", [](const Tensor& a, const Tensor&) { return atan(a); },
     [](Exact a, Exact) { return std::atan(a); }, 2},
    {"asinh", [](const Tensor& a, const Tensor&) { return asinh(a); },
     [](Exact a, Exact) { return std::asinh(a); }, 2},
    {"acosh", [](const Tensor& a, const Tensor&) { return acosh(a); },
     [](Exact a, Exact) { return std::acosh(a); }, 2},
    {"atanh", [](const Tensor& a, const Tensor&) { return atanh(a); },
     [](Exact a, Exact) { return std::atanh(a); }, 2},
    {"sigmoid", [](const Tensor& a, const Tensor&) { return sigmoid(a); },
     [](Exact a, Exact) { return Exact(1) / (Exact(1) + std::exp(-a)); }, 0.5,
     [](Exact a, Exact) { return 1 + std::abs(Exact(1) / (Exact(1) + std::exp(a))); }},
};

Exact number(const Tensor& z, int64_t i) {
  const float* parts = z.data_ptr<float>() + 2 * i;
  return {parts[0], parts[1]};
}
// The distance of complex results from exact ones, in units of 2^-24 of those times what `c` says.
double units_off(const Case& c, const Tensor& got, const Tensor& a, const Tensor& b) {
  long double most = 0;
  for (int64_t i = 0; i < a.size(0); ++i) {
    const Exact x = number(a, i), y = number(b, i), want = c.value(x, y);
    const long double off = std::abs(number(got, i) - want) / (std::abs(want) * c.steep(x, y));
    if (!(off <= most)) most = off;
  }
  return static_cast<double>(std::ldexp(most, 24));
}

TEST(ComplexBounds, ArithmeticAndFunctions) {
  manual_seed(8);
  for (const Case& c : kCases) {
    const auto parts = [&] { return randn({20000, 2}).mul_(exp(c.spread * randn({20000, 2}))); };
    const Tensor a = parts(), b = parts();
    a.select(1, 0).add_(c.middle);
    each_isa([&] {
      const Tensor got = c.call(view_as_complex(a), view_as_complex(b));
      EXPECT_LE(units_off(c, view_as_real(got), a, b), kComplexUnits) << c.name;
    });
  }
}

// Each part of a product of matrices is a sum of twice as many products of parts.
TEST(ComplexBounds, ProductsOfMatrices) {
  manual_seed(9);
  constexpr int64_t m = 9, k = 200, n = 13;
  const Tensor a = randn({m, k, 2}), b = randn({k, n, 2});
  ExactSums want({m, n, 2});
  for (int64_t i = 0; i < m * n; ++i)
    for (int64_t j = 0; j < k; ++j) {
      const Exact x = number(a, i / n * k + j), y = number(b, j * n + i % n);
      want.add(2 * i, static_cast<double>(x.real() * y.real()));
      want.add(2 * i, static_cast<double>(-x.imag() * y.imag()));
      want.add(2 * i + 1, static_cast<double>(x.real() * y.imag()));
      want.add(2 * i + 1, static_cast<double>(x.imag() * y.real()));
    }
  each_isa([&] { want.expect(view_as_real(mm(view_as_complex(a), view_as_complex(b)))); });
}

}  // namespace
}  // namespace torch::inline rushlight::test
