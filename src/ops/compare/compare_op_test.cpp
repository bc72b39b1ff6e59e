// Comparisons, logic and choices element by element: every dtype, layout and instruction set against plain loops, and
// texts of errors. What needs more than an element is in compare_test.cpp.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using Binary = Tensor (*)(const Tensor&, const Tensor&);
using WithNumber = Tensor (*)(const Tensor&, const Scalar&);
using InPlace = Tensor& (*)(Tensor&, const Tensor&);
using Question2 = bool (*)(double, double);
using Question1 = bool (*)(double);

/// Numbers that are equal now and then, to compare with 1.
Sample near_one() { return {{given({7}, {1, 0, 2, -1, 1, 1, 3})}, {}}; }

OpCase& pair_question(const std::string& name, Binary f, InPlace f_, Question2 question) {
  return op_case(name, [f](const Args& x) { return f(x[0], x[1]); })
      .samples(binary())
      .samples({specials(2)})
      .sample({given({5}, {1, 2, 3, 4, 5}), given({5}, {5, 4, 3, 2, 1})})
      .elementwise([question](const double* x) { return question(x[0], x[1]) ? 1.0 : 0.0; })
      .inplace([f_](Tensor& self, const Args& x) { f_(self, x[1]); })
      .integers(true)
      .gives({Gives::boolean})
      .not_differentiable()
      .error([f] { f(ones({2}), ones({3})); }, "expected shapes that broadcast together, got [2] and [3]");
}
void comparison(const std::string& name, Binary f, InPlace f_, WithNumber number, Question2 question) {
  pair_question(name, f, f_, question);
  op_case(name + " number", [number](const Args& x) { return number(x[0], 1); })
      .samples(unary())
      .samples({specials(), near_one()})
      .elementwise([question](const double* x) { return question(x[0], 1) ? 1.0 : 0.0; })
      .integers(true)
      .gives({Gives::boolean})
      .not_differentiable();
}
void value_question(const char* name, Tensor (*f)(const Tensor&), Question1 question) {
  op_case(name, [f](const Args& x) { return f(x[0]); })
      .samples(unary())
      .samples({specials()})
      .elementwise([question](const double* x) { return question(x[0]) ? 1.0 : 0.0; })
      .integers(true)
      .gives({Gives::boolean})
      .not_differentiable();
}

const OpCases comparisons([] {
  comparison("eq", eq, eq_, eq, [](double a, double b) { return a == b; });
  comparison("ne", ne, ne_, ne, [](double a, double b) { return a != b; });
  comparison("lt", lt, lt_, lt, [](double a, double b) { return a < b; });
  comparison("le", le, le_, le, [](double a, double b) { return a <= b; });
  comparison("gt", gt, gt_, gt, [](double a, double b) { return a > b; });
  comparison("ge", ge, ge_, ge, [](double a, double b) { return a >= b; });
});

const OpCases logic([] {
  pair_question("logical_and", logical_and, logical_and_,
                [](double a, double b) { return a != 0 && b != 0; });
  pair_question("logical_or", logical_or, logical_or_, [](double a, double b) { return a != 0 || b != 0; });
  pair_question("logical_xor", logical_xor, logical_xor_,
                [](double a, double b) { return (a != 0) != (b != 0); });
  value_question("logical_not", logical_not, [](double a) { return a == 0; });
  value_question("isnan", isnan, [](double a) { return std::isnan(a); });
  value_question("isinf", isinf, [](double a) { return std::isinf(a); });
  value_question("isfinite", isfinite, [](double a) { return std::isfinite(a); });
  value_question("isposinf", isposinf, [](double a) { return std::isinf(a) && a > 0; });
  value_question("isneginf", isneginf, [](double a) { return std::isinf(a) && a < 0; });
  value_question("signbit", signbit, [](double a) { return std::signbit(a) && !std::isnan(a); });
  op_case("isclose", [](const Args& x) { return isclose(x[0], x[1], 0.25, 0.5, x.i(0) != 0); })
      .samples(binary(-2, 2, -2, 2, {0}))
      .samples({{specials(2).args, {0}}, {specials(2).args, {1}}})
      .elementwise([](const double* x) {
        if (std::isnan(x[0]) || std::isnan(x[1]))
          return x[2] != 0 && std::isnan(x[0]) && std::isnan(x[1]) ? 1.0 : 0.0;
        if (std::isinf(x[0]) || std::isinf(x[1])) return x[0] == x[1] ? 1.0 : 0.0;
        return std::fabs(x[0] - x[1]) <= 0.5 + 0.25 * std::fabs(x[1]) ? 1.0 : 0.0;
      })
      .integers(true)
      .gives({Gives::boolean})
      .not_differentiable()
      .error([] { isclose(ones({2}), ones({2}, kDouble)); },
             "isclose: expected tensors of one dtype, got float32 and float64")
      .error([] { isclose(ones({2}), ones({2}), -1); },
             "isclose: expected tolerances that are not negative, got rtol -1 and atol 1e-08")
      .error([] { isclose(ones({2}), ones({2}), 0, -1); },
             "isclose: expected tolerances that are not negative, got rtol 0 and atol -1")
      .error([] { isclose(ones({2}), ones({3})); },
             "isclose: expected shapes that broadcast together, got [2] and [3]");
});

