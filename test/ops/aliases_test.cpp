// Operators that are other names of an operator, which has the OpCase. The table says which one; both must give the
// same result for tensors and, where there is such a form, for a number as second argument.
// Next: completeness_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using Unary = Tensor (*)(const Tensor&);
using Binary = Tensor (*)(const Tensor&, const Tensor&);
using WithNumber = Tensor (*)(const Tensor&, const Scalar&);

/// One form of an alias and of the operator that it stands for, both as calls on two arguments.
struct Alias {
  const char *name, *of;
  std::function<Tensor(const Tensor&, const Tensor&)> call, original;
  bool integers = false;  ///< for integers only
};

Alias unary_alias(const char* name, Unary call, const char* of, Unary original) {
  return {name, of, [call](const Tensor& a, const Tensor&) { return call(a); },
          [original](const Tensor& a, const Tensor&) { return original(a); }};
}
Alias binary_alias(const char* name, Binary call, const char* of, Binary original, bool integers = false) {
  return {name, of, call, original, integers};
}
Alias number_alias(const char* name, WithNumber call, const char* of, WithNumber original,
                   bool integers = false) {
  return {name, of, [call](const Tensor& a, const Tensor&) { return call(a, 2); },
          [original](const Tensor& a, const Tensor&) { return original(a, 2); }, integers};
}

const std::vector<Alias>& aliases() {
  using Pair = const Tensor&;
  static const std::vector<Alias> all{
      unary_alias("absolute", absolute, "abs", abs),
      unary_alias("negative", negative, "neg", neg),
      unary_alias("sgn", sgn, "sign", sign),
      unary_alias("fix", fix, "trunc", trunc),
      unary_alias("arcsin", arcsin, "asin", asin),
      unary_alias("arccos", arccos, "acos", acos),
      unary_alias("arctan", arctan, "atan", atan),
      unary_alias("arcsinh", arcsinh, "asinh", asinh),
      unary_alias("arccosh", arccosh, "acosh", acosh),
      unary_alias("arctanh", arctanh, "atanh", atanh),
      binary_alias("arctan2", arctan2, "atan2", atan2),
      binary_alias("multiply", multiply, "mul", mul),
      number_alias("multiply", multiply, "mul", mul),
      binary_alias("divide", divide, "div", div),
      number_alias("divide", divide, "div", div),
      binary_alias("true_divide", true_divide, "div", div),
      number_alias("true_divide", true_divide, "div", div),
      binary_alias("not_equal", not_equal, "ne", ne),
      number_alias("not_equal", not_equal, "ne", ne),
      binary_alias("less", less, "lt", lt),
      number_alias("less", less, "lt", lt),
      binary_alias("less_equal", less_equal, "le", le),
      number_alias("less_equal", less_equal, "le", le),
      binary_alias("greater", greater, "gt", gt),
      number_alias("greater", greater, "gt", gt),
      binary_alias("greater_equal", greater_equal, "ge", ge),
      number_alias("greater_equal", greater_equal, "ge", ge),
      binary_alias("__lshift__", __lshift__, "bitwise_left_shift", bitwise_left_shift, true),
      number_alias("__lshift__", __lshift__, "bitwise_left_shift", bitwise_left_shift, true),
      binary_alias("__rshift__", __rshift__, "bitwise_right_shift", bitwise_right_shift, true),
      number_alias("__rshift__", __rshift__, "bitwise_right_shift", bitwise_right_shift, true),
      {"subtract", "sub", [](Pair a, Pair b) { return subtract(a, b, 3); },
       [](Pair a, Pair b) { return sub(a, b, 3); }},
      {"subtract", "sub", [](Pair a, Pair) { return subtract(a, 2, 3); },
       [](Pair a, Pair) { return sub(a, 2, 3); }},
      {"clip", "clamp", [](Pair a, Pair) { return clip(a, -1, 2); },
       [](Pair a, Pair) { return clamp(a, -1, 2); }},
      {"clip", "clamp",
       [](Pair a, Pair b) { return clip(a, std::optional<Tensor>(b), std::optional<Tensor>(b + 1)); },
       [](Pair a, Pair b) { return clamp(a, std::optional<Tensor>(b), std::optional<Tensor>(b + 1)); }},
      {"concat", "cat",
       [](Pair a, Pair b) {
         return concat({a, b}, 1);
       },
       [](Pair a, Pair b) {
         return cat({a, b}, 1);
       }},
      {"concatenate", "cat",
       [](Pair a, Pair b) {
         return concatenate({a, b}, 1);
       },
       [](Pair a, Pair b) {
         return cat({a, b}, 1);
       }},
  };
  return all;
}

const OpCases names([] {
  for (const Alias& a : aliases()) covered({a.name});
});

/// The values 0, 1, 2, 3 against 0, 1, 2, 3: equal, smaller and larger; inside and outside of the domains.
std::pair<Tensor, Tensor> arguments(ScalarType dtype) {
  const Tensor steps = arange(4, dtype);
  return {steps.reshape({4, 1}).repeat({1, 4}), steps.reshape({1, 4}).repeat({4, 1})};
}

TEST(Aliases, GiveWhatTheOperatorGives) {
  for (const Alias& alias : aliases())
    for (ScalarType dtype : {kDouble, kLong}) {
      if (alias.integers && dtype == kDouble) continue;
      SCOPED_TRACE(std::string(alias.name) + " of " + dtype_name(dtype).data());
      const auto [a, b] = arguments(dtype);
      const Tensor got = alias.call(a, b), expected = alias.original(a, b);
      EXPECT_EQ(got.scalar_type(), expected.scalar_type());
      EXPECT_EQ(difference(plain(got), plain(expected), 0, 0), "");
    }
}

TEST(Aliases, StandForOperatorsWithAnOpCase) {
  const std::vector<std::string> entries = entry_names();
  for (const Alias& alias : aliases())
    EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [&](const std::string& entry) {
      return entry.substr(0, entry.find(' ')) == alias.of;
    })) << alias.of;
}

}  // namespace
}  // namespace torch::inline rushlight::test
