// From IDX files to tensors. Read next: idx.cpp for the files, digits.cpp for the ones that are drawn.
#include "rushlight/data/image_datasets.h"

#include "rushlight/core/parallel.h"
#include "rushlight/data/idx.h"
#include "rushlight/data/mnist_files.h"
#include "rushlight/data/rendered_digits.h"
#include "rushlight/ops/create.h"

namespace rushlight::data::datasets {
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

Tensor to_images(const IdxArray& array, const char* who, const std::string& where) {
  RUSHLIGHT_CHECK(array.dims.size() == 3 && array.dims[1] == kSide && array.dims[2] == kSide, who,
                  ": expected images of shape [N, 28, 28], got ", array.dims, " in ", where);
  const Tensor images = empty({array.dims[0], 1, kSide, kSide}, TensorOptions(kFloat));
  const uint8_t* in = array.bytes.data();
  float* out = images.data_ptr<float>();
  parallel_for(0, images.numel(), kGrain, [=](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) out[i] = float(in[i]) / 255.0f;
  });
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

Example<> detail::read_images(const char* who, const std::string& root, bool train) {
  const char* images_name = kMnistFiles[train ? 0 : 2];
  const char* labels_name = kMnistFiles[train ? 1 : 3];
  const Tensor images = to_images(read_part(who, root, images_name), who, root + "/" + images_name);
  return {images,
          to_labels(read_part(who, root, labels_name), images.size(0), who, root + "/" + labels_name)};
}

Digits::Digits(const std::string& folder, Mode mode)
    : ImageDataset("Digits", (has_mnist(folder) ? void() : write_digits(folder), folder), mode) {}

}  // namespace rushlight::data::datasets
