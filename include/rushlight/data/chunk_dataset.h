// Data sets that are read in chunks, as files are, by threads that read ahead: ChunkDataset shuffles the chunks and then
// the examples of each. Read next: chunk_buffer.h, where chunks become batches.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "rushlight/data/chunk_buffer.h"
#include "rushlight/data/dataset.h"
#include "rushlight/data/samplers.h"
#include "rushlight/nn/arg.h"

namespace torch::inline rushlight::data::datasets {

/// Reads chunks. With several preloaders they read from one reader at the same time.
template <class SingleExample, class Chunk = std::vector<SingleExample>> class ChunkDataReader {
 public:
  using ExampleType = SingleExample;
  using ChunkType = Chunk;
  using BatchType = Chunk;

  virtual ~ChunkDataReader() = default;
  /// Chunk `chunk_index`, from 0 to chunk_count() - 1.
  virtual ChunkType read_chunk(size_t chunk_index) = 0;
  virtual size_t chunk_count() = 0;
  /// Called when an epoch begins.
  virtual void reset() = 0;
};

struct RUSHLIGHT_API ChunkDatasetOptions {
  ChunkDatasetOptions() = delete;
  ChunkDatasetOptions(size_t preloader_count, size_t batch_size, size_t cache_size = 2048,
                      size_t cross_chunk_shuffle_count = 1);
  /// An error when one of the numbers is 0, or the cache has no room for a batch.
  void check() const;

  /// Threads that read chunks ahead.
  TORCH_ARG(size_t, preloader_count);
  /// Examples in a batch.
  TORCH_ARG(size_t, batch_size);
  /// Examples that are ready before reading pauses.
  TORCH_ARG(size_t, cache_size) = 2048;
  /// Chunks that are read at once and shuffled together.
  TORCH_ARG(size_t, cross_chunk_shuffle_count) = 1;
};

/// Gives the examples of the chunks that `chunk_sampler` names, those of a chunk in the order of `example_sampler`,
/// after `preprocessing_policy` has had the whole chunk. Use it through make_shared_dataset(); it cannot be copied.
template <class ChunkReader, class ChunkSampler = samplers::RandomSampler,
          class ExampleSampler = samplers::RandomSampler>
class ChunkDataset final : public StatefulDataset<ChunkDataset<ChunkReader, ChunkSampler, ExampleSampler>,
                                                  typename ChunkReader::BatchType, size_t> {
 public:
  using BatchType = std::optional<typename ChunkReader::BatchType>;
  using UnwrappedBatchType = typename ChunkReader::BatchType;
  using BatchRequestType = size_t;
  using ChunkSamplerType = ChunkSampler;
  using ExampleSamplerType = ExampleSampler;

  ChunkDataset(ChunkReader chunk_reader, ChunkSampler chunk_sampler, ExampleSampler example_sampler,
               ChunkDatasetOptions options,
               std::function<void(UnwrappedBatchType&)> preprocessing_policy = {})
      : chunk_reader_(std::move(chunk_reader)),
        chunk_sampler_(std::move(chunk_sampler)),
        example_sampler_(std::move(example_sampler)),
        options_(options),
        preprocessing_policy_(std::move(preprocessing_policy)) {
    options_.check();
  }
  ~ChunkDataset() override { stop(); }

  /// The next batch, `batch_size` being that of the options; nothing at the end of the epoch. What a preloader threw
  /// comes out as a WorkerException in the place of the chunk; the next call goes on behind it.
  BatchType get_batch(size_t batch_size) override {
    RUSHLIGHT_CHECK(buffer_, "ChunkDataset: expected reset() before get_batch(), got no call of it");
    RUSHLIGHT_CHECK(batch_size == options_.batch_size(), "ChunkDataset: expected the batch_size ",
                    options_.batch_size(), " of its options, got ", batch_size);
    const detail::Erased batch = buffer_->take();
    if (!batch) return std::nullopt;
    return std::move(batch.as<UnwrappedBatchType>());
  }
  BatchType get_batch() { return get_batch(options_.batch_size()); }

  /// Begins an epoch: the one that load() told of, or else a new one.
  void reset() override {
    stop();
    chunk_reader_.reset();
    if (!std::exchange(loaded_, false)) chunk_sampler_.reset(chunk_reader_.chunk_count());
    buffer_ = std::make_unique<detail::ChunkBuffer<UnwrappedBatchType, ExampleSampler>>(
        options_.batch_size(), options_.cache_size(), example_sampler_);
    preloaders_.start(
        options_.preloader_count(), this,
        [](void* self) { return static_cast<ChunkDataset*>(self)->preload(); },
        [](void* self) { static_cast<ChunkDataset*>(self)->buffer_->finish(); });
  }

  /// Nothing: the number of examples is not known before they are read.
  std::optional<size_t> size() const override { return std::nullopt; }
  ChunkSamplerType& chunk_sampler() { return chunk_sampler_; }

  /// Saves the place of the chunk sampler, which is ahead of the batches by the chunks that have been read.
  void save(serialize::OutputArchive& archive) const override {
    const detail::Locked lock(chunk_mutex_);
    chunk_sampler_.save(archive);
  }
  /// The next reset() goes on with the chunks behind the saved place.
  void load(serialize::InputArchive& archive) override {
    const detail::Locked lock(chunk_mutex_);
    chunk_sampler_.reset(chunk_reader_.chunk_count());
    chunk_sampler_.load(archive);
    loaded_ = true;
  }

 private:
  using ChunkRequest = typename ChunkSampler::BatchRequestType;

  void stop() {
    if (buffer_) buffer_->stop();  // wakes the preloaders that wait for room
    preloaders_.stop();
    buffer_.reset();
  }

  // The work of a preloader: one chunk, or several that are shuffled together. False when there are no more.
  bool preload() {
    bool more = false;  // a sampler that throws ends the epoch, a reader that throws does not
    try {
      const std::optional<ChunkRequest> chunks = next_chunks();
      if (!chunks) return false;
      more = true;
      UnwrappedBatchType examples = read(*chunks);
      if (preprocessing_policy_) preprocessing_policy_(examples);
      buffer_->add(std::move(examples));
    } catch (...) { buffer_->add_failure(std::current_exception()); }
    return more;
  }
  std::optional<ChunkRequest> next_chunks() {
    const detail::Locked lock(chunk_mutex_);
    return chunk_sampler_.next(options_.cross_chunk_shuffle_count());
  }
  UnwrappedBatchType read(const ChunkRequest& chunks) {
    UnwrappedBatchType examples;
    for (const size_t chunk : chunks) {
      UnwrappedBatchType part = chunk_reader_.read_chunk(chunk);
      if (examples.empty()) {
        examples = std::move(part);
      } else {
        for (auto& example : part) examples.push_back(std::move(example));
      }
    }
    return examples;
  }

  ChunkReader chunk_reader_;
  ChunkSampler chunk_sampler_;
  ExampleSampler example_sampler_;
  const ChunkDatasetOptions options_;
  std::function<void(UnwrappedBatchType&)> preprocessing_policy_;
  std::unique_ptr<detail::ChunkBuffer<UnwrappedBatchType, ExampleSampler>> buffer_;
  detail::Preloaders preloaders_;
  mutable detail::Mutex chunk_mutex_;  // of chunk_sampler_
  bool loaded_ = false;                // the chunk sampler is where load() put it
};

}  // namespace torch::inline rushlight::data::datasets
