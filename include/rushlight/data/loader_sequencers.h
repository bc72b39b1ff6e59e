// The order in which a data loader hands on what its workers made: as it comes, or by the numbers of the jobs, where a
// result that is early waits for those before it. Read next: loader.h.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace torch::inline rushlight::data::detail::sequencers {

/// Hands on results that have a `sequence_number`.
template <class Result> struct Sequencer {
  using ResultProducer = std::function<std::optional<Result>()>;
  virtual ~Sequencer() = default;
  /// The next result, out of those that `next_result` gives; nothing when it gives no more.
  virtual std::optional<Result> next(ResultProducer next_result) = 0;
};

/// Hands on results as they come.
template <class Result> struct NoSequencer final : public Sequencer<Result> {
  std::optional<Result> next(typename Sequencer<Result>::ResultProducer next_result) override {
    return next_result();
  }
};

/// Hands on results by their numbers, 0 first. At most `max_jobs` results may be under way at a time, so that no two
/// of those that wait have one place.
template <class Result> struct OrderedSequencer : public Sequencer<Result> {
  explicit OrderedSequencer(size_t max_jobs) : buffer_(max_jobs) {}

  std::optional<Result> next(typename Sequencer<Result>::ResultProducer next_result) override {
    while (buffer_.empty() || !buffer(next_sequence_number_)) {
      auto result = next_result();
      if (!result) return std::nullopt;
      if (result->sequence_number == next_sequence_number_) {
        ++next_sequence_number_;
        return result;
      }
      buffer(result->sequence_number) = std::move(result);
    }
    return std::exchange(buffer(next_sequence_number_++), std::nullopt);
  }
  /// Where result `index` waits.
  std::optional<Result>& buffer(size_t index) { return buffer_.at(index % buffer_.size()); }

  size_t next_sequence_number_ = 0;
  std::vector<std::optional<Result>> buffer_;
};

}  // namespace torch::inline rushlight::data::detail::sequencers
