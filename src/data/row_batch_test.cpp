// Batches that are made in one pass have the values, types and errors of the examples stacked one by one.
#include "rushlight/data/row_batch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "harness/outcome.h"
#include "rushlight/core/generator.h"
#include "rushlight/data.h"
#include "rushlight/data/idx.h"
#include "rushlight/data/mnist_files.h"
#include "rushlight/ops/compare.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/index.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/random.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight::data {
namespace {

using test::error_of;
using transforms::Normalize;
using transforms::Stack;
using Indices = std::vector<size_t>;

const Indices kWanted{5, 0, 3, 5, 1};

// The same types, shapes and bits.
void expect_same(const Tensor& a, const Tensor& b) {
  EXPECT_EQ(a.scalar_type(), b.scalar_type());
  EXPECT_EQ(a.sizes(), b.sizes());
  EXPECT_TRUE(a.is_contiguous());
  EXPECT_TRUE(a.equal(b));
}
void expect_same(const Example<>& a, const Example<>& b) {
  expect_same(a.data, b.data);
  expect_same(a.target, b.target);
}

// What the transforms make of the examples when each is called for them all.
template <class Source, class... Transforms>
Example<> one_by_one(Source source, const Indices& wanted, Transforms... transforms) {
  std::vector<Example<>> examples;
  for (const size_t i : wanted) examples.push_back(source.get(i));
  [[maybe_unused]] const auto apply = [&](auto& transform) {
    for (Example<>& example : examples) example = transform.apply(std::move(example));
  };
  (apply(transforms), ...);
  std::vector<Tensor> data, targets;
  for (const Example<>& example : examples) {
    data.push_back(example.data.unsqueeze(0));
    targets.push_back(example.target.unsqueeze(0));
  }
  return {cat(data), cat(targets)};
}

// A data set as users write them: get() makes each example.
struct Pictures : datasets::Dataset<Pictures> {
  explicit Pictures(IntArrayRef sizes, ScalarType dtype = kFloat) {
    manual_seed(3);
    for (int i = 0; i < 6; ++i) all.push_back(randn(sizes).mul(100).to(dtype));
  }
  Example<> get(size_t index) override {
    ++gets;
    return {all.at(index), tensor(int64_t(index))};
  }
  std::optional<size_t> size() const override { return all.size(); }

