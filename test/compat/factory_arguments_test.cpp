// Factory functions that take dtype, layout, device and pin_memory one by one. The file compiles against LibTorch too.
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace {

constexpr auto none = std::nullopt;

/// Dtype, sizes and sum of what a factory made; the sum is left out of what is not initialised or random.
void expect_made(const torch::Tensor& made, torch::Dtype dtype, at::IntArrayRef sizes, double sum) {
  EXPECT_EQ(made.scalar_type(), dtype);
  EXPECT_EQ(made.sizes(), sizes);
  EXPECT_NEAR(made.to(torch::kDouble).sum().item<double>(), sum, 1e-9);
}
void expect_made(const torch::Tensor& made, torch::Dtype dtype, at::IntArrayRef sizes) {
  EXPECT_EQ(made.scalar_type(), dtype);
  EXPECT_EQ(made.sizes(), sizes);
}

TEST(FactoryArguments, Constants) {
  expect_made(at::zeros({2, 3}, torch::kDouble, none, torch::kCPU, false), torch::kDouble, {2, 3}, 0);
  expect_made(at::ones({2, 3}, torch::kLong, torch::kStrided, torch::Device("cpu"), none), torch::kLong,
              {2, 3}, 6);
  expect_made(at::ones(2, none, none, none, none), torch::kFloat, {2}, 2);
  expect_made(at::full({2}, 3, none, none, none, none), torch::kLong, {2}, 6);
  expect_made(at::full({2}, 2.5, torch::kHalf, none, none, none), torch::kHalf, {2}, 5);
  expect_made(at::scalar_tensor(4, none, none, none, none), torch::kFloat, {}, 4);
  expect_made(at::eye(2, torch::kDouble, none, none, none), torch::kDouble, {2, 2}, 2);
  expect_made(at::eye(2, 3, torch::kBool, none, none, none), torch::kBool, {2, 3}, 2);
  expect_made(at::empty({2, 0}, torch::kInt, none, none, none, none), torch::kInt, {2, 0});
  EXPECT_EQ(at::empty({1, 2, 3, 3}, none, none, none, none, torch::MemoryFormat::ChannelsLast).stride(1), 1);
  EXPECT_EQ(at::empty_strided({2, 2}, {1, 2}, torch::kByte, none, none, none).stride(1), 2);
  EXPECT_EQ(at::empty_permuted({2, 3}, {1, 0}, torch::kByte, none, none, none).stride(1), 2);
  const auto options = torch::TensorOptions(torch::kInt);
  expect_made(at::ones({2}, c10::optTypeMetaToScalarType(options.dtype_opt()), options.layout_opt(),
                       options.device_opt(), options.pinned_memory_opt()),
              torch::kInt, {2}, 2);
}

TEST(FactoryArguments, Sequences) {
  expect_made(at::arange(4, none, none, none, none), torch::kLong, {4}, 6);
  expect_made(at::arange(4.5, none, none, none, none), torch::kFloat, {5}, 10);
  expect_made(at::arange(1, 4, torch::kFloat, none, none, none), torch::kFloat, {3}, 6);
  expect_made(at::arange(1, 4, 2, torch::kFloat, none, none, none), torch::kFloat, {2}, 4);
  expect_made(at::range(1, 4, torch::kFloat, none, none, none), torch::kFloat, {4}, 10);
  expect_made(at::range(1, 4, 2, torch::kFloat, none, none, none), torch::kFloat, {2}, 4);
  expect_made(at::linspace(0, 1, 3, torch::kDouble, none, none, none), torch::kDouble, {3}, 1.5);
  expect_made(at::linspace(torch::tensor(0), 1, 3, torch::kDouble, none, none, none), torch::kDouble, {3},
              1.5);
  expect_made(at::logspace(0, 2, 3, 10., torch::kDouble, none, none, none), torch::kDouble, {3}, 111);
  expect_made(at::logspace(0, torch::tensor(2), 3, 2., torch::kDouble, none, none, none), torch::kDouble, {3},
              7);
  expect_made(at::tril_indices(3, 3, 0, torch::kInt, none, none, none), torch::kInt, {2, 6}, 12);
  expect_made(at::triu_indices(3, 3, 0, none, none, none, none), torch::kLong, {2, 6}, 12);
  expect_made(at::fft_fftfreq(4, 1., torch::kDouble, none, none, none), torch::kDouble, {4}, -0.5);
  expect_made(at::fft_rfftfreq(4, 1., torch::kDouble, none, none, none), torch::kDouble, {3}, 0.75);
}

TEST(FactoryArguments, Windows) {
  expect_made(at::hann_window(4, torch::kDouble, none, none, none), torch::kDouble, {4}, 2);
  expect_made(at::hann_window(4, false, torch::kDouble, none, none, none), torch::kDouble, {4}, 1.5);
  expect_made(at::hamming_window(4, false, torch::kDouble, none, none, none), torch::kDouble, {4}, 1.7);
  expect_made(at::hamming_window(4, false, .5, torch::kDouble, none, none, none), torch::kDouble, {4}, 1.54);
  expect_made(at::hamming_window(4, false, .5, .4, torch::kDouble, none, none, none), torch::kDouble, {4},
              1.6);
  expect_made(at::blackman_window(4, false, torch::kDouble, none, none, none), torch::kDouble, {4}, 1.26);
  expect_made(at::bartlett_window(4, torch::kDouble, none, none, none), torch::kDouble, {4}, 2);
  expect_made(at::kaiser_window(4, false, 0., torch::kDouble, none, none, none), torch::kDouble, {4}, 4);
}

TEST(FactoryArguments, LikeAnotherTensor) {
  const auto x = torch::ones({2});
  expect_made(at::zeros_like(x, torch::kDouble, none, none, none, none), torch::kDouble, {2}, 0);
  expect_made(at::ones_like(x, none, none, none, none, none), torch::kFloat, {2}, 2);
  expect_made(at::full_like(x, 7, torch::kLong, none, none, none, none), torch::kLong, {2}, 14);
  const auto image =
      at::empty_like(torch::ones({1, 2, 2, 2}), none, none, none, none, torch::MemoryFormat::ChannelsLast);
  EXPECT_EQ(image.stride(1), 1);
  expect_made(x.new_zeros({3}, torch::kDouble, none, none, none), torch::kDouble, {3}, 0);
  expect_made(x.new_ones({3}, none, none, none, none), torch::kFloat, {3}, 3);
  expect_made(x.new_full({3}, 5, torch::kInt, none, none, none), torch::kInt, {3}, 15);
  expect_made(x.new_empty({3, 0}, torch::kInt, none, none, none), torch::kInt, {3, 0});
  EXPECT_EQ(x.new_empty_strided({3, 2}, {1, 3}, torch::kInt, none, none, none).stride(1), 3);
  const auto same = x.to(torch::kFloat, none, torch::kCPU, none, false, false, none);
  EXPECT_TRUE(same.is_same(x));
  const auto copy = x.to(torch::kFloat, none, none, none, false, true, none);
  EXPECT_FALSE(copy.is_alias_of(x));
  expect_made(x.to(torch::kLong, none, none, false, false, false, none), torch::kLong, {2}, 2);
}

/// Whether two calls with one seed give the same numbers.
template <class A, class B> void expect_same_draws(const A& a, const B& b) {
  torch::manual_seed(3);
  const torch::Tensor first = a();
  torch::manual_seed(3);
  const torch::Tensor second = b();
  EXPECT_EQ(first.scalar_type(), second.scalar_type());
  EXPECT_TRUE(torch::equal(first, second));
}

TEST(FactoryArguments, RandomNumbersAreThoseOfTheOtherForm) {
  const auto generator = [] { return at::make_generator<at::CPUGeneratorImpl>(5); };
  const auto x = torch::ones({4});
  expect_same_draws([] { return at::rand({3}, torch::kDouble, none, none, none); },
                    [] { return torch::rand({3}, torch::kDouble); });
  expect_same_draws([&] { return at::rand({3}, generator(), none, none, none, none); },
                    [&] { return torch::rand({3}, generator()); });
  expect_same_draws([] { return at::randn({3}, none, none, none, none); }, [] { return torch::randn({3}); });
  expect_same_draws([&] { return at::randn({3}, generator(), torch::kDouble, none, none, none); },
                    [&] { return torch::randn({3}, generator(), torch::kDouble); });
  expect_same_draws([] { return at::randint(10, {3}, torch::kInt, none, none, none); },
                    [] { return torch::randint(10, {3}, torch::kInt); });
  expect_same_draws([] { return at::randint(5, 10, {3}, torch::kInt, none, none, none); },
                    [] { return torch::randint(5, 10, {3}, torch::kInt); });
  expect_same_draws([&] { return at::randint(10, {3}, generator(), torch::kInt, none, none, none); },
                    [&] { return torch::randint(10, {3}, generator(), torch::kInt); });
  expect_same_draws([&] { return at::randint(5, 10, {3}, generator(), torch::kInt, none, none, none); },
                    [&] { return torch::randint(5, 10, {3}, generator(), torch::kInt); });
  expect_same_draws([] { return at::randperm(6, torch::kInt, none, none, none); },
                    [] { return torch::randperm(6, torch::kInt); });
  expect_same_draws([&] { return at::randperm(6, generator(), none, none, none, none); },
                    [&] { return torch::randperm(6, generator()); });
  expect_same_draws([] { return at::normal(1., 2., {2}, none, torch::kDouble, none, none, none); },
                    [] { return torch::normal(1., 2., {2}, none, torch::kDouble); });
  expect_same_draws([&] { return at::rand_like(x, torch::kDouble, none, none, none, none); },
                    [&] { return torch::rand_like(x, torch::kDouble); });
  expect_same_draws([&] { return at::randn_like(x, none, none, none, none, none); },
                    [&] { return torch::randn_like(x); });
  expect_same_draws([&] { return at::randint_like(x, 9, torch::kLong, none, none, none, none); },
                    [&] { return torch::randint_like(x, 9, torch::kLong); });
  expect_same_draws([&] { return at::randint_like(x, 2, 9, torch::kLong, none, none, none, none); },
                    [&] { return torch::randint_like(x, 2, 9, torch::kLong); });
  EXPECT_EQ(at::randint(10, {3}, none, none, none, none).scalar_type(), torch::kFloat);
  EXPECT_EQ(at::randperm(3, none, none, none, none).scalar_type(), torch::kLong);
}

// With one argument it is the options that are meant, as before.
TEST(FactoryArguments, OptionsStayWhatTheyAre) {
  expect_made(torch::zeros({2}, torch::kInt), torch::kInt, {2}, 0);
  expect_made(torch::ones({2}, torch::kCPU), torch::kFloat, {2}, 2);
  expect_made(torch::full({2}, true), torch::kBool, {2}, 2);
  EXPECT_TRUE(torch::zeros({2}, torch::requires_grad()).requires_grad());
  const auto o =
      torch::dtype(torch::kDouble).device(torch::kCPU).layout(torch::kStrided).pinned_memory(false);
  EXPECT_TRUE(o.has_dtype() && o.has_device() && o.has_layout() && o.has_pinned_memory());
  EXPECT_TRUE(!o.has_requires_grad() && !o.has_memory_format());
  const auto without = o.dtype(std::optional<torch::ScalarType>());
  EXPECT_FALSE(without.has_dtype());
  EXPECT_EQ(without.dtype(), torch::kFloat);
  const auto merged = torch::TensorOptions(torch::kInt).requires_grad(true).merge_in(o);
  EXPECT_TRUE(merged.requires_grad() && merged.has_pinned_memory());
  EXPECT_EQ(merged.dtype(), torch::kDouble);
}

}  // namespace
