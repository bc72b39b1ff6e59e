// add, sub, mul, div, neg and pow, of tensors and of numbers.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "harness/each_isa.h"
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

// int64 wraps around: what is expected is computed modulo 2^64. A sanitizer sees whether the kernels do so too.
void expect_modular(const char* what, const Tensor& result, const Tensor& a, const Tensor& b,
                    const std::function<uint64_t(uint64_t, uint64_t)>& f) {
  Tensor expected = empty_like(a);
  for (int64_t i = 0; i < a.numel(); ++i)
    expected.data_ptr<int64_t>()[i] = static_cast<int64_t>(
        f(static_cast<uint64_t>(a.data_ptr<int64_t>()[i]), static_cast<uint64_t>(b.data_ptr<int64_t>()[i])));
  EXPECT_TRUE(equal(result, expected)) << what;
}

TEST(Arithmetic, Int64WrapsAround) {
  static constexpr int64_t low = std::numeric_limits<int64_t>::lowest(),
                           high = std::numeric_limits<int64_t>::max();
  const Tensor ends =
      tensor({low, low + 1, high, high - 1, int64_t{3037000500}, int64_t{-2642246}, int64_t{7}});
  const Tensor a = ends.repeat({7}), b = ends.repeat_interleave(7);  // every one with every one
  using N = uint64_t;
  each_isa([&] {
    expect_modular("add", a + b, a, b, [](N x, N y) { return x + y; });
    expect_modular("sub", a - b, a, b, [](N x, N y) { return x - y; });
    expect_modular("mul", a * b, a, b, [](N x, N y) { return x * y; });
    expect_modular("neg", -a, a, b, [](N x, N) { return 0 - x; });
    expect_modular("abs", abs(a), a, b, [](N x, N) { return x >> 63 ? 0 - x : x; });
    expect_modular("add alpha", add(a, b, 5), a, b, [](N x, N y) { return x + 5 * y; });
    expect_modular("sub alpha", sub(a, b, 5), a, b, [](N x, N y) { return x - 5 * y; });
    expect_modular("add scalar", add(a, high, 3), a, b, [](N x, N) { return x + 3 * N(high); });
    expect_modular("mul scalar", a * high, a, b, [](N x, N) { return x * N(high); });
    expect_modular("rsub scalar", rsub(a, low, 3), a, b, [](N x, N) { return N(low) - 3 * x; });
    expect_modular("addcmul", addcmul(a, a, b, 3), a, b, [](N x, N y) { return x + 3 * x * y; });
    expect_modular("square", a.pow(2), a, b, [](N x, N) { return x * x; });
    expect_modular("cube", a.pow(3), a, b, [](N x, N) { return x * x * x; });
    expect_modular("pow", a.pow(5), a, b, [](N x, N) { return x * x * x * x * x; });
    expect_modular("div", div(a, tensor(int64_t{-1}), "trunc"), a, b, [](N x, N) { return 0 - x; });
  });
}

}  // namespace
}  // namespace torch::inline rushlight::test
