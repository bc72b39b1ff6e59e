// Tensors from sequences and literals, and how tensors print: equal to LibTorch's call by call; texts of errors.
#include "golden/calls/create_calls.h"
#include "harness/expect_calls.h"

namespace rushlight {
namespace {

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
  EXPECT_EQ(message([] { linspace(0, 1, -2); }),
            "linspace: expected a number of steps of at least 0, got -2");
  EXPECT_EQ(message([] { eye(-1); }), "eye: expected sizes that are not negative, got -1 and -1");
  EXPECT_EQ(message([] { tensor({{1, 2}, {3}}); }), "tensor: expected lists of one shape, got [2] and [1]");
  EXPECT_EQ(message([] { tensor({1, 2.5}); }), "tensor: expected numbers of one type, got int32 and float64");
}

}  // namespace
}  // namespace rushlight
