// From IDX files to tensors. Read next: idx.cpp for the files, digits.cpp for the ones that are drawn.
#include "rushlight/data/image_datasets.h"

#include <atomic>
#include <mutex>

#include "rushlight/core/parallel.h"
#include "rushlight/data/idx.h"
#include "rushlight/data/mnist_files.h"
#include "rushlight/data/rendered_digits.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/fused/byte_values.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight::data::datasets {
namespace {

constexpr int64_t kSide = 28;  // pixels
constexpr int kClasses = 10;
constexpr int64_t kGrain = 65536;  // pixels a thread should have

IdxArray read_part(const char* who, const std::string& root, const char* name) {
  const auto path = find_idx_file(root, name);
  RUSHLIGHT_CHECK(path, who, ": expected ", name, " (or the same with .gz) in ", root, ", found neither");
  IdxArray array = read_idx(*path);
  RUSHLIGHT_CHECK(array.type == kIdxUint8, who, ": expected bytes, got IDX type ", array.type, " in ", *path);
  return array;
}

// The bytes themselves as a tensor.
Tensor to_bytes(IdxArray array, const char* who, const std::string& where) {
  RUSHLIGHT_CHECK(array.dims.size() == 3 && array.dims[1] == kSide && array.dims[2] == kSide, who,
                  ": expected images of shape [N, 28, 28], got ", array.dims, " in ", where);
  const int64_t count = array.dims[0];
  auto* owner = new std::vector<uint8_t>(std::move(array.bytes));
  return from_blob(
      owner->data(), {count, 1, kSide, kSide}, [owner](void*) { delete owner; }, TensorOptions(kByte));
}

Tensor to_floats(const Tensor& bytes) {
  const Tensor images = empty(bytes.sizes(), TensorOptions(kFloat));
  const uint8_t* in = bytes.const_data_ptr<uint8_t>();
  float* out = images.data_ptr<float>();
  const ByteValues values;
  parallel_for(0, images.numel(), kGrain,
               [&](int64_t begin, int64_t end) { values.write(in + begin, out + begin, end - begin); });
  return images;
}

Tensor to_labels(const IdxArray& array, int64_t count, const char* who, const std::string& where) {
  RUSHLIGHT_CHECK(array.dims.size() == 1 && array.dims[0] == count, who,
                  ": expected one label for each of the ", count, " images, got labels of shape ", array.dims,
                  " in ", where);
  const Tensor labels = empty({count}, TensorOptions(kLong));
  int64_t* out = labels.data_ptr<int64_t>();
  for (int64_t i = 0; i < count; ++i) {
    out[i] = array.bytes[size_t(i)];
    RUSHLIGHT_CHECK(out[i] < kClasses, who, ": expected labels from 0 to 9, got ", out[i], " for image ", i,
                    " in ", where);
  }
  return labels;
}

}  // namespace

namespace detail {

struct ImageTable::Shared {
  Tensor bytes, targets;
  std::once_flag converted;
  Tensor images;                    // the same as float32, once images() was called,
  std::atomic<bool> ready = false;  // which this tells the other threads
};

ImageTable::ImageTable(const char* who, const std::string& root, bool train)
    : shared_(std::make_shared<Shared>()) {
  const char* images_name = kMnistFiles[train ? 0 : 2];
  const char* labels_name = kMnistFiles[train ? 1 : 3];
  shared_->bytes = to_bytes(read_part(who, root, images_name), who, root + "/" + images_name);
  shared_->targets =
      to_labels(read_part(who, root, labels_name), shared_->bytes.size(0), who, root + "/" + labels_name);
}

Example<> ImageTable::get(size_t index) const {
  const auto i = int64_t(index);
  const Tensor label = shared_->targets.select(0, i);
  if (shared_->ready.load(std::memory_order_acquire)) return {shared_->images.select(0, i), label};
  return {to_floats(shared_->bytes.select(0, i)), label};
}

RowBatch ImageTable::get_rows(ArrayRef<size_t> indices) const {
  if (shared_->ready.load(std::memory_order_acquire)) return {shared_->images, shared_->targets, indices};
  return RowBatch::of_bytes(shared_->bytes, shared_->targets, indices);
}

size_t ImageTable::size() const { return size_t(shared_->targets.numel()); }

const Tensor& ImageTable::images() const {
  std::call_once(shared_->converted, [this] {
    shared_->images = to_floats(shared_->bytes);
    shared_->ready.store(true, std::memory_order_release);
  });
  return shared_->images;
}

const Tensor& ImageTable::targets() const { return shared_->targets; }

}  // namespace detail

template class Dataset<MNIST>;
template class ImageDataset<MNIST>;
template class Dataset<FashionMNIST>;
template class ImageDataset<FashionMNIST>;
template class Dataset<Digits>;
template class ImageDataset<Digits>;

MNIST::MNIST(const std::string& root, Mode mode) : ImageDataset("MNIST", root, mode) {}
FashionMNIST::FashionMNIST(const std::string& root, Mode mode) : ImageDataset("FashionMNIST", root, mode) {}
Digits::Digits(const std::string& folder, Mode mode)
    : ImageDataset("Digits", (has_mnist(folder) ? void() : write_digits(folder), folder), mode) {}

}  // namespace torch::inline rushlight::data::datasets
