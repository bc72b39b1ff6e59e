// The options of a data loader. Read next: loader.h.
#pragma once

#include <cstddef>
#include <mutex>  // for std::chrono::milliseconds: <chrono> itself would bring its calendar to every program
#include <optional>

#include "rushlight/core/export.h"
#include "rushlight/nn/arg.h"

namespace torch::inline rushlight::data {

struct DataLoaderOptions {
  DataLoaderOptions() = default;
  DataLoaderOptions(size_t batch_size) : batch_size_(batch_size) {}

  /// Examples in a batch.
  TORCH_ARG(size_t, batch_size) = 1;
  /// Threads that make batches; with none they are made where they are asked for.
  TORCH_ARG(size_t, workers) = 0;
  /// Batches made ahead, by default two for each worker.
  TORCH_ARG(std::optional<size_t>, max_jobs);
  /// How long to wait for a batch of a worker before giving up with an error.
  TORCH_ARG(std::optional<std::chrono::milliseconds>, timeout);
  /// Whether batches come in the sampler's order, or as soon as they are ready.
  TORCH_ARG(bool, enforce_ordering) = true;
  /// Whether a last batch that is not full is left out.
  TORCH_ARG(bool, drop_last) = false;
};

/// The same with everything filled in.
struct RUSHLIGHT_API FullDataLoaderOptions {
  explicit FullDataLoaderOptions(DataLoaderOptions options);

  size_t batch_size;
  size_t workers;
  size_t max_jobs;
  std::optional<std::chrono::milliseconds> timeout;
  bool enforce_ordering;
  bool drop_last;
};

}  // namespace torch::inline rushlight::data
