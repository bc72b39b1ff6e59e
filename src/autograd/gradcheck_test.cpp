// gradcheck and gradgradcheck: right gradients pass in any layout, wrong ones are named.
#include <gtest/gtest.h>

#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

using autograd::gradcheck;
using autograd::gradgradcheck;
using List = autograd::variable_list;

Tensor matrix(int64_t rows, int64_t columns) {
  Tensor t = empty({rows, columns}, kDouble);
  for (int64_t i = 0; i < t.numel(); ++i) t.data_ptr<double>()[i] = 0.3 * static_cast<double>(i) - 1.1;
  return t;
}

// x cubed, with a derivative of its own choice.
template <int factor> struct Cube : autograd::Function<Cube<factor>> {
  static Tensor forward(autograd::AutogradContext* ctx, const Tensor& x) {
    ctx->save_for_backward({x});
    return x * x * x;
  }
  static List backward(autograd::AutogradContext* ctx, List grads) {
    const Tensor x = ctx->get_saved_variables()[0];
    return {grads[0] * x * x * double(factor)};
  }
};

TEST(Gradcheck, PassesForRightGradients) {
  const Tensor x = matrix(2, 3).requires_grad_(), y = matrix(1, 3).requires_grad_();
  const auto f = [](const List& in) { return List{in[0] * in[1], (in[0] * 2).exp(), in[1].sum()}; };
  EXPECT_EQ(gradcheck(f, {x, y}), "");
  EXPECT_EQ(gradgradcheck(f, {x, y}), "");
  EXPECT_FALSE(x.grad().defined());
}

TEST(Gradcheck, TakesTransposedInputsAndViewsAsOutputs) {
  const Tensor x = matrix(3, 2).t().requires_grad_();
  const auto f = [](const List& in) { return List{in[0].select(0, 1), in[0] * in[0]}; };
  EXPECT_EQ(gradcheck(f, {x}), "");
  EXPECT_EQ(gradgradcheck(f, {x}), "");
}

TEST(Gradcheck, IgnoresInputsAndOutputsWithoutGradient) {
  const Tensor x = matrix(2, 2).requires_grad_(), k = matrix(2, 2);
  const auto f = [](const List& in) { return List{in[0] * in[1], in[0].detach().to(kLong)}; };
  EXPECT_EQ(gradcheck(f, {x, k}), "");
  EXPECT_EQ(gradgradcheck(f, {x, k}), "");
}

TEST(Gradcheck, NamesTheFirstMismatch) {
  const Tensor x = matrix(1, 2).requires_grad_();
  EXPECT_EQ(gradcheck([](const List& in) { return List{Cube<3>::apply(in[0])}; }, {x}), "");
  EXPECT_EQ(gradcheck([](const List& in) { return List{Cube<4>::apply(in[0])}; }, {x}),
            "d output 0 [0] / d input 0 [0]: expected about 3.63 by differences, got 4.84");
}

TEST(Gradcheck, SecondDerivativesAreChecked) {
  const Tensor x = matrix(1, 2).requires_grad_();
  const auto detached = [](const List& in) { return List{in[0] * in[0].detach() + in[0].detach() * in[0]}; };
  EXPECT_EQ(gradcheck([](const List& in) { return List{in[0] * in[0]}; }, {x}), "");
  EXPECT_NE(gradgradcheck(detached, {x}), "");
}

TEST(Gradcheck, WantsFloat64) {
  const auto f = [](const List& in) { return List{in[0]}; };
  try {
    gradcheck(f, {ones({2}).requires_grad_()});
    FAIL();
  } catch (const Error& e) {
    EXPECT_STREQ(e.what(), "gradcheck: expected float64 where a gradient is wanted, got float32 for input 0");
  }
  EXPECT_THROW(gradcheck(f, {matrix(1, 1)}), Error);
}

}  // namespace
}  // namespace torch::inline rushlight
