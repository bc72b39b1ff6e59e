// The code of LibTorch's notes on tensor basics and on tensor creation, with its results checked: accessors, memory of
// others, scalars, factory functions and their options, conversions.
// The file is a LibTorch program as well: with gtest and LibTorch 2.13 it compiles and passes.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <numeric>

namespace {

TEST(TensorBasics, ATenAlone) {
  at::Tensor a = at::ones({2, 2}, at::kInt);
  at::Tensor b = at::randn({2, 2});
  auto c = a + b.to(at::kInt);
  EXPECT_EQ(c.scalar_type(), at::kInt);
  EXPECT_TRUE(at::equal(c, b.to(at::kInt) + 1));
}

TEST(TensorBasics, Accessors) {
  torch::Tensor foo = torch::rand({12, 12});
  // Assert foo is 2-dimensional and holds floats.
  auto foo_a = foo.accessor<float, 2>();
  float trace = 0;
  for (int i = 0; i < foo_a.size(0); i++) {
    // Use the accessor foo_a to get tensor data.
    trace += foo_a[i][i];
  }
  EXPECT_NEAR(trace, foo.trace().item<float>(), 1e-5);
  foo_a[3][4] = 2;
  EXPECT_EQ(foo[3][4].item<float>(), 2);
  EXPECT_EQ(foo_a.stride(0), 12);
  EXPECT_THROW((foo.accessor<double, 2>()), c10::Error);
  EXPECT_THROW((foo.accessor<float, 1>()), c10::Error);
}

TEST(TensorBasics, MemoryOfOthers) {
  float data[] = {1, 2, 3, 4, 5, 6};
  torch::Tensor f = torch::from_blob(data, {2, 3});
  data[5] = 7;
  EXPECT_EQ(f[1][2].item<float>(), 7);
  f.mul_(2);
  EXPECT_EQ(data[0], 2);
  std::vector<int64_t> indices(4);
  std::iota(indices.begin(), indices.end(), 0);
  auto options = torch::TensorOptions().dtype(torch::kInt64);
  EXPECT_EQ(
      torch::from_blob(indices.data(), {static_cast<int64_t>(indices.size())}, options).sum().item<int64_t>(),
      6);
  bool freed = false;
  {
    auto t = torch::from_blob(
        data, {3}, [&freed](void*) { freed = true; }, torch::kFloat32);
  }
  EXPECT_TRUE(freed);
}

TEST(TensorBasics, ScalarsAndZeroDimensionalTensors) {
  torch::Tensor two = torch::rand({10, 20});
  two[1][2] = 4;
  EXPECT_EQ(two[1][2].item<int>(), 4);
  at::Scalar one = 1;
  EXPECT_TRUE(torch::equal(two + one, two + 1));
  EXPECT_TRUE(torch::allclose(torch::add(two, two, /*alpha=*/2), two * 3));
  auto sum = two.sum();
  EXPECT_EQ(sum.dim(), 0);
  EXPECT_EQ(sum.numel(), 1);
  torch::Tensor c = torch::zeros({}).fill_(sum);
  EXPECT_EQ(c.item<float>(), sum.item<float>());
  EXPECT_EQ(sum.item().to<double>(), sum.item<double>());
  EXPECT_TRUE(sum.item().isFloatingPoint());
  EXPECT_TRUE(torch::tensor(3).item().isIntegral(/*includeBool=*/false));
  two *= sum.item();
  EXPECT_EQ(at::scalar_tensor(2.5).item<double>(), 2.5);
}

TEST(TensorCreation, SizesAndFactories) {
  torch::Tensor tensor = torch::randn({3, 4, 5});
  EXPECT_EQ(tensor.sizes(), std::vector<int64_t>({3, 4, 5}));
  EXPECT_EQ(torch::ones(5).sizes(), (std::vector<int64_t>{5}));
  EXPECT_EQ(torch::ones({5}).dim(), 1);
  EXPECT_EQ(torch::ones({}).dim(), 0);
  auto high = torch::randint(/*high=*/10, {5, 5});
  EXPECT_TRUE(((high >= 0) & (high < 10)).all().item<bool>());
  EXPECT_EQ(high.scalar_type(), torch::kLong);
  auto both = torch::randint(/*low=*/3, /*high=*/10, {5, 5}, torch::kLong);
  EXPECT_TRUE(((both >= 3) & (both < 10)).all().item<bool>());
  EXPECT_EQ(torch::full({3, 4}, /*value=*/123).sum().item<int64_t>(), 12 * 123);
  EXPECT_EQ(torch::eye(3).trace().item<float>(), 3);
  EXPECT_EQ(torch::zeros_like(tensor).sizes(), tensor.sizes());
  EXPECT_EQ(torch::rand_like(tensor, torch::kDouble).scalar_type(), torch::kDouble);
  EXPECT_EQ(tensor.new_zeros({2}, torch::kInt).scalar_type(), torch::kInt);
}

TEST(TensorCreation, Options) {
  auto options = torch::TensorOptions()
                     .dtype(torch::kFloat32)
                     .layout(torch::kStrided)
                     .device(torch::kCPU)
                     .requires_grad(true);
  torch::Tensor tensor = torch::full({3, 4}, /*value=*/123, options);
  EXPECT_EQ(tensor.dtype(), torch::kFloat32);
  EXPECT_EQ(tensor.layout(), torch::kStrided);
  EXPECT_EQ(tensor.device().type(), torch::kCPU);
  EXPECT_EQ(tensor.device(), torch::Device(torch::kCPU));
  EXPECT_TRUE(tensor.requires_grad());
  EXPECT_TRUE(tensor.is_leaf());

  torch::Tensor plain = torch::randn({3, 4});
  EXPECT_EQ(plain.dtype(), torch::kFloat32);
  EXPECT_EQ(plain.dtype(), at::typeMetaToScalarType(plain.dtype()));
  EXPECT_FALSE(plain.requires_grad());
  EXPECT_EQ(plain.device().index(), -1);

  // Each option alone builds the whole.
  EXPECT_EQ(torch::ones(10, torch::TensorOptions().dtype(torch::kFloat64)).dtype(), torch::kFloat64);
  EXPECT_EQ(torch::ones(10, torch::dtype(torch::kFloat64)).dtype(), torch::kFloat64);
  EXPECT_EQ(torch::ones(10, torch::dtype(torch::kFloat64).layout(torch::kStrided)).dtype(), torch::kFloat64);
  EXPECT_EQ(torch::ones(10, torch::kFloat64).dtype(), torch::kFloat64);
  EXPECT_TRUE(torch::ones(10, torch::requires_grad()).requires_grad());
  EXPECT_TRUE(torch::ones(10, torch::requires_grad(true).dtype(torch::kDouble)).requires_grad());
  EXPECT_FALSE(torch::ones(10, torch::requires_grad(false)).requires_grad());
  EXPECT_TRUE(torch::ones(10, torch::device(torch::kCPU).dtype(torch::kHalf)).is_cpu());
  EXPECT_TRUE(torch::ones(10, torch::kCPU).is_cpu());
  EXPECT_TRUE(torch::ones(10, torch::layout(torch::kStrided)).defined());
  EXPECT_EQ(torch::zeros({2}, torch::dtype<int32_t>()).scalar_type(), torch::kInt32);
}

TEST(TensorCreation, Conversion) {
  torch::Tensor source_tensor = torch::randn({2, 3}, torch::kFloat64);
  torch::Tensor float_tensor = source_tensor.to(torch::kFloat32);
  EXPECT_EQ(float_tensor.dtype(), torch::kFloat32);
  // A device alone, by kind, by object and by name; one that is there already gives the same tensor.
  EXPECT_TRUE(float_tensor.to(torch::kCPU).is_same(float_tensor));
  EXPECT_TRUE(float_tensor.to(torch::DeviceType::CPU).is_same(float_tensor));
  EXPECT_TRUE(float_tensor.to(torch::Device("cpu")).is_same(float_tensor));
  EXPECT_TRUE(float_tensor.to("cpu").is_same(float_tensor));
  EXPECT_TRUE(float_tensor.to(torch::kCPU, /*non_blocking=*/true).is_same(float_tensor));
  EXPECT_FALSE(float_tensor.to(torch::kCPU, /*non_blocking=*/false, /*copy=*/true).is_same(float_tensor));
  EXPECT_EQ(float_tensor.to(torch::kCPU, torch::kFloat64).dtype(), torch::kFloat64);
  EXPECT_EQ(float_tensor.to(source_tensor).dtype(), torch::kFloat64);
  EXPECT_EQ(float_tensor.to(torch::dtype(torch::kLong)).dtype(), torch::kLong);
  EXPECT_EQ(float_tensor.to(source_tensor.options()).dtype(), torch::kFloat64);
  torch::Tensor image = torch::rand({1, 3, 4, 5});
  EXPECT_EQ(image.to(torch::kFloat, false, false, torch::MemoryFormat::ChannelsLast).stride(1), 1);
  EXPECT_EQ(image.to(torch::kCPU, false, false, torch::MemoryFormat::ChannelsLast).stride(1), 1);
  EXPECT_EQ(image.to(image, false, true, torch::MemoryFormat::Contiguous).stride(1), 20);
  EXPECT_THROW(image.to(torch::TensorOptions().memory_format(torch::MemoryFormat::ChannelsLast), false, false,
                        torch::MemoryFormat::ChannelsLast),
               c10::Error);
  torch::nn::Linear module(2, 2);
  module->to(torch::kCPU);
  module->to(torch::Device("cpu"), torch::kFloat64);
  EXPECT_EQ(module->weight.dtype(), torch::kFloat64);
}

TEST(TensorCreation, DefaultDtype) {
  const auto before = torch::get_default_dtype();
  torch::set_default_dtype(torch::scalarTypeToTypeMeta(torch::kDouble));
  EXPECT_EQ(torch::ones({2}).dtype(), torch::kDouble);
  EXPECT_EQ(torch::tensor({1.5, 2.0}).dtype(), torch::kDouble);
  EXPECT_EQ(torch::get_default_dtype(), torch::kDouble);
  torch::set_default_dtype(caffe2::TypeMeta::Make<float>());
  EXPECT_TRUE(torch::ones({2}).dtype().Match<float>());
  torch::set_default_dtype(before);
  EXPECT_EQ(torch::ones({2}).dtype(), torch::kFloat);
}

}  // namespace
