// Functions and reductions that take complex numbers beside real ones. What they do at their edges is among the calls that
// LibTorch answered (dtype.txt).
#include <gtest/gtest.h>

#include "ops/complex/complex_reference.h"

namespace torch::inline rushlight::test {
namespace {

// f of the numbers of each row, all before and itself.
OpCase::Reference along_rows(void (*f)(Z* row, size_t n)) {
  return [f](const PlainArgs& x) {
    std::vector<Z> z = numbers(x[0]);
    const size_t n = static_cast<size_t>(x[0].shape[1]);
    for (size_t first = 0; first + n <= z.size() && n > 0; first += n) f(z.data() + first, n);
    return std::vector<Plain>{as_pairs(z, outer(x[0]))};
  };
}
void rows_case(const char* name, Tensor (*f)(const Tensor&), void (*reference)(Z* row, size_t n)) {
  op_case(std::string(name) + " of complex", [f](const Args& x) { return apart(f(joined(x[0]))); })
      .sample({pairs({2, 1}, 0.5)})
      .sample({pairs({2, 3}, 0.5)})
      .sample({pairs({3, 9}, 0.5)})
      .sample({pairs({2, 0})})
      .reference(along_rows(reference))
      .dtypes({kFloat, kDouble})
      .tolerance(64);
}

double squares_from_mean(const std::vector<Z>& z) {
  Z mean = 0;
  for (const Z& v : z) mean += v / static_cast<double>(z.size());
  double total = 0;
  for (const Z& v : z) total += std::norm(v - mean);
  return total;
}

const OpCases tested([] {
  unary_case(
      "sinc", sinc, [](Z z) { return z == 0. ? Z(1) : std::sin(M_PI * z) / (M_PI * z); }, -1, 1);
  unary_case("silu", silu, [](Z z) { return z / (1. + std::exp(-z)); });
  unary_case(
      "nan_to_num", [](const Tensor& z) { return nan_to_num(z); }, [](Z z) { return z; });
  binary_case("logaddexp", logaddexp, [](Z a, Z b) { return std::log(std::exp(a) + std::exp(b)); });
  binary_case(
      "l1_loss",
      [](const Tensor& a, const Tensor& b) { return complex(l1_loss(a, b, 0), zeros_like(real(a - b))); },
      [](Z a, Z b) { return Z(std::abs(a - b)); });
  rows_case(
      "cumprod", [](const Tensor& z) { return cumprod(z, 1); },
      [](Z* row, size_t n) {
        for (size_t i = 1; i < n; ++i) row[i] *= row[i - 1];
      });
  rows_case(
      "logcumsumexp", [](const Tensor& z) { return logcumsumexp(z, 1); },
      [](Z* row, size_t n) {
        Z sum = 0;
        for (size_t i = 0; i < n; ++i) row[i] = std::log(sum += std::exp(row[i]));
      });
  op_case("var of complex",
          [](const Args& x) {
            return Results(std::vector<Tensor>{var(joined(x[0])), std(joined(x[0]))});
          })
      .sample({pairs({3})})
      .sample({pairs({4, 17})})
      .reference([](const PlainArgs& x) {
        const std::vector<Z> z = numbers(x[0]);
        const double v = squares_from_mean(z) / static_cast<double>(z.size() - 1);
        return std::vector<Plain>{Plain({}, {v}), Plain({}, {std::sqrt(v)})};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(16);
  op_case(
      "index_add of complex",
      [](const Args& x) {
        return apart(index_add(joined(x[0]), 0, tensor({1, 0, 1}), joined(x[1]), Complex<double>(0.5, 2)));
      })
      .sample({pairs({2, 3}), pairs({3, 3})})
      .reference([](const PlainArgs& x) {
        std::vector<Z> z = numbers(x[0]);
        const std::vector<Z> source = numbers(x[1]);
        const size_t rows[] = {1, 0, 1};
        for (size_t i = 0; i < source.size(); ++i) z[rows[i / 3] * 3 + i % 3] += Z(0.5, 2) * source[i];
        return std::vector<Plain>{as_pairs(z, outer(x[0]))};
      })
      .dtypes({kFloat, kDouble});
});

TEST(ComplexFunctions, InPlaceFormsWriteIntoTheNumber) {
  const Tensor z = complex(tensor({0.5, double(NAN)}), tensor({1.0, 2.0}));
  Tensor a = z.clone();
  a.nan_to_num_(3);
  EXPECT_TRUE(equal(view_as_real(a), tensor({{0.5, 1.0}, {3.0, 2.0}})));
  a.silu_();
  EXPECT_TRUE(allclose(a, silu(nan_to_num(z, 3))));
  a.index_add_(0, tensor({0}), z.slice(0, 0, 1), 2);
  EXPECT_TRUE(allclose(a[0], silu(z[0]) + z[0] * 2));
  Tensor one = complex(tensor(1.0), tensor(2.0));
  one.index_add_(0, tensor({0}), one.clone());
  EXPECT_TRUE(equal(view_as_real(one), tensor({2.0, 4.0})));
}

}  // namespace
}  // namespace torch::inline rushlight::test
