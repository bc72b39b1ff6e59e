// Tensors from sequences and literals, and how tensors print: equal to LibTorch's call by call; texts of errors.
#include "golden/calls/create_calls.h"
#include "harness/expect_calls.h"
#include "harness/op_case.h"

namespace torch::inline rushlight {
namespace {

const test::OpCases sequences([] { test::covered({"arange", "range", "linspace", "logspace", "eye"}); });

template <class F> std::string message(const F& call) {
  try {
    call();
  } catch (const Error& e) { return e.what(); }
  return "no error";
}

TEST(Create, ValuesAndTextsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::create(lines);
  calls::expect_calls("create", lines);
}

TEST(Create, ErrorsNameTheArgument) {
  EXPECT_EQ(message([] { arange(1, 3, 0); }), "arange: expected a step other than 0, got 0");
  EXPECT_EQ(message([] { arange(3, 1); }),
            "arange: expected bounds in the direction of the step, got 3, 1 and step 1");
  EXPECT_EQ(message([] { arange(0, std::numeric_limits<double>::infinity()); }),
            "arange: expected finite bounds, got 0 and inf");
  EXPECT_EQ(message([] { arange(0, std::numeric_limits<double>::quiet_NaN()); }),
            "arange: expected finite bounds, got 0 and nan");
  EXPECT_EQ(message([] { arange(0, 5, 0.5, kLong); }),
            "arange: expected a step that is not 0 as int64, got 0.5");
  EXPECT_EQ(message([] { arange(0, 1, 1e-300); }),
            "arange: expected bounds and step for a length that fits, got 1e+300");
  EXPECT_EQ(message([] { arange(std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()); }),
            "arange: expected bounds and step for a length that fits, got -9223372036854775808 and "
            "9223372036854775807");
  EXPECT_EQ(message([] { range(0, 3, 0); }), "range: expected a step other than 0, got 0");
  EXPECT_EQ(message([] { range(3, 0); }),
            "range: expected bounds in the direction of the step, got 3, 0 and step 1");
  EXPECT_EQ(message([] { range(0, std::numeric_limits<double>::infinity()); }),
            "range: expected finite bounds, got 0 and inf");
  EXPECT_EQ(message([] { range(std::numeric_limits<double>::quiet_NaN(), 1); }),
            "range: expected finite bounds, got nan and 1");
  EXPECT_EQ(message([] { linspace(0, 1, -2); }),
            "linspace: expected a number of steps of at least 0, got -2");
  EXPECT_EQ(message([] { logspace(0, 1, -2); }),
            "logspace: expected a number of steps of at least 0, got -2");
  EXPECT_EQ(message([] { eye(-1); }), "eye: expected sizes that are not negative, got -1 and -1");
  EXPECT_EQ(message([] { tensor({{1, 2}, {3}}); }), "tensor: expected lists of one shape, got [2] and [1]");
  const std::vector<int64_t> memory{1, 2};
  EXPECT_EQ(message([&] {
              tensor({memory, memory});
            }),
            "tensor: expected nested braces of numbers, got a list in memory");
  EXPECT_EQ(message([] { tensor({1, 2.5}); }), "tensor: expected numbers of one type, got int32 and float64");
}

}  // namespace
}  // namespace torch::inline rushlight
