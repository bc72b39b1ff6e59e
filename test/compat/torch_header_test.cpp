// What programs find through <torch/torch.h> beside tensors and modules: the namespaces, re-opened or used, checks,
// ranges, the version, and that names are one and the same through torch, at and c10.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <type_traits>

namespace torch {
// Programs add to LibTorch's namespaces.
struct Added {
  Tensor value = zeros({2});
};
}  // namespace torch

namespace {

using namespace torch;

TEST(TorchHeader, NamesAreTheSameEverywhere) {
  static_assert(std::is_same_v<torch::Tensor, at::Tensor> &&
                std::is_same_v<torch::Tensor, c10::optional<Tensor>::value_type>);
  static_assert(std::is_same_v<c10::IntArrayRef, at::IntArrayRef>);
  nn::Linear fc(2, 3);
  EXPECT_EQ(fc->forward(ones({1, 2})).size(1), 3);
  EXPECT_EQ(torch::Added().value.numel(), 2);
  EXPECT_EQ(nn::functional::relu(torch::tensor({-1.0f, 2.0f})).sum().item<float>(), 2);
  EXPECT_EQ(torch::kF32, torch::kFloat32);
  EXPECT_FALSE(torch::cuda::is_available());
  EXPECT_EQ(torch::cuda::device_count(), 0);
  EXPECT_STREQ(TORCH_VERSION, "2.13.0");
}

TEST(TorchHeader, ChecksTakeWhatAStreamTakes) {
  const int got = 3;
  try {
    TORCH_CHECK(got == 2, "expected ", 2, ", got ", got, " for ", IntArrayRef{1, 2});
    FAIL();
  } catch (const c10::Error& e) { EXPECT_STREQ(e.what(), "expected 2, got 3 for [1, 2]"); }
  EXPECT_NO_THROW(TORCH_CHECK(got == 3));
  try {
    TORCH_CHECK(got == 2);
    FAIL();
  } catch (const std::exception& e) { EXPECT_STREQ(e.what(), "expected got == 2"); }
  EXPECT_THROW(TORCH_INTERNAL_ASSERT(false, "never"), c10::Error);
}

TEST(TorchHeader, ChecksOfAKind) {
  EXPECT_THROW(TORCH_CHECK_INDEX(false, "place ", 3), c10::IndexError);
  EXPECT_THROW(TORCH_CHECK_VALUE(false, "value ", 2.5), c10::ValueError);
  EXPECT_THROW(TORCH_CHECK_TYPE(false, "type ", torch::kFloat), c10::TypeError);
  EXPECT_THROW(TORCH_CHECK_NOT_IMPLEMENTED(false), c10::NotImplementedError);
  EXPECT_NO_THROW(TORCH_CHECK_VALUE(1 + 1 == 2, "value"));
  EXPECT_THROW(AT_ASSERT(1 == 2), c10::Error);
  EXPECT_THROW(AT_ERROR("shape ", IntArrayRef{2, 3}), c10::Error);
  EXPECT_EQ(c10::str("x of ", IntArrayRef{2, 3}, ' ', true), "x of [2, 3] 1");
  c10::string_view name = "weight";
  EXPECT_EQ(torch::make_optional(name.size()), 6u);
}

TEST(TorchHeader, Ranges) {
  int64_t sum = 0;
  for (const auto i : c10::irange(5)) sum += i;
  for (const auto i : c10::irange(2, int64_t{4})) sum += 10 * i;
  for (const auto i : c10::irange(-3)) sum += 1000 + i;
  EXPECT_EQ(sum, 10 + 50);
}

}  // namespace
