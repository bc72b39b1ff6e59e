// Convolution, pooling and padding modules: shapes, options and errors; figures are in test/golden.
#include "rushlight/nn/conv.h"

#include <gtest/gtest.h>

#include "harness/outcome.h"
#include "rushlight/nn/padding.h"
#include "rushlight/nn/pool.h"
#include "rushlight/nn/sequential.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using test::values;

TEST(ConvModule, ShapesAndParameters) {
  nn::Conv2d conv(nn::Conv2dOptions(4, 6, {3, 5}).stride({1, 2}).padding(1).dilation(2).groups(2));
  EXPECT_EQ(conv->weight.sizes(), (IntArrayRef{6, 2, 3, 5}));
  EXPECT_EQ(conv->bias.sizes(), (IntArrayRef{6}));
  EXPECT_EQ(conv(ones({2, 4, 10, 20})).sizes(), (IntArrayRef{2, 6, 8, 7}));
  nn::Conv1d line(nn::Conv1dOptions(1, 1, 3).bias(false));
  EXPECT_EQ(line->parameters().size(), 1u);
  {
    NoGradGuard no_grad;
    line->weight.fill_(1);
  }
  EXPECT_EQ(values(line(arange(5, kFloat).view({1, 1, 5}))), (std::vector<double>{3, 6, 9}));
}

TEST(ConvModule, PaddingByName) {
  nn::Conv2d same(nn::Conv2dOptions(1, 2, {4, 3}).padding(kSame).dilation({1, 2}));
  EXPECT_EQ(same(ones({1, 1, 7, 8})).sizes(), (IntArrayRef{1, 2, 7, 8}));
  nn::Conv1d valid(nn::Conv1dOptions(1, 2, 3).padding(kValid));
  EXPECT_EQ(valid(ones({1, 1, 7})).sizes(), (IntArrayRef{1, 2, 5}));
  nn::Conv1d ring(nn::Conv1dOptions(1, 1, 3).padding(1).padding_mode(kCircular).bias(false));
  {
    NoGradGuard no_grad;
    ring->weight.fill_(1);
  }
  EXPECT_EQ(values(ring(arange(4, kFloat).view({1, 1, 4}))), (std::vector<double>{4, 3, 6, 5}));
}

TEST(ConvModule, Errors) {
  EXPECT_EQ(error_of([] { nn::Conv2d(nn::Conv2dOptions(3, 4, 3).groups(2)); }),
            "Conv2d: expected in_channels and out_channels that 2 groups divide, got 3 and 4");
  EXPECT_EQ(error_of([] { nn::Conv2d(0, 4, 3); }),
            "Conv2d: expected in_channels, out_channels and groups above 0, got 0, 4 and 1");
  EXPECT_EQ(error_of([] { nn::Conv1d(1, 4, 0); }), "Conv1d: expected a kernel_size above 0, got 0");
  EXPECT_EQ(error_of([] { nn::Conv2d(nn::Conv2dOptions(1, 1, 3).stride(2).padding(kSame)); }),
            "Conv2d: expected stride 1 for padding 'same', got 2");
}

TEST(PoolModule, Shapes) {
  const Tensor x = arange(2 * 3 * 8 * 8, kFloat).view({2, 3, 8, 8});
  EXPECT_EQ(nn::MaxPool2d(2)(x).sizes(), (IntArrayRef{2, 3, 4, 4}));
  EXPECT_EQ(nn::MaxPool2d(nn::MaxPool2dOptions(3).stride(2).padding(1).ceil_mode(true))(x).sizes(),
            (IntArrayRef{2, 3, 5, 5}));
  EXPECT_EQ(nn::AvgPool2d(nn::AvgPool2dOptions({2, 4}))(x).sizes(), (IntArrayRef{2, 3, 4, 2}));
  EXPECT_EQ(nn::AdaptiveAvgPool2d(1)(x).sizes(), (IntArrayRef{2, 3, 1, 1}));
  EXPECT_EQ(nn::AdaptiveAvgPool2d(nn::AdaptiveAvgPool2dOptions({3, nullopt}))(x).sizes(),
            (IntArrayRef{2, 3, 3, 8}));
  EXPECT_EQ(nn::AdaptiveMaxPool2d(nn::AdaptiveMaxPool2dOptions({3, 5}))(x).sizes(),
            (IntArrayRef{2, 3, 3, 5}));
  EXPECT_EQ(nn::MaxPool1d(2)(x.select(0, 0)).sizes(), (IntArrayRef{3, 8, 4}));
  EXPECT_EQ(nn::AvgPool1d(3)(x.select(0, 0)).sizes(), (IntArrayRef{3, 8, 2}));
  const auto [largest, places] = nn::MaxPool2d(2)->forward_with_indices(x);
  EXPECT_EQ(values(places.flatten().narrow(0, 0, 4)), (std::vector<double>{9, 11, 13, 15}));
  EXPECT_EQ(values(largest.flatten().narrow(0, 0, 4)), (std::vector<double>{9, 11, 13, 15}));
}

TEST(PoolModule, StochasticDrawsInTrainingAndWeighsInEvaluation) {
  manual_seed(0);
  const Tensor x = arange(1, 5, kFloat).view({1, 1, 2, 2});
  nn::StochasticPool2d pool(2);
  std::vector<int64_t> drawn(5, 0);
  for (int i = 0; i < 2000; ++i) ++drawn[static_cast<size_t>(pool(x).item<float>())];
  EXPECT_EQ(drawn[0], 0);
  for (size_t v = 1; v <= 4; ++v)
    EXPECT_NEAR(static_cast<double>(drawn[v]) / 2000, static_cast<double>(v) / 10, 0.04);
  pool->eval();
  EXPECT_NEAR(pool(x).item<double>(), (1 + 4 + 9 + 16) / 10.0, 1e-6);
}

TEST(PadModule, Values) {
  const Tensor x = arange(3, kFloat).view({1, 1, 3});
  EXPECT_EQ(values(nn::ReflectionPad1d(2)(x)), (std::vector<double>{2, 1, 0, 1, 2, 1, 0}));
  EXPECT_EQ(values(nn::ReplicationPad1d(1)(x)), (std::vector<double>{0, 0, 1, 2, 2}));
  EXPECT_EQ(values(nn::ConstantPad1d(1, 7)(x)), (std::vector<double>{7, 0, 1, 2, 7}));
  EXPECT_EQ(nn::ZeroPad2d(nn::ZeroPad2dOptions({1, 2, 3, 0}))(ones({1, 1, 2, 2})).sizes(),
            (IntArrayRef{1, 1, 5, 5}));
  EXPECT_EQ(error_of([&] { nn::ReflectionPad1d(3)(x); }),
            "pad: expected widths of at most 2 in mode reflect for dimension 2, got 3 and 3");
  EXPECT_EQ(error_of([&] { nn::functional::pad(x, nn::functional::PadFuncOptions({1})); }),
            "pad: expected two widths for each of at most 3 dimensions, got [1]");
  EXPECT_EQ(error_of([&] {
              nn::functional::pad(x, nn::functional::PadFuncOptions({-2, -2}));
            }),
            "pad: expected a result of size 0 or more in dimension 2, got widths -2 and -2 for size 3");
}

}  // namespace
}  // namespace torch::inline rushlight
