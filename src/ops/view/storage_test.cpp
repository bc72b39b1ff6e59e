// view(dtype): the same bytes under another dtype, as PyTorch has it. set_ is tested in shape_test.cpp.
#include <gtest/gtest.h>

#include "harness/expect_error.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

TEST(ViewDtype, SameSizeKeepsTheShape) {
  Tensor x = tensor({1.0F, -2.0F, 0.5F}).view({3, 1});
  const Tensor bits = x.view(kInt);
  EXPECT_EQ(bits.sizes(), (IntArrayRef{3, 1}));
  EXPECT_EQ(bits[0].item<int32_t>(), 0x3f800000);
  EXPECT_EQ(bits.data_ptr(), x.data_ptr());
  bits.index_put_({0, 0}, 0x40000000);
  EXPECT_EQ(x[0].item<float>(), 2.0F);
  EXPECT_EQ(x._version(), bits._version());
}

TEST(ViewDtype, SmallerElementsMakeTheLastDimensionLonger) {
  const Tensor x = tensor({0x04030201, 0x08070605}, kInt).view({2, 1});
  const Tensor bytes = x.view(kByte);
  EXPECT_EQ(bytes.sizes(), (IntArrayRef{2, 4}));
  EXPECT_EQ(bytes.strides(), (IntArrayRef{4, 1}));
  EXPECT_TRUE(equal(bytes.flatten(), arange(1, 9, kByte)));
}

TEST(ViewDtype, LargerElementsMakeItShorter) {
  const Tensor x = arange(24, kByte).view({3, 8});
  EXPECT_EQ(x.view(kLong).sizes(), (IntArrayRef{3, 1}));
  const Tensor part = x.slice(1, 4, 8).view(kInt);
  EXPECT_EQ(part.sizes(), (IntArrayRef{3, 1}));
  EXPECT_EQ(part.strides(), (IntArrayRef{2, 1}));
  EXPECT_EQ(part.storage_offset(), 1);
  EXPECT_EQ(part[0].item<int32_t>(), 0x07060504);
  EXPECT_TRUE(equal(x.view(kComplexFloat).view(kByte), x));
}

TEST(ViewDtype, HasNoGradient) {
  EXPECT_FALSE(ones({2}, TensorOptions().requires_grad(true)).view(kInt).requires_grad());
}

TEST(ViewDtype, SaysWhatDoesNotFit) {
  expect_error([] { tensor(1.0F).view(kByte); },
               "view: expected at least one dimension to read float32 as uint8, got a tensor of none");
  expect_error(
      [] {
        ones({4, 4}).t().view(kDouble);
      },
      "view: expected a last dimension of stride 1 to read float32 as float64, got strides [1, 4]");
  expect_error([] { ones({3}).view(kDouble); },
               "view: expected a multiple of 2 as the last size to read float32 as float64, got 3");
  expect_error([] { ones({4}).slice(0, 1, 3).view(kDouble); },
               "view: expected a multiple of 2 as the storage offset to read float32 as float64, got 1");
  expect_error(
      [] {
        ones({2, 3}).slice(1, 0, 2).view(kDouble);
      },
      "view: expected a multiple of 2 as each stride to read float32 as float64, got 3");
}

}  // namespace
}  // namespace torch::inline rushlight::test
