// The `_out` and in-place forms: what they write equals LibTorch's call by call, and what they refuse.
#include <gtest/gtest.h>

#include "golden/calls/out_calls.h"
#include "harness/expect_calls.h"
#include "harness/outcome.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

TEST(Out, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::out(lines);
  calls::into_integers(lines);
  calls::expect_calls("out", lines);
}

TEST(Out, ErrorsNameTheOut) {
  const Tensor x = ones({2}), wants = ones({2}).requires_grad_();
  Tensor out = empty({0}), integers = empty({0}, kLong), none;
  EXPECT_EQ(error_of([&] { add_out(integers, x, x); }),
            "add_out: expected an out that takes float32, got one of dtype int64");
  EXPECT_EQ(error_of([&] { add_out(out, wants, x); }),
            "add_out: expected tensors that want no gradient, got one that does; what is written with _out "
            "is not recorded");
  EXPECT_EQ(error_of([&] { add_out(none, x, x); }),
            "add_out: expected a defined tensor as out, got an undefined one");
  const NoGradGuard guard;
  EXPECT_EQ(error_of([&] { add_out(out, wants, x); }), "no error");
}

TEST(Out, ErrorsOfInPlaceFormsNameTheDtypes) {
  EXPECT_EQ(error_of([] { ones({2}, kLong).divide_(2); }),
            "div_: expected a result that fits self's dtype int64, got float32");
}

TEST(Out, WritesRaiseTheVersion) {
  const Tensor x = ones({2}).requires_grad_();
  Tensor factor = full({2}, 3.);
  const Tensor y = (x * factor).sum();
  {
    const NoGradGuard guard;
    add_out(factor, factor, factor);
  }
  EXPECT_NE(error_of([&] { y.backward(); }), "no error");
}

}  // namespace
}  // namespace torch::inline rushlight
