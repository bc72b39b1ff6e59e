// Matrix products of all shapes against plain loops, with their gradients. Speed-dependent paths: matmul_test.cpp.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using List = std::vector<Plain>;

// c = beta * c + alpha * a b for one matrix at these offsets.
void add_product(const Plain& a, int64_t at_a, const Plain& b, int64_t at_b, Plain& c, int64_t at_c,
                 int64_t n, int64_t k, int64_t m, double alpha = 1) {
  for (int64_t i = 0; i < n; ++i)
    for (int64_t j = 0; j < m; ++j)
      for (int64_t l = 0; l < k; ++l)
        c[at_c + i * m + j] += alpha * a[at_a + i * k + l] * b[at_b + l * m + j];
}
Plain product(const Plain& a, const Plain& b, Shape shape, int64_t n, int64_t k, int64_t m,
              double alpha = 1) {
  Plain c(std::move(shape));
  add_product(a, 0, b, 0, c, 0, n, k, m, alpha);
  return c;
}
// beta * self, broadcast to c, plus c.
Plain plus(Plain c, const Plain& self, double beta) {
  const Plain wide = rearranged(self, c.shape, [&](const Shape& i) {
    Shape from(i.end() - self.dim(), i.end());
    for (size_t d = 0; d < from.size(); ++d)
      if (self.shape[d] == 1) from[d] = 0;
    return from;
  });
  for (int64_t k = 0; k < c.numel(); ++k) c[k] += beta * wide[k];
  return c;
}

// Matrices in the last two dimensions of both; the dimensions before them broadcast. Vectors count as a row on the left
// and a column on the right, and their dimension is left out of the result.
std::vector<Plain> by_shape(const PlainArgs& x) {
  Plain a = x[0], b = x[1];
  const bool row = a.dim() == 1, column = b.dim() == 1;
  if (row) a.shape.insert(a.shape.begin(), 1);
  if (column) b.shape.push_back(1);
  const size_t dims = std::max(a.shape.size(), b.shape.size());
  while (a.shape.size() < dims) a.shape.insert(a.shape.begin(), 1);
  while (b.shape.size() < dims) b.shape.insert(b.shape.begin(), 1);
  const int64_t n = a.shape[dims - 2], k = a.shape[dims - 1], m = b.shape[dims - 1];
  Shape shape;
  for (size_t d = 0; d + 2 < dims; ++d) shape.push_back(a.shape[d] == 1 ? b.shape[d] : a.shape[d]);
  shape.push_back(n), shape.push_back(m);
  Plain c(shape);
  for (int64_t s = 0; n * m > 0 && s < c.numel() / (n * m); ++s) {
    int64_t at_a = 0, at_b = 0, step_a = 1, step_b = 1, rest = s;
    for (size_t d = dims - 2; d-- > 0;) {
      const int64_t i = rest % shape[d];
      rest /= shape[d];
      at_a += a.shape[d] == 1 ? 0 : i * step_a, at_b += b.shape[d] == 1 ? 0 : i * step_b;
      step_a *= a.shape[d], step_b *= b.shape[d];
    }
    add_product(a, at_a * n * k, b, at_b * k * m, c, s * n * m, n, k, m);
  }
  if (column) c.shape.pop_back();
  if (row) c.shape.erase(c.shape.end() - (column ? 1 : 2));
  return {c};
}

// Every dtype that products have; 16-bit floats are multiplied in float32, integers wrap.
OpCase& product_case(const char* name, OpCase::Operator op) {
  return op_case(name, std::move(op)).integers().tolerance(8);
}

