// segment_reduce: values and gradients as PyTorch makes them, lengths and offsets, runs that are empty, texts of errors.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "harness/outcome.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

const OpCases cases([] {
  for (const char* reduce : {"sum", "mean", "max", "min", "prod"})
    op_case(std::string("segment_reduce ") + reduce,
            [reduce](const Args& x) {
              return segment_reduce(x[0], reduce, tensor({2, 1, 3}));
            })
        .sample({{6}})
        .sample({{6, 3}})
        .reference([reduce](const PlainArgs& x) {
          const Plain& a = x[0];
          const int64_t width = a.numel() / 6, ends[] = {2, 3, 6};
          Shape shape = a.shape;
          shape[0] = 3;
          Plain out(shape);
          for (int64_t c = 0; c < width; ++c)
            for (int64_t s = 0, row = 0; s < 3; ++s) {
              const int64_t first = row;
              double v = a[row * width + c];
              for (++row; row < ends[s]; ++row) {
                const double e = a[row * width + c];
                switch (reduce[1]) {
                  case 'a': v = std::max(v, e); break;
                  case 'i': v = std::min(v, e); break;
                  case 'r': v *= e; break;
                  default: v += e;
                }
              }
              out[s * width + c] = reduce[1] == 'e' ? v / static_cast<double>(row - first) : v;
            }
          return std::vector<Plain>{out};
        })
        .dtypes({kFloat, kDouble})
        .tolerance(4);
});

TEST(SegmentReduce, EmptyRunsOffsetsAndInitialValues) {
  const Tensor x = arange(12, kFloat).reshape({6, 2}), lengths = tensor({2, 0, 4});
  EXPECT_TRUE(equal(segment_reduce(x, "sum", lengths), tensor({{2.0f, 4.0f}, {0.0f, 0.0f}, {28.0f, 32.0f}})));
  EXPECT_TRUE(equal(segment_reduce(x, "prod", lengths)[1], ones({2})));
  EXPECT_TRUE(equal(segment_reduce(x, "max", lengths)[1], full({2}, -INFINITY)));
  EXPECT_TRUE(segment_reduce(x, "mean", lengths)[1].isnan().all().item<bool>());
  EXPECT_TRUE(equal(segment_reduce(x, "max", lengths, {}, {}, 0, false, 3),
                    tensor({{3.0f, 3.0f}, {3.0f, 3.0f}, {10.0f, 11.0f}})));
  EXPECT_TRUE(equal(segment_reduce(x, "mean", lengths, {}, {}, 0, false, 3),
                    tensor({{2.5f, 3.5f}, {3.0f, 3.0f}, {7.75f, 8.75f}})));
  EXPECT_TRUE(
      equal(segment_reduce(x, "sum", {}, {}, tensor({0, 2, 6})), tensor({{2.0f, 4.0f}, {28.0f, 32.0f}})));
  EXPECT_TRUE(equal(segment_reduce(x.reshape({2, 6}), "sum", tensor({{2, 4}, {3, 3}}), {}, {}, 1),
                    tensor({{1.0f, 14.0f}, {21.0f, 30.0f}})));
  EXPECT_TRUE(
      equal(segment_reduce(x, "sum", tensor({1, 2}), {}, {}, 0, true), tensor({{0.0f, 1.0f}, {6.0f, 8.0f}})));
}

TEST(SegmentReduce, GradientsOfTies) {
  const Tensor x = tensor({1.0, 1.0, 0.0, 2.0, 2.0, 5.0}).set_requires_grad(true),
               lengths = tensor({3, 0, 3});
  const auto grad = [&](const char* reduce) {
    return autograd::grad({segment_reduce(x, reduce, lengths).sum()}, {x})[0];
  };
  EXPECT_TRUE(allclose(grad("max"), tensor({0.5, 0.5, 0.0, 0.0, 0.0, 1.0})));
  EXPECT_TRUE(allclose(grad("min"), tensor({0.0, 0.0, 1.0, 0.5, 0.5, 0.0})));
  EXPECT_TRUE(allclose(grad("prod"), tensor({0.0, 0.0, 1.0, 10.0, 10.0, 4.0})));
}

TEST(SegmentReduce, ErrorsNameTheArgument) {
  const Tensor x = ones({6, 2});
  EXPECT_EQ(error_of([&] { segment_reduce(x, "sum"); }),
            "segment_reduce: expected lengths or offsets, got neither");
  EXPECT_EQ(error_of([&] { segment_reduce(x, "mode", tensor({6})); }),
            "segment_reduce: expected reduce to be sum, mean, max, min or prod, got mode");
  EXPECT_EQ(error_of([&] {
              segment_reduce(x, "sum", tensor({2, 3}));
            }),
            "segment_reduce: expected lengths whose sum is the size of the axis, 6; pass unsafe = true for "
            "runs that leave "
            "elements out");
  EXPECT_EQ(error_of([&] {
              segment_reduce(x, "sum", tensor({-1, 7}));
            }),
            "segment_reduce: expected lengths of at least 0, got -1");
  EXPECT_EQ(error_of([&] { segment_reduce(x.to(kLong), "sum", tensor({6})); }),
            "segment_reduce: expected a floating-point tensor, got int64");
  EXPECT_EQ(error_of([&] { segment_reduce(x, "sum", tensor({6.0})); }),
            "segment_reduce: expected lengths or offsets of dtype int64 or int32 and at least one dimension, "
            "got float32 of "
            "shape [1]");
  EXPECT_EQ(error_of([&] { segment_reduce(x, "sum", tensor({6}), {}, {}, 1); }),
            "segment_reduce: expected the axis to be the last dimension of the lengths, got axis 1, lengths "
            "of 1 and data "
            "of 2 dimensions");
}

}  // namespace
}  // namespace torch::inline rushlight::test
