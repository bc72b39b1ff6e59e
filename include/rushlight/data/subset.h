// Parts of a data set: which rows to train on and which to test on, and a data set that shows some rows of another.
// Read next: src/data/subset.cpp, examples/kfold.cpp.
#pragma once

#include <utility>
#include <vector>

#include "rushlight/data/dataset.h"

namespace rushlight::data {

/// Row numbers of two parts that have no row in common.
struct Split {
  std::vector<size_t> train, test;
};

/// Divides `size` rows, shuffled by randperm unless told otherwise: round(size * test_share) of them to test on, at
/// least one on each side.
RUSHLIGHT_API Split train_test_split(size_t size, double test_share = 0.25, bool shuffle = true);

/// k-fold cross-validation: cuts the rows into `folds` parts whose sizes differ by at most one. Each part is the
/// test part of one split, all others together its training part.
class RUSHLIGHT_API KFold {
 public:
  explicit KFold(size_t folds = 5, bool shuffle = false);
  /// The splits of `size` rows.
  std::vector<Split> split(size_t size) const;

 private:
  size_t folds_;
  bool shuffle_;
};

namespace datasets {

/// Some rows of another data set.
template <class Source> class Subset : public Dataset<Subset<Source>, typename Source::ExampleType> {
 public:
  Subset(Source source, std::vector<size_t> rows) : source_(std::move(source)), rows_(std::move(rows)) {}
  typename Source::ExampleType get(size_t index) override { return source_.get(rows_.at(index)); }
  std::optional<size_t> size() const override { return rows_.size(); }

 private:
  Source source_;
  std::vector<size_t> rows_;
};

}  // namespace datasets
}  // namespace rushlight::data
