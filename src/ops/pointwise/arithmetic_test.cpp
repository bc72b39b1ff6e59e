// add, sub, mul, div, neg and pow, of tensors and of numbers.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const OpCases cases([] {
  op_case("add", [](const Args& x) { return add(x[0], x[1]); })
      .samples(binary())
      .sample({specials(2).args[0], specials(2).args[1]})
      .elementwise([](const double* x) { return x[0] + x[1]; })
      .inplace([](Tensor& self, const Args& x) { self.add_(x[1]); })
      .integers(true)
      .error(
          [] {
            add(ones({2, 3}), ones({2}));
          },
          "add: expected shapes that broadcast together, got [2, 3] and [2]")
      .error(
          [] {
            ones({3}).add_(ones({2, 3}));
          },
          "add_: expected a result of the shape of self, [3], got [2, 3]")
      .error([] { ones({3}, kLong).add_(ones({3})); },
             "add_: expected a result that fits self's dtype int64, got float32")
      .error([] { add(ones({3}, kLong), ones({3}, kLong), 1.5); },
             "add: expected a whole alpha for int64, got 1.5")
      .error([] { add(ones({3}), ones({3}), true); },
             "add: expected a number as alpha for float32, got a bool");
  op_case("add alpha", [](const Args& x) { return add(x[0], x[1], x.i(0)); })
      .samples(binary(-2, 2, -2, 2, {3}))
      .elementwise([](const double* x) { return x[0] + x[2] * x[1]; })
      .inplace([](Tensor& self, const Args& x) { self.add_(x[1], x.i(0)); })
      .integers();
  op_case("add scalar", [](const Args& x) { return add(x[0], x.d(0), 2); })
      .samples(unary(-2, 2, {1.5}))
      .elementwise([](const double* x) { return x[0] + 2 * x[1]; })
      .inplace([](Tensor& self, const Args& x) { self.add_(x.d(0), 2); })
      .error([] { add(ones({3}, kLong), 1, 1.5); }, "add: expected a whole alpha for int64, got 1.5")
      .error([] { add(ones({3}), 1, true); }, "add: expected a number as alpha for float32, got a bool");
  op_case("sub", [](const Args& x) { return sub(x[0], x[1]); })
      .samples(binary())
      .elementwise([](const double* x) { return x[0] - x[1]; })
      .inplace([](Tensor& self, const Args& x) { self.sub_(x[1]); })
      .integers()
      .error([] { sub(ones({2}, kBool), ones({2}, kBool)); },
             "sub: expected numbers, got bool tensors; use logical_xor or ^")
      .error([] { sub(ones({2}, kBool), ones({2}, kLong)); },
             "sub: expected numbers, got bool tensors; use logical_not")
      .error([] { sub(ones({2}, kLong), ones({2}, kBool)); },
             "sub: expected numbers, got bool tensors; use logical_not")
      .error([] { sub(ones({3}, kLong), ones({3}, kLong), 1.5); },
             "sub: expected a whole alpha for int64, got 1.5")
      .error([] { sub(ones({3}), ones({3}), true); },
             "sub: expected a number as alpha for float32, got a bool");
  op_case("sub alpha", [](const Args& x) { return sub(x[0], x[1], x.i(0)); })
      .samples(binary(-2, 2, -2, 2, {3}))
      .elementwise([](const double* x) { return x[0] - x[2] * x[1]; })
      .integers();
  op_case("sub scalar", [](const Args& x) { return sub(x[0], x.d(0), 2); })
      .samples(unary(-2, 2, {1.5}))
      .elementwise([](const double* x) { return x[0] - 2 * x[1]; })
      .inplace([](Tensor& self, const Args& x) { self.sub_(x.d(0), 2); })
      .error([] { sub(ones({2}, kBool), 1); }, "sub: expected numbers, got bool tensors; use logical_not")
      .error([] { sub(ones({2}), true); }, "sub: expected a number to take away, got a bool; use logical_not")
      .error([] { sub(ones({3}, kLong), 1, 1.5); }, "sub: expected a whole alpha for int64, got 1.5")
      .error([] { ones({3}, kLong).sub_(1.5); },
             "sub_: expected a result that fits self's dtype int64, got float32");
  op_case("rsub", [](const Args& x) { return rsub(x[0], x[1], 2); })
      .samples(binary())
      .elementwise([](const double* x) { return x[1] - 2 * x[0]; })
      .integers();
  op_case("rsub scalar", [](const Args& x) { return rsub(x[0], x.i(0), 2); })
      .samples(unary(-2, 2, {5}))
      .elementwise([](const double* x) { return x[1] - 2 * x[0]; })
      .integers()
      .error([] { rsub(ones({2}, kBool), 1); }, "rsub: expected numbers, got bool tensors; use logical_not")
      .error([] { rsub(ones({3}, kLong), 1, 1.5); }, "rsub: expected a whole alpha for int64, got 1.5");
  op_case("mul", [](const Args& x) { return mul(x[0], x[1]); })
      .samples(binary())
      .sample({specials(2).args[0], specials(2).args[1]})
      .elementwise([](const double* x) { return x[0] * x[1]; })
      .inplace([](Tensor& self, const Args& x) { self.mul_(x[1]); })
      .dtypes({kFloat, kDouble, kBFloat16})
      .integers(true);
  op_case("mul scalar", [](const Args& x) { return mul(x[0], x.i(0)); })
      .samples(unary(-2, 2, {7}))
      .elementwise([](const double* x) { return x[0] * x[1]; })
      .inplace([](Tensor& self, const Args& x) { self.mul_(x.i(0)); })
      .integers();
  op_case("div", [](const Args& x) { return div(x[0], x[1]); })
      .samples(binary(-2, 2, 0.5, 2))
      .elementwise([](const double* x) { return x[0] / x[1]; })
      .inplace([](Tensor& self, const Args& x) { self.div_(x[1]); })
      .integers()
      .gives({Gives::floats})
      .error([] { ones({3}, kLong).div_(ones({3}, kLong)); },
             "div_: expected a result that fits self's dtype int64");
  op_case("div specials", [](const Args& x) { return div(x[0], x[1]); })
      .samples({specials(2)})
      .elementwise([](const double* x) { return x[0] / x[1]; })
      .dtypes({kFloat, kDouble});
  op_case("div scalar", [](const Args& x) { return div(x[0], x.d(0)); })
      .samples(unary(-2, 2, {-1.5}))
      .elementwise([](const double* x) { return x[0] / x[1]; })
      .inplace([](Tensor& self, const Args& x) { self.div_(x.d(0)); })
      .integers()
      .gives({Gives::floats});
  op_case("neg", [](const Args& x) { return neg(x[0]); })
      .samples(unary())
      .samples({specials()})
      .elementwise([](const double* x) { return -x[0]; })
      .inplace([](Tensor& self, const Args&) { self.neg_(); })
      .integers()
      .error([] { neg(ones({2}, kBool)); }, "neg: expected numbers, got bool tensors");
  op_case("pow", [](const Args& x) { return pow(x[0], x.i(0)); })
      .samples(unary(-2, 2, {0}))
      .samples(unary(-2, 2, {1}))
      .samples(unary(-2, 2, {2}))
      .samples(unary(-2, 2, {3}))
      .elementwise([](const double* x) { return std::pow(x[0], x[1]); })
      .inplace([](Tensor& self, const Args& x) { self.pow_(x.i(0)); })
      .integers()
      .tolerance(2)
      .error([] { pow(ones({2}, kLong), -1); }, "pow: expected a non-negative exponent for integers, got -1");
  op_case("pow fraction", [](const Args& x) { return pow(x[0], x.d(0)); })
      .samples(unary(0.25, 2, {0.5}))
      .samples(unary(0.25, 2, {-1.75}))
      .elementwise([](const double* x) { return std::pow(x[0], x[1]); })
      .tolerance(2);
});

}  // namespace
}  // namespace torch::inline rushlight::test
