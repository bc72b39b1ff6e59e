// Row numbers for training and testing.
#include "rushlight/data/subset.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "rushlight/ops/random.h"

namespace torch::inline rushlight::data {
namespace {

std::vector<size_t> rows_of(size_t size, bool shuffle,
                            const std::optional<Generator>& generator = std::nullopt) {
  std::vector<size_t> rows(size);
  std::iota(rows.begin(), rows.end(), size_t{0});
  if (!shuffle) return rows;
  const Tensor order = randperm(int64_t(size), generator);
  std::copy_n(order.const_data_ptr<int64_t>(), size, rows.begin());
  return rows;
}

int64_t known(std::optional<size_t> size) {
  RUSHLIGHT_CHECK(size, "random_split: expected a data set that knows its size, got one that does not");
  return int64_t(*size);
}

}  // namespace

Split train_test_split(size_t size, double test_share, bool shuffle) {
  RUSHLIGHT_CHECK(size >= 2, "train_test_split: expected at least 2 rows, got ", size);
  RUSHLIGHT_CHECK(test_share > 0 && test_share < 1,
                  "train_test_split: expected a test_share between 0 and 1, got ", test_share);
  const auto wanted = static_cast<size_t>(std::llround(double(size) * test_share));
  const size_t test = std::clamp<size_t>(wanted, 1, size - 1);
  const std::vector<size_t> rows = rows_of(size, shuffle);
  // Without shuffling the last rows are the ones to test on, as with a time series.
  const auto middle = rows.end() - std::ptrdiff_t(test);
  return {{rows.begin(), middle}, {middle, rows.end()}};
}

KFold::KFold(size_t folds, bool shuffle) : folds_(folds), shuffle_(shuffle) {
  RUSHLIGHT_CHECK(folds >= 2, "KFold: expected at least 2 folds, got ", folds);
}

std::vector<Split> KFold::split(size_t size) const {
  RUSHLIGHT_CHECK(size >= folds_, "KFold: expected at least as many rows as the ", folds_, " folds, got ",
                  size);
  const std::vector<size_t> rows = rows_of(size, shuffle_);
  std::vector<Split> splits;
  auto begin = rows.begin();
  for (size_t fold = 0; fold < folds_; ++fold) {
    const auto end =
        begin + std::ptrdiff_t(size / folds_ + (fold < size % folds_));  // the first ones are longer
    Split& split = splits.emplace_back();
    split.test.assign(begin, end);
    split.train.assign(rows.begin(), begin);
    split.train.insert(split.train.end(), end, rows.end());
    begin = end;
  }
  return splits;
}

std::vector<size_t> detail::pick_rows(const std::vector<size_t>& wanted, ArrayRef<size_t> indices) {
  std::vector<size_t> rows;
  rows.reserve(indices.size());
  for (const size_t i : indices) {
    RUSHLIGHT_CHECK(i < wanted.size(), "Subset: expected an index below ", wanted.size(), ", got ", i);
    rows.push_back(wanted[i]);
  }
  return rows;
}

std::vector<std::vector<size_t>> detail::split_rows(std::optional<size_t> size,
                                                    const std::vector<int64_t>& lengths,
                                                    const std::optional<Generator>& generator) {
  const int64_t all = known(size);
  int64_t left = all;
  for (const int64_t length : lengths) {
    RUSHLIGHT_CHECK(length >= 0 && length <= left, "random_split: expected lengths that add up to the ", all,
                    " rows of the data set, got ", IntArrayRef(lengths));
    left -= length;
  }
  RUSHLIGHT_CHECK(left == 0, "random_split: expected lengths that add up to the ", all,
                  " rows of the data set, got ", IntArrayRef(lengths));
  const std::vector<size_t> rows = rows_of(size_t(all), /*shuffle=*/true, generator);
  std::vector<std::vector<size_t>> parts;
  auto begin = rows.begin();
  for (const int64_t length : lengths) {
    parts.emplace_back(begin, begin + length);
    begin += length;
  }
  return parts;
}

std::vector<std::vector<size_t>> detail::split_rows(std::optional<size_t> size,
                                                    const std::vector<double>& fractions,
                                                    const std::optional<Generator>& generator) {
  double sum = 0;
  for (const double share : fractions) {
    RUSHLIGHT_CHECK(share >= 0 && share <= 1, "random_split: expected fractions from 0 to 1, got ", share);
    sum += share;
  }
  RUSHLIGHT_CHECK(std::abs(sum - 1) <= 1e-9, "random_split: expected fractions with a sum of 1, got ", sum);
  const int64_t all = known(size);
  int64_t left = all;
  std::vector<int64_t> lengths;
  for (const double share : fractions) {
    lengths.push_back(std::min(int64_t(std::floor(double(all) * share)), left));
    left -= lengths.back();
  }
  for (size_t i = 0; left > 0; --left) ++lengths[i++ % lengths.size()];
  return split_rows(size, lengths, generator);
}

}  // namespace torch::inline rushlight::data
