// Dropout and its relatives: PyTorch's masks, in place, derivatives of a fixed draw, errors. They draw random numbers, which
// an OpCase cannot describe, so these are plain tests.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "harness/expect_error.h"
#include "harness/op_case.h"
#include "ops/activation/dropout.h"
#include "rushlight/ops/fused/transformer.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

Numbers numbers(const Tensor& t) { return plain(t).values; }

// n numbers from first on, at equal steps.
Tensor steps(int n, double first, double step) {
  Tensor t = empty({n});
  for (int i = 0; i < n; ++i) t.data_ptr<float>()[i] = static_cast<float>(first + i * step);
  return t;
}

const OpCases they_draw([] {
  covered({"dropout", "dropout_", "feature_dropout", "alpha_dropout", "feature_alpha_dropout"});
});

// Figures of torch.dropout(arange(1, 21), 0.3, True) and its relatives behind torch.manual_seed(7).
TEST(Dropout, MasksArePyTorchs) {
  const Tensor x = steps(20, 1, 1);
  manual_seed(7);
  const Numbers kept{1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0};
  const Numbers y = numbers(dropout(x, 0.3, true));
  for (size_t i = 0; i < 20; ++i)
    EXPECT_EQ(y[i], static_cast<float>(i + 1) * static_cast<float>(1 / 0.7f) * kept[i]);
  const Numbers a = numbers(alpha_dropout(x, 0.3, true));
  EXPECT_NEAR(a[0], -1.059548258781433, 1e-6);
  EXPECT_NEAR(a[2], 3.036949872970581, 1e-6);
  EXPECT_NEAR(a[3], 3.897902488708496, 1e-6);
  const Numbers f = numbers(feature_dropout(x.view({2, 5, 2}), 0.4, true));
  EXPECT_NEAR(f[1], 3.3333332538604736, 1e-6);
  EXPECT_EQ(f[2], 0);
  EXPECT_NEAR(f[17], 30, 1e-5);
  EXPECT_FLOAT_EQ(rand({1}).item<float>(), 0.1277543306350708f);
}

// float32 has a pass of its own; the mask is that of bernoulli_, whatever the sizes, threads and instruction set.
TEST(Dropout, MasksAreThoseOfBernoulli) {
  each_isa([] {
    for (int64_t n : {1, 7, 20, 8191, 33000, 100003})
      for (double p : {0.1, 0.5, 0.999}) {
        manual_seed(11);
        const Tensor keep = empty({n}, kByte).bernoulli_(1 - p), next = rand({1});
        manual_seed(11);
        const Tensor y = dropout(ones({n}), p, true);
        EXPECT_TRUE(equal(y, keep.to(kFloat) * static_cast<float>(1.0 / static_cast<float>(1 - p))))
            << n << " at " << p;
        EXPECT_TRUE(equal(next, rand({1})));
      }
  });
}

TEST(Dropout, OfReluInOnePass) {
  each_isa([] {
    for (int64_t n : {1, 20, 40003}) {
      const Tensor x = randn({n}).requires_grad_(), same = x.detach().clone().requires_grad_();
      manual_seed(12);
      const Tensor y = relu_dropout(x, 0.3, true);
      manual_seed(12);
      const Tensor z = dropout(relu(same), 0.3, true);
      EXPECT_TRUE(equal(y, z));
      y.sum().backward();
      z.sum().backward();
      EXPECT_TRUE(equal(x.grad(), same.grad()));
    }
    EXPECT_TRUE(std::isnan(relu_dropout(full({9}, NAN), 0.5, true).sum().item<float>()));
  });
  const Tensor x = randn({3, 4});
  EXPECT_TRUE(equal(relu_dropout(x, 0.3, false), relu(x)));
  EXPECT_EQ(relu_dropout(x, 1, true).sum().item<float>(), 0);
  EXPECT_EQ(relu_dropout(x.to(kDouble), 0.3, true).scalar_type(), kDouble);
}

