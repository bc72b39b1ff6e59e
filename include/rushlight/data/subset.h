// Parts of a data set: which rows to train on and which to test on, a data set that shows some rows of another, and
// random_split(), which divides one into several.
// Read next: src/data/subset.cpp, examples/kfold.cpp.
#pragma once

#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "rushlight/core/generator.h"
#include "rushlight/data/dataset.h"

namespace torch::inline rushlight::data {

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

namespace detail {
/// The indices that `wanted` has at the places `indices`.
RUSHLIGHT_API std::vector<size_t> pick_rows(const std::vector<size_t>& wanted, ArrayRef<size_t> indices);
/// All rows of a data set of `size`, shuffled and cut into parts of these lengths, or of these shares.
RUSHLIGHT_API std::vector<std::vector<size_t>> split_rows(std::optional<size_t> size,
                                                          const std::vector<int64_t>& lengths,
                                                          const std::optional<Generator>& generator);
RUSHLIGHT_API std::vector<std::vector<size_t>> split_rows(std::optional<size_t> size,
                                                          const std::vector<double>& fractions,
                                                          const std::optional<Generator>& generator);
}  // namespace detail

namespace datasets {

/// Some rows of another data set, which may have transforms of examples behind it.
template <class Source>
class Subset : public Dataset<Subset<Source>, typename Source::BatchType::value_type> {
 public:
  using ExampleType = typename Source::BatchType::value_type;

  Subset(Source dataset, std::vector<size_t> indices)
      : dataset_(std::move(dataset)), indices_(std::move(indices)) {}

  ExampleType get(size_t index) override { return std::move(get_batch(index).front()); }
  std::vector<ExampleType> get_batch(ArrayRef<size_t> indices) override {
    return dataset_.get_batch(data::detail::pick_rows(indices_, indices));
  }
  RowBatch get_rows(ArrayRef<size_t> indices) requires data::detail::HasRows<Source> {
    return dataset_.get_rows(data::detail::pick_rows(indices_, indices));
  }
  std::optional<size_t> size() const override { return indices_.size(); }
  const Source& dataset() const noexcept { return dataset_; }
  const std::vector<size_t>& indices() const noexcept { return indices_; }

 private:
  Source dataset_;
  std::vector<size_t> indices_;
};

}  // namespace datasets

/// Divides `dataset` by chance into parts that have no row in common: integers are the lengths of the parts, which add
/// up to the size of the data set; floating-point numbers are shares that add up to 1. What is left over when these are
/// rounded down goes to the first parts, one row each. A generator in the same state divides alike.
template <class Source, class Length>
std::vector<datasets::Subset<Source>> random_split(const Source& dataset, const std::vector<Length>& lengths,
                                                   std::optional<Generator> generator = std::nullopt) {
  static_assert(std::is_arithmetic_v<Length>, "random_split: expected numbers as lengths");
  using Number = std::conditional_t<std::is_floating_point_v<Length>, double, int64_t>;
  const std::vector<Number> wanted(lengths.begin(), lengths.end());
  std::vector<datasets::Subset<Source>> parts;
  for (auto& rows : detail::split_rows(dataset.size(), wanted, generator))
    parts.emplace_back(dataset, std::move(rows));
  return parts;
}

template <class Source, class Length>
std::vector<datasets::Subset<Source>> random_split(const Source& dataset,
                                                   std::initializer_list<Length> lengths,
                                                   std::optional<Generator> generator = std::nullopt) {
  return random_split(dataset, std::vector<Length>(lengths), std::move(generator));
}

}  // namespace torch::inline rushlight::data
