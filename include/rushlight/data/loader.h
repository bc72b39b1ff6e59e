// Data loaders: batches of a data set, one epoch after another, made by worker threads ahead of time when there are
// some. make_data_loader() is the way to get one. Read next: loader_queue.h, examples/mlp.cpp.
#pragma once

#include <exception>
#include <memory>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "rushlight/data/loader_iterator.h"
#include "rushlight/data/loader_options.h"
#include "rushlight/data/loader_queue.h"
#include "rushlight/data/loader_sequencers.h"
#include "rushlight/data/samplers.h"
#include "rushlight/data/worker_exception.h"

namespace rushlight::data {

/// What all data loaders share: the iterator, the workers and what is under way between them.
template <class Dataset, class Batch, class BatchRequest> class DataLoaderBase {
 public:
  using BatchType = Batch;
  using BatchRequestType = BatchRequest;

  explicit DataLoaderBase(DataLoaderOptions options, std::unique_ptr<Dataset> main_thread_dataset = nullptr)
      : options_(options), main_thread_dataset_(std::move(main_thread_dataset)), sequencer_(new_sequencer()) {
    RUSHLIGHT_CHECK(options_.batch_size > 0, "DataLoader: expected a batch_size of at least 1, got 0");
    RUSHLIGHT_CHECK(options_.workers == 0 || options_.max_jobs > 0,
                    "DataLoader: expected max_jobs of at least 1 with workers, got 0");
  }
  DataLoaderBase(const DataLoaderBase&) = delete;
  DataLoaderBase& operator=(const DataLoaderBase&) = delete;
  virtual ~DataLoaderBase() { join(); }

  /// Begins an epoch. While an iterator of an epoch before is in use and workers are busy for it, this is an error.
  Iterator<Batch> begin() {
    RUSHLIGHT_CHECK(
        active_.expired() || shuttle_.in_flight_jobs() == 0,
        "DataLoader: expected the iterator of the last epoch to be at its end or gone, got one in use");
    shuttle_.drain();  // of an epoch that was left early: no worker may use the data set while it is reset
    reset();
    auto state = std::make_shared<typename Iterator<Batch>::State>();
    state->next = [this] { return next(); };
    active_ = state;
    return Iterator<Batch>(std::move(state));
  }
  /// The end of every epoch.
  Iterator<Batch> end() { return Iterator<Batch>(); }

  /// Stops the workers; the destructor does it too.
  void join() {
    if (joined_) return;
    shuttle_.drain();
    for (size_t i = 0; i < workers_.size(); ++i) shuttle_.push_job({});
    for (auto& worker : workers_) worker.join();
    joined_ = true;
  }
  const FullDataLoaderOptions& options() const noexcept { return options_; }

 protected:
  /// What the loader asks a worker for; without a request it asks it to stop.
  struct Job {
    size_t sequence_number = 0;
    std::optional<BatchRequest> batch_request;
  };
  /// A batch, or what went wrong with it, or neither at the end of a stateful data set.
  struct Result {
    size_t sequence_number = 0;
    std::optional<Batch> batch;
    std::exception_ptr exception;
  };

  /// The request for the next batch; nothing at the end of the epoch.
  virtual std::optional<BatchRequest> get_batch_request() = 0;

  /// Begins an epoch; a derived class prepares its own part first.
  virtual void reset() {
    shuttle_.drain();
    sequence_number_ = 0;
    sequencer_ = new_sequencer();
    prefetch();
  }
  /// Asks for as many batches as may be under way, or for `requested_jobs` more.
  void prefetch() { prefetch(options_.max_jobs); }
  void prefetch(size_t requested_jobs) {
    for (; requested_jobs > 0; --requested_jobs) {
      auto request = get_batch_request();
      if (!request) break;
      shuttle_.push_job({sequence_number_++, std::move(request)});
    }
  }

  /// The next batch; nothing at the end of the epoch.
  std::optional<Batch> next() {
    if (options_.workers == 0) {
      auto request = get_batch_request();
      if (!request) return std::nullopt;
      return main_thread_dataset_->get_batch(std::move(*request));
    }
    while (auto result = pop_result()) {
      if (!result->exception && !result->batch) continue;  // a stateful data set is at its end
      prefetch(1);
      if (result->exception) throw WorkerException(result->exception);
      return std::move(result->batch);
    }
    return std::nullopt;
  }
  std::optional<Result> pop_result() {
    return sequencer_->next([this] { return shuttle_.pop_result(options_.timeout); });
  }

  /// What a worker does until it is told to stop.
  void worker_thread(Dataset& dataset) {
    for (;;) {
      auto job = shuttle_.pop_job();
      if (!job.batch_request) return;
      Result result{job.sequence_number, std::nullopt, nullptr};
      try {
        result.batch = dataset.get_batch(std::move(*job.batch_request));
      } catch (...) { result.exception = std::current_exception(); }
      shuttle_.push_result(std::move(result));
    }
  }

  std::unique_ptr<detail::sequencers::Sequencer<Result>> new_sequencer() const {
    if (options_.enforce_ordering)
      return std::make_unique<detail::sequencers::OrderedSequencer<Result>>(options_.max_jobs);
    return std::make_unique<detail::sequencers::NoSequencer<Result>>();
  }

  const FullDataLoaderOptions options_;
  std::unique_ptr<Dataset> main_thread_dataset_;
  size_t sequence_number_ = 0;  // of the next job
  std::vector<std::thread> workers_;
  detail::DataShuttle<Job, Result> shuttle_;
  std::unique_ptr<detail::sequencers::Sequencer<Result>> sequencer_;
  bool joined_ = false;

 private:
  std::weak_ptr<typename Iterator<Batch>::State> active_;
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
    for (size_t i = 0; i < this->options_.workers; ++i) {
      this->workers_.emplace_back([this, dataset]() mutable { this->worker_thread(dataset); });
    }
    if (this->options_.workers == 0)
      this->main_thread_dataset_ = std::make_unique<Dataset>(std::move(dataset));
  }
  // The workers end before the sampler does.
  ~StatelessDataLoader() override { this->join(); }

 private:
  void reset() override {
    sampler_.reset(std::nullopt);
    super::reset();
  }
  std::optional<BatchRequestType> get_batch_request() override {
    auto request = sampler_.next(this->options_.batch_size);
    if (!request || (this->options_.drop_last && request->size() < this->options_.batch_size))
      return std::nullopt;
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
      : super(options, std::make_unique<Dataset>(std::move(dataset))) {
    for (size_t i = 0; i < this->options_.workers; ++i) {
      this->workers_.emplace_back([this] { this->worker_thread(*this->main_thread_dataset_); });
    }
  }
  ~StatefulDataLoader() override { this->join(); }

 private:
  void reset() override {
    this->main_thread_dataset_->reset();
    super::reset();
  }
  std::optional<BatchRequestType> get_batch_request() override { return this->options_.batch_size; }
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
  const std::optional<size_t> size = dataset.size();
  RUSHLIGHT_CHECK(size.has_value(),
                  "make_data_loader: expected a data set that knows its size, got one that does not; ",
                  "pass a sampler");
  return make_data_loader(std::move(dataset), Sampler(*size), options);
}

/// A loader of a stateful data set.
template <class Dataset, class = std::enable_if_t<Dataset::is_stateful>>
std::unique_ptr<StatefulDataLoader<Dataset>> make_data_loader(
    Dataset dataset, DataLoaderOptions options = DataLoaderOptions()) {
  return std::make_unique<StatefulDataLoader<Dataset>>(std::move(dataset), options);
}

}  // namespace rushlight::data
