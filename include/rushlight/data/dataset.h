// What a data set is: something that gives a batch for a request, mostly a list of row numbers. Most derive from
// Dataset and write get() and size(); map() puts a transform behind. Read next: transforms.h, loader.h.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "rushlight/core/array_ref.h"
#include "rushlight/data/example.h"
#include "rushlight/data/row_batch.h"
#include "rushlight/serialize/archive.h"

namespace torch::inline rushlight::data::datasets {

template <class SourceDataset, class AppliedTransform> class MapDataset;
template <class DatasetType, class TransformType>
MapDataset<DatasetType, TransformType> map(DatasetType dataset, TransformType transform);

namespace detail {
template <class T> struct is_optional : std::false_type {};
template <class T> struct is_optional<std::optional<T>> : std::true_type {};
template <bool wanted, class T> using optional_if_t = std::conditional_t<wanted, std::optional<T>, T>;
}  // namespace detail

/// Gives batches of any kind for requests of any kind. One whose batches are optional is stateful: it says by itself
/// when an epoch is over.
template <class Self, class Batch = std::vector<Example<>>, class BatchRequest = ArrayRef<size_t>>
class BatchDataset {
 public:
  using SelfType = Self;
  using BatchType = Batch;
  using BatchRequestType = BatchRequest;
  static constexpr bool is_stateful = detail::is_optional<Batch>::value;

  virtual ~BatchDataset() = default;
  /// The batch for `request`.
  virtual Batch get_batch(BatchRequest request) = 0;
  /// The number of examples, when it is known.
  virtual std::optional<size_t> size() const = 0;

  /// This data set with `transform` applied to each batch.
  template <class Transform> MapDataset<Self, Transform> map(Transform transform) & {
    return datasets::map(static_cast<Self&>(*this), std::move(transform));
  }
  template <class Transform> MapDataset<Self, Transform> map(Transform transform) && {
    return datasets::map(std::move(static_cast<Self&>(*this)), std::move(transform));
  }
};

/// Gives examples by their number; a batch is a list of them.
template <class Self, class SingleExample = Example<>>
class Dataset : public BatchDataset<Self, std::vector<SingleExample>> {
 public:
  using ExampleType = SingleExample;

  /// Example `index`, from 0 to size() - 1.
  virtual ExampleType get(size_t index) = 0;

  std::vector<ExampleType> get_batch(ArrayRef<size_t> indices) override {
    std::vector<ExampleType> batch;
    batch.reserve(indices.size());
    for (const size_t i : indices) batch.push_back(get(i));
    return batch;
  }
};

/// Gives as many examples as it is asked for, in an order of its own.
template <class Self, class Batch = std::vector<Example<>>>
using StreamDataset = BatchDataset<Self, Batch, size_t>;

/// Gives batches until an epoch is over, and begins the next one with reset().
template <class Self, class Batch = std::vector<Example<>>, class BatchRequest = size_t>
class StatefulDataset : public BatchDataset<Self, std::optional<Batch>, BatchRequest> {
 public:
  virtual void reset() = 0;
  virtual void save(serialize::OutputArchive& archive) const = 0;
  virtual void load(serialize::InputArchive& archive) = 0;
};

template <class... Args>
serialize::OutputArchive& operator<<(serialize::OutputArchive& archive,
                                     const StatefulDataset<Args...>& dataset) {
  dataset.save(archive);
  return archive;
}

template <class... Args>
serialize::InputArchive& operator>>(serialize::InputArchive& archive, StatefulDataset<Args...>& dataset) {
  dataset.load(archive);
  return archive;
}

/// A data set with a transform behind it.
template <class SourceDataset, class AppliedTransform>
class MapDataset
    : public BatchDataset<
          MapDataset<SourceDataset, AppliedTransform>,
          detail::optional_if_t<SourceDataset::is_stateful, typename AppliedTransform::OutputBatchType>,
          typename SourceDataset::BatchRequestType> {
 public:
  using DatasetType = SourceDataset;
  using TransformType = AppliedTransform;
  using BatchRequestType = typename SourceDataset::BatchRequestType;
  using OutputBatchType =
      detail::optional_if_t<SourceDataset::is_stateful, typename AppliedTransform::OutputBatchType>;

  MapDataset(DatasetType dataset, TransformType transform)
      : dataset_(std::move(dataset)), transform_(std::move(transform)) {}

  OutputBatchType get_batch(BatchRequestType request) override {
    if constexpr (data::detail::RowCollation<AppliedTransform>) {
      const RowBatch rows = data::detail::take_rows(dataset_, std::move(request));
      if constexpr (SourceDataset::is_stateful) {
        if (!rows) return std::nullopt;
      }
      return transform_.collate_rows(rows);
    } else if constexpr (SourceDataset::is_stateful) {
      auto batch = dataset_.get_batch(std::move(request));
      if (!batch) return std::nullopt;
      return transform_.apply_batch(std::move(*batch));
    } else {
      return transform_.apply_batch(dataset_.get_batch(std::move(request)));
    }
  }
  /// The batch before it is stacked, where the transform has a form for whole batches.
  RowBatch get_rows(BatchRequestType request) requires data::detail::RowTransform<AppliedTransform> {
    RowBatch rows = data::detail::take_rows(dataset_, std::move(request));
    if (rows) transform_.apply_rows(rows);
    return rows;
  }
  std::optional<size_t> size() const noexcept override { return dataset_.size(); }
  /// Begins an epoch of a stateful data set.
  void reset() { dataset_.reset(); }
  const SourceDataset& dataset() const noexcept { return dataset_; }
  const AppliedTransform& transform() const noexcept { return transform_; }

 private:
  SourceDataset dataset_;
  AppliedTransform transform_;
};

/// `dataset` with `transform` behind it.
template <class DatasetType, class TransformType>
MapDataset<DatasetType, TransformType> map(DatasetType dataset, TransformType transform) {
  using Given = typename DatasetType::BatchType;
  using Wanted = typename TransformType::InputBatchType;
  static_assert(std::is_same_v<Given, Wanted> || std::is_same_v<Given, std::optional<Wanted>>,
                "map: the batches of the data set are not what the transform takes");
  return {std::move(dataset), std::move(transform)};
}

/// One data set used by several workers: copies of this share it.
template <class UnderlyingDataset>
class SharedBatchDataset
    : public BatchDataset<SharedBatchDataset<UnderlyingDataset>, typename UnderlyingDataset::BatchType,
                          typename UnderlyingDataset::BatchRequestType> {
 public:
  using BatchType = typename UnderlyingDataset::BatchType;
  using BatchRequestType = typename UnderlyingDataset::BatchRequestType;

  SharedBatchDataset(std::shared_ptr<UnderlyingDataset> dataset) : dataset_(std::move(dataset)) {}

  BatchType get_batch(BatchRequestType request) override { return dataset_->get_batch(std::move(request)); }
  std::optional<size_t> size() const override { return dataset_->size(); }
  void reset() { dataset_->reset(); }
  UnderlyingDataset& operator*() { return *dataset_; }
  const UnderlyingDataset& operator*() const { return *dataset_; }
  UnderlyingDataset* operator->() { return dataset_.get(); }
  const UnderlyingDataset* operator->() const { return dataset_.get(); }

 private:
  std::shared_ptr<UnderlyingDataset> dataset_;
};

/// Makes a data set that workers share.
template <class UnderlyingDataset, class... Args>
SharedBatchDataset<UnderlyingDataset> make_shared_dataset(Args&&... args) {
  return std::make_shared<UnderlyingDataset>(std::forward<Args>(args)...);
}

}  // namespace torch::inline rushlight::data::datasets
