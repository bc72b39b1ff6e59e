// Data sets and transforms: what comes out of them for one example and for a batch.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "harness/outcome.h"
#include "rushlight/data.h"
#include "rushlight/data/idx.h"
#include "rushlight/data/mnist_files.h"
#include "rushlight/data/rendered_digits.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight::data {
namespace {

namespace fs = std::filesystem;
using datasets::MNIST;
using datasets::TensorDataset;
using transforms::Normalize;
using transforms::Stack;

using test::error_of;

Tensor counting(IntArrayRef sizes) {
  Tensor t = empty(sizes);
  for (int64_t i = 0; i < t.numel(); ++i) t.data_ptr<float>()[i] = float(i);
  return t;
}

std::vector<float> values(const Tensor& t) {
  const Tensor c = t.detach().contiguous();
  return {c.data_ptr<float>(), c.data_ptr<float>() + c.numel()};
}

// Seven training and three test images of MNIST's shape, pixel k of image i being i + k (mod 256).
struct ImageFiles : testing::Test {
  fs::path folder = fs::temp_directory_path() / ("rushlight-images-" + std::to_string(getpid()));
  ImageFiles() {
    fs::create_directories(folder);
    for (int part : {0, 2}) write_part(part, part == 0 ? 7 : 3);
  }
  ~ImageFiles() override { fs::remove_all(folder); }

