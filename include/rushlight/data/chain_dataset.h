// Stateful data sets one after another as one, as Python's ChainDataset does with iterable ones. Read next:
// concat_dataset.h, the same for data sets whose rows have numbers.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "rushlight/data/dataset.h"

namespace torch::inline rushlight::data::datasets {

/// The batches of several stateful data sets of one type, in their order; no batch reaches from one into the next.
template <class Source>
class ChainDataset : public StatefulDataset<ChainDataset<Source>, typename Source::BatchType::value_type,
                                            typename Source::BatchRequestType> {
 public:
  using BatchType = typename Source::BatchType;

  template <class... Others> explicit ChainDataset(Source dataset, Others... others) {
    parts_.push_back(std::move(dataset));
    (parts_.push_back(std::move(others)), ...);
  }
  explicit ChainDataset(std::vector<Source> datasets) : parts_(std::move(datasets)) {
    RUSHLIGHT_CHECK(!parts_.empty(), "ChainDataset: expected at least one data set, got none");
  }

  BatchType get_batch(typename Source::BatchRequestType request) override {
    for (; part_ < parts_.size(); ++part_)
      if (BatchType batch = parts_[part_].get_batch(request)) return batch;
    return std::nullopt;
  }
  /// The sum of the sizes, unless one of them is not known.
  std::optional<size_t> size() const override {
    size_t total = 0;
    for (const Source& part : parts_) {
      const std::optional<size_t> size = part.size();
      if (!size) return std::nullopt;
      total += *size;
    }
    return total;
  }
  void reset() override {
    for (Source& part : parts_) part.reset();
    part_ = 0;
  }
  void save(serialize::OutputArchive& archive) const override {
    archive.write("part", static_cast<int64_t>(part_));
    for (size_t i = 0; i < parts_.size(); ++i) {
      serialize::OutputArchive part;
      parts_[i].save(part);
      archive.write(std::to_string(i), part);
    }
  }
  void load(serialize::InputArchive& archive) override {
    IValue place;
    archive.read("part", place);
    RUSHLIGHT_CHECK(place.toInt() >= 0 && place.toInt() <= static_cast<int64_t>(parts_.size()),
                    "ChainDataset: expected a place among ", parts_.size(), " data sets, got ",
                    place.toInt());
    for (size_t i = 0; i < parts_.size(); ++i) {
      serialize::InputArchive part;
      archive.read(std::to_string(i), part);
      parts_[i].load(part);
    }
    part_ = static_cast<size_t>(place.toInt());
  }

 private:
  std::vector<Source> parts_;
  size_t part_ = 0;
};

}  // namespace torch::inline rushlight::data::datasets
