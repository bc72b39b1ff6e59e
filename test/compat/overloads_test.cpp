// Overloads, spellings and small rules that LibTorch programs rely on: optional biases, lists of index tensors, memory
// formats, `_outf` and `fft_` names, numbers that do not fit, printing, and custom functions. Expected values are LibTorch's.
// The file is a LibTorch program as well: with gtest and LibTorch 2.13 it compiles and passes.
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <vector>

namespace {

template <class T> std::string text(const T& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

void expect_equal(const torch::Tensor& got, const torch::Tensor& wanted) {
  EXPECT_EQ(got.scalar_type(), wanted.scalar_type());
  EXPECT_TRUE(torch::equal(got, wanted)) << got << "\nwanted\n" << wanted;
}

TEST(Overloads, OptionalBias) {
  const std::optional<torch::Tensor> none, some = torch::ones({2});
  const auto x = torch::ones({1, 3}), w = torch::ones({2, 3});
  expect_equal(torch::linear(x, w, std::nullopt), torch::full({1, 2}, 3.));
  expect_equal(torch::linear(x, w, none), torch::full({1, 2}, 3.));
  expect_equal(torch::linear(x, w, some), torch::full({1, 2}, 4.));
  expect_equal(torch::linear(x, w, torch::Tensor()), torch::full({1, 2}, 3.));
  const auto image = torch::ones({1, 1, 3, 3}), filter = torch::ones({2, 1, 3, 3});
  expect_equal(torch::conv2d(image, filter, none, 1, 0), torch::full({1, 2, 1, 1}, 9.));
  expect_equal(torch::conv2d(image, filter, some, {1, 1}, "valid"), torch::full({1, 2, 1, 1}, 10.));
  expect_equal(torch::conv2d(image, filter, {}, 1, 0), torch::full({1, 2, 1, 1}, 9.));
  expect_equal(torch::conv_transpose1d(torch::ones({1, 2, 1}), torch::ones({2, 1, 2}), std::nullopt),
               torch::full({1, 1, 2}, 2.));
  const auto h = torch::zeros({1, 2}), square = torch::eye(2);
  expect_equal(torch::rnn_relu_cell(torch::ones({1, 2}), h, square, square, std::nullopt, some),
               torch::full({1, 2}, 2.));
  EXPECT_NEAR(torch::cross_entropy_loss(torch::zeros({2, 2}), torch::tensor({0, 1}), none).item<double>(),
              0.693147, 1e-5);
}

TEST(Overloads, ListsOfIndices) {
  const auto x = torch::arange(6).reshape({2, 3});
  c10::List<std::optional<at::Tensor>> second;
  second.push_back(std::optional<at::Tensor>());
  second.push_back(torch::tensor({2, 0}));
  expect_equal(x.index(second), torch::tensor({{2, 0}, {5, 3}}));
  expect_equal(at::index(x, second), torch::tensor({{2, 0}, {5, 3}}));
  expect_equal(torch::index(x, {torch::tensor({0, 1}), torch::tensor({1, 2})}), torch::tensor({1, 5}));
  expect_equal(at::index_put(x, second, torch::tensor(9)), torch::tensor({{9, 1, 9}, {9, 4, 9}}));
  auto y = x.clone();
  torch::index_put_(y, {torch::tensor({0, 0})}, torch::tensor(1), true);
  expect_equal(y, torch::tensor({{2, 3, 4}, {3, 4, 5}}));
}

TEST(Overloads, MemoryFormats) {
  using at::MemoryFormat;
  const std::vector<int64_t> last{24, 1, 8, 2}, last3d{120, 1, 40, 10, 2};
  EXPECT_EQ(torch::empty({1, 2, 3, 4}, torch::kFloat, MemoryFormat::ChannelsLast).strides(), last);
  EXPECT_EQ(torch::empty_like(torch::ones({1, 2, 3, 4}), {}, MemoryFormat::ChannelsLast).strides(), last);
  EXPECT_EQ(torch::zeros_like(torch::ones({1, 2, 3, 4}), {}, MemoryFormat::ChannelsLast).strides(), last);
  const auto volume = torch::ones({1, 2, 3, 4, 5}).contiguous(MemoryFormat::ChannelsLast3d);
  EXPECT_EQ(volume.strides(), last3d);
  EXPECT_EQ(volume.suggest_memory_format(), MemoryFormat::ChannelsLast3d);
  EXPECT_TRUE(volume.is_contiguous(MemoryFormat::ChannelsLast3d));
  EXPECT_FALSE(volume.is_contiguous());
  EXPECT_ANY_THROW(torch::ones({2, 3}).contiguous(MemoryFormat::ChannelsLast));
  EXPECT_EQ(text(torch::ones({1}).options()),
            "TensorOptions(dtype=float, device=cpu, layout=Strided, requires_grad=false (default), "
            "pinned_memory=false (default), memory_format=(nullopt))");
}

TEST(Overloads, Spellings) {
  const auto x = torch::tensor({{1., 2.}, {3., 4.}});
  EXPECT_EQ(torch::ones({1, 2, 1}).squeeze({0, 2}).sizes(), (std::vector<int64_t>{2}));
  EXPECT_EQ(torch::ones({1, 2, 1}).squeeze_({-1, 1}).sizes(), (std::vector<int64_t>{1, 2}));
  EXPECT_ANY_THROW(torch::ones({1, 2, 1}).squeeze({0, 0}));
  expect_equal(torch::linspace(torch::tensor(0.), 1, 3), torch::tensor({0., 0.5, 1.}));
  expect_equal(torch::range(1, 3, torch::kInt), torch::tensor({1, 2, 3}, torch::kInt));
  expect_equal(torch::repeat_interleave(torch::tensor({1, 0, 2})), torch::tensor({0, 2, 2}));
  expect_equal(torch::divide(x, 2, "floor"), torch::tensor({{0., 1.}, {1., 2.}}));
  expect_equal(x.to(torch::ones({1}, torch::kInt).dtype(), false, true),
               torch::tensor({{1, 2}, {3, 4}}, torch::kInt));
  expect_equal(torch::fill(x, 2), torch::full({2, 2}, 2.));
  auto out = torch::empty({0});
  expect_equal(at::add_outf(x, x, 2, out), x * 3);
  expect_equal(at::sum_outf(x, at::IntArrayRef({0}), false, std::nullopt, out), torch::tensor({4., 6.}));
  EXPECT_TRUE(torch::allclose(torch::fft_rfft(x).abs(), torch::fft::rfft(x).abs()));
  EXPECT_FALSE(torch::fft_fftshift(torch::arange(4)).is_floating_point());
}

TEST(Overloads, Interpolation) {
  const auto x = torch::tensor({{{{1., 2.}, {3., 4.}}}});
  const std::vector<double> twice{2, 2};
  const auto wide =
      torch::tensor({{{{1., 1., 2., 2.}, {1., 1., 2., 2.}, {3., 3., 4., 4.}, {3., 3., 4., 4.}}}});
  expect_equal(torch::upsample_nearest2d(x, std::nullopt, at::ArrayRef<double>(twice)), wide);
  EXPECT_EQ(torch::upsample_bilinear2d(x, at::OptionalIntArrayRef({3, 3}), true, std::nullopt).sizes(),
            (std::vector<int64_t>{1, 1, 3, 3}));
}

TEST(Overloads, Numbers) {
  EXPECT_ANY_THROW(torch::full({}, 300, torch::kLong).item<uint8_t>());
  EXPECT_EQ(torch::full({}, -1, torch::kLong).item<uint8_t>(), 255);
  EXPECT_ANY_THROW(at::Scalar(1e10).toInt());
  EXPECT_EQ(at::Scalar(-3.7).toInt(), -3);
  EXPECT_EQ(torch::tensor({c10::complex<double>(1, 2)}).scalar_type(), torch::kComplexDouble);
  EXPECT_EQ(torch::tensor({c10::complex<float>(1, 2)}).scalar_type(), torch::kComplexFloat);
  const auto z = torch::complex(torch::tensor({3., 0.}), torch::tensor({4., 1.}));
  EXPECT_NEAR(z.norm().item<double>(), 5.09902, 1e-5);
  EXPECT_EQ(torch::float_power(z, 2).scalar_type(), torch::kComplexDouble);
  EXPECT_NEAR(torch::linalg_vecdot(z, z).item().toComplexDouble().real(), 26, 1e-5);
}

TEST(Overloads, MixedTypes) {
  const auto flags = torch::tensor({true, false}), half = torch::tensor({-0.5, 2.}, torch::kHalf);
  expect_equal(torch::copysign(flags, half), torch::tensor({-1., 0.}, torch::kHalf));
  EXPECT_EQ(torch::hypot(flags, half).scalar_type(), torch::kHalf);
  EXPECT_EQ(torch::logaddexp(flags, half).scalar_type(), torch::kHalf);
  EXPECT_EQ(torch::norm_except_dim(torch::tensor({-1., 2.})).sizes(), (std::vector<int64_t>{2}));
}

TEST(Overloads, Printing) {
  EXPECT_EQ(text(c10::Half(1.5f)), "1.5");
  EXPECT_EQ(text(c10::BFloat16(2.5f)), "2.5");
  std::ostringstream out;
  out << std::vector<int64_t>{1, 2} << ' ' << std::pair<int, double>(1, 2.5) << ' '
      << std::map<std::string, int>{{"a", 1}} << ' ' << std::set<int>{3, 4};
  EXPECT_EQ(out.str(), "1 2 (1, 2.5) (a, 1) 3 4");
}

/// A deleter that is no lambda.
struct Counted {
  int* calls;
  void operator()(void*) const { ++*calls; }
};

TEST(Overloads, DeleterObject) {
  float memory[] = {1, 2};
  int calls = 0;
  auto x = torch::from_blob(memory, {2}, Counted{&calls});
  auto view = x[0];
  x.reset();
  EXPECT_EQ(calls, 0);
  view.reset();
  EXPECT_EQ(calls, 1);
}

struct Triple : torch::autograd::Function<Triple> {
  static torch::Tensor forward(torch::autograd::AutogradContext* ctx, torch::Tensor x) {
    x.mul_(3);
    ctx->mark_dirty({x});
    return x;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                 torch::autograd::variable_list grads) {
    return {grads[0] * 3};
  }
};

struct Square : torch::autograd::Function<Square> {
  static torch::Tensor forward(torch::autograd::AutogradContext* ctx, torch::Tensor x) {
    ctx->save_for_backward({x});
    return x * x;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* ctx,
                                                 torch::autograd::variable_list grads) {
    return {grads[0] * 2 * ctx->get_saved_variables()[0].conj()};
  }
};

TEST(Overloads, CustomFunctionWritesAView) {
  const auto a = torch::ones({2}, torch::requires_grad());
  auto b = a * 1;
  auto first = b[0];
  Triple::apply(first);
  b.sum().backward();
  expect_equal(a.grad(), torch::tensor({3., 1.}));
}

TEST(Overloads, CustomFunctionFreesWhatItSaved) {
  const auto a = torch::ones({2}, torch::requires_grad());
  const auto y = Square::apply(a).sum();
  y.backward({}, true);
  y.backward();
  EXPECT_ANY_THROW(y.backward());
}

TEST(Overloads, CustomFunctionOfComplexNumbers) {
  const auto z = torch::tensor({c10::complex<double>(1, 2)}).requires_grad_();
  torch::real(Square::apply(z)).sum().backward();
  expect_equal(z.grad(), torch::tensor({c10::complex<double>(2, -4)}));
}

TEST(Overloads, GraphOfCalls) {
  const auto a = torch::ones({2}, torch::requires_grad());
  const auto y = (a * 2).sum();
  EXPECT_EQ(y.grad_fn()->next_edges().size(), 1u);
  EXPECT_EQ(y.grad_fn()->next_edges()[0].function->name(), "MulBackward1");
  EXPECT_EQ(y.output_nr(), 0);
  EXPECT_TRUE(torch::autograd::make_variable(torch::ones({1}), true).requires_grad());
}

}  // namespace