  std::string path(int file) const { return (folder / kMnistFiles[size_t(file)]).string(); }
  void write_part(int part, int64_t count) const {
    std::vector<uint8_t> images(size_t(count) * 784), labels(static_cast<size_t>(count));
    for (size_t i = 0; i < images.size(); ++i) images[i] = uint8_t(i / 784 + i % 784);
    for (size_t i = 0; i < labels.size(); ++i) labels[i] = uint8_t(i % 10);
    write_idx(path(part), {count, 28, 28}, images.data());
    write_idx(path(part + 1), {count}, labels.data());
  }
};

TEST_F(ImageFiles, MnistGivesImagesAndLabels) {
  MNIST train(folder.string()), test(folder.string(), MNIST::Mode::kTest);
  EXPECT_TRUE(train.is_train());
  EXPECT_FALSE(test.is_train());
  EXPECT_EQ(train.size(), 7u);
  EXPECT_EQ(test.size(), 3u);
  EXPECT_EQ(train.images().sizes(), (IntArrayRef{7, 1, 28, 28}));
  EXPECT_EQ(train.images().scalar_type(), kFloat);
  EXPECT_EQ(train.targets().scalar_type(), kLong);
  const Example<> third = train.get(2);
  EXPECT_EQ(third.data.sizes(), (IntArrayRef{1, 28, 28}));
  EXPECT_EQ(third.target.dim(), 0);
  EXPECT_EQ(third.target.item<int64_t>(), 2);
  for (size_t k = 0; k < 784; ++k) EXPECT_EQ(values(third.data)[k], float((2 + k) % 256) / 255.0f);
  EXPECT_EQ(datasets::FashionMNIST(folder.string()).size(), 7u);
  EXPECT_THROW(train.get(7), Error);
}

TEST_F(ImageFiles, BatchesAreTheExamplesOneByOne) {
  auto mapped = MNIST(folder.string()).map(Normalize<>(0.1307, 0.3081)).map(Stack<>());
  const Example<> batch = mapped.get_batch(std::vector<size_t>{5, 0, 5});
  EXPECT_EQ(batch.data.sizes(), (IntArrayRef{3, 1, 28, 28}));
  EXPECT_EQ(batch.target.sizes(), (IntArrayRef{3}));
  EXPECT_EQ(batch.target.data_ptr<int64_t>()[0], 5);
  EXPECT_EQ(batch.target.data_ptr<int64_t>()[1], 0);
  MNIST plain(folder.string());
  const auto expected = values(plain.get(5).data.sub(0.1307f).div(0.3081f));
  EXPECT_EQ(values(batch.data.select(0, 2)), expected);
  EXPECT_EQ(values(batch.data.select(0, 0)), expected);
}

TEST_F(ImageFiles, BadFilesAreNamed) {
  const std::string root = folder.string();
  const uint8_t bytes[3 * 784] = {};
  write_idx(path(3), {2}, bytes);
  EXPECT_EQ(error_of([&] { MNIST(root, MNIST::Mode::kTest); }),
            "MNIST: expected one label for each of the 3 images, got labels of shape [2] in " + path(3));
  const uint8_t labels[3] = {1, 10, 2};
  write_idx(path(3), {3}, labels);
  EXPECT_EQ(error_of([&] { MNIST(root, MNIST::Mode::kTest); }),
            "MNIST: expected labels from 0 to 9, got 10 for image 1 in " + path(3));
  write_idx(path(2), {3, 784}, bytes);
  EXPECT_EQ(error_of([&] { MNIST(root, MNIST::Mode::kTest); }),
            "MNIST: expected images of shape [N, 28, 28], got [3, 784] in " + path(2));
  write_idx(path(2), {1, 28, 7}, bytes, kIdxInt32);
  EXPECT_NE(error_of([&] { MNIST(root, MNIST::Mode::kTest); }).find("MNIST: expected bytes, got IDX type 12"),
            std::string::npos);
  fs::remove(path(2));
  EXPECT_EQ(
      error_of([&] { datasets::FashionMNIST(root, datasets::FashionMNIST::Mode::kTest); }),
      "FashionMNIST: expected t10k-images-idx3-ubyte (or the same with .gz) in " + root + ", found neither");
}

TEST_F(ImageFiles, DigitsAreReadWhereTheyAre) {
  datasets::Digits digits(folder.string(), datasets::Digits::Mode::kTest);
  EXPECT_EQ(digits.size(), 3u);
}

TEST(TensorDataset, GivesRows) {
  TensorDataset rows(counting({4, 2}));
  EXPECT_EQ(rows.size(), 4u);
  const Tensor second = rows.get(1);
  EXPECT_EQ(values(second), (std::vector<float>{2, 3}));
  TensorDataset stacked({counting({2}), counting({2})});
  EXPECT_EQ(stacked.tensor.sizes(), (IntArrayRef{2, 2}));

  auto loader = make_data_loader<samplers::SequentialSampler>(rows.map(Stack<TensorExample>()), 3);
  std::vector<float> seen;
  for (TensorExample& batch : *loader) {
    const auto part = values(batch.data);
    seen.insert(seen.end(), part.begin(), part.end());
  }
  EXPECT_EQ(seen, (std::vector<float>{0, 1, 2, 3, 4, 5, 6, 7}));
}

TEST(Stack, MakesOneTensorOfMany) {
  const Tensor strided = counting({3, 2}).t();
  const std::vector<Tensor> rows{counting({2, 3}), strided};
  EXPECT_EQ(values(transforms::detail::stack_rows(rows)),
            (std::vector<float>{0, 1, 2, 3, 4, 5, 0, 2, 4, 1, 3, 5}));
  const Tensor mixed = transforms::detail::stack_rows({ones({2}, TensorOptions(kLong)), counting({2})});
  EXPECT_EQ(mixed.scalar_type(), kFloat);
  EXPECT_EQ(values(mixed), (std::vector<float>{1, 1, 0, 1}));
  EXPECT_EQ(transforms::detail::stack_rows({zeros({}), ones({})}).sizes(), (IntArrayRef{2}));
  EXPECT_EQ(transforms::detail::stack_rows({zeros({0, 3})}).sizes(), (IntArrayRef{1, 0, 3}));
  EXPECT_EQ(error_of([] { transforms::detail::stack_rows({}); }),
            "stack: expected at least one tensor, got none");
  EXPECT_EQ(error_of([] {
              transforms::detail::stack_rows({zeros({2}), zeros({3})});
            }),
            "stack: expected tensors of one shape, got [2] first and [3] at 1");
}

TEST(Stack, LetsGradientsThrough) {
  const Tensor a = counting({2}), b = counting({2});
  a.set_requires_grad(true);
  const Tensor both = transforms::detail::stack_rows({a, b});
  EXPECT_TRUE(both.requires_grad());
  both.mul(both).sum().backward();
  EXPECT_EQ(values(a.grad()), (std::vector<float>{0, 2}));
}

TEST(Normalize, WorksOnEachChannel) {
  const Tensor picture = counting({2, 1, 2});
  Normalize<> each({1.0, 2.0}, {2.0, 4.0}), all(1.0, 2.0);
  EXPECT_EQ(values(each(picture)), (std::vector<float>{-0.5, 0, 0, 0.25}));
  EXPECT_EQ(values(all(picture)), (std::vector<float>{-0.5, 0, 0.5, 1}));
  EXPECT_EQ(values(picture), (std::vector<float>{0, 1, 2, 3})) << "the input stays";
  // What is not a plain picture goes another way to the same numbers.
  EXPECT_EQ(values(each(picture.to(kDouble)).to(kFloat)), (std::vector<float>{-0.5, 0, 0, 0.25}));
  EXPECT_EQ(values(all(picture.unsqueeze(0))), (std::vector<float>{-0.5, 0, 0.5, 1}));
  EXPECT_THROW(each(counting({3, 1, 2})), Error);
}

// Rows by name, made in batches only.
struct Names : BatchDataset<Names, std::vector<std::string>> {
  std::vector<std::string> get_batch(ArrayRef<size_t> indices) override {
    std::vector<std::string> names;
    for (const size_t i : indices) names.push_back(std::string(i, 'a'));
    return names;
  }
  std::optional<size_t> size() const override { return 9; }
};
struct Length : transforms::Transform<std::string, size_t> {
  size_t apply(std::string name) override { return name.size(); }
};
struct Sum : transforms::Collation<size_t> {
  size_t apply_batch(std::vector<size_t> all) override {
    size_t sum = 0;
    for (size_t x : all) sum += x;
    return sum;
  }
};
struct Half : transforms::BatchTransform<size_t, double> {
  double apply_batch(size_t x) override { return double(x) / 2; }
};
struct Negative : transforms::TensorTransform<> {
  Tensor operator()(Tensor input) override { return input.neg(); }
};

TEST(Transforms, AreWrittenAsClasses) {
  auto halves = Names().map(Length()).map(Sum()).map(Half());
  EXPECT_EQ(halves.get_batch(std::vector<size_t>{1, 4}), 2.5);
  EXPECT_EQ(halves.size(), 9u);
  EXPECT_EQ(halves.dataset().dataset().size(), 9u);
  const Example<> changed = Negative().apply({counting({2}), counting({1})});
  EXPECT_EQ(values(changed.data), (std::vector<float>{0, -1}));
  EXPECT_EQ(values(changed.target), (std::vector<float>{0})) << "the target stays";
}

TEST(Transforms, LambdasChangeExamplesAndBatches) {
  auto doubled = TensorDataset(counting({3, 1}))
                     .map(transforms::TensorLambda<example::NoTarget>([](Tensor t) { return t.mul(2); }))
                     .map(transforms::Lambda<TensorExample, float>(
                         [](TensorExample e) { return e.data.item<float>() + 1; }))
                     .map(transforms::Collate<float>([](std::vector<float> all) {
                       float sum = 0;
                       for (float x : all) sum += x;
                       return sum;
                     }));
  EXPECT_EQ(doubled.get_batch(std::vector<size_t>{0, 1, 2}), 9);
  EXPECT_EQ(doubled.size(), 3u);
}

}  // namespace
}  // namespace torch::inline rushlight::data
