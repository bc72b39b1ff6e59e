// The `_out` and in-place forms: what they write equals LibTorch's call by call, and what they refuse.
#include <gtest/gtest.h>

#include <algorithm>

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

// What may be written at once and what only after a copy: the results are those of plain calls.
TEST(Out, MayShareMemoryWithInputs) {
  const Tensor a = arange(6, kFloat).view({2, 3}), square = arange(1, 10, kFloat).view({3, 3});
  Tensor x = a.clone();
  EXPECT_TRUE(mul_out(x, x, a).equal(a * a));
  x = a.clone();
  EXPECT_TRUE(sub_out(x, a, x, 2).equal(a - 2 * a));
  x = square.clone();
  EXPECT_TRUE(mm_out(x, x, x).equal(square.mm(square)));
  x = square.clone();
  Tensor turned = x.t();
  EXPECT_TRUE(softmax_out(turned, x, 0).equal(square.softmax(0)));
  x = square.clone();
  EXPECT_TRUE(add_out(x, x.t(), x).equal(square.t() + square));
  x = arange(6, kFloat);
  Tensor last = x.slice(0, 1, 6);
  EXPECT_TRUE(exp_out(last, x.slice(0, 0, 5)).equal(arange(5, kFloat).exp()));
  x = arange(3, kLong);
  EXPECT_TRUE(index_select_out(x, x, 0, tensor({2, 0, 1}, kInt)).equal(tensor({2, 0, 1}, kLong)));
  x = a.clone();
  Tensor half = x.select(0, 0);
  EXPECT_TRUE(cat_out(half, {x[1].slice(0, 2), x[0].slice(0, 0, 2)}).equal(tensor({5.F, 0.F, 1.F})));
  Tensor z = complex(a, a + 1);
  const Tensor z_squared = z.pow(z);
  EXPECT_TRUE(pow_out(z, z, z).equal(z_squared));
}

// Operators that call others may read an input after the first of these has written.
TEST(Out, OfComposedOperatorsMayShareMemoryWithInputs) {
  const Tensor a = arange(6, kFloat).view({2, 3}), square = arange(1, 10, kFloat).view({3, 3});
  const Tensor u = complex(a, a + 1), v = complex(a + 2, a), w = complex(a, 1 - a);
  Tensor z = u.clone();
  EXPECT_TRUE(addcmul_out(z, z, v, w).equal(addcmul(u, v, w)));
  z = w.clone();
  EXPECT_TRUE(addcmul_out(z, u, v, z).equal(addcmul(u, v, w)));
  z = w.clone();
  EXPECT_TRUE(lerp_out(z, u, v, z).equal(lerp(u, v, w)));
  Tensor x = tensor(5);
  EXPECT_TRUE(bitwise_left_shift_out(x, x, 2).equal(tensor(20)));
  EXPECT_EQ((ones({1}, kInt) + x).scalar_type(), kInt) << "a 0-dim tensor";
  EXPECT_EQ((ones({}, kInt) + x).scalar_type(), kLong) << "not a number";
  Tensor weight = square.clone();
  EXPECT_TRUE(linear_out(weight, square.t(), weight).equal(linear(square.t(), square)));
  x = square.clone();
  const Tensor bias = arange(6, kFloat).slice(0, 0, 6, 2);
  EXPECT_TRUE(linear_out(x, x, square, bias).equal(linear(square, square, bias)));
  float buffer[9];
  std::copy_n(square.data_ptr<float>(), 9, buffer);
  Tensor one = from_blob(buffer, {3, 3}), same = from_blob(buffer, {3, 3});
  EXPECT_TRUE(mm_out(one, same, square).equal(square.mm(square)));
}

TEST(Out, ClampInPlaceMayBeBoundedByItself) {
  Tensor x = arange(6, kFloat);
  x.clamp_(full({6}, 3.), x);
  EXPECT_TRUE(x.equal(arange(6, kFloat)));
}

// Kernels may go by the strides of dimensions of one element, of which a view may have any.
TEST(Out, MayBeAViewOfOneRow) {
  Tensor base = zeros({2, 5}), row = base.slice(0, 0, 1).slice(1, 0, 3);
  const Tensor ones_row = ones({1, 3});
  EXPECT_TRUE(cat_out(row, {ones_row}).equal(ones_row));
  EXPECT_TRUE(cat_out(row, {ones_row, empty({0, 3})}).equal(ones_row));
  EXPECT_TRUE(stack_out(row, {ones({3}) * 2}).equal(ones_row * 2));
  EXPECT_EQ(base.sum().item<float>(), 6);
  Tensor turned = zeros({3, 1}).t();
  EXPECT_TRUE(cat_out(turned, {ones_row}).equal(ones_row));
}

TEST(Out, KeepsItsStridesAndItsPlace) {
  const Tensor a = arange(6, kFloat).view({2, 3});
  Tensor wide = zeros({3, 4});
  Tensor turned = wide.slice(0, 0, 3).slice(1, 0, 2).t();
  add_out(turned, a, a);
  EXPECT_TRUE(turned.equal(a + a));
  EXPECT_TRUE(wide.slice(1, 2).equal(zeros({3, 2})));
  Tensor out = empty({2, 3});
  const void* place = out.data_ptr();
  const Tensor kept = out;
  EXPECT_EQ(add_out(out, a, a).data_ptr(), place);
  EXPECT_TRUE(kept.equal(a + a));
}

TEST(Out, RefusedCallsLeaveItAsItIs) {
  const Tensor a = ones({2, 3}), wants = ones({2, 3}).requires_grad_();
  Tensor out = zeros({2, 3});
  EXPECT_NE(error_of([&] { add_out(out, a, ones({4})); }), "no error");
  EXPECT_NE(error_of([&] { add_out(out, a, wants); }), "no error");
  EXPECT_NE(error_of([&] { mm_out(out, a, a); }), "no error");
  EXPECT_NE(error_of([&] { exp_out(out, Tensor()); }), "no error");
  EXPECT_TRUE(out.equal(zeros({2, 3})));
  add_out(out, a, a);
  EXPECT_TRUE((a * a).equal(a)) << "nothing is written into out after the call";
  EXPECT_TRUE(out.equal(a * 2));
}

TEST(Out, OfInferenceModeOrALeafIsRefused) {
  const Tensor a = ones({2});
  Tensor out;
  {
    const InferenceMode guard;
    out = zeros({2});
    add_out(out, a, a);
    EXPECT_TRUE(out.equal(a * 2));
  }
  EXPECT_NE(error_of([&] { add_out(out, a, a); }), "no error");
  Tensor leaf = zeros({2}).requires_grad_();
  Tensor view = leaf.detach().view({2}), part;
  EXPECT_NE(error_of([&] { add_out(leaf, a, a); }), "no error");
  {
    const NoGradGuard guard;
    part = leaf.view({2});
  }
  EXPECT_NE(error_of([&] { add_out(part, a, a); }), "no error");
  EXPECT_TRUE(leaf.detach().equal(zeros({2})));
  EXPECT_TRUE(add_out(view, a, a).equal(a * 2));
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
