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

// In-place forms that call another one, or that compute first, beside what they stand for.
struct Form {
  using T = Tensor;
  const char* name;
  void (*write)(T& a, const T& b);
  T (*value)(const T& a, const T& b);
};
const std::vector<Form>& forms() {
  using T = Tensor;
  static const std::vector<Form> all{
      {"absolute_", [](T& a, const T&) { a.absolute_(); }, [](const T& a, const T&) -> T { return abs(a); }},
      {"negative_", [](T& a, const T&) { a.negative_(); }, [](const T& a, const T&) -> T { return neg(a); }},
      {"fix_", [](T& a, const T&) { a.fix_(); }, [](const T& a, const T&) -> T { return trunc(a); }},
      {"arcsin_", [](T& a, const T&) { a.arcsin_(); }, [](const T& a, const T&) -> T { return asin(a); }},
      {"arccos_", [](T& a, const T&) { a.arccos_(); }, [](const T& a, const T&) -> T { return acos(a); }},
      {"arctan_", [](T& a, const T&) { a.arctan_(); }, [](const T& a, const T&) -> T { return atan(a); }},
      {"arcsinh_", [](T& a, const T&) { a.arcsinh_(); }, [](const T& a, const T&) -> T { return asinh(a); }},
      {"arctanh_", [](T& a, const T&) { a.arctanh_(); }, [](const T& a, const T&) -> T { return atanh(a); }},
      {"arccosh_", [](T& a, const T&) { a.arccosh_(); }, [](const T& a, const T&) -> T { return acosh(a); }},
      {"arctan2_", [](T& a, const T& b) { a.arctan2_(b); },
       [](const T& a, const T& b) -> T { return atan2(a, b); }},
      {"hypot_", [](T& a, const T& b) { a.hypot_(b); },
       [](const T& a, const T& b) -> T { return hypot(a, b); }},
      {"copysign_", [](T& a, const T& b) { a.copysign_(b); },
       [](const T& a, const T& b) -> T { return copysign(a, b); }},
      {"subtract_", [](T& a, const T& b) { a.subtract_(b, 3); },
       [](const T& a, const T& b) -> T { return sub(a, b, 3); }},
      {"subtract_", [](T& a, const T&) { a.subtract_(2, 3); },
       [](const T& a, const T&) -> T { return sub(a, 2, 3); }},
      {"multiply_", [](T& a, const T& b) { a.multiply_(b); },
       [](const T& a, const T& b) -> T { return a * b; }},
      {"multiply_", [](T& a, const T&) { a.multiply_(2); }, [](const T& a, const T&) -> T { return a * 2; }},
      {"divide_", [](T& a, const T& b) { a.divide_(b); }, [](const T& a, const T& b) -> T { return a / b; }},
      {"divide_", [](T& a, const T&) { a.divide_(2); }, [](const T& a, const T&) -> T { return a / 2; }},
      {"divide_", [](T& a, const T& b) { a.divide_(b, "floor"); },
       [](const T& a, const T& b) -> T { return div(a, b, "floor"); }},
      {"divide_", [](T& a, const T&) { a.divide_(2, "trunc"); },
       [](const T& a, const T&) -> T { return div(a, 2, "trunc"); }},
      {"true_divide_", [](T& a, const T& b) { a.true_divide_(b); },
       [](const T& a, const T& b) -> T { return a / b; }},
      {"true_divide_", [](T& a, const T&) { a.true_divide_(2); },
       [](const T& a, const T&) -> T { return a / 2; }},
      {"not_equal_", [](T& a, const T& b) { a.not_equal_(b); },
       [](const T& a, const T& b) -> T { return ne(a, b); }},
      {"not_equal_", [](T& a, const T&) { a.not_equal_(0.5); },
       [](const T& a, const T&) -> T { return ne(a, 0.5); }},
      {"less_", [](T& a, const T& b) { a.less_(b); }, [](const T& a, const T& b) -> T { return lt(a, b); }},
      {"less_", [](T& a, const T&) { a.less_(0.5); }, [](const T& a, const T&) -> T { return lt(a, 0.5); }},
      {"less_equal_", [](T& a, const T& b) { a.less_equal_(b); },
       [](const T& a, const T& b) -> T { return le(a, b); }},
      {"less_equal_", [](T& a, const T&) { a.less_equal_(0.5); },
       [](const T& a, const T&) -> T { return le(a, 0.5); }},
      {"greater_", [](T& a, const T& b) { a.greater_(b); },
       [](const T& a, const T& b) -> T { return gt(a, b); }},
      {"greater_", [](T& a, const T&) { a.greater_(0.5); },
       [](const T& a, const T&) -> T { return gt(a, 0.5); }},
      {"greater_equal_", [](T& a, const T& b) { a.greater_equal_(b); },
       [](const T& a, const T& b) -> T { return ge(a, b); }},
      {"greater_equal_", [](T& a, const T&) { a.greater_equal_(0.5); },
       [](const T& a, const T&) -> T { return ge(a, 0.5); }},
      {"conj_physical_", [](T& a, const T&) { a.conj_physical_(); },
       [](const T& a, const T&) -> T { return a; }},
  };
  return all;
}
const OpCases with_forms([] {
  for (const Form& f : forms()) covered({f.name});
});

TEST(Aliases, InPlaceFormsWriteWhatTheOperatorGives) {
  manual_seed(2);
  const Tensor a = rand({3, 4}), b = rand({3, 4}) - 0.5;
  for (const Form& f : forms()) {
    Tensor written = a.clone();
    f.write(written, b);
    EXPECT_TRUE(allclose(written, f.value(a, b).to(kFloat), 1e-5, 1e-8, true)) << f.name;
    if (std::string(f.name) == "conj_physical_") continue;
    Tensor expanded = a[0].expand({3, 4});
    EXPECT_THROW(f.write(expanded, b), Error) << f.name;
  }
}

}  // namespace
}  // namespace torch::inline rushlight::test
