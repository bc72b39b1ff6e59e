// Pictures with labels, read from IDX files: MNIST, FashionMNIST, and the digits that this library draws by itself.
// Read next: src/data/image_datasets.cpp, and mnist_files.h for where the files are looked for.
#pragma once

#include <memory>
#include <string>

#include "rushlight/data/dataset.h"

namespace torch::inline rushlight::data::datasets {

namespace detail {

/// The images and labels of one of MNIST's two parts, shared by the copies of a data set. The images stay the bytes that
/// they are in the file until all of them are asked for at once.
class RUSHLIGHT_API ImageTable {
 public:
  ImageTable(const char* who, const std::string& root, bool train);
  Example<> get(size_t index) const;
  RowBatch get_rows(ArrayRef<size_t> indices) const;
  size_t size() const;
  const Tensor& images() const;
  const Tensor& targets() const;

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace detail

/// Images and labels in memory. The files have MNIST's names, plain or with .gz.
template <class Self> class ImageDataset : public Dataset<Self> {
 public:
  enum class Mode { kTrain, kTest };

  /// The image, float32 of shape (1, 28, 28), from 0 to 1, and the label.
  Example<> get(size_t index) override { return table_.get(index); }
  RowBatch get_rows(ArrayRef<size_t> indices) { return table_.get_rows(indices); }
  std::optional<size_t> size() const override { return table_.size(); }
  bool is_train() const noexcept { return mode_ == Mode::kTrain; }
  /// All images, float32 of shape (N, 1, 28, 28), from 0 to 1. From the first call on examples are parts of it; before,
  /// each is made when it is asked for.
  const Tensor& images() const { return table_.images(); }
  /// All labels, int64 of shape (N), from 0 to 9.
  const Tensor& targets() const { return table_.targets(); }

 protected:
  ImageDataset(const char* who, const std::string& root, Mode mode)
      : table_(who, root, mode == Mode::kTrain), mode_(mode) {}

 private:
  detail::ImageTable table_;
  Mode mode_;
};

/// The handwritten digits of LeCun, Cortes and Burges: 60 000 to learn from, 10 000 to test with.
class RUSHLIGHT_API MNIST : public ImageDataset<MNIST> {
 public:
  /// Reads the files in the folder `root`.
  explicit MNIST(const std::string& root, Mode mode = Mode::kTrain);
};

/// Pictures of clothes, of the same size and number as MNIST (Xiao, Rasul and Vollgraf, 2017).
class RUSHLIGHT_API FashionMNIST : public ImageDataset<FashionMNIST> {
 public:
  /// Reads the files in the folder `root`.
  explicit FashionMNIST(const std::string& root, Mode mode = Mode::kTrain);
};

/// Digits that this library draws, of the same size and number as MNIST, for where there is none.
class RUSHLIGHT_API Digits : public ImageDataset<Digits> {
 public:
  /// Reads the files in `folder`, and draws them first when they are not there.
  explicit Digits(const std::string& folder, Mode mode = Mode::kTrain);
};

extern template class Dataset<MNIST>;
extern template class ImageDataset<MNIST>;
extern template class Dataset<FashionMNIST>;
extern template class ImageDataset<FashionMNIST>;
extern template class Dataset<Digits>;
extern template class ImageDataset<Digits>;

}  // namespace torch::inline rushlight::data::datasets