const OpCases products([] {
  product_case("mm", [](const Args& x) { return mm(x[0], x[1]); })
      .sample({{2, 3}, {3, 2}})
      .sample({{1, 1}, {1, 1}})
      .sample({{0, 3}, {3, 2}})
      .sample({{2, 0}, {0, 3}})
      .sample({{17, 33}, {33, 9}})
      .sample({{65, 31}, {31, 16}})
      .samples({{{{130, 70}, {70, 90}}, {}, true}})
      .reference(by_shape)
      .error(
          [] {
            mm(ones({2, 3}), ones({2, 3}));
          },
          "mm: expected inner sizes that agree, got shapes [2, 3] and [2, 3]")
      .error(
          [] {
            mm(ones({2, 3}), ones({3}));
          },
          "mm: expected two matrices, got shapes [2, 3] and [3]")
      .error(
          [] {
            mm(ones({2, 3}), ones({3, 2}, kDouble));
          },
          "mm: expected two matrices of one dtype, got float32 and float64")
      .error(
          [] {
            mm(ones({2, 3}, kHalf), ones({3, 2}));
          },
          "mm: expected two matrices of one dtype, got float16 and float32");
  product_case("bmm", [](const Args& x) { return bmm(x[0], x[1]); })
      .sample({{2, 1, 3}, {2, 3, 1}})
      .sample({{3, 9, 8}, {3, 8, 17}})
      .sample({{0, 2, 3}, {0, 3, 2}})
      .sample({{2, 2, 0}, {2, 0, 2}})
      .reference(by_shape)
      .error(
          [] {
            bmm(ones({2, 2, 3}), ones({3, 3, 2}));
          },
          "bmm: expected batches of one size, got shapes [2, 2, 3] and [3, 3, 2]")
      .error(
          [] {
            bmm(ones({2, 2, 3}), ones({3, 2}));
          },
          "bmm: expected two batches of matrices, got shapes [2, 2, 3] and [3, 2]")
      .error(
          [] {
            bmm(ones({2, 2, 3}), ones({2, 2, 3}));
          },
          "bmm: expected inner sizes that agree, got shapes [2, 2, 3] and [2, 2, 3]");
  product_case("mv", [](const Args& x) { return mv(x[0], x[1]); })
      .sample({{2, 3}, {3}})
      .sample({{17, 33}, {33}})
      .sample({{0, 3}, {3}})
      .sample({{3, 0}, {0}})
      .reference(by_shape)
      .error(
          [] {
            mv(ones({2, 3}), ones({2}));
          },
          "mv: expected a matrix and a vector with inner sizes that agree, got shapes [2, 3] and [2]");
  product_case("dot", [](const Args& x) { return dot(x[0], x[1]); })
      .sample({{3}, {3}})
      .sample({{0}, {0}})
      .sample({{65}, {65}})
      .reference(by_shape)
      .error([] { dot(ones({2}), ones({3})); },
             "dot: expected two vectors of one length, got shapes [2] and [3]")
      .error([] { dot(ones({}), ones({})); },
             "dot: expected two vectors of one length, got shapes [] and []");
  const OpCase::Reference pairs = [](const PlainArgs& x) {
    const int64_t n = x[0].numel(), m = x[1].numel();
    return List{product(x[0], x[1], {n, m}, n, 1, m)};
  };
  product_case("outer", [](const Args& x) { return outer(x[0], x[1]); })
      .sample({{3}, {2}})
      .sample({{0}, {2}})
      .sample({{17}, {9}})
      .reference(pairs)
      .error(
          [] {
            outer(ones({2, 2}), ones({3}));
          },
          "outer: expected two vectors, got shapes [2, 2] and [3]");
  product_case("ger", [](const Args& x) { return ger(x[0], x[1]); }).sample({{3}, {2}}).reference(pairs);
  product_case("matmul", [](const Args& x) { return matmul(x[0], x[1]); })
      .sample({{3}, {3}})
      .sample({{2, 3}, {3}})
      .sample({{3}, {3, 2}})
      .sample({{2, 3}, {3, 2}})
      .sample({{2, 1, 3}, {3, 2}})
      .sample({{2, 1, 3}, {3}})
      .sample({{3}, {2, 3, 1}})
      .sample({{1, 3}, {2, 3, 1}})
      .sample({{2, 1, 2, 2}, {3, 2, 2}})
      .sample({{3, 1, 5, 9}, {1, 4, 9, 17}})
      .sample({{5, 2, 0}, {0, 4}})
      .sample({{0, 2, 3}, {3, 4}})
      .sample({{0, 1, 2, 3}, {5, 3, 4}})
      .sample({{2, 0}, {0}})
      .reference(by_shape)
      .error(
          [] {
            matmul(ones({2, 3}), ones({2}));
          },
          "matmul: expected inner sizes that agree, got shapes [2, 3] and [2]")
      .error([] { matmul(ones({}), ones({2})); },
             "matmul: expected tensors of one or more dimensions, got shapes [] and [2]")
      .error(
          [] {
            matmul(ones({2, 1, 3}), ones({3, 3, 1}));
          },
          "matmul: expected shapes that broadcast together")
      .error(
          [] {
            matmul(ones({2, 2, 3}), ones({3, 2}, kDouble));
          },
          "one dtype, got float32 and float64");
  product_case("linear", [](const Args& x) { return linear(x[0], x[1], x.size() > 2 ? x[2] : Tensor()); })
      .sample({{1, 3}, {2, 3}, {2}})
      .sample({{2, 2, 3}, {1, 3}, {1}})
      .sample({{3}, {2, 3}, {2}})
      .sample({{2, 3}, {2, 3}})
      .sample({{33, 17}, {9, 17}, {9}})
      .sample({{0, 3}, {4, 3}, {4}})
      .sample({{2, 2, 0}, {4, 0}, {4}})
      .sample({{2, 2, 3}, {0, 3}, {0}})
      .samples({{{{200, 60}, {70, 60}, {70}}, {}, true}})
      .reference([](const PlainArgs& x) {
        const int64_t k = x[1].shape[1], m = x[1].shape[0];
        const Plain turned = rearranged(x[1], {k, m}, [](const Shape& i) { return Shape{i[1], i[0]}; });
        List y = by_shape({{x[0], turned}, {}, x.dtype});
        if (x.arrays.size() > 2) y[0] = plus(y[0], x[2], 1);
        return y;
      })
      .error(
          [] {
            linear(ones({2, 3}), ones({4, 2}));
          },
          "linear: expected an input with 2 features for weight [4, 2], got shape [2, 3]")
      .error(
          [] {
            linear(ones({}), ones({4, 2}));
          },
          "linear: expected an input of one or more dimensions and a weight matrix, got shapes [] and [4, 2]")
      .error(
          [] {
            linear(ones({2, 3}), ones({4, 3}), ones({3}));
          },
          "linear: expected a bias of shape [4], got [3]")
      .error(
          [] {
            linear(ones({2, 3}), ones({4, 3}), ones({4}, kDouble));
          },
          "linear: expected input, weight and bias of one dtype, got float32, float32 and float64")
      .error(
          [] {
            linear(ones({2, 3}, kBFloat16), ones({4, 3}));
          },
          "linear: expected input, weight and bias of one dtype, got bfloat16, float32 and");
});

