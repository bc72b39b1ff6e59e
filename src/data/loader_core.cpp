// Epochs, workers and the iterator of a data loader. The loader's own thread numbers the jobs and counts what is under way;
// a worker knows its data set and the two queues.
#include "rushlight/data/loader_core.h"

#include <exception>
#include <thread>
#include <utility>
#include <vector>

#include "rushlight/data/loader_iterator.h"
#include "rushlight/data/loader_queue.h"
#include "rushlight/data/loader_sequencers.h"
#include "rushlight/data/worker_exception.h"

namespace torch::inline rushlight::data {

FullDataLoaderOptions::FullDataLoaderOptions(DataLoaderOptions options)
    : batch_size(options.batch_size()),
      workers(options.workers()),
      max_jobs(options.max_jobs().value_or(2 * workers)),
      timeout(options.timeout()),
      enforce_ordering(options.enforce_ordering()),
      drop_last(options.drop_last()) {}

namespace detail {
namespace {

// What the loader asks a worker for; without a request it asks it to stop.
struct Job {
  size_t sequence_number = 0;
  Erased request{};
};
// A batch, or what went wrong with it, or neither at the end of a stateful data set.
struct Result {
  size_t sequence_number = 0;
  Erased batch{};
  std::exception_ptr exception{};
};

std::unique_ptr<sequencers::Sequencer<Result>> new_sequencer(const FullDataLoaderOptions& options) {
  if (options.enforce_ordering)
    return std::make_unique<sequencers::OrderedSequencer<Result>>(options.max_jobs);
  return std::make_unique<sequencers::NoSequencer<Result>>();
}

}  // namespace

size_t known_size(std::optional<size_t> size) {
  RUSHLIGHT_CHECK(size.has_value(),
                  "make_data_loader: expected a data set that knows its size, got one that does not; ",
                  "pass a sampler");
  return *size;
}

struct LoaderCore::Workers {
  std::vector<Erased> datasets;
  std::vector<std::thread> threads;
  DataShuttle<Job, Result> shuttle;
  std::unique_ptr<sequencers::Sequencer<Result>> sequencer;
  size_t next_number = 0;  // of the next job
  bool joined = false;

  // What a worker does until it is told to stop.
  void work(void* dataset, MakeBatch make_batch) {
    for (;;) {
      Job job = shuttle.pop_job();
      if (!job.request) return;
      Result result{job.sequence_number};
      try {
        result.batch = make_batch(dataset, job.request.get());
      } catch (...) { result.exception = std::current_exception(); }
      shuttle.push_result(std::move(result));
    }
  }
};

LoaderCore::LoaderCore(DataLoaderOptions options, MakeBatch make_batch)
    : options_(options), make_batch_(make_batch), workers_(std::make_unique<Workers>()) {
  RUSHLIGHT_CHECK(options_.batch_size > 0, "DataLoader: expected a batch_size of at least 1, got 0");
  RUSHLIGHT_CHECK(options_.workers == 0 || options_.max_jobs > 0,
                  "DataLoader: expected max_jobs of at least 1 with workers, got 0");
  workers_->sequencer = new_sequencer(options_);
}

LoaderCore::~LoaderCore() { join(); }

void LoaderCore::join() {
  if (workers_->joined) return;
  workers_->shuttle.drain();
  for (size_t i = 0; i < workers_->threads.size(); ++i) workers_->shuttle.push_job({});
  for (auto& thread : workers_->threads) thread.join();
  workers_->joined = true;
}

void LoaderCore::add_dataset(Erased dataset, size_t workers) {
  void* used = dataset.get();
  workers_->datasets.push_back(std::move(dataset));
  for (size_t i = 0; i < workers; ++i)
    workers_->threads.emplace_back([this, used] { workers_->work(used, make_batch_); });
}

std::shared_ptr<Epoch> LoaderCore::begin_epoch() {
  RUSHLIGHT_CHECK(!workers_->joined || workers_->threads.empty(),
                  "DataLoader: expected workers that run, got a loader after join()");
  RUSHLIGHT_CHECK(
      active_.expired() || workers_->shuttle.in_flight_jobs() == 0,
      "DataLoader: expected the iterator of the last epoch to be at its end or gone, got one in use");
  workers_->shuttle
      .drain();  // of an epoch that was left early: no worker may use the data set while it is reset
  reset();
  auto epoch = std::make_shared<Epoch>(*this);
  active_ = epoch;
  return epoch;
}

void LoaderCore::reset() {
  workers_->shuttle.drain();
  workers_->next_number = 0;
  workers_->sequencer = new_sequencer(options_);
  if (options_.workers > 0) prefetch(options_.max_jobs);
}

void LoaderCore::prefetch(size_t jobs) {
  for (; jobs > 0; --jobs) {
    Erased request = take_request();
    if (!request) break;
    workers_->shuttle.push_job({workers_->next_number++, std::move(request)});
  }
}

Erased LoaderCore::next() {
  if (options_.workers == 0) {
    const Erased request = take_request();
    return request ? make_batch_(workers_->datasets.back().get(), request.get()) : Erased();
  }
  const auto pop = [this] { return workers_->shuttle.pop_result(options_.timeout); };
  while (auto result = workers_->sequencer->next(pop)) {
    if (!result->exception && !result->batch) continue;  // a stateful data set is at its end
    prefetch(1);
    if (result->exception) throw WorkerException(result->exception);
    return std::move(result->batch);
  }
  return {};
}

void* Epoch::current() {
  if (!begun_) {
    batch_ = loader_.next();
    begun_ = true;
  }
  return batch_.get();
}

void Epoch::advance() { batch_ = loader_.next(); }

bool IteratorCore::at_end() const { return !epoch_ || !epoch_->current(); }

void* IteratorCore::get() const {
  RUSHLIGHT_CHECK(!at_end(), "DataLoader: expected an iterator before the end, got one past the last batch");
  return epoch_->current();
}

void IteratorCore::advance() {
  get();
  epoch_->advance();
}

bool IteratorCore::same_place(const IteratorCore& other) const {
  return epoch_ == other.epoch_ || (at_end() && other.at_end());
}

}  // namespace detail
}  // namespace torch::inline rushlight::data