  std::vector<Tensor> all;
  int gets = 0;
};

TEST(RowBatch, NormalizesAUsersExamplesInOnePass) {
  for (const auto& sizes : std::vector<std::vector<int64_t>>{{1, 5, 7}, {3, 4, 9}}) {
    const Pictures source(sizes);
    const Normalize<> all(0.1307, 0.3081), each({0.1, -2.0, 3.0}, {0.5, 0.7, 11.0});
    expect_same(Pictures(source).map(all).map(Stack<>()).get_batch(kWanted),
                one_by_one(source, kWanted, all));
    if (sizes[0] != 3) continue;
    expect_same(Pictures(sizes).map(each).map(Stack<>()).get_batch(kWanted),
                one_by_one(source, kWanted, each));
    expect_same(Pictures(sizes).map(each).map(all).map(Stack<>()).get_batch(kWanted),
                one_by_one(source, kWanted, each, all));
  }
}

TEST(RowBatch, OtherExamplesGoTheGeneralWay) {
  const Normalize<> all(0.5, 2.0);
  for (const ScalarType dtype : {kDouble, kLong, kByte}) {
    expect_same(Pictures({2, 3, 4}, dtype).map(all).map(Stack<>()).get_batch(kWanted),
                one_by_one(Pictures({2, 3, 4}, dtype), kWanted, all));
    expect_same(Pictures({2, 3}, dtype).map(Stack<>()).get_batch(kWanted),
                one_by_one(Pictures({2, 3}, dtype), kWanted));
  }
  expect_same(Pictures({4, 6}).map(all).map(Stack<>()).get_batch(kWanted),
              one_by_one(Pictures({4, 6}), kWanted, all));
  Normalize<> wide = all;  // the values are public
  wide.mean = tensor({1.0, 2.0, 3.0, 4.0}, TensorOptions(kDouble));
  expect_same(Pictures({2, 3, 4}).map(wide).map(Stack<>()).get_batch(kWanted),
              one_by_one(Pictures({2, 3, 4}), kWanted, wide));

  Pictures mixed({2, 3, 4});
  mixed.all[0] = mixed.all[0].to(kDouble);
  mixed.all[3] = mixed.all[3].transpose(1, 2).contiguous().transpose(1, 2);
  expect_same(Pictures(mixed).map(all).map(Stack<>()).get_batch(kWanted), one_by_one(mixed, kWanted, all));
}

TEST(RowBatch, LetsGradientsThrough) {
  Pictures source({1, 2, 2});
  const Tensor leaf = source.all[5];
  leaf.set_requires_grad(true);
  const Example<> batch = source.map(Normalize<>(1.0, 4.0)).map(Stack<>()).get_batch(kWanted);
  batch.data.sum().backward();
  EXPECT_TRUE(leaf.grad().equal(full({1, 2, 2}, 0.5))) << "twice a quarter";
}

TEST(RowBatch, ErrorsAreThoseOfTheExamples) {
  Pictures uneven({1, 2, 2});
  uneven.all[3] = zeros({1, 2, 3});
  EXPECT_EQ(error_of([&] { Pictures(uneven).map(Normalize<>(0.0, 1.0)).map(Stack<>()).get_batch(kWanted); }),
            "stack: expected tensors of one shape, got [1, 2, 2] first and [1, 2, 3] at 2");
  EXPECT_EQ(error_of([&] { Pictures(uneven).map(Stack<>()).get_batch(Indices{}); }),
            "stack: expected at least one tensor, got none");
  datasets::TensorDataset rows(zeros({4, 2}));
  EXPECT_EQ(error_of([&] {
              rows.map(Stack<TensorExample>()).get_batch(Indices{1, 4});
            }),
            error_of([&] { rows.get(4); }));
  EXPECT_EQ(error_of([] {
              RowBatch::of_bytes(zeros({2, 2}), {}, Indices{0});
            }),
            "RowBatch: expected bytes, got float32");
}

TEST(RowBatch, TensorsAndPartsOfThem) {
  const Tensor all = randn({6, 2, 3});
  datasets::TensorDataset rows(all);
  const Normalize<example::NoTarget> normalize({1.0, 2.0}, {3.0, 4.0});
  datasets::TensorDataset pictures(all.unsqueeze(-1));
  const Tensor expected =
      all.unsqueeze(-1).sub(normalize.mean).div(normalize.stddev).index_select(0, tensor({5, 0, 3, 5, 1}));
  expect_same(pictures.map(normalize).map(Stack<TensorExample>()).get_batch(kWanted).data, expected);
  datasets::Subset<datasets::TensorDataset> part(rows, {4, 2, 0});
  static_assert(detail::HasRows<decltype(part)>);
  expect_same(part.map(Stack<TensorExample>()).get_batch(Indices{1, 0}).data,
              all.index_select(0, tensor({2, 4})));
  rows.tensor = all.transpose(0, 1);  // rows that do not lie in memory as they will in the batch
  expect_same(rows.map(Stack<TensorExample>()).get_batch(Indices{1, 0}).data,
              all.transpose(0, 1).index_select(0, tensor({1, 0})).contiguous());
}

// Twice the value, after Normalize's own work.
struct Changed : Normalize<> {
  using Normalize<>::Normalize;
  Tensor operator()(Tensor input) override { return Normalize<>::operator()(input).mul(2); }
};
struct NoRows : datasets::TensorDataset {
  using TensorDataset::TensorDataset;
  TensorExample get(size_t index) override { return TensorDataset::get(index).data.neg(); }
};

TEST(RowBatch, ClassesThatInheritAreAskedForExamples) {
  static_assert(detail::RowTransform<Normalize<>> && !detail::RowTransform<Changed>);
  static_assert(detail::HasRows<datasets::TensorDataset> && !detail::HasRows<NoRows>);
  const Changed changed(0.5, 2.0);
  expect_same(Pictures({1, 2, 2}).map(changed).map(Stack<>()).get_batch(kWanted),
              one_by_one(Pictures({1, 2, 2}), kWanted, changed));
  NoRows negative(ones({3, 2}));
  expect_same(datasets::map(negative, Stack<TensorExample>()).get_batch(Indices{0, 2}).data,
              full({2, 2}, -1.0));
}

// Doubles whole batches where it can, and counts what it is asked for.
struct Doubled : transforms::TensorTransform<> {
  Tensor operator()(Tensor input) override {
    ++*examples;
    return input.mul(2);
  }
  void apply_rows(RowBatch& rows) {
    ++*batches;
    rows.set_data(rows.data().mul_(2));
  }
  std::shared_ptr<int> examples = std::make_shared<int>(0), batches = std::make_shared<int>(0);
};

TEST(RowBatch, AUsersTransformMayOfferAForm) {
  const Doubled doubled;
  const Normalize<> all(0.5, 3.0);
  const Pictures source({2, 2, 2});
  expect_same(Pictures(source).map(all).map(doubled).map(all).map(Stack<>()).get_batch(kWanted),
              one_by_one(source, kWanted, all, Doubled(), all));
  EXPECT_EQ(*doubled.examples, 0);
  EXPECT_EQ(*doubled.batches, 1);
  Pictures(source).map(doubled).get_batch(kWanted);
  EXPECT_EQ(*doubled.examples, 5) << "without Stack it sees examples";
}

// Two batches of pictures, then the end.
struct Twice : datasets::StatefulDataset<Twice, std::vector<Example<>>> {
  std::optional<std::vector<Example<>>> get_batch(size_t) override {
    if (left-- == 0) return std::nullopt;
    return Pictures({1, 2, 2}).get_batch(kWanted);
  }
  std::optional<size_t> size() const override { return std::nullopt; }
  void reset() override { left = 2; }
  void save(serialize::OutputArchive&) const override {}
  void load(serialize::InputArchive&) override {}
  int left = 2;
};

TEST(RowBatch, StatefulDataSetsEndAsUsual) {
  const Normalize<> all(0.5, 3.0);
  auto loader = make_data_loader(Twice().map(all).map(Stack<>()), 5);
  int batches = 0;
  for (auto& batch : *loader) {
    expect_same(batch, one_by_one(Pictures({1, 2, 2}), kWanted, all));
    ++batches;
  }
  EXPECT_EQ(batches, 2);
}

// 300 images of MNIST's shape whose bytes take all values.
struct ImageFolder : testing::Test {
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("rushlight-rows-" + std::to_string(getpid()));
  ImageFolder() {
    std::filesystem::create_directories(folder);
    std::vector<uint8_t> images(300 * 784), labels(300);
    for (size_t i = 0; i < images.size(); ++i) images[i] = uint8_t(i * i / 7 + i);
    for (size_t i = 0; i < labels.size(); ++i) labels[i] = uint8_t(i % 10);
    write_idx((folder / kMnistFiles[0]).string(), {300, 28, 28}, images.data());
    write_idx((folder / kMnistFiles[1]).string(), {300}, labels.data());
  }
  ~ImageFolder() override { std::filesystem::remove_all(folder); }
};

TEST_F(ImageFolder, BytesBecomeTheValuesOfTheExamples) {
  const datasets::MNIST images(folder.string());
  const Normalize<> all(0.1307, 0.3081);
  Normalize<> exact = all;
  exact.mean = exact.mean.to(kDouble);
  const Indices wanted{299, 0, 7, 255, 0, 31};
  for (const bool as_floats : {false, true}) {
    if (as_floats) images.images();
    expect_same(datasets::MNIST(images).map(Stack<>()).get_batch(wanted), one_by_one(images, wanted));
    expect_same(datasets::MNIST(images).map(all).map(Stack<>()).get_batch(wanted),
                one_by_one(images, wanted, all));
    expect_same(datasets::MNIST(images).map(all).map(all).map(Stack<>()).get_batch(wanted),
                one_by_one(images, wanted, all, all));
    expect_same(datasets::MNIST(images).map(exact).map(Stack<>()).get_batch(wanted),
                one_by_one(images, wanted, exact));
    EXPECT_THROW(datasets::MNIST(images).map(Stack<>()).get_batch(Indices{1, 300}), Error);
  }
  images.images().mul_(2);
  expect_same(datasets::MNIST(images).map(Stack<>()).get_batch(Indices{3}).data,
              images.images().slice(0, 3, 4));
}

TEST_F(ImageFolder, AnyNumberOfWorkersGivesTheSameBatches) {
  std::vector<std::vector<Example<>>> seen;
  for (const size_t workers : {0, 1, 3}) {
    manual_seed(1);
    auto loader =
        make_data_loader(datasets::MNIST(folder.string()).map(Normalize<>(0.1307, 0.3081)).map(Stack<>()),
                         DataLoaderOptions(64).workers(workers));
    for (int epoch = 0; epoch < 2; ++epoch) {
      seen.emplace_back();
      for (auto& batch : *loader) seen.back().push_back(batch);
    }
  }
  for (size_t i = 2; i < seen.size(); ++i) {
    ASSERT_EQ(seen[i].size(), 5u);
    for (size_t k = 0; k < 5; ++k) expect_same(seen[i][k], seen[i % 2][k]);
  }
}

}  // namespace
}  // namespace torch::inline rushlight::data