// beta and alpha of the sample added to its numbers: whole ones for all dtypes, fractions for the floats.
Samples weighed(std::initializer_list<std::vector<Arg>> inputs) {
  Samples all;
  for (const std::vector<Arg>& args : inputs)
    for (const Numbers& numbers : {Numbers{1, 1}, Numbers{3, 2}, Numbers{0, 2}})
      all.push_back({args, numbers});
  return all;
}
// The factors' product, and self broadcast to it.
OpCase::Reference added(std::function<Plain(const PlainArgs&)> product) {
  return [=](const PlainArgs& x) {
    Plain c = product({{x[1], x[2]}, {}, x.dtype});
    for (double& v : c.values) v *= x.d(1);
    return List{x.d(0) == 0 ? c : plus(c, x[0], x.d(0))};
  };
}
Scalar beta(const Args& x) { return x.d(0) == std::trunc(x.d(0)) ? Scalar(x.i(0)) : Scalar(x.d(0)); }
Scalar alpha(const Args& x) { return x.d(1) == std::trunc(x.d(1)) ? Scalar(x.i(1)) : Scalar(x.d(1)); }
Plain first(const PlainArgs& x) { return by_shape(x)[0]; }
Plain pair_products(const PlainArgs& x) {
  return product(x[0], x[1], {x[0].numel(), x[1].numel()}, x[0].numel(), 1, x[1].numel());
}

