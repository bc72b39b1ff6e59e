// The part of a data loader that is the same for all batches: worker threads, the queues between them and the loader, the
// order of results, epochs. Batches and requests are pointers here; loader.h knows their types.
// Read next: src/data/loader_core.cpp, loader_queue.h.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>

#include "rushlight/core/export.h"
#include "rushlight/data/erased.h"
#include "rushlight/data/loader_options.h"

namespace torch::inline rushlight::data::detail {

class LoaderCore;

/// The size that a sampler needs; an error when the data set does not know it.
RUSHLIGHT_API size_t known_size(std::optional<size_t> size);

/// Where an epoch is; what the copies of an iterator share. The first batch is made when it is first looked at.
class RUSHLIGHT_API Epoch {
 public:
  explicit Epoch(LoaderCore& loader) : loader_(loader) {}
  /// The batch; null at the end of the epoch.
  void* current();
  /// Goes on to the next batch. When that throws, the next call tries the batch behind.
  void advance();

 private:
  LoaderCore& loader_;
  Erased batch_;
  bool begun_ = false;
};

class RUSHLIGHT_API LoaderCore {
 public:
  /// Makes the batch for a request, which is not used again; nothing at the end of a stateful data set.
  using MakeBatch = Erased (*)(void* dataset, void* request);

  LoaderCore(const LoaderCore&) = delete;
  LoaderCore& operator=(const LoaderCore&) = delete;
  virtual ~LoaderCore();

  /// Stops the workers; the destructor does it too.
  void join();
  const FullDataLoaderOptions& options() const noexcept { return options_; }

 protected:
  LoaderCore(DataLoaderOptions options, MakeBatch make_batch);

  /// The request for the next batch; nothing at the end of the epoch.
  virtual Erased take_request() = 0;
  /// Begins an epoch; a derived class prepares its own part first.
  virtual void reset();

  /// Keeps a data set and starts `workers` threads that use it. The one that was added last is also for a loader
  /// without workers.
  void add_dataset(Erased dataset, size_t workers);
  /// Begins an epoch, for begin(). While an iterator of an epoch before is in use and workers are busy for it, this is
  /// an error.
  std::shared_ptr<Epoch> begin_epoch();

  const FullDataLoaderOptions options_;

 private:
  friend class Epoch;
  struct Workers;

  Erased next();
  void prefetch(size_t jobs);

  MakeBatch make_batch_;
  std::unique_ptr<Workers> workers_;
  std::weak_ptr<Epoch> active_;
};

}  // namespace torch::inline rushlight::data::detail
