// Views of memory in any order: gradients through bases that are not row-major, sizes and strides that overflow, texts of
// errors. What each view shows is in view_test.cpp.
#include <gtest/gtest.h>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

template <class F> std::string message(const F& call) {
  try {
    call();
  } catch (const Error& e) { return e.what(); }
  return "no error";
}

/// What reaches `leaf` from sum(f(y) * weights) where y is a copy of it with these strides.
Numbers gradient_through(const Shape& strides, const std::function<Tensor(Tensor& y)>& f) {
  const Tensor leaf = ones({2, 3}, TensorOptions(kDouble)).requires_grad_();
  Tensor y = empty_strided({2, 3}, strides, kDouble);
  y.copy_(leaf);
  const Tensor out = f(y);
  (out * arange(1, out.numel() + 1, kDouble).reshape(out.sizes())).sum().backward();
  return plain(leaf.grad()).values;
}

TEST(View, GradientsKeepTheirPlacesInBasesOfAnyStrides) {
  for (const Shape& strides : {Shape{3, 1}, Shape{1, 2}, Shape{5, 1}, Shape{1, 4}, Shape{7, 2}}) {
    SCOPED_TRACE("strides " + std::to_string(strides[0]) + " and " + std::to_string(strides[1]));
    const auto changed_view = [](Tensor& y) {
      Tensor part = y.select(0, 1);
      part.mul_(2);
      return part;
    };
    EXPECT_EQ(gradient_through(strides, changed_view), (Numbers{0, 0, 0, 2, 4, 6}));
    const auto base_of_changed_view = [](Tensor& y) {
      y.select(1, 2).mul_(2);
      return y;
    };
    EXPECT_EQ(gradient_through(strides, base_of_changed_view), (Numbers{1, 2, 6, 4, 5, 12}));
    const auto whole_view = [](Tensor& y) {
      Tensor seen = y.unsqueeze(2);
      seen.mul_(2);
      return seen;
    };
    EXPECT_EQ(gradient_through(strides, whole_view), (Numbers{2, 4, 6, 8, 10, 12}));
  }
}

constexpr int64_t kHuge = int64_t{1} << 62, kMost = std::numeric_limits<int64_t>::max();

TEST(View, SizesThatOverflowAreErrorsAndNeverReachMemory) {
  const Tensor x = ones({4});
  EXPECT_EQ(message([&] { x.as_strided({3}, {kHuge}); }),
            "as_strided: expected a window inside the storage of 4 elements, got sizes [3] with strides "
            "[4611686018427387904]");
  EXPECT_EQ(message([&] {
              x.as_strided({kHuge, 4}, {0, 0});
            }),
            "as_strided: expected sizes whose product int64 holds, got [4611686018427387904, 4]");
  EXPECT_EQ(message([&] {
              ones({1}).expand({kHuge, 4});
            }),
            "expand: expected sizes whose product int64 holds, got [4611686018427387904, 4]");
  EXPECT_EQ(message([&] {
              x.reshape({kHuge + 1, 4});
            }),
            "reshape: expected sizes for 4 elements, got [4611686018427387905, 4]");
  EXPECT_EQ(message([&] { x.narrow(0, kMost, 1); }),
            "narrow: expected a range inside [0, 4], got start 9223372036854775807 and length 1");
  EXPECT_EQ(message([&] { x.narrow(0, 2, kMost); }),
            "narrow: expected a range inside [0, 4], got start 2 and length 9223372036854775807");
  EXPECT_EQ(x.slice(0, 1, std::nullopt, kMost).sizes(), (IntArrayRef{1}));
  EXPECT_EQ(x.slice(0, -kMost - 1, kMost, kMost).sizes(), (IntArrayRef{1}));
  EXPECT_EQ(x.unfold(0, 2, kMost).sizes(), (IntArrayRef{1, 2}));
  for (int64_t far : {kMost, -kMost - 1}) {
    EXPECT_EQ(ones({2, 3}).diagonal(far).sizes(), (IntArrayRef{0}));
    EXPECT_TRUE(equal(arange(4).roll(far), arange(4).roll(far % 4)));
  }
}

TEST(View, ErrorsNameTheArgument) {
  const Tensor x = ones({2, 3});
  EXPECT_EQ(message([&] { x.t().view({6}); }),
            "view: expected sizes that the strides [1, 3] of shape [3, 2] allow, got [6]; use reshape");
  EXPECT_EQ(message([&] { ones({}).unflatten(0, {1}); }),
            "unflatten: expected a dimension to divide and sizes, got shape []");
  EXPECT_EQ(message([&] { x.as_strided({2}, {-1}); }),
            "as_strided: expected sizes and strides that are not negative, got [2] and [-1]");
  EXPECT_EQ(message([&] { as_strided_backward(ones({2}, kLong), {2}, {1}, 0, {2}, {1}, 0); }),
            "as_strided_backward: expected a floating-point gradient, got int64");
  EXPECT_EQ(message([&] { x.contiguous(MemoryFormat::ChannelsLast); }),
            "clone: expected 4 dimensions for ChannelsLast, got 2");
}

}  // namespace
}  // namespace torch::inline rushlight::test
