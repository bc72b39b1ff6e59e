// Ranges of rendered digits, and the four files that hold them. The interface is rendered_digits.h.
#include "rushlight/data/rendered_digits.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include "data/digits_render.h"
#include "rushlight/core/error.h"
#include "rushlight/data/idx.h"
#include "rushlight/data/mnist_files.h"

namespace torch::inline rushlight::data {
namespace {

namespace fs = std::filesystem;

struct Part {
  int64_t first;
  int64_t count;
  const char* images_name;
  const char* labels_name;
};

// True when the file exists, plain or .gz, and holds what would be written: the sizes, and all of the first
// images or labels.
bool is_written(const std::string& folder, const char* name, const std::vector<int64_t>& dims,
                const std::vector<uint8_t>& begin) {
  const auto path = find_idx_file(folder, name);
  if (!path) return false;
  const IdxArray old = read_idx(*path);
  RUSHLIGHT_CHECK(old.type == kIdxUint8 && old.dims == dims && old.bytes.size() >= begin.size() &&
                      std::equal(begin.begin(), begin.end(), old.bytes.begin()),
                  "write_digits: expected no file or these digits, got other data in ", *path,
                  "; remove it or choose another folder");
  return true;
}

void write_part(const std::string& folder, const Part& part, uint64_t seed) {
  const std::vector<int64_t> image_dims = {part.count, kDigitSide, kDigitSide}, label_dims = {part.count};
  const auto draw = [&](int64_t count, std::vector<uint8_t>& images, std::vector<uint8_t>& labels) {
    images.resize(size_t(count * kDigitPixels));
    labels.resize(size_t(count));
    render_digits(seed, part.first, count, images.data(), labels.data());
  };
  std::vector<uint8_t> images, labels;
  constexpr int64_t kCompared = 64;
  draw(std::min(part.count, kCompared), images, labels);
  const bool has_images = is_written(folder, part.images_name, image_dims, images);
  const bool has_labels = is_written(folder, part.labels_name, label_dims, labels);
  if (has_images && has_labels) return;
  draw(part.count, images, labels);
  if (!has_images) write_idx((fs::path(folder) / part.images_name).string(), image_dims, images.data());
  if (!has_labels) write_idx((fs::path(folder) / part.labels_name).string(), label_dims, labels.data());
}

}  // namespace

void render_digits(uint64_t seed, int64_t first, int64_t count, uint8_t* images, uint8_t* labels) {
  RUSHLIGHT_CHECK(first >= 0 && count >= 0, "render_digits: expected a range of images, got first ", first,
                  " and count ", count);
  for (int64_t i = 0; i < count; ++i)
    labels[i] = uint8_t(render_digit(seed, first + i, images + i * kDigitPixels));
}

void write_digits(const std::string& folder, int64_t train_count, int64_t test_count, uint64_t seed) {
  constexpr int64_t kMost = 10000000;  // 8 GB
  RUSHLIGHT_CHECK(train_count >= 0 && train_count <= kMost && test_count >= 0 && test_count <= kMost,
                  "write_digits: expected counts from 0 to ", kMost, ", got ", train_count, " and ",
                  test_count);
  std::error_code error;
  fs::create_directories(folder, error);
  RUSHLIGHT_CHECK(fs::is_directory(folder, error), "write_digits: expected a folder, got '", error.message(),
                  "' for ", folder);
  write_part(folder, {0, train_count, kMnistFiles[0], kMnistFiles[1]}, seed);
  write_part(folder, {train_count, test_count, kMnistFiles[2], kMnistFiles[3]}, seed);
}

}  // namespace torch::inline rushlight::data
