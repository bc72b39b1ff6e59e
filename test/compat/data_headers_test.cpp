// The headers under torch/data, each by LibTorch's path, and a program's use of their names.
#include <gtest/gtest.h>
#include <torch/data.h>
#include <torch/data/dataloader.h>
#include <torch/data/dataloader/base.h>
#include <torch/data/dataloader/stateful.h>
#include <torch/data/dataloader/stateless.h>
#include <torch/data/dataloader_options.h>
#include <torch/data/datasets.h>
#include <torch/data/datasets/base.h>
#include <torch/data/datasets/chunk.h>
#include <torch/data/datasets/map.h>
#include <torch/data/datasets/mnist.h>
#include <torch/data/datasets/shared.h>
#include <torch/data/datasets/stateful.h>
#include <torch/data/datasets/tensor.h>
#include <torch/data/detail/data_shuttle.h>
#include <torch/data/detail/queue.h>
#include <torch/data/detail/sequencers.h>
#include <torch/data/example.h>
#include <torch/data/iterator.h>
#include <torch/data/samplers.h>
#include <torch/data/samplers/base.h>
#include <torch/data/samplers/custom_batch_request.h>
#include <torch/data/samplers/distributed.h>
#include <torch/data/samplers/random.h>
#include <torch/data/samplers/sequential.h>
#include <torch/data/samplers/serialize.h>
#include <torch/data/samplers/stream.h>
#include <torch/data/transforms.h>
#include <torch/data/transforms/base.h>
#include <torch/data/transforms/collate.h>
#include <torch/data/transforms/lambda.h>
#include <torch/data/transforms/stack.h>
#include <torch/data/transforms/tensor.h>
#include <torch/data/worker_exception.h>

namespace {

// Points on a line: x and 2 x + 1.
class Line : public torch::data::Dataset<Line> {
 public:
  explicit Line(size_t size) : size_(size) {}
  torch::data::Example<> get(size_t index) override {
    const auto x = torch::full({1}, static_cast<double>(index));
    return {x, 2 * x + 1};
  }
  torch::optional<size_t> size() const override { return size_; }

 private:
  size_t size_;
};

class Lines : public torch::data::datasets::ChunkDataReader<torch::data::Example<>> {
 public:
  using BatchType = torch::data::datasets::ChunkDataReader<torch::data::Example<>>::ChunkType;
  BatchType read_chunk(size_t) override {
    Line line(5);
    return {line.get(3), line.get(4)};
  }
  size_t chunk_count() override { return 3; }
  void reset() override {}
};

TEST(DataHeaders, APlainLoader) {
  auto dataset = Line(5)
                     .map(torch::data::transforms::TensorLambda<>([](torch::Tensor t) { return t * 10; }))
                     .map(torch::data::transforms::Stack<>());
  auto loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      std::move(dataset), torch::data::DataLoaderOptions().batch_size(3).workers(2).enforce_ordering(true));
  double sum = 0;
  for (torch::data::Example<>& batch : *loader) {
    EXPECT_EQ(batch.data.sizes(), batch.target.sizes());
    sum += (batch.data + batch.target).sum().item<double>();
  }
  EXPECT_EQ(sum, 12 * 10 + 5);
}

TEST(DataHeaders, ALoaderOfChunks) {
  using namespace torch::data;
  using Chunks = datasets::ChunkDataset<Lines, samplers::RandomSampler, samplers::RandomSampler>;
  auto dataset = datasets::make_shared_dataset<Chunks>(
                     Lines(), samplers::RandomSampler(0), samplers::RandomSampler(0),
                     datasets::ChunkDatasetOptions(/*preloader_count=*/2, /*batch_size=*/4))
                     .map(transforms::Stack<>());
  auto loader = make_data_loader(std::move(dataset), DataLoaderOptions(4).workers(1));
  std::vector<int64_t> sizes;
  for (auto& batch : *loader) sizes.push_back(batch.data.size(0));
  EXPECT_EQ(sizes, (std::vector<int64_t>{4, 2}));
}

TEST(DataHeaders, WhatPythonHasBesides) {
  auto parts = torch::data::random_split(Line(10), {0.8, 0.2});
  torch::data::datasets::ConcatDataset both(parts[0], parts[1]);
  EXPECT_EQ(both.size(), 10u);
  auto loader = torch::data::make_data_loader(
      parts[0], torch::data::samplers::WeightedRandomSampler(torch::ones({8}), 16), 4);
  size_t batches = 0;
  for (auto& batch : *loader) batches += batch.size() == 4;
  EXPECT_EQ(batches, 4u);
}

}  // namespace
