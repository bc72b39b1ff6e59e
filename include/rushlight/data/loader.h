// Data loaders: batches of a data set, one epoch after another, made by worker threads ahead of time when there are
// some. make_data_loader() is the way to get one. Only what depends on the types of batches and requests is here; the
// threads are in loader_core.h. Read next: loader_core.h, examples/mlp.cpp.
#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "rushlight/data/loader_core.h"
#include "rushlight/data/loader_iterator.h"
#include "rushlight/data/samplers.h"
#include "rushlight/data/worker_exception.h"

namespace torch::inline rushlight::data {

/// What all data loaders share.
template <class Dataset, class Batch, class BatchRequest> class DataLoaderBase : public detail::LoaderCore {
 public:
  using BatchType = Batch;
  using BatchRequestType = BatchRequest;

  explicit DataLoaderBase(DataLoaderOptions options) : LoaderCore(options, make_batch) {}

  /// Begins an epoch. While an iterator of an epoch before is in use and workers are busy for it, this is an error.
  Iterator<Batch> begin() { return Iterator<Batch>(begin_epoch()); }
  /// The end of every epoch.
  Iterator<Batch> end() { return Iterator<Batch>(); }

 protected:
  /// The request for the next batch; nothing at the end of the epoch.
  virtual std::optional<BatchRequest> get_batch_request() = 0;

 private:
  detail::Erased take_request() final {
    std::optional<BatchRequest> request = get_batch_request();
    return request ? detail::Erased(new BatchRequest(std::move(*request))) : detail::Erased();
  }
  static detail::Erased make_batch(void* dataset, void* request) {
    auto& source = *static_cast<Dataset*>(dataset);
    auto& wanted = *static_cast<BatchRequest*>(request);
    if constexpr (Dataset::is_stateful) {
      auto batch = source.get_batch(std::move(wanted));
      return batch ? detail::Erased(new Batch(std::move(*batch))) : detail::Erased();
    } else {
      return detail::Erased(new Batch(source.get_batch(std::move(wanted))));
    }
  }
};

/// A loader whose order comes from a sampler. Each worker has its own copy of the data set.
template <class Dataset, class Sampler>
class StatelessDataLoader
    : public DataLoaderBase<Dataset, typename Dataset::BatchType, typename Sampler::BatchRequestType> {
 public:
  using super = DataLoaderBase<Dataset, typename Dataset::BatchType, typename Sampler::BatchRequestType>;
  using typename super::BatchRequestType;

  StatelessDataLoader(Dataset dataset, Sampler sampler, DataLoaderOptions options)
      : super(options), sampler_(std::move(sampler)) {
    const size_t workers = this->options_.workers;
    for (size_t i = 1; i < workers; ++i) this->add_dataset(detail::Erased(new Dataset(dataset)), 1);
    this->add_dataset(detail::Erased(new Dataset(std::move(dataset))), workers == 0 ? 0 : 1);
  }

 private:
  void reset() override {
    sampler_.reset(std::nullopt);
    super::reset();
  }
  std::optional<BatchRequestType> get_batch_request() override {
    auto request = sampler_.next(this->options_.batch_size);
    if (request && this->options_.drop_last && request->size() < this->options_.batch_size) request.reset();
    return request;
  }

  Sampler sampler_;
};

/// A loader of a data set that keeps its own place. All workers share the data set, which has to expect that.
template <class Dataset>
class StatefulDataLoader : public DataLoaderBase<Dataset, typename Dataset::BatchType::value_type,
                                                 typename Dataset::BatchRequestType> {
 public:
  using super =
      DataLoaderBase<Dataset, typename Dataset::BatchType::value_type, typename Dataset::BatchRequestType>;
  using typename super::BatchRequestType;

  StatefulDataLoader(Dataset dataset, DataLoaderOptions options)
      : super(options), dataset_(new Dataset(std::move(dataset))) {
    this->add_dataset(detail::Erased(dataset_), this->options_.workers);
  }

 private:
  void reset() override {
    dataset_->reset();
    super::reset();
  }
  std::optional<BatchRequestType> get_batch_request() override { return this->options_.batch_size; }

  Dataset* dataset_;  // kept by the base
};

/// A loader of `dataset` in the order of `sampler`.
template <class Dataset, class Sampler>
std::enable_if_t<!Dataset::is_stateful, std::unique_ptr<StatelessDataLoader<Dataset, Sampler>>>
make_data_loader(Dataset dataset, Sampler sampler, DataLoaderOptions options) {
  return std::make_unique<StatelessDataLoader<Dataset, Sampler>>(std::move(dataset), std::move(sampler),
                                                                 options);
}

/// A loader of `dataset` in the order of a new Sampler of its size.
template <class Sampler = samplers::RandomSampler, class Dataset>
std::enable_if_t<!Dataset::is_stateful && std::is_constructible_v<Sampler, size_t>,
                 std::unique_ptr<StatelessDataLoader<Dataset, Sampler>>>
make_data_loader(Dataset dataset, DataLoaderOptions options = DataLoaderOptions()) {
  const size_t size = detail::known_size(dataset.size());
  return make_data_loader(std::move(dataset), Sampler(size), options);
}

/// A loader of a stateful data set.
template <class Dataset, class = std::enable_if_t<Dataset::is_stateful>>
std::unique_ptr<StatefulDataLoader<Dataset>> make_data_loader(
    Dataset dataset, DataLoaderOptions options = DataLoaderOptions()) {
  return std::make_unique<StatefulDataLoader<Dataset>>(std::move(dataset), options);
}

}  // namespace torch::inline rushlight::data
