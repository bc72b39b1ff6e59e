// Pictures with labels, read from IDX files: MNIST, FashionMNIST, and the digits that this library draws by itself.
// Read next: src/data/image_datasets.cpp, and mnist_files.h for where the files are looked for.
#pragma once

#include <string>

#include "rushlight/data/dataset.h"

namespace rushlight::data::datasets {

namespace detail {
/// Reads the images (float32, (N, 1, 28, 28), from 0 to 1) and labels (int64, (N)) of one of MNIST's two parts.
RUSHLIGHT_API Example<> read_images(const char* who, const std::string& root, bool train);
}  // namespace detail

/// Images and labels in memory. The files have MNIST's names, plain or with .gz.
template <class Self> class ImageDataset : public Dataset<Self> {
 public:
  enum class Mode { kTrain, kTest };

  Example<> get(size_t index) override {
    const auto i = static_cast<int64_t>(index);
    return {all_.data.select(0, i), all_.target.select(0, i)};
  }
  std::optional<size_t> size() const override { return static_cast<size_t>(all_.data.size(0)); }
  bool is_train() const noexcept { return mode_ == Mode::kTrain; }
  /// All images, float32 of shape (N, 1, 28, 28), from 0 to 1.
  const Tensor& images() const { return all_.data; }
  /// All labels, int64 of shape (N), from 0 to 9.
  const Tensor& targets() const { return all_.target; }

 protected:
  ImageDataset(const char* who, const std::string& root, Mode mode)
      : all_(detail::read_images(who, root, mode == Mode::kTrain)), mode_(mode) {}

 private:
  Example<> all_;
  Mode mode_;
};

/// The handwritten digits of LeCun, Cortes and Burges: 60 000 to learn from, 10 000 to test with.
class MNIST : public ImageDataset<MNIST> {
 public:
  /// Reads the files in the folder `root`.
  explicit MNIST(const std::string& root, Mode mode = Mode::kTrain) : ImageDataset("MNIST", root, mode) {}
};

/// Pictures of clothes, of the same size and number as MNIST (Xiao, Rasul and Vollgraf, 2017).
class FashionMNIST : public ImageDataset<FashionMNIST> {
 public:
  /// Reads the files in the folder `root`.
  explicit FashionMNIST(const std::string& root, Mode mode = Mode::kTrain)
      : ImageDataset("FashionMNIST", root, mode) {}
};

/// Digits that this library draws, of the same size and number as MNIST, for where there is none.
class RUSHLIGHT_API Digits : public ImageDataset<Digits> {
 public:
  /// Reads the files in `folder`, and draws them first when they are not there.
  explicit Digits(const std::string& folder, Mode mode = Mode::kTrain);
};

}  // namespace rushlight::data::datasets
