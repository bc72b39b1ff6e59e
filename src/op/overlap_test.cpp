// In-place writes to memory that an input, or the tensor itself, uses a second time: refused where PyTorch refuses them.
#include <gtest/gtest.h>

#include "harness/outcome.h"

#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

using V = std::vector<float>;

V values(const Tensor& t) {
  const Tensor c = t.contiguous();
  return {c.data_ptr<float>(), c.data_ptr<float>() + c.numel()};
}
template <class F> bool refused(const char* part, const F& f) {
  return test::error_of(f).find(part) != std::string::npos;
}
template <class F> bool partly(const F& f) { return refused("that shares some of it", f); }
template <class F> bool twice(const F& f) { return refused("whose elements have their own memory", f); }

TEST(Overlap, InputsThatArePartOfWhatIsWritten) {
  Tensor x = arange(1, 4, kFloat), m = arange(9, kFloat).reshape({3, 3});
  const Tensor low = x.slice(0, 0, 2), high = x.slice(0, 1);
  EXPECT_TRUE(partly([&] { high.add_(low); }));
  EXPECT_TRUE(partly([&] { high.copy_(low); }));
  EXPECT_TRUE(partly([&] { x.copy_(x.slice(0, 0, 1)); }));
  EXPECT_TRUE(partly([&] { x.div_(x[0]); }));
  EXPECT_TRUE(partly([&] { x.lerp_(x[0], 0.5); }));
  EXPECT_TRUE(partly([&] { x.addcmul_(x, high.slice(0, 0, 1)); }));
  EXPECT_TRUE(partly([&] { m.mul_(m.t()); }));
  EXPECT_TRUE(partly([&] { m.sub_(m[0]); }));
  EXPECT_EQ(values(x), (V{1, 2, 3}));
}

TEST(Overlap, TheSameElementsAndOthersAreNone) {
  Tensor x = arange(1, 4, kFloat), m = arange(1, 7, kFloat).reshape({2, 3});
  x.add_(x);
  EXPECT_EQ(values(x), (V{2, 4, 6}));
  x.slice(0, 0, 1).copy_(x.slice(0, 2));
  EXPECT_EQ(values(x), (V{6, 4, 6}));
  m[0].copy_(m[1]);
  m.mul_(m.view({2, 3}));
  EXPECT_EQ(values(m), (V{16, 25, 36, 16, 25, 36}));
}

// PyTorch does not see these and may read what it has just written.
TEST(Overlap, ViewsWithGapsAreReadBeforeTheyAreWritten) {
  Tensor m = arange(1, 7, kFloat).reshape({2, 3});
  m.mul_(m.slice(1, 0, 1));
  EXPECT_EQ(values(m), (V{1, 2, 3, 16, 20, 24}));
  m.slice(1, 0, 2).copy_(m.slice(1, 1));
  EXPECT_EQ(values(m), (V{2, 3, 3, 20, 24, 24}));
}

TEST(Overlap, MovesWithinATensor) {
  Tensor x = arange(1, 4, kFloat);
  const Tensor at = tensor({2, 1, 0});
  EXPECT_TRUE(partly([&] { x.index_add_(0, at, x); }));
  EXPECT_TRUE(partly([&] { x.index_copy_(0, at, x); }));
  EXPECT_TRUE(partly([&] { x.scatter_(0, at, x); }));
  EXPECT_TRUE(partly([&] { x.scatter_add_(0, at, x); }));
  EXPECT_TRUE(partly([&] { x.scatter_(0, at.slice(0, 1), x.slice(0, 1)); }));
  EXPECT_EQ(values(x), (V{1, 2, 3}));
}

TEST(Overlap, FormsThatAreComputedFirst) {
  Tensor x = arange(1, 7, kFloat);
  const Tensor low = x.slice(0, 0, 3), high = x.slice(0, 2, 5);
  EXPECT_TRUE(partly([&] { high.eq_(low); }));
  EXPECT_TRUE(partly([&] { high.ne_(low); }));
  EXPECT_TRUE(partly([&] { high.greater_equal_(low); }));
  EXPECT_TRUE(partly([&] { high.logical_and_(low); }));
  EXPECT_TRUE(partly([&] { high.hypot_(low); }));
  EXPECT_TRUE(partly([&] { high.copysign_(low); }));
  EXPECT_TRUE(partly([&] { high.arctan2_(low); }));
  EXPECT_TRUE(partly([&] { high.divide_(low); }));
  EXPECT_EQ(values(x), (V{1, 2, 3, 4, 5, 6}));
  high.logical_or_(high);
  EXPECT_EQ(values(x), (V{1, 2, 1, 1, 1, 6}));
  // Matrix products read everything before they write, and PyTorch takes these.
  Tensor m = arange(1, 5, kFloat).reshape({2, 2});
  m.addmm_(m, m);
  EXPECT_EQ(values(m), (V{8, 12, 18, 26}));
}

TEST(Overlap, FillsOfSomeElementsOfAnExpandedTensor) {
  Tensor x = arange(3, kFloat);
  x.expand({2, 3}).masked_fill_(tensor({true, false, false}), 5);
  EXPECT_EQ(values(x), (V{5, 1, 2}));
  x.expand({2, 3}).masked_fill_(tensor({{false, false, false}, {false, true, false}}), tensor(7.f));
  EXPECT_EQ(values(x), (V{5, 7, 2}));
  x.expand({2, 3}).index_fill_(1, tensor({2}), 9);
  EXPECT_EQ(values(x), (V{5, 7, 9}));
  x.expand({2, 3}).index_fill_(0, tensor({1}), 4);
  EXPECT_EQ(values(x), (V{4, 4, 4}));
  EXPECT_TRUE(refused("index_fill_: expected indices in [-2, 1]", [&] {
    x.expand({2, 3}).index_fill_(0, tensor({2}), 4);
  }));
  x.expand({2, 3}).conj_physical_();
  EXPECT_EQ(values(x), (V{4, 4, 4}));
}

TEST(Overlap, ExpandedTensorsAreFilledOnly) {
  const Tensor x = ones({2});
  Tensor e = x.expand({3, 2});
  EXPECT_TRUE(twice([&] { e.add_(1); }));
  EXPECT_TRUE(twice([&] { e.copy_(ones({3, 2})); }));
  EXPECT_TRUE(twice([&] { e.fill_(tensor(4.0)); }));
  EXPECT_TRUE(twice([&] { e.normal_(); }));
  EXPECT_TRUE(twice([&] { e.index_add_(0, tensor({0}), ones({1, 2})); }));
  e.fill_(3);
  EXPECT_EQ(values(x), (V{3, 3}));
  e.zero_();
  EXPECT_EQ(values(x), (V{0, 0}));
}

TEST(Overlap, ValuesThatAreElementsOfWhatIsFilled) {
  Tensor x = arange(1, 4, kFloat);
  x.fill_(x[1]);
  EXPECT_EQ(values(x), (V{2, 2, 2}));
  x = arange(1, 4, kFloat);
  x.masked_fill_(tensor({true, false, true}), x[1]);
  EXPECT_EQ(values(x), (V{2, 2, 2}));
  x = arange(1, 4, kFloat);
  x.index_fill_(0, tensor({0, 2}), x[1]);
  EXPECT_EQ(values(x), (V{2, 2, 2}));
}

TEST(Overlap, GradientOfAFilledTensor) {
  const Tensor x = ones({2}).requires_grad_();
  Tensor y = x * 2;
  y.expand({3, 2}).fill_(5);
  y.sum().backward();
  EXPECT_EQ(values(x.grad()), (V{0, 0}));
}

}  // namespace
}  // namespace torch::inline rushlight
