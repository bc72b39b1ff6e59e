// W10: 60 000 images of MNIST's size through Normalize and Stack into shuffled batches of 64, made in the program's own
// thread or by two workers; a step is 64 batches. The second pair of cases has a data set as users write them, whose
// get() gives one row of a tensor. Read next: training.cpp.
#include <torch/torch.h>

#include "mnist_images.h"
#include "timing.h"

namespace {

using torch::data::Example;

constexpr int kBatch = 64, kBatches = 64;

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
