// Operators with dtypes that are seldom met: results equal to LibTorch's call by call.
#include <gtest/gtest.h>

#include "golden/calls/dtype_calls.h"
#include "harness/expect_calls.h"

namespace torch::inline rushlight {
namespace {

TEST(Dtype, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::dtype(lines);
  calls::expect_calls("dtype", lines);
}

}  // namespace
}  // namespace torch::inline rushlight
