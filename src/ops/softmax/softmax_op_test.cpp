// Softmax and cross-entropy as operators: derivatives, forms of targets, errors. Kernels are tested in softmax_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "harness/outcome.h"

#include "rushlight/rushlight.h"

namespace rushlight {
namespace {

Tensor numbers(IntArrayRef sizes) {
  Tensor t = empty(sizes, kDouble);
  for (int64_t i = 0; i < t.numel(); ++i)
    t.data_ptr<double>()[i] = std::sin(0.7 * static_cast<double>(i) + 0.2) * 2;
  return t.requires_grad_();
}
Tensor classes(std::vector<int64_t> v) {
  Tensor t = empty({static_cast<int64_t>(v.size())}, kLong);
  std::copy(v.begin(), v.end(), t.data_ptr<int64_t>());
  return t;
}
using test::error_of;

using L = autograd::variable_list;

void check_gradients(const std::function<L(const L&)>& f, const L& in) {
  EXPECT_EQ(autograd::gradcheck(f, in), "");
  EXPECT_EQ(autograd::gradgradcheck(f, in), "");
}

TEST(Softmax, Derivatives) {
  for (int64_t dim : {0, 1, -1}) {
    check_gradients([&](const L& in) { return L{softmax(in[0], dim)}; }, {numbers({3, 4, 2})});
    check_gradients([&](const L& in) { return L{log_softmax(in[0], dim)}; }, {numbers({3, 4, 2})});
  }
}

TEST(Softmax, SumsToOneAndTakesADtype) {
  const Tensor y = softmax(full({3}, 7, kLong), 0, kDouble);
  EXPECT_EQ(y.scalar_type(), kDouble);
  EXPECT_NEAR(y.sum().item<double>(), 1, 1e-12);
  EXPECT_NE(error_of([] {
              softmax(full({3}, 7, kLong), 0);
            }).find("softmax: expected a floating-point tensor, got int64"),
            std::string::npos);
  EXPECT_NE(error_of([] { softmax(ones({3}), 1); }).find("expected a dimension in [-1, 0], got 1"),
            std::string::npos);
}

TEST(CrossEntropy, EqualsLogSoftmaxAtTheTarget) {
  const Tensor x = numbers({3, 4}), target = classes({2, 0, 3});
  const Tensor rows = log_softmax(x, 1);
  const double expected = -(rows[0][2] + rows[1][0] + rows[2][3]).item<double>() / 3;
  EXPECT_NEAR(cross_entropy_loss(x, target).item<double>(), expected, 1e-12);
  EXPECT_EQ(cross_entropy_loss(x, target, {}, 0).sizes(), IntArrayRef({3}));
}

TEST(CrossEntropy, Derivatives) {
  const Tensor target = classes({2, -100, 3}), weight = numbers({4}).detach() + 2.5;
  for (int64_t reduction : {0, 1, 2})
    for (double smoothing : {0.0, 0.1}) {
      check_gradients(
          [&](const L& in) {
            return L{cross_entropy_loss(in[0], target, weight, reduction, -100, smoothing)};
          },
          {numbers({3, 4})});
    }
  const Tensor share = softmax(numbers({3, 4}), 1).detach();
  check_gradients([&](const L& in) { return L{cross_entropy_loss(in[0], share, weight, 1, -100, 0.1)}; },
                  {numbers({3, 4})});
}

TEST(CrossEntropy, Errors) {
  const Tensor x = ones({2, 3});
  EXPECT_NE(error_of([&] {
              cross_entropy_loss(x, classes({0, 3}));
            }).find("cross_entropy: expected classes in [0, 2] or the ignored -100, got 3 in row 1"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              cross_entropy_loss(x, classes({0}));
            }).find("expected class indices of shape [2] for scores [2, 3], got [1]"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              cross_entropy_loss(x, ones({2}));
            }).find("expected class indices of dtype int64, got float32"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              cross_entropy_loss(x, classes({0, 1}), ones({2}));
            }).find("expected a weight for each of 3 classes"),
            std::string::npos);
}

}  // namespace
}  // namespace rushlight