/// A condition, or a mask, with one or two inputs: equal shapes, broadcast ones, odd sizes, none.
const std::vector<std::vector<Shape>> kChoices{
    {{2, 3}, {2, 3}, {2, 3}}, {{2, 1}, {3}, {2, 3}}, {{}, {4}, {4}},     {{5}, {}, {5}},
    {{3}, {2, 3}, {}},        {{0}, {0}, {0}},       {{67}, {67}, {67}}, {{33, 17}, {33, 17}, {17}}};

const OpCases choices([] {
  OpCase& three = op_case("where", [](const Args& x) { return where(x[0], x[1], x[2]); });
  for (const auto& s : kChoices) three.sample({mask(s[0]), Arg(s[1]), Arg(s[2])});
  three.samples({{{mask({300, 257}), Arg({300, 257}), Arg({257})}, {}, true}})
      .elementwise([](const double* x) { return x[0] != 0 ? x[1] : x[2]; })
      .integers(true)
      .error([] { where(ones({2}), ones({2}), ones({2})); }, "where: expected a bool condition, got float32")
      .error([] { where(ones({2}, kBool), ones({3}), ones({2})); },
             "where: expected shapes that broadcast together");
  op_case("where self number", [](const Args& x) { return where(x[0], x[1], 3); })
      .sample({mask({2, 3}), {2, 3}})
      .sample({mask({2, 1}), {3}})
      .elementwise([](const double* x) { return x[0] != 0 ? x[1] : 3; })
      .integers();
  op_case("where number other", [](const Args& x) { return where(x[0], 3, x[1]); })
      .sample({mask({2, 3}), {2, 3}})
      .sample({mask({2, 1}), {3}})
      .elementwise([](const double* x) { return x[0] != 0 ? 3 : x[1]; })
      .integers();
  op_case("where numbers", [](const Args& x) { return where(x[0], 3, -4); })
      .sample({mask({2, 3})})
      .elementwise([](const double* x) { return x[0] != 0 ? 3 : -4; })
      .dtypes({kLong})
      .not_differentiable();
  OpCase& filled = op_case("masked_fill", [](const Args& x) { return masked_fill(x[0], x[1], 3); });
  OpCase& put = op_case("masked_fill tensor", [](const Args& x) { return masked_fill(x[0], x[1], x[2]); });
  for (const auto& s : kChoices) {
    filled.sample({Arg(s[0]), mask(s[1])});
    put.sample({Arg(s[0]), mask(s[1]), {}});
  }
  filled.samples({{{Arg({300, 257}), mask({257})}, {}, true}})
      .elementwise([](const double* x) { return x[1] != 0 ? 3 : x[0]; })
      .inplace([](Tensor& self, const Args& x) { masked_fill_(self, x[1], 3); })
      .integers()
      .error([] { masked_fill(ones({2}), ones({2}), 0); }, "masked_fill: expected a bool mask, got float32")
      .error([] { masked_fill(ones({2}), ones({3}, kBool), 0); },
             "masked_fill: expected shapes that broadcast together, got [2] and [3]")
      .error(
          [] {
            ones({3}).masked_fill_(ones({2, 3}, kBool), 0);
          },
          "masked_fill_: expected a result of the shape of self, [3], got [2, 3]");
  put.elementwise([](const double* x) { return x[1] != 0 ? x[2] : x[0]; })
      .inplace([](Tensor& self, const Args& x) { masked_fill_(self, x[1], x[2]); })
      .integers(true)
      .error([] { masked_fill(ones({2}), ones({2}), ones({})); },
             "masked_fill: expected a bool mask, got float32")
      .error([] { masked_fill(ones({2}), ones({2}, kBool), ones({1})); },
             "masked_fill: expected a 0-dim value, got shape [1]");
});

// Answers for all elements at once; compare_test.cpp has their tests.
const OpCases whole([] { covered({"allclose", "equal"}); });

}  // namespace
}  // namespace torch::inline rushlight::test
