// W10: 60 000 images of MNIST's size through Normalize and Stack into shuffled batches of 64, made in the program's own
// thread or by two workers; a step is 64 batches. The second pair of cases has a data set as users write them, whose
// get() gives one row of a tensor. Read next: models/linear_regression.cpp.
#include <torch/torch.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "timing.h"

namespace {

namespace fs = std::filesystem;
using torch::data::Example;
using torch::data::datasets::MNIST;

constexpr uint32_t kImages = 60000, kSide = 28, kPixels = kSide * kSide;
constexpr int kBatch = 64, kBatches = 64;

void write_idx(const fs::path& path, const std::vector<uint32_t>& sizes, const std::vector<char>& bytes) {
  std::ofstream file(path, std::ios::binary);
  const auto put = [&](uint32_t x) {
    for (int shift = 24; shift >= 0; shift -= 8) file.put(static_cast<char>(x >> shift & 255));
  };
  put(0x800 + static_cast<uint32_t>(sizes.size()));
  for (const uint32_t size : sizes) put(size);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

// Both libraries read the same files. What is in the pictures makes no difference: noise with an empty border.
MNIST read_images() {
  const fs::path folder = fs::temp_directory_path() / ("bench-mnist-" + std::to_string(getpid()));
  fs::create_directories(folder);
  {
    std::vector<char> pixels(size_t{kImages} * kPixels), labels(kImages);
    uint32_t state = 1;
    for (size_t i = 0; i < pixels.size(); ++i) {
      const size_t row = i / kSide % kSide, column = i % kSide;
      state = state * 1664525 + 1013904223;
      if (row > 3 && row < 24 && column > 3 && column < 24) pixels[i] = static_cast<char>(state >> 24);
    }
    for (size_t i = 0; i < labels.size(); ++i) labels[i] = static_cast<char>(i % 10);
    write_idx(folder / "train-images-idx3-ubyte", {kImages, kSide, kSide}, pixels);
    write_idx(folder / "train-labels-idx1-ubyte", {kImages}, labels);
  }
  MNIST images(folder.string());
  fs::remove_all(folder);
  return images;
}

// A tensor's rows, as a data set of a program's own.
class Rows : public torch::data::datasets::Dataset<Rows> {
 public:
  Rows()
      : images_(torch::rand({kImages, 1, kSide, kSide})),
        targets_(torch::randint(10, {kImages}, torch::kLong)) {}
  Example<> get(size_t index) override { return {images_[index], targets_[index]}; }
  torch::optional<size_t> size() const override { return kImages; }

 private:
  torch::Tensor images_, targets_;
};

template <class Dataset> bench::Timing load(Dataset dataset, size_t workers) {
  torch::manual_seed(0);
  torch::set_num_threads(2);
  auto loader =
      torch::data::make_data_loader(std::move(dataset)
                                        .map(torch::data::transforms::Normalize<>(0.1307, 0.3081))
                                        .map(torch::data::transforms::Stack<>()),
                                    torch::data::DataLoaderOptions().batch_size(kBatch).workers(workers));
  auto batch = loader->begin();
  int64_t images = 0;
  return bench::measure([&] {
    for (int i = 0; i < kBatches; ++i) {
      images += batch->data.size(0);
      if (++batch == loader->end()) batch = loader->begin();
    }
  });
}

}  // namespace

int main(int argc, char** argv) {
  constexpr double kItems = kBatch * kBatches;
  const bench::Case cases[] = {
      {"W10", [] { return load(read_images(), 0); }, kItems},
      {"W10_2_workers", [] { return load(read_images(), 2); }, kItems},
      {"rows", [] { return load(Rows(), 0); }, kItems},
      {"rows_2_workers", [] { return load(Rows(), 2); }, kItems},
  };
  return bench::run(cases, argc, argv);
}
