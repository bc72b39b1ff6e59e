// Matrix products against plain loops in double, through every form; shapes that do not fit are errors.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "harness/outcome.h"

#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

Tensor numbers(IntArrayRef sizes, double scale = 0.37) {
  Tensor t = empty(sizes, kDouble);
  double* p = t.data_ptr<double>();
  for (int64_t i = 0; i < t.numel(); ++i) p[i] = std::sin(scale * static_cast<double>(i) + scale);
  return t;
}

Tensor plain_product(const Tensor& a, const Tensor& b) {
  Tensor out = zeros({a.size(0), b.size(1)}, kDouble);
  for (int64_t i = 0; i < a.size(0); ++i)
    for (int64_t j = 0; j < b.size(1); ++j) {
      double sum = 0;
      for (int64_t k = 0; k < a.size(1); ++k) sum += a[i][k].item<double>() * b[k][j].item<double>();
      out[i][j] = Scalar(sum);
    }
  return out;
}

double distance(const Tensor& a, const Tensor& b) {
  const Tensor d = (a.to(kDouble) - b.to(kDouble)).contiguous();
  double worst = 0;
  for (int64_t i = 0; i < d.numel(); ++i) worst = std::max(worst, std::abs(d.data_ptr<double>()[i]));
  return worst;
}

using test::error_of;

TEST(Matmul, AgreesWithLoopsWhateverTheStrides) {
  for (auto [n, k, m] : {std::array<int64_t, 3>{1, 1, 1}, {3, 5, 7}, {17, 33, 16}, {64, 40, 10}}) {
    const Tensor a = numbers({n, k}), b = numbers({k, m}, 0.73), at = numbers({k, n}).t(),
                 bt = numbers({m, k}, 0.11).t();
    EXPECT_LT(distance(a.mm(b), plain_product(a, b)), 1e-12);
    EXPECT_LT(distance(at.mm(bt), plain_product(at, bt)), 1e-12);
    EXPECT_LT(distance(a.to(kFloat).mm(b.to(kFloat)), plain_product(a, b)), 1e-4);
  }
}

TEST(Matmul, EmptyAndIntegerProducts) {
  EXPECT_EQ(zeros({0, 3}).mm(zeros({3, 4})).sizes(), IntArrayRef({0, 4}));
  EXPECT_EQ(distance(ones({2, 0}).mm(ones({0, 3})), zeros({2, 3})), 0);
  const Tensor a = full({2, 3}, 3, kLong), b = full({3, 2}, 5, kLong);
  EXPECT_EQ(a.mm(b)[1][1].item<int64_t>(), 45);
}

TEST(Matmul, ByShape) {
  const Tensor v = numbers({4}), m = numbers({3, 4}), batch = numbers({2, 3, 4}),
               other = numbers({5, 1, 4, 6});
  EXPECT_EQ(v.matmul(v).dim(), 0);
  EXPECT_EQ(m.matmul(v).sizes(), IntArrayRef({3}));
  EXPECT_EQ(v.matmul(m.t()).sizes(), IntArrayRef({3}));
  EXPECT_EQ(batch.matmul(m.t()).sizes(), IntArrayRef({2, 3, 3}));
  const Tensor product = batch.matmul(other);
  EXPECT_EQ(product.sizes(), IntArrayRef({5, 2, 3, 6}));
  EXPECT_LT(distance(product[4][1], plain_product(batch[1], other[4][0])), 1e-12);
}

TEST(Matmul, LinearWithBiasAndMoreDimensions) {
  const Tensor x = numbers({2, 5, 7}), w = numbers({3, 7}), b = numbers({3}, 1.1);
  const Tensor y = linear(x, w, b);
  EXPECT_EQ(y.sizes(), IntArrayRef({2, 5, 3}));
  EXPECT_LT(distance(y[1], plain_product(x[1], w.t()) + b), 1e-12);
}

TEST(Matmul, Gradients) {
  const auto input = [](IntArrayRef s, double scale) { return numbers(s, scale).requires_grad_(); };
  const auto check = [](auto f, autograd::variable_list in) {
    EXPECT_EQ(autograd::gradcheck(f, in), "");
    EXPECT_EQ(autograd::gradgradcheck(f, in), "");
  };
  using L = autograd::variable_list;
  check([](const L& in) { return L{in[0].mm(in[1])}; }, {input({3, 4}, 0.3), input({4, 2}, 0.7)});
  check([](const L& in) { return L{in[0].bmm(in[1])}; }, {input({2, 3, 4}, 0.3), input({2, 4, 2}, 0.7)});
  check([](const L& in) { return L{linear(in[0], in[1], in[2])}; },
        {input({2, 3, 4}, 0.3), input({5, 4}, 0.7), input({5}, 0.9)});
  check([](const L& in) { return L{in[0].matmul(in[1])}; }, {input({2, 3, 4}, 0.3), input({4}, 0.7)});
}

TEST(Matmul, Errors) {
  EXPECT_NE(error_of([] {
              ones({2, 3}).mm(ones({4, 2}));
            }).find("mm: expected inner sizes that agree, got shapes [2, 3] and [4, 2]"),
            std::string::npos);
  EXPECT_NE(error_of([] {
              ones({2}).mm(ones({4, 2}));
            }).find("mm: expected two matrices"),
            std::string::npos);
  EXPECT_NE(error_of([] {
              ones({2, 3}).mm(ones({3, 2}, kDouble));
            }).find("one dtype, got float32 and float64"),
            std::string::npos);
  EXPECT_NE(error_of([] {
              linear(ones({2, 3}), ones({4, 5}));
            }).find("linear: expected an input with 5 features"),
            std::string::npos);
  EXPECT_NE(error_of([] {
              ones({2, 3, 4}).bmm(ones({3, 4, 2}));
            }).find("bmm: expected batches of one size"),
            std::string::npos);
}

}  // namespace
}  // namespace torch::inline rushlight