const OpCases sums([] {
  const auto matrices = [](const Args& x) { return addmm(x[0], x[1], x[2], beta(x), alpha(x)); };
  product_case("addmm", matrices)
      .samples(weighed({{{1, 2}, {1, 2}, {2, 2}},
                        {{2}, {2, 3}, {3, 2}},
                        {{}, {2, 2}, {2, 1}},
                        {{17, 1}, {17, 9}, {9, 33}},
                        {{2, 2}, {2, 0}, {0, 2}},
                        {{0, 3}, {0, 2}, {2, 3}}}))
      .reference(added(first))
      .inplace([](Tensor& self, const Args& x) { self.addmm_(x[1], x[2], beta(x), alpha(x)); })
      .error(
          [] {
            addmm(ones({5, 2, 4}), ones({2, 3}), ones({3, 4}));
          },
          "addmm: expected a self that broadcasts to [2, 4], got shape [5, 2, 4]")
      .error(
          [] {
            addmm(ones({2, 4}), ones({1, 3}), ones({3, 4}));
          },
          "addmm: expected a self that broadcasts to [1, 4], got shape [2, 4]")
      .error(
          [] {
            addmm(ones({3, 4}), ones({2, 3}), ones({3, 4}));
          },
          "addmm: expected shapes that broadcast together")
      .error(
          [] {
            addmm(ones({2, 2}, kDouble), ones({2, 2}), ones({2, 2}));
          },
          "addmm: expected self and factors of one dtype, got float64 and float32")
      .error(
          [] {
            addmm(ones({2, 2}), ones({2, 3}), ones({2, 2}));
          },
          "mm: expected inner sizes that agree, got shapes [2, 3] and [2, 2]");
  op_case("addmm fractions", matrices)
      .sample({{1, 2}, {1, 2}, {2, 2}}, {0.5, -1.5})
      .sample({{5, 9}, {5, 17}, {17, 9}}, {0.5, -1.5})
      .reference(added(first))
      .tolerance(8);
  product_case("addmv", [](const Args& x) { return addmv(x[0], x[1], x[2], beta(x), alpha(x)); })
      .samples(weighed({{{2}, {2, 3}, {3}}, {{}, {2, 3}, {3}}, {{9}, {9, 33}, {33}}}))
      .reference(added(first))
      .inplace([](Tensor& self, const Args& x) { self.addmv_(x[1], x[2], beta(x), alpha(x)); })
      .error(
          [] {
            addmv(ones({5, 2}), ones({2, 3}), ones({3}));
          },
          "addmv: expected a self that broadcasts to [2], got shape [5, 2]");
  product_case("addr", [](const Args& x) { return addr(x[0], x[1], x[2], beta(x), alpha(x)); })
      .samples(weighed({{{2, 3}, {2}, {3}}, {{3}, {2}, {3}}, {{9, 17}, {9}, {17}}}))
      .reference(added(pair_products))
      .inplace([](Tensor& self, const Args& x) { self.addr_(x[1], x[2], beta(x), alpha(x)); })
      .error(
          [] {
            addr(ones({4, 2, 3}), ones({2}), ones({3}));
          },
          "addr: expected a self that broadcasts to [2, 3], got shape [4, 2, 3]")
      .error(
          [] {
            addr(ones({2, 3}), ones({2, 1}), ones({3}));
          },
          "outer: expected two vectors, got shapes [2, 1] and [3]");
  product_case("baddbmm", [](const Args& x) { return baddbmm(x[0], x[1], x[2], beta(x), alpha(x)); })
      .samples(weighed({{{2, 1, 2}, {2, 1, 2}, {2, 2, 2}},
                        {{2}, {2, 1, 3}, {2, 3, 2}},
                        {{1, 1, 9}, {3, 5, 8}, {3, 8, 9}}}))
      .reference(added(first))
      .inplace([](Tensor& self, const Args& x) { self.baddbmm_(x[1], x[2], beta(x), alpha(x)); })
      .error(
          [] {
            baddbmm(ones({2, 1, 4}), ones({1, 2, 3}), ones({1, 3, 4}));
          },
          "baddbmm: expected a self that broadcasts to [1, 2, 4], got shape [2, 1, 4]");
});

TEST(Products, IntegersTakeTheWholePartOfBetaAndAlpha) {
  const Tensor one = ones({2, 2}, kLong);
  EXPECT_TRUE(equal(addmm(one, one, one, 1, 1.5), one * 3));
  EXPECT_TRUE(equal(addmm(one, one, one, 2.9, 1), one * 4));
  EXPECT_TRUE(equal(addr(ones({2, 2}), ones({2}, kLong), ones({2}, kLong), 1, 0.5), full({2, 2}, 1.5)));
}
TEST(Products, NanOfSelfDoesNotCountWithBetaZero) {
  const Tensor one = ones({2, 2});
  EXPECT_TRUE(equal(addmm(full({2, 2}, std::nan("")), one, one, 0), one * 2));
  EXPECT_TRUE(equal(isnan(addmm(full({2, 2}, std::nan("")), one, one)), ones({2, 2}, kBool)));
}
TEST(Products, NanAndInfinityStayInTheirRow) {
  Tensor a = ones({5, 9});
  a[2][3] = Scalar(std::nan(""));
  a[4][0] = Scalar(HUGE_VAL);
  const Plain y = plain(mm(a, ones({9, 17})));
  for (int64_t k = 0; k < y.numel(); ++k) {
    EXPECT_EQ(std::isnan(y[k]), k / 17 == 2) << k;
    EXPECT_EQ(std::isinf(y[k]), k / 17 == 4) << k;
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
