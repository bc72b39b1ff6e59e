// The rendered digits: alike on every machine, well placed, told apart by a simple rule, and written once.

#include "rushlight/data/rendered_digits.h"

#include <gtest/gtest.h>

#include <zlib.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "data/digits_glyphs.h"
#include "data/digits_render.h"
#include "rushlight/core/error.h"
#include "rushlight/data/idx.h"
#include "rushlight/data/mnist_files.h"

namespace torch::inline rushlight::data {
namespace {

namespace fs = std::filesystem;

struct Digits {
  std::vector<uint8_t> images, labels;
};

Digits rendered(uint64_t seed, int64_t first, int64_t count) {
  Digits d{std::vector<uint8_t>(size_t(count * kDigitPixels)), std::vector<uint8_t>(size_t(count))};
  render_digits(seed, first, count, d.images.data(), d.labels.data());
  return d;
}

// The checksums hold for every compiler, optimisation level and instruction set.
TEST(Digits, SameImagesOnEveryMachine) {
  const Digits d = rendered(1, 0, 1000);
  EXPECT_EQ(crc32(0, d.images.data(), unsigned(d.images.size())), 1243927319u);
  EXPECT_EQ(crc32(0, d.labels.data(), unsigned(d.labels.size())), 689602374u);
}

TEST(Digits, EachImageDependsOnSeedAndIndexAlone) {
  const Digits all = rendered(5, 0, 100), tail = rendered(5, 60, 40), other = rendered(6, 0, 100);
  EXPECT_TRUE(std::equal(tail.images.begin(), tail.images.end(), all.images.begin() + 60 * kDigitPixels));
  EXPECT_TRUE(std::equal(tail.labels.begin(), tail.labels.end(), all.labels.begin() + 60));
  EXPECT_NE(all.images, other.images);
  EXPECT_NE(all.labels, other.labels);
  for (int64_t i = 0; i < 100; ++i) EXPECT_EQ(digit_label(5, i), all.labels[size_t(i)]);
  EXPECT_THROW(rendered(5, -1, 1), Error);
}

TEST(Digits, LabelsAreEvenlySpread) {
  int count[10] = {};
  for (int64_t i = 0; i < 20000; ++i) ++count[digit_label(2, i)];
  for (const int n : count) EXPECT_NEAR(n, 2000, 200);
}

TEST(Digits, EveryDigitHasSeveralGlyphsWithinTheBox) {
  for (int digit = 0; digit < 10; ++digit) {
    EXPECT_GE(digit_glyphs(digit).size(), 5u);
    for (const Glyph& glyph : digit_glyphs(digit)) {
      ASSERT_FALSE(glyph.strokes.empty());
      for (const auto& stroke : glyph.strokes) {
        EXPECT_GE(stroke.size(), 2u);
        EXPECT_LE(stroke.size(), size_t(kMaxStrokePoints));
        for (const GlyphPoint& p : stroke) EXPECT_LE(std::max(std::abs(p.x), std::abs(p.y)), 0.5f);
      }
    }
  }
}

TEST(Digits, EachImageIsInkInTheMiddleOfPaper) {
  const Digits d = rendered(3, 0, 2000);
  double all = 0;
  for (int64_t i = 0; i < 2000; ++i) {
    const uint8_t* image = d.images.data() + i * kDigitPixels;
    double mass = 0, x = 0, y = 0, border = 0;
    for (int p = 0; p < kDigitPixels; ++p) {
      mass += image[p];
      x += double(image[p]) * (p % kDigitSide);
      y += double(image[p]) * (p / kDigitSide);
      if (p % kDigitSide % (kDigitSide - 1) == 0 || p / kDigitSide % (kDigitSide - 1) == 0)
        border += image[p];
    }
    ASSERT_GT(mass, 15 * 255) << i;
    EXPECT_NEAR(x / mass, 13.5, 3.5) << i;
    EXPECT_NEAR(y / mass, 13.5, 3.5) << i;
    EXPECT_LT(border / mass, 0.06) << i;
    all += mass;
  }
  EXPECT_NEAR(all / 2000 / kDigitPixels / 255, 0.115, 0.02);  // MNIST: 0.131
}

// The nearest of the ten mean images names most digits, but far from all: neither noise nor ten fixed
// pictures.
TEST(Digits, MeanImagesTellMostDigitsApart) {
  constexpr int64_t kTrain = 4000, kTest = 1000;
  const Digits d = rendered(4, 0, kTrain + kTest);
  std::vector<double> mean(10 * kDigitPixels);
  double count[10] = {};
  for (int64_t i = 0; i < kTrain; ++i) {
    ++count[d.labels[size_t(i)]];
    for (int p = 0; p < kDigitPixels; ++p)
      mean[size_t(d.labels[size_t(i)] * kDigitPixels + p)] += d.images[size_t(i * kDigitPixels + p)];
  }
  int right = 0;
  for (int64_t i = kTrain; i < kTrain + kTest; ++i) {
    int best = 0;
    double least = 1e30;
    for (int digit = 0; digit < 10; ++digit) {
      double distance = 0;
      for (int p = 0; p < kDigitPixels; ++p) {
        const double e =
            d.images[size_t(i * kDigitPixels + p)] - mean[size_t(digit * kDigitPixels + p)] / count[digit];
        distance += e * e;
      }
      if (distance < least) least = distance, best = digit;
    }
    right += best == d.labels[size_t(i)];
  }
  EXPECT_GT(right, 700);
  EXPECT_LT(right, 920);
}

class DigitFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "rushlight-digits-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string file(int i) const { return (folder_ / "new" / kMnistFiles[size_t(i)]).string(); }
  fs::path folder_;
};

TEST_F(DigitFilesTest, WritesFourFilesOnce) {
  const std::string folder = (folder_ / "new").string();
  write_digits(folder, 100, 20, 9);
  ASSERT_TRUE(has_mnist(folder));
  const Digits d = rendered(9, 0, 120);
  const IdxArray train = read_idx(file(0)), test = read_idx(file(2)), labels = read_idx(file(3));
  EXPECT_EQ(train.dims, (std::vector<int64_t>{100, 28, 28}));
  EXPECT_TRUE(std::equal(train.bytes.begin(), train.bytes.end(), d.images.begin()));
  EXPECT_EQ(test.dims, (std::vector<int64_t>{20, 28, 28}));
  EXPECT_TRUE(std::equal(test.bytes.begin(), test.bytes.end(), d.images.begin() + 100 * kDigitPixels));
  EXPECT_EQ(labels.bytes, (std::vector<uint8_t>(d.labels.begin() + 100, d.labels.end())));

  const auto time = fs::last_write_time(file(0)) - std::chrono::hours(1);
  fs::last_write_time(file(0), time);
  fs::remove(file(1));
  write_digits(folder, 100, 20, 9);  // puts back what is missing and leaves the rest
  EXPECT_EQ(fs::last_write_time(file(0)), time);
  EXPECT_EQ(read_idx(file(1)).bytes.size(), 100u);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 4);
}

TEST_F(DigitFilesTest, NeverOverwritesOtherData) {
  const std::string folder = (folder_ / "new").string();
  write_digits(folder, 100, 20, 9);
  const IdxArray before = read_idx(file(0));
  EXPECT_THROW(write_digits(folder, 100, 20, 8), Error);  // another seed
  EXPECT_THROW(write_digits(folder, 200, 20, 9), Error);  // another size
  fs::rename(file(0), file(0) + ".gz");                   // as a downloaded file is called
  EXPECT_THROW(write_digits(folder, 100, 20, 8), Error);
  EXPECT_EQ(read_idx(file(0) + ".gz").bytes, before.bytes);
  std::ofstream(folder_ / "plain") << "no folder";
  EXPECT_THROW(write_digits((folder_ / "plain").string(), 1, 1), Error);
  EXPECT_THROW(write_digits(folder, -1, 1), Error);
}

}  // namespace
}  // namespace torch::inline rushlight::data
