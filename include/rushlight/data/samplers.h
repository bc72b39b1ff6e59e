// Samplers: the order in which examples are visited, batch by batch. Read next: drawn_samplers.h,
// what only Python has of them; src/data/samplers.cpp; loader.h.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "rushlight/core/generator.h"
#include "rushlight/core/tensor.h"
#include "rushlight/serialize/archive.h"

namespace torch::inline rushlight::data::samplers {

/// Gives the requests of one epoch, one batch at a time.
template <class BatchRequest = std::vector<size_t>> class Sampler {
 public:
  using BatchRequestType = BatchRequest;
  virtual ~Sampler() = default;
  /// Begins an epoch, over `new_size` examples when it is given.
  virtual void reset(std::optional<size_t> new_size) = 0;
  /// The next batch of at most `batch_size` examples, or nothing at the end of the epoch.
  virtual std::optional<BatchRequest> next(size_t batch_size) = 0;
  virtual void save(serialize::OutputArchive& archive) const = 0;
  virtual void load(serialize::InputArchive& archive) = 0;
};

template <class BatchRequest>
serialize::OutputArchive& operator<<(serialize::OutputArchive& archive,
                                     const Sampler<BatchRequest>& sampler) {
  sampler.save(archive);
  return archive;
}

template <class BatchRequest>
serialize::InputArchive& operator>>(serialize::InputArchive& archive, Sampler<BatchRequest>& sampler) {
  sampler.load(archive);
  return archive;
}

/// Visits the examples 0, 1, 2 and so on.
class RUSHLIGHT_API SequentialSampler : public Sampler<> {
 public:
  explicit SequentialSampler(size_t size) : size_(size) {}
  void reset(std::optional<size_t> new_size = std::nullopt) override;
  std::optional<std::vector<size_t>> next(size_t batch_size) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
  /// How many examples of this epoch have been given out.
  size_t index() const noexcept { return index_; }

 private:
  size_t size_;
  size_t index_ = 0;
};

/// What samplers share that draw the order of a whole epoch at once.
class RUSHLIGHT_API DrawnSampler : public Sampler<> {
 public:
  std::optional<std::vector<size_t>> next(size_t batch_size) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
  /// How many examples of this epoch have been given out.
  size_t index() const noexcept { return static_cast<size_t>(index_); }

 protected:
  /// Begins an epoch in the order of `indices`.
  void begin(Tensor indices);

  Tensor indices_;  // undefined until they are drawn
  int64_t index_ = 0;
};

/// Visits the examples in an order that randperm draws anew for each epoch.
class RUSHLIGHT_API RandomSampler : public DrawnSampler {
 public:
  explicit RandomSampler(int64_t size, ScalarType index_dtype = kInt64);
  /// Python's: `num_samples` of the examples for each epoch (as many as there are if not given), drawn when it begins with
  /// PyTorch's numbers for the same seed. Without replacement no example comes again before all have come.
  RandomSampler(int64_t size, bool replacement, std::optional<int64_t> num_samples = std::nullopt,
                std::optional<Generator> generator = std::nullopt);
  void reset(std::optional<size_t> new_size = std::nullopt) override;

 private:
  struct Draw {
    int64_t size;
    bool replacement;
    std::optional<int64_t> num_samples;
    std::optional<Generator> generator;
    Tensor operator()() const;
  };
  std::optional<Draw> draw_;  // none: a permutation of as many as there were
};

/// What samplers of one of several replicas share: replica `rank` of `num_replicas` gets its part of the examples. With
/// allow_duplicates all parts are equally long, the last one filled up from the front; else the rest is left out.
template <class BatchRequest = std::vector<size_t>> class DistributedSampler : public Sampler<BatchRequest> {
 public:
  DistributedSampler(size_t size, size_t num_replicas = 1, size_t rank = 0, bool allow_duplicates = true)
      : size_(size), num_replicas_(num_replicas), rank_(rank), allow_duplicates_(allow_duplicates) {
    RUSHLIGHT_CHECK(rank < num_replicas, "DistributedSampler: expected a rank below the ", num_replicas,
                    " replicas, got ", rank);
  }
  /// Sets the number of the epoch, which all replicas must agree on, before reset().
  void set_epoch(size_t epoch) { epoch_ = epoch; }
  size_t epoch() const { return epoch_; }

 protected:
  size_t local_sample_count() const {
    return (allow_duplicates_ ? size_ + num_replicas_ - 1 : size_) / num_replicas_;
  }

  size_t size_;
  size_t num_replicas_;
  size_t rank_;
  size_t epoch_ = 0;
  bool allow_duplicates_;
};

/// One replica's part of an order that depends on the epoch alone, so that all replicas draw the same one.
class RUSHLIGHT_API DistributedRandomSampler : public DistributedSampler<> {
 public:
  DistributedRandomSampler(size_t size, size_t num_replicas = 1, size_t rank = 0,
                           bool allow_duplicates = true);
  void reset(std::optional<size_t> new_size = std::nullopt) override;
  std::optional<std::vector<size_t>> next(size_t batch_size) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
  /// The place in the order where the next batch begins.
  size_t index() const noexcept { return sample_index_; }

