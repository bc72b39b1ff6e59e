// Row numbers for training and testing.
#include "rushlight/data/subset.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "rushlight/ops/random.h"

namespace rushlight::data {
namespace {

std::vector<size_t> rows_of(size_t size, bool shuffle) {
  std::vector<size_t> rows(size);
  std::iota(rows.begin(), rows.end(), size_t{0});
  if (!shuffle) return rows;
  const Tensor order = randperm(int64_t(size));
  std::copy_n(order.const_data_ptr<int64_t>(), size, rows.begin());
  return rows;
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

}  // namespace rushlight::data