TEST(Dropout, AddedToAResidualInOnePass) {
  each_isa([] {
    for (int64_t n : {1, 20, 40003, 100000}) {
      const Tensor r = randn({n}).requires_grad_(), x = randn({n}).requires_grad_();
      const Tensor same_r = r.detach().clone().requires_grad_(), same = x.detach().clone().requires_grad_();
      manual_seed(12);
      const Tensor y = residual_dropout(r, x, 0.3, true), next = rand({1});
      manual_seed(12);
      const Tensor z = same_r + dropout(same, 0.3, true);
      EXPECT_TRUE(allclose(y, z, 1e-6, 1e-6)) << n;
      EXPECT_TRUE(equal(next, rand({1}))) << n;
      (y * y.detach()).sum().backward();
      (z * y.detach()).sum().backward();
      EXPECT_TRUE(equal(x.grad(), same.grad()) && equal(r.grad(), same_r.grad())) << n;
    }
  });
  const Tensor r = randn({3, 4}), x = randn({3, 4});
  EXPECT_TRUE(equal(residual_dropout(r, x, 0.3, false), r + x));
  EXPECT_TRUE(equal(residual_dropout(r, x, 1, true), r));
  EXPECT_EQ(residual_dropout(r[0], x, 0.3, true).sizes(), IntArrayRef({3, 4}));
  EXPECT_EQ(residual_dropout(r, x.to(kDouble), 0.3, true).scalar_type(), kDouble);
}

TEST(Dropout, GradientFollowsTheMask) {
  const Tensor x = ones({100000}).requires_grad_();
  const Tensor y = dropout(x, 0.25, true);
  y.sum().backward();
  EXPECT_TRUE(equal(x.grad(), y.detach()));
  EXPECT_NEAR(y.detach().mean().item<double>(), 1, 0.02);
  const Tensor t = ones({4, 6}).t();
  EXPECT_TRUE(dropout(t, 0.5, false).is_same(t));
  EXPECT_EQ(dropout(x, 1, true).sum().item<float>(), 0);
  Tensor z = ones({50});
  z.dropout_(0.5, true);
  for (double v : numbers(z)) EXPECT_TRUE(v == 0 || v == 2);
  try {
    dropout(t, 1.5, true);
    FAIL();
  } catch (const Error& e) { EXPECT_STREQ(e.what(), "dropout: expected a probability in [0, 1], got 1.5"); }
}

// What is kept, and its gradient, is x / (1 - p), by the kernels of float32 and by those of other dtypes and orders.
template <class T> void expect_scaled(const Tensor& x, const Tensor& got, double p) {
  const Array<T> values(x.contiguous()), scaled(got.contiguous());
  Array<double> want(values.shape()), size(values.shape());
  for (int64_t i = 0; i < values.count(); ++i) {
    want.at(i) = scaled.at(i) == 0 ? 0 : double(values.at(i)) / (1 - p);
    size.at(i) = std::abs(want.at(i));
  }
  expect_units(scaled, want, size, kDropoutUnits);
}
template <class T> void check_scale(double p) {
  Tensor x = randn({67, 300}, CppTypeToScalarType<T>::value);
  x.mul_(exp(4 * randn({67, 300})));
  for (const Tensor& in : {x.clone(), x.t()}) {
    const Tensor self = in.detach().requires_grad_(), y = dropout(self, p, true), g = in * 0.3;
    y.backward(g);
    expect_scaled<T>(in, y.detach(), p);
    expect_scaled<T>(g, self.grad(), p);
    EXPECT_GT((y != 0).sum().item<int64_t>(), 0);
  }
}
TEST(Dropout, WhatIsKeptIsWithinItsBound) {
  each_isa([] {
    for (double p : {0.1, 0.3, 0.5, 0.9}) {
      check_scale<float>(p);
      check_scale<double>(p);
    }
  });
}

using Drop = Tensor (*)(const Tensor&, double, bool);
using DropInPlace = Tensor& (*)(Tensor&, double, bool);
struct Dropping {
  const char* name;
  Drop drop;
  DropInPlace in_place;
};
const Dropping kDropping[] = {{"dropout", dropout, dropout_},
                              {"feature_dropout", feature_dropout, feature_dropout_},
                              {"alpha_dropout", alpha_dropout, alpha_dropout_},
                              {"feature_alpha_dropout", feature_alpha_dropout, feature_alpha_dropout_}};

