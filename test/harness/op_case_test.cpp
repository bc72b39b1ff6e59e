// The harness itself: wrong operators must fail, for the reason that they are wrong.
#include <gtest/gtest-spi.h>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

OpCase bare(OpCase::Operator op) { return OpCase("test", std::move(op), std::source_location::current()); }
Tensor twice(const Args& x) { return x[0] * 2; }
double doubled(const double* x) { return 2 * x[0]; }

// EXPECT_NONFATAL_FAILURE takes one failure only, so every entry below has one sample and one dtype.
OpCase doubling(OpCase::Operator op) {
  OpCase c = bare(std::move(op));
  c.sample({{3}}).elementwise(doubled).dtypes({kHalf}).row_major_only();
  return c;
}

TEST(OpCaseHarness, RightOperatorsPass) {
  OpCase c = bare(twice);
  c.samples(unary()).elementwise(doubled).integers().inplace([](Tensor& self, const Args&) { self.mul_(2); });
  c.error([] { ones({2}) + ones({3}); }, "expected shapes that broadcast");
  c.check_values();
  c.check_gradients();
  c.check_errors();
}

TEST(OpCaseHarness, WrongValuesFail) {
  EXPECT_NONFATAL_FAILURE(doubling([](const Args& x) { return x[0] * 2.02; }).check_values(), "expected");
  EXPECT_NONFATAL_FAILURE(doubling([](const Args& x) { return (x[0] * 2).slice(0, 1); }).check_values(),
                          "expected shape [3]");
}
TEST(OpCaseHarness, WrongDtypesFail) {
  EXPECT_NONFATAL_FAILURE(doubling([](const Args& x) { return x[0].to(kDouble) * 2; }).check_values(),
                          "dtype of output 0");
}
TEST(OpCaseHarness, ChangedInputsFail) {
  const auto spoil = [](const Args& x) {
    const Tensor out = x[0] * 2;
    Tensor(x[0]).add_(1);
    return out;
  };
  EXPECT_NONFATAL_FAILURE(doubling(spoil).check_values(), "input 0 was changed");
}
TEST(OpCaseHarness, WrongInPlaceFormsFail) {
  static Tensor unused;
  OpCase c = bare(twice);
  c.sample({{}}).elementwise(doubled).dtypes({kHalf}).row_major_only().inplace(
      [](Tensor& self, const Args& x) {
        if (!x[0].is_same(self) && self.storage_offset() > 0) self.as_strided({4}, {1}, 0).mul_(2);
        else self.mul_(2);
      });
  EXPECT_NONFATAL_FAILURE(c.check_values(), "wrote beside self");
}
TEST(OpCaseHarness, ExceptionsAreReported) {
  EXPECT_NONFATAL_FAILURE(doubling([](const Args&) -> Results { throw Error("stop"); }).check_values(),
                          "unexpected error: stop");
}
TEST(OpCaseHarness, MissingReferencesFail) {
  OpCase c = bare(twice);
  c.sample({{3}}).dtypes({kFloat});
  EXPECT_NONFATAL_FAILURE(c.check_values(), "expected a reference");
}
TEST(OpCaseHarness, WrongGradientsFail) {
  const auto detached = [](const Args& x) { return x[0] + x[0].detach(); };
  EXPECT_NONFATAL_FAILURE(doubling(detached).check_gradients(), "first derivatives");
  EXPECT_NONFATAL_FAILURE(doubling(twice).not_differentiable().check_gradients(), "without gradient");
}
TEST(OpCaseHarness, WrongMessagesFail) {
  const OpCase other = doubling(twice).error([] { ones({2}) + ones({3}); }, "something else");
  EXPECT_NONFATAL_FAILURE(other.check_errors(), "got \"add: expected shapes that broadcast");
  const OpCase none = doubling(twice).error([] {}, "something");
  EXPECT_NONFATAL_FAILURE(none.check_errors(), "got none");
}

TEST(Samples, LayoutsKeepValues) {
  const Tensor t = make_args({{{2, 3, 4}}, {}}, kInt, 5)[0];
  for (Layout layout : {Layout::transposed, Layout::strided}) {
    const Tensor other = relaid(t, layout);
    EXPECT_FALSE(other.is_contiguous());
    EXPECT_EQ(plain(other).values, plain(t).values);
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
