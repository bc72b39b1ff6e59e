// The operators of complex numbers, each as a case on pairs (complex_reference.h).
#include <gtest/gtest.h>

#include "ops/complex/complex_reference.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const OpCases arithmetic([] {
  binary_case(
      "add", [](const Tensor& a, const Tensor& b) { return a + b; }, [](Z a, Z b) { return a + b; });
  binary_case(
      "sub", [](const Tensor& a, const Tensor& b) { return sub(a, b, Complex<double>(1, 2)); },
      [](Z a, Z b) { return a - Z(1, 2) * b; });
  binary_case(
      "mul", [](const Tensor& a, const Tensor& b) { return a * b; }, [](Z a, Z b) { return a * b; });
  binary_case(
      "div", [](const Tensor& a, const Tensor& b) { return a / b; }, [](Z a, Z b) { return a / b; });
  binary_case(
      "pow", [](const Tensor& a, const Tensor& b) { return pow(a, b); },
      [](Z a, Z b) { return std::pow(a, b); });
  binary_case(
      "where", [](const Tensor& a, const Tensor& b) { return where(real(a) > 1, a, b); },
      [](Z a, Z b) { return a.real() > 1 ? a : b; });
  unary_case("neg", neg, [](Z z) { return -z; });
  unary_case(
      "add number", [](const Tensor& z) { return z + Complex<double>(0.5, -1); },
      [](Z z) { return z + Z(0.5, -1); });
  unary_case(
      "mul number", [](const Tensor& z) { return z * Complex<double>(0.5, -1); },
      [](Z z) { return z * Z(0.5, -1); });
  unary_case(
      "div number", [](const Tensor& z) { return z / Complex<double>(0.5, -1); },
      [](Z z) { return z / Z(0.5, -1); });
  unary_case(
      "rsub", [](const Tensor& z) { return rsub(z, Complex<double>(3, 1)); },
      [](Z z) { return Z(3, 1) - z; });
  unary_case(
      "pow number", [](const Tensor& z) { return pow(z, Complex<double>(1.5, 0.5)); },
      [](Z z) { return std::pow(z, Z(1.5, 0.5)); }, 0.5, 2);
  unary_case(
      "pow square", [](const Tensor& z) { return pow(z, 2); }, [](Z z) { return z * z; });
  unary_case(
      "pow of number", [](const Tensor& z) { return pow(Complex<double>(2, 1), z); },
      [](Z z) { return std::pow(Z(2, 1), z); });
  unary_case(
      "div of number", [](const Tensor& z) { return Complex<double>(2, 1) / z; },
      [](Z z) { return Z(2, 1) / z; }, 0.5, 2);
});

const OpCases functions([] {
  unary_case("exp", exp, [](Z z) { return std::exp(z); });
  unary_case("exp2", exp2, [](Z z) { return std::pow(Z(2), z); });
  unary_case("expm1", expm1, [](Z z) { return std::exp(z) - 1.0; });
  unary_case(
      "log", log, [](Z z) { return std::log(z); }, 0.5, 2);
  unary_case(
      "log2", log2, [](Z z) { return std::log(z) / std::log(2.0); }, 0.5, 2);
  unary_case(
      "log10", log10, [](Z z) { return std::log10(z); }, 0.5, 2);
  unary_case(
      "log1p", log1p, [](Z z) { return std::log(z + 1.0); }, 0.5, 2);
  unary_case(
      "sqrt", sqrt, [](Z z) { return std::sqrt(z); }, 0.5, 2);
  unary_case(
      "rsqrt", rsqrt, [](Z z) { return 1.0 / std::sqrt(z); }, 0.5, 2);
  unary_case(
      "reciprocal", reciprocal, [](Z z) { return 1.0 / z; }, 0.5, 2);
  unary_case("sin", sin, [](Z z) { return std::sin(z); });
  unary_case("cos", cos, [](Z z) { return std::cos(z); });
  unary_case(
      "tan", tan, [](Z z) { return std::tan(z); }, 0.2, 1);
  unary_case(
      "asin", asin, [](Z z) { return std::asin(z); }, 0.2, 0.8);
  unary_case(
      "acos", acos, [](Z z) { return std::acos(z); }, 0.2, 0.8);
  unary_case(
      "atan", atan, [](Z z) { return std::atan(z); }, 0.2, 0.8);
  unary_case("sinh", sinh, [](Z z) { return std::sinh(z); });
  unary_case("cosh", cosh, [](Z z) { return std::cosh(z); });
  unary_case(
      "tanh", tanh, [](Z z) { return std::tanh(z); }, 0.2, 1);
  unary_case(
      "asinh", asinh, [](Z z) { return std::asinh(z); }, 0.2, 0.8);
  unary_case(
      "acosh", acosh, [](Z z) { return std::acosh(z); }, 1.5, 2.5);
  unary_case(
      "atanh", atanh, [](Z z) { return std::atanh(z); }, 0.2, 0.8);
  unary_case("sigmoid", sigmoid, [](Z z) { return 1.0 / (1.0 + std::exp(-z)); });
});

