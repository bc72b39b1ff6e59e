// Writing by index, joining and dividing: results equal to LibTorch's call by call, texts of errors, second derivatives.
#include <gtest/gtest.h>

#include "golden/calls/write_calls.h"
#include "harness/expect_calls.h"
#include "harness/op_case.h"
#include "harness/outcome.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;

const test::OpCases tested([] {
  test::covered({"scatter_reduce",
                 "index_reduce",
                 "put",
                 "put_",
                 "index_put",
                 "select_scatter",
                 "slice_scatter",
                 "diagonal_scatter",
                 "as_strided_scatter",
                 "fill_diagonal_",
                 "nonzero_static",
                 "row_stack",
                 "column_stack",
                 "cartesian_prod",
                 "combinations",
                 "hsplit",
                 "vsplit",
                 "dsplit",
                 "tensor_split",
                 "unsafe_split",
                 "unsafe_chunk",
                 "unsafe_split_with_sizes"});
});

TEST(Write, ResultsAreThoseOfLibTorch) {
  calls::Lines lines;
  calls::write(lines);
  calls::expect_calls("write", lines);
}

TEST(Write, ErrorsNameTheArgument) {
  const Tensor x = zeros({3, 4}), i = zeros({2, 3}, kLong), s = ones({2, 3});
  EXPECT_EQ(error_of([&] { x.scatter_reduce(0, i, s, "max"); }),
            "scatter_reduce: expected reduce to be sum, prod, mean, amax or amin, got max");
  EXPECT_EQ(error_of([&] { x.scatter_reduce(0, i + 3, s, "prod"); }),
            "scatter_reduce: expected indices in [0, 2], got 3 at place 0");
  EXPECT_EQ(error_of([&] { x.scatter_reduce(0, i, s.to(kLong), "amax"); }),
            "scatter_reduce: expected a src of self's dtype float32, got int64");
  EXPECT_EQ(error_of([&] {
              x.scatter_reduce(0, zeros({3, 5}, kLong), s, "amax");
            }),
            "scatter_reduce: expected an index no larger than src of shape [2, 3] and self of shape [3, 4], "
            "got shape [3, 5]");
  EXPECT_EQ(error_of([&] { x.index_reduce(0, i, x, "prod"); }),
            "index_reduce: expected an index of at most 1 dimension, got shape [2, 3]");
  EXPECT_EQ(error_of([&] { x.index_reduce(0, i[0], x, "sum"); }),
            "index_reduce: expected reduce to be prod, mean, amax or amin, got sum; use index_add");
  EXPECT_EQ(error_of([&] {
              x.index_reduce(0, tensor({0, 1}), x, "prod");
            }),
            "index_reduce: expected an index of 3 elements for a source of shape [3, 4], got 2");
  EXPECT_EQ(error_of([&] { x.put(tensor({12}), ones({1})); }), "put_: expected indices in [-12, 11], got 12");
  EXPECT_EQ(error_of([&] { x.put(tensor({1}), ones({2})); }), "put_: expected a source of 1 elements, got 2");
  EXPECT_EQ(error_of([&] { x.select_scatter(ones({3}), 0, 1); }),
            "select_scatter: expected a src of shape [4], got [3]");
  EXPECT_EQ(error_of([] { zeros({3}).fill_diagonal_(1); }),
            "fill_diagonal_: expected at least 2 dimensions, got shape [3]");
  EXPECT_EQ(error_of([] {
              zeros({3, 3, 2}).fill_diagonal_(1);
            }),
            "fill_diagonal_: expected dimensions of one length, got shape [3, 3, 2]");
  EXPECT_EQ(error_of([&] { nonzero_static(x, -1); }),
            "nonzero_static: expected a size of at least 0, got -1");
  EXPECT_EQ(error_of([&] { cartesian_prod({x}); }), "cartesian_prod: expected vectors, got shape [3, 4]");
  EXPECT_EQ(error_of([&] { combinations(x); }), "combinations: expected a vector, got shape [3, 4]");
  EXPECT_EQ(error_of([&] { combinations(x[0], -1); }), "combinations: expected r of at least 0, got -1");
  EXPECT_EQ(error_of([&] { x.hsplit(3); }), "hsplit: expected sections that divide 4, got 3");
  EXPECT_EQ(error_of([&] { x.dsplit(1); }), "dsplit: expected at least 3 dimensions, got shape [3, 4]");
  EXPECT_EQ(error_of([&] { x.tensor_split(i); }),
            "tensor_split: expected sections or indices of dtype int64 and at most 1 dimension, got int64 of "
            "shape [2, 3]");
}

TEST(Write, SecondDerivatives) {
  const Tensor i = tensor({{0, 1, 0}, {1, 0, 1}});
  const Tensor x = (rand({2, 3}, kDouble) + 0.5).requires_grad_(),
               s = (rand({2, 3}, kDouble) + 0.5).requires_grad_();
  for (const char* reduce : {"sum", "prod", "mean", "amax", "amin"})
    for (const bool include : {true, false}) {
      const auto f = [&](const autograd::variable_list& v) {
        return autograd::variable_list{v[0].scatter_reduce(0, i, v[1], reduce, include)};
      };
      EXPECT_EQ(autograd::gradcheck(f, {x, s}), "") << reduce;
      EXPECT_EQ(autograd::gradgradcheck(f, {x, s}), "") << reduce;
    }
}

}  // namespace
}  // namespace torch::inline rushlight