TEST(Dropout, InPlaceIsTheSameDraw) {
  for (const Dropping& d : kDropping)
    for (ScalarType t : {kFloat, kDouble, kHalf, kBFloat16}) {
      const Tensor x = make_args({{{3, 5, 4}}, {}}, t, 2)[0];
      manual_seed(11);
      const Tensor y = d.drop(x, 0.4, true);
      Tensor self = x.clone();
      manual_seed(11);
      EXPECT_TRUE(d.in_place(self, 0.4, true).is_same(self));
      EXPECT_EQ(y.scalar_type(), t);
      EXPECT_EQ(difference(plain(self), plain(y), 1e-6, 1e-6), "") << d.name << ", " << t;
    }
}
// With a fixed seed a draw is a function, and has derivatives.
TEST(Dropout, Derivatives) {
  for (const Dropping& d : kDropping) {
    const Tensor x = make_args({{{2, 3, 2}}, {}}, kDouble, 3)[0].set_requires_grad(true);
    const auto draw = [&](const autograd::variable_list& in) {
      manual_seed(12);
      return autograd::variable_list{d.drop(in[0], 0.4, true)};
    };
    EXPECT_EQ(autograd::gradcheck(draw, {x}), "") << d.name;
    EXPECT_EQ(autograd::gradgradcheck(draw, {x}), "") << d.name;
    const auto in_place = [&](const autograd::variable_list& in) {
      Tensor self = in[0].clone();
      manual_seed(12);
      d.in_place(self, 0.4, true);
      return autograd::variable_list{self};
    };
    EXPECT_EQ(autograd::gradcheck(in_place, {x}), "") << d.name;
  }
}
TEST(Dropout, NothingToDropAndEverything) {
  for (const Dropping& d : kDropping) {
    const Tensor x = ones({2, 3, 2}), empty_input = ones({0, 3});
    EXPECT_TRUE(d.drop(x, 0, true).is_same(x)) << d.name;
    EXPECT_TRUE(d.drop(x, 0.7, false).is_same(x)) << d.name;
    EXPECT_TRUE(d.drop(empty_input, 0.7, true).is_same(empty_input)) << d.name;
    EXPECT_TRUE(equal(d.drop(x, 1, true), zeros({2, 3, 2}))) << d.name;
  }
}
TEST(Dropout, ChannelsDropAsAWhole) {
  const Plain y = plain(feature_dropout(ones({8, 16, 3}), 0.5, true));
  int64_t dropped = 0;
  for (int64_t c = 0; c < 8 * 16; ++c) {
    EXPECT_TRUE(y[3 * c] == 0 || y[3 * c] == 2);
    EXPECT_EQ(y[3 * c], y[3 * c + 1]);
    EXPECT_EQ(y[3 * c], y[3 * c + 2]);
    dropped += y[3 * c] == 0;
  }
  EXPECT_GT(dropped, 32);
  EXPECT_LT(dropped, 96);
}
// A dropped element is multiplied by 0, as in PyTorch.
TEST(Dropout, NanStaysEvenWhereItIsDropped) {
  for (const Dropping& d : kDropping) {
    const Plain y = plain(d.drop(full({50, 4}, std::nan("")), 0.5, true));
    for (int64_t k = 0; k < y.numel(); ++k) EXPECT_TRUE(std::isnan(y[k])) << d.name;
  }
}

TEST(Dropout, Errors) {
  for (const Dropping& d : kDropping) {
    const std::string name = d.name;
    Tensor x = ones({2, 3});
    expect_error([&] { d.drop(x, -0.5, true); }, name + ": expected a probability in [0, 1], got -0.5");
    expect_error([&] { d.in_place(x, 1.5, false); }, ": expected a probability in [0, 1], got 1.5");
  }
  expect_error([] { dropout(ones({2}, kLong), 0.5, true); },
               "dropout: expected a floating-point tensor, got int64");
  expect_error([] { feature_dropout(ones({2}), 0.5, true); },
               "feature_dropout: expected at least 2 dimensions, got shape [2]");
  expect_error([] { feature_alpha_dropout(ones({2}), 0.5, true); },
               "feature_alpha_dropout: expected at least 2 dimensions, got shape [2]");
  expect_error([] { alpha_dropout(ones({2}, kLong), 0.5, true); },
               "alpha_dropout: expected a floating-point tensor, got int64");
  expect_error(
      [] {
        feature_dropout(ones({2, 3}, kLong), 0.5, true);
      },
      "feature_dropout: expected a floating-point tensor, got int64");
}

TEST(Dropout, AnyMemoryOrder) {
  const Tensor t = ones({40, 60}).t();
  const Tensor y = dropout(t, 0.5, true);
  EXPECT_EQ(y.sizes(), t.sizes());
  for (double v : numbers(y)) EXPECT_TRUE(v == 0 || v == 2);
  EXPECT_NEAR(y.mean().item<double>(), 1, 0.15);
}

}  // namespace
}  // namespace torch::inline rushlight::test
