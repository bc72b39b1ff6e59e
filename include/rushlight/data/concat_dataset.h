// Several data sets one after another as one. Read next: subset.h, the other way round.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "rushlight/data/dataset.h"

namespace torch::inline rushlight::data::datasets {

namespace detail {
/// The number of rows up to the end of each part.
class RUSHLIGHT_API RowCounts {
 public:
  void add(std::optional<size_t> size);
  /// The part that has row `index`, and the number of the row there.
  std::pair<size_t, size_t> find(size_t index) const;
  const std::vector<size_t>& ends() const noexcept { return ends_; }

 private:
  std::vector<size_t> ends_;
};
}  // namespace detail

/// The rows of data sets that give the same kind of examples, in their order. They may be of different types, and have
/// transforms of examples behind them.
template <class SingleExample = Example<>>
class ConcatDataset : public Dataset<ConcatDataset<SingleExample>, SingleExample> {
 public:
  template <class Source, class... Others> explicit ConcatDataset(Source dataset, Others... others) {
    add(std::move(dataset));
    (add(std::move(others)), ...);
  }
  template <class Source> explicit ConcatDataset(std::vector<Source> datasets) {
    RUSHLIGHT_CHECK(!datasets.empty(), "ConcatDataset: expected at least one data set, got none");
    for (auto& dataset : datasets) add(std::move(dataset));
  }

  SingleExample get(size_t index) override {
    const auto [part, row] = counts_.find(index);
    return parts_[part](row);
  }
  std::optional<size_t> size() const override { return counts_.ends().back(); }
  /// The number of rows up to the end of each data set.
  const std::vector<size_t>& cumulative_sizes() const noexcept { return counts_.ends(); }

 private:
  template <class Source> void add(Source source) {
    counts_.add(source.size());
    parts_.push_back([source = std::move(source)](size_t row) mutable -> SingleExample {
      return std::move(source.get_batch(row).front());
    });
  }

  detail::RowCounts counts_;
  std::vector<std::function<SingleExample(size_t)>> parts_;  // copied with the data sets in them
};

template <class Source, class... Others>
ConcatDataset(Source, Others...) -> ConcatDataset<typename Source::BatchType::value_type>;
template <class Source>
ConcatDataset(std::vector<Source>) -> ConcatDataset<typename Source::BatchType::value_type>;

}  // namespace torch::inline rushlight::data::datasets
