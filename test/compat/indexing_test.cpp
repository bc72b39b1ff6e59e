// The tables of LibTorch's note on the tensor indexing API, every form of them: get, put, and the spellings of slices.
// The file is a LibTorch program as well: with gtest and LibTorch 2.13 it compiles and passes.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <sstream>

namespace {

using namespace torch::indexing;
using torch::Tensor;

Tensor numbers() { return torch::arange(24, torch::kFloat).reshape({2, 3, 4}); }

void expect_values(const Tensor& got, torch::IntArrayRef sizes, const std::vector<float>& values) {
  EXPECT_EQ(got.sizes(), sizes);
  EXPECT_TRUE(torch::equal(got.flatten(), torch::tensor(values))) << got;
}

TEST(IndexingApi, Get) {
  const Tensor x = numbers();
  EXPECT_EQ(x.index({None}).sizes(), torch::IntArrayRef({1, 2, 3, 4}));
  EXPECT_TRUE(torch::equal(x.index({Ellipsis}), x));
  EXPECT_TRUE(torch::equal(x.index({"..."}), x));
  expect_values(x.index({1, 2}), {4}, {20, 21, 22, 23});
  expect_values(x.index({1, 2, 3}), {}, {23});
  expect_values(x.index({-1, -3, -4}), {}, {12});
  EXPECT_EQ(x.index({true}).sizes(), torch::IntArrayRef({1, 2, 3, 4}));
  EXPECT_EQ(x.index({true, false}).sizes(), torch::IntArrayRef({0, 2, 3, 4}));
  EXPECT_TRUE(torch::equal(x.index({Slice(1, None, 2)}), x.slice(0, 1)));
  expect_values(x.index({Slice(), Slice(1, None, 2)}), {2, 1, 4}, {4, 5, 6, 7, 16, 17, 18, 19});
  expect_values(x.index({torch::tensor({1, 0}), 0}), {2, 4}, {12, 13, 14, 15, 0, 1, 2, 3});
}

TEST(IndexingApi, TheLongestRowOfTheTable) {
  const Tensor x = torch::arange(16 * 5 * 4 * 3, torch::kLong).reshape({16, 5, 4, 3});
  // x[..., 0, True, 1::2, torch.tensor([1, 2])] of PyTorch has the advanced dimensions first.
  const Tensor y = x.index({"...", 0, true, Slice(1, None, 2), torch::tensor({1, 2})});
  EXPECT_EQ(y.sizes(), torch::IntArrayRef({2, 16, 2}));
  EXPECT_EQ(y[0][3][1].item<int64_t>(), 3 * 60 + 0 + 9 + 1);
  EXPECT_EQ(y[1][15][0].item<int64_t>(), 15 * 60 + 0 + 3 + 2);
}

TEST(IndexingApi, Put) {
  const auto after = [](const std::initializer_list<TensorIndex>& indices) {
    Tensor x = numbers();
    x.index_put_(indices, -1);
    return x.eq(-1).sum().item<int64_t>();
  };
  EXPECT_EQ(after({None}), 24);
  EXPECT_EQ(after({Ellipsis, "..."}), 24);
  EXPECT_EQ(after({1, 2}), 4);
  EXPECT_EQ(after({true, false}), 0);
  EXPECT_EQ(after({Slice(1, None, 2)}), 12);
  EXPECT_EQ(after({torch::tensor({0, 1}), 2}), 8);
  EXPECT_EQ(after({"...", torch::tensor({0, 3})}), 12);
  EXPECT_EQ(after({Slice(), 1, Slice(None, -1)}), 6);
}

TEST(IndexingApi, PutTensorsScalarsAndAccumulate) {
  Tensor x = numbers();
  x.index_put_({0, Slice(None, 2)}, torch::tensor({1.f, 2.f, 3.f, 4.f}));
  expect_values(x[0], {3, 4}, {1, 2, 3, 4, 1, 2, 3, 4, 8, 9, 10, 11});
  x.index_put_({x > 15}, 0.5);
  EXPECT_EQ(x.sum().item<float>(), 20 + 38 + 12 + 13 + 14 + 15 + 8 * 0.5f);

  Tensor counts = torch::zeros({4});
  counts.index_put_({torch::tensor({0, 2, 2, 2})}, torch::ones({4}), /*accumulate=*/true);
  expect_values(counts, {4}, {1, 0, 3, 0});
}

TEST(IndexingApi, BracketsAndAssignmentToViews) {
  Tensor x = torch::rand({10, 20});
  x[0] = x[1];
  EXPECT_TRUE(torch::equal(x[0], x[1]));
  x[1][2] = 4;
  EXPECT_EQ(x[1][2].item<float>(), 4);
  x.index({3, Slice(5, 8)}) = 7;
  EXPECT_EQ(x.index({3}).eq(7).sum().item<int>(), 3);
  x.index({Slice(), 0}) = torch::zeros({10});
  EXPECT_EQ(x.select(1, 0).abs().sum().item<float>(), 0);
  x.index({4}) += 1;
  EXPECT_EQ(x[4][0].item<float>(), 1);
  EXPECT_THROW(x.index({10}), c10::Error);
  EXPECT_THROW(x.index({0, 0, 0}), c10::Error);
}

TEST(IndexingApi, SpellingsOfSlices) {
  const Tensor x = torch::arange(10);
  const auto text = [&](const Slice& slice) {
    std::ostringstream out;
    for (int64_t i = 0; i < x.index({slice}).numel(); ++i) out << x.index({slice})[i].item<int64_t>();
    return out.str();
  };
  for (const Slice& all : {Slice(), Slice(None), Slice(None, None), Slice(None, None, None),
                           Slice(None, None, 1), Slice(0, None), Slice(0, 10), Slice(-10, 99)}) {
    EXPECT_EQ(text(all), "0123456789");
  }
  EXPECT_EQ(text(Slice(3)), "3456789") << "one number is the start";
  EXPECT_EQ(text(Slice(None, 3)), "012");
  EXPECT_EQ(text(Slice(None, -7)), "012");
  EXPECT_EQ(text(Slice(1, None, 3)), "147");
  EXPECT_EQ(text(Slice(None, 8, 3)), "036");
  EXPECT_EQ(text(Slice(-3, -1)), "78");
  EXPECT_EQ(text(Slice(5, 2)), "");
  EXPECT_THROW(x.index({Slice(None, None, 0)}), c10::Error);
  EXPECT_THROW(x.index({Slice(None, None, -1)}), c10::Error);
}

}  // namespace
