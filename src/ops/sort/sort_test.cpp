// Ordering: results and gradients equal to LibTorch's call by call; texts of errors; rows for several threads.
#include "golden/calls/sort_calls.h"
#include "harness/expect_calls.h"

namespace rushlight {
namespace {

template <class F> std::string message(const F& call) {
  try {
    call();
  } catch (const Error& e) { return e.what(); }
  return "no error";
}

TEST(Sort, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::sort(lines);
  calls::expect_calls("sort", lines);
}

TEST(Sort, ErrorsNameTheArgument) {
  const Tensor x = zeros({2, 3});
  EXPECT_EQ(message([&] { x.sort(2); }), "sort: expected a dimension in [-2, 1], got 2");
  EXPECT_EQ(message([&] { x.topk(4); }), "topk: expected k in [0, 3] for shape [2, 3], got 4");
  EXPECT_EQ(message([&] { x.kthvalue(0); }), "kthvalue: expected k in [1, 3] for shape [2, 3], got 0");
}

TEST(Sort, ManyRowsAndOneLongRow) {
  manual_seed(1);
  const Tensor x = rand({500, 77}), order = randperm(100000);
  const auto [values, places] = x.sort(1, true);
  EXPECT_TRUE(equal(x.gather(1, places), values));
  EXPECT_TRUE(values.narrow(1, 1, 76).le(values.narrow(1, 0, 76)).all().item<bool>());
  EXPECT_TRUE(equal(std::get<0>(order.sort(0, false)), arange(100000)));
  EXPECT_TRUE(equal(std::get<0>(x.topk(5, 1)), values.narrow(1, 0, 5)));
}

}  // namespace
}  // namespace rushlight