 private:
  void populate_indices();

  size_t begin_index_ = 0;
  size_t end_index_ = 0;
  size_t sample_index_ = 0;
  std::vector<size_t> all_indices_;
};

/// One replica's part of the examples in their order.
class RUSHLIGHT_API DistributedSequentialSampler : public DistributedSampler<> {
 public:
  DistributedSequentialSampler(size_t size, size_t num_replicas = 1, size_t rank = 0,
                               bool allow_duplicates = true);
  void reset(std::optional<size_t> new_size = std::nullopt) override;
  std::optional<std::vector<size_t>> next(size_t batch_size) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;
  /// The place in the order where the next batch begins.
  size_t index() const noexcept { return sample_index_; }

 private:
  size_t begin_index_ = 0;
  size_t end_index_ = 0;
  size_t sample_index_ = 0;
};

/// A request that is more than a list of numbers.
struct RUSHLIGHT_API CustomBatchRequest {
  CustomBatchRequest() = default;
  CustomBatchRequest(const CustomBatchRequest&) = default;
  CustomBatchRequest(CustomBatchRequest&&) noexcept = default;
  CustomBatchRequest& operator=(const CustomBatchRequest&) = default;
  virtual ~CustomBatchRequest() = default;
  /// The number of examples asked for.
  virtual size_t size() const = 0;
};

/// Asks for a number of examples, whichever come next.
struct RUSHLIGHT_API BatchSize : public CustomBatchRequest {
  explicit BatchSize(size_t size) : size_(size) {}
  size_t size() const noexcept override { return size_; }
  operator size_t() const noexcept { return size_; }

  size_t size_;
};

/// Asks a stream for batches until `epoch_size` examples have come.
class RUSHLIGHT_API StreamSampler : public Sampler<BatchSize> {
 public:
  explicit StreamSampler(size_t epoch_size) : epoch_size_(epoch_size) {}
  void reset(std::optional<size_t> new_size = std::nullopt) override;
  std::optional<BatchSize> next(size_t batch_size) override;
  void save(serialize::OutputArchive& archive) const override;
  void load(serialize::InputArchive& archive) override;

 private:
  size_t examples_retrieved_so_far_ = 0;
  size_t epoch_size_;
};

/// Cuts the order of another sampler into batches of its own size, whatever the batch_size of the loader.
template <class Inner> class BatchSampler : public Sampler<typename Inner::BatchRequestType> {
 public:
  using BatchRequestType = typename Inner::BatchRequestType;

  BatchSampler(Inner sampler, size_t batch_size, bool drop_last = false)
      : sampler_(std::move(sampler)), batch_size_(batch_size), drop_last_(drop_last) {
    RUSHLIGHT_CHECK(batch_size > 0, "BatchSampler: expected a batch_size of at least 1, got 0");
  }
  void reset(std::optional<size_t> new_size = std::nullopt) override { sampler_.reset(new_size); }
  /// The next batch; nothing at the end of the epoch, and where drop_last leaves out one that is not full.
  std::optional<BatchRequestType> next(size_t /*batch_size*/) override {
    auto batch = sampler_.next(batch_size_);
    if (batch && drop_last_ && batch->size() < batch_size_) return std::nullopt;
    return batch;
  }
  void save(serialize::OutputArchive& archive) const override { sampler_.save(archive); }
  void load(serialize::InputArchive& archive) override { sampler_.load(archive); }

 private:
  Inner sampler_;
  size_t batch_size_;
  bool drop_last_;
};

}  // namespace torch::inline rushlight::data::samplers
