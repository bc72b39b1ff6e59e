// Convolution as an operator: derivatives, oneDNN against the native kernel, padding by name, errors.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "cpu/onednn.h"
#include "harness/outcome.h"
#include "rushlight/rushlight.h"

namespace rushlight {
namespace {

Tensor numbers(IntArrayRef sizes, ScalarType dtype = kDouble, double scale = 0.7) {
  Tensor t = empty(sizes, kDouble);
  for (int64_t i = 0; i < t.numel(); ++i)
    t.data_ptr<double>()[i] = std::sin(scale * static_cast<double>(i) + 0.2);
  return t.to(dtype).requires_grad_();
}
using test::error_of;

double worst(const Tensor& a, const Tensor& b) {
  const Tensor d = (a - b).detach().to(kDouble).contiguous();
  double most = 0;
  for (int64_t i = 0; i < d.numel(); ++i) most = std::max(most, std::abs(d.data_ptr<double>()[i]));
  return most;
}
using L = autograd::variable_list;

TEST(Conv, Derivatives) {
  struct Case {
    DimVector x, w;
    int64_t stride, pad, dilation, groups;
  };
  for (const Case& c :
       {Case{{2, 3, 5, 4}, {2, 3, 3, 2}, 1, 1, 1, 1}, Case{{1, 4, 6, 6}, {4, 2, 3, 3}, 2, 1, 1, 2},
        Case{{2, 2, 6, 5}, {3, 2, 2, 2}, 1, 0, 2, 1}, Case{{1, 3, 4, 4}, {3, 1, 3, 3}, 1, 1, 1, 3}}) {
    const auto f = [&](const L& in) {
      return L{conv2d(in[0], in[1], in[2], c.stride, c.pad, c.dilation, c.groups)};
    };
    const L in{numbers(c.x), numbers(c.w, kDouble, 0.3), numbers({c.w[0]}, kDouble, 1.1)};
    EXPECT_EQ(autograd::gradcheck(f, in), "");
    EXPECT_EQ(autograd::gradgradcheck(f, in), "");
  }
  const auto f = [&](const L& in) { return L{conv1d(in[0], in[1], in[2], 2, 1)}; };
  EXPECT_EQ(autograd::gradcheck(f, {numbers({2, 3, 7}), numbers({4, 3, 3}), numbers({4})}), "");
}

TEST(Conv, OneDnnAgreesWithTheNativeKernel) {
  if (!onednn::enabled()) GTEST_SKIP() << "this build has no oneDNN";
  for (auto [channels, filters, kernel, stride, groups] :
       {std::array<int64_t, 5>{1, 32, 5, 1, 1}, {16, 32, 3, 1, 1}, {8, 8, 3, 2, 8}, {12, 24, 1, 1, 2}}) {
    const int64_t c = channels, o = filters, k = kernel, s = stride, g = groups;
    const auto run_once = [&] {
      Tensor x = numbers({8, c, 17, 15}, kFloat), w = numbers({o, c / g, k, k}, kFloat, 0.3),
             b = numbers({o}, kFloat, 1.1);
      const Tensor y = conv2d(x, w, b, s, k / 2, 1, g);
      (y * y).sum().backward();
      return std::vector<Tensor>{y.detach(), x.grad(), w.grad(), b.grad()};
    };
    const auto fast = run_once();
    onednn::set_enabled(false);
    const auto native = run_once();
    onednn::set_enabled(true);
    for (size_t i = 0; i < fast.size(); ++i)
      EXPECT_LT(worst(fast[i], native[i]), 1e-5 * worst(native[i], zeros_like(native[i])) + 1e-5)
          << "tensor " << i << " with " << c << " channels";
  }
}

TEST(Conv, PaddingByNameAndUnbatchedInput) {
  const Tensor x = numbers({1, 2, 6, 5}), w = numbers({3, 2, 3, 2});
  EXPECT_EQ(conv2d(x, w, {}, 1, "same").sizes(), IntArrayRef({1, 3, 6, 5}));
  EXPECT_EQ(conv2d(x, w, {}, 1, "valid").sizes(), IntArrayRef({1, 3, 4, 4}));
  EXPECT_EQ(conv2d(x[0], w).sizes(), IntArrayRef({3, 4, 4}));
  EXPECT_EQ(conv2d(zeros({0, 2, 6, 5}, kDouble), w).sizes(), IntArrayRef({0, 3, 4, 4}));
}

TEST(Conv, Errors) {
  const Tensor x = ones({1, 2, 6, 5}), w = ones({3, 2, 3, 2});
  EXPECT_NE(error_of([&] {
              conv2d(ones({1, 4, 6, 5}), w);
            }).find("convolution: expected an input with 2 channels for weight [3, 2, 3, 2]"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              conv2d(ones({2, 5}), w);
            }).find("expected an input of 3 or 4 dimensions, got shape [2, 5]"),
            std::string::npos);
  EXPECT_NE(error_of([&] {
              conv2d(ones({1, 2, 2, 5}), w);
            }).find("expected an input that the kernel fits in"),
            std::string::npos);
  EXPECT_NE(error_of([&] { conv2d(x, w, ones({2})); }).find("expected a bias of shape [3], got [2]"),
            std::string::npos);
  EXPECT_NE(error_of([&] { conv2d(x, w, {}, 0); }).find("conv2d: expected a stride of 1 or more, got [0]"),
            std::string::npos);
  EXPECT_NE(
      error_of([&] { conv2d(x, w, {}, 1, 0, 1, 2); }).find("convolution: expected an input with 4 channels"),
      std::string::npos);
  EXPECT_NE(error_of([&] {
              conv2d(x, w, {}, 1, "around");
            }).find("expected padding \"same\" or \"valid\", got \"around\""),
            std::string::npos);
}

}  // namespace
}  // namespace rushlight