const OpCases parts([] {
  unary_case("conj", conj, [](Z z) { return std::conj(z); });
  unary_case(
      "sgn", sgn, [](Z z) { return z / std::abs(z); }, 0.5, 2);
  op_case("abs of complex", [](const Args& x) { return abs(joined(x[0])); })
      .samples(one_input(0.5, 2))
      .reference(each_real([](Z z) { return std::abs(z); }))
      .dtypes({kFloat, kDouble});
  op_case("angle", [](const Args& x) { return angle(joined(x[0])); })
      .samples(one_input(0.5, 2))
      .reference(each_real([](Z z) { return std::arg(z); }))
      .dtypes({kFloat, kDouble})
      .error([] { complex(ones({2}), ones({2}, kDouble)); },
             "complex: expected two tensors of float32 or two of float64, got float32 and float64");
  op_case("real", [](const Args& x) { return real(joined(x[0])); })
      .samples(one_input())
      .reference(each_real([](Z z) { return z.real(); }))
      .dtypes({kFloat, kDouble});
  op_case("imag", [](const Args& x) { return imag(joined(x[0])); })
      .samples(one_input())
      .reference(each_real([](Z z) { return z.imag(); }))
      .dtypes({kFloat, kDouble})
      .error([] { imag(ones({2})); }, "imag: expected a complex tensor, got float32");
  op_case("complex", [](const Args& x) { return apart(complex(x[0], x[1])); })
      .sample({{}, {}})
      .sample({{3, 5}, {5}})
      .sample({{2, 2}, {2, 1}})
      .reference([](const PlainArgs& x) {
        const bool row = x[1].dim() == 1;
        Plain out = x[0];
        out.shape.push_back(2);
        out.values.clear();
        for (int64_t k = 0; k < x[0].numel(); ++k) {
          const int64_t at = x[1].shape == x[0].shape ? k : row ? k % x[1].numel() : k / 2;
          out.values.insert(out.values.end(), {x[0][k], x[1][at]});
        }
        return std::vector<Plain>{out};
      })
      .dtypes({kFloat, kDouble});
  op_case("polar", [](const Args& x) { return apart(polar(x[0], x[1])); })
      .sample({{3}, {3}})
      .sample({{17}, {17}})
      .reference([](const PlainArgs& x) {
        std::vector<Z> z;
        for (int64_t k = 0; k < x[0].numel(); ++k) z.push_back(x[0][k] * std::exp(Z(0, x[1][k])));
        return std::vector<Plain>{as_pairs(z, x[0].shape)};
      })
      .dtypes({kFloat, kDouble});
  covered({"view_as_real", "view_as_complex", "conj_physical", "resolve_conj", "resolve_neg", "isreal"});
});

const OpCases linear([] {
  op_case("sum of complex", [](const Args& x) { return apart(sum(joined(x[0]), {x.i(0)})); })
      .sample({pairs({2, 3})}, {0})
      .sample({pairs({2, 3})}, {-1})
      .sample({pairs({2, 0})}, {1})
      .reference([](const PlainArgs& x) {
        const bool over_rows = x.i(0) == 0;
        const size_t rows = static_cast<size_t>(x[0].shape[0]), columns = static_cast<size_t>(x[0].shape[1]);
        const std::vector<Z> z = numbers(x[0]);
        std::vector<Z> out(over_rows ? columns : rows);
        for (size_t r = 0; r < rows; ++r)
          for (size_t c = 0; c < columns; ++c) out[over_rows ? c : r] += z[r * columns + c];
        return std::vector<Plain>{as_pairs(out, {static_cast<int64_t>(out.size())})};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(4);
  op_case("mm of complex", [](const Args& x) { return apart(mm(joined(x[0]), joined(x[1]))); })
      .sample({pairs({2, 2}), pairs({2, 1})})
      .sample({pairs({5, 7}), pairs({7, 9})})
      .reference([](const PlainArgs& x) {
        const std::vector<Z> a = numbers(x[0]), b = numbers(x[1]);
        const size_t m = static_cast<size_t>(x[0].shape[0]), n = static_cast<size_t>(x[1].shape[1]),
                     l = a.size() / m;
        std::vector<Z> c(m * n);
        for (size_t i = 0; i < m; ++i)
          for (size_t j = 0; j < n; ++j)
            for (size_t k = 0; k < l; ++k) c[i * n + j] += a[i * l + k] * b[k * n + j];
        return std::vector<Plain>{as_pairs(c, {x[0].shape[0], x[1].shape[1]})};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(16);
});

}  // namespace
}  // namespace torch::inline rushlight::test
