// The way between a data loader and its workers: jobs go out, results come back, and the loader's own thread counts
// what is under way. Read next: loader_sequencers.h, the order in which results are handed on; loader.h.
#pragma once

#include <condition_variable>  // and std::chrono::milliseconds with it
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

#include "rushlight/core/error.h"

namespace torch::inline rushlight::data::detail {

[[noreturn]] RUSHLIGHT_API void fail_timeout(std::chrono::milliseconds timeout);

/// A queue between threads.
template <class T> class Queue {
 public:
  void push(T value) {
    {
      std::lock_guard lock(mutex_);
      queue_.push_back(std::move(value));
    }
    arrived_.notify_one();
  }
  /// Waits for a value; an error when none has come after `timeout`.
  T pop(std::optional<std::chrono::milliseconds> timeout = std::nullopt) {
    std::unique_lock lock(mutex_);
    const auto there = [this] { return !queue_.empty(); };
    if (!timeout) {
      arrived_.wait(lock, there);
    } else if (!arrived_.wait_for(lock, *timeout, there)) {
      fail_timeout(*timeout);
    }
    T value = std::move(queue_.front());
    queue_.pop_front();
    return value;
  }
  /// Removes everything; returns how much it was.
  size_t clear() {
    std::lock_guard lock(mutex_);
    const size_t size = queue_.size();
    queue_.clear();
    return size;
  }

 private:
  std::deque<T> queue_;
  std::mutex mutex_;
  std::condition_variable arrived_;
};

/// Jobs and results of one loader. A job is in flight from push_job() until its result is popped.
template <class Job, class Result> class DataShuttle {
 public:
  void push_job(Job job) {
    jobs_.push(std::move(job));
    ++in_flight_;
  }
  /// The next job, for a worker, which waits for it.
  Job pop_job() { return jobs_.pop(); }
  void push_result(Result result) { results_.push(std::move(result)); }

  /// The next result as they come; nothing when no job is in flight; an error when none comes before `timeout`.
  std::optional<Result> pop_result(std::optional<std::chrono::milliseconds> timeout = std::nullopt) {
    if (in_flight_ == 0) return std::nullopt;
    Result result = results_.pop(timeout);
    --in_flight_;
    return result;
  }
  /// Takes back the jobs that nobody has begun, and waits for the others.
  void drain() {
    in_flight_ -= jobs_.clear();
    while (in_flight_ > 0) pop_result();
  }
  size_t in_flight_jobs() const noexcept { return in_flight_; }

 private:
  Queue<Job> jobs_;
  Queue<Result> results_;
  size_t in_flight_ = 0;  // of the loader's own thread alone
};

}  // namespace torch::inline rushlight::data::detail
