// The way between a data loader and its workers: jobs go out, results come back, and a result that is early waits for
// those before it. Read next: loader.h.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rushlight/core/error.h"

namespace rushlight::data {

/// What a data loader throws when one of its workers failed; `original_exception` is what was thrown there.
struct RUSHLIGHT_API WorkerException : public std::exception {
  explicit WorkerException(std::exception_ptr original);
  const char* what() const noexcept override { return message.c_str(); }

  std::exception_ptr original_exception;
  std::string message;
};

namespace detail {

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

/// A batch, or what went wrong with it, or neither at the end of a stateful data set.
template <class Batch> struct Result {
  size_t number = 0;  // of the job
  std::optional<Batch> batch;
  std::exception_ptr exception;
};

/// What the loader asks a worker for; without a request it asks it to stop.
template <class Request> struct Job {
  size_t number = 0;
  std::optional<Request> request;
};

/// Jobs and results of one loader. Only the loader's own thread counts what is under way.
template <class Batch, class Request> class Shuttle {
 public:
  Shuttle(size_t max_jobs, bool ordered, std::optional<std::chrono::milliseconds> timeout)
      : ordered_(ordered), timeout_(timeout), early_(ordered ? max_jobs : 0) {}

  void push_job(std::optional<Request> request) {
    jobs_.push({next_job_++, std::move(request)});
    ++in_flight_;
  }
  Job<Request> pop_job() { return jobs_.pop(); }
  void push_result(Result<Batch> result) { results_.push(std::move(result)); }

  /// The next result, in the order of the jobs where that is wanted; nothing when no job is under way.
  std::optional<Result<Batch>> pop_result() {
    if (!ordered_) return arrive();
    if (early_.empty()) return std::nullopt;
    for (;;) {
      auto& waiting = early_[next_result_ % early_.size()];
      if (waiting) {
        ++next_result_;
        return std::exchange(waiting, std::nullopt);
      }
      auto result = arrive();
      if (!result) return std::nullopt;
      early_[result->number % early_.size()] = std::move(result);
    }
  }

  /// Jobs that have not come back yet, or whose results have not been fetched.
  size_t in_flight() const {
    size_t waiting = 0;
    for (const auto& result : early_) waiting += result.has_value();
    return in_flight_ + waiting;
  }

  /// Takes back the jobs that nobody has begun, and waits for the others.
  void drain() {
    in_flight_ -= jobs_.clear();
    for (; in_flight_ > 0; --in_flight_) results_.pop();
    for (auto& result : early_) result.reset();
    next_job_ = next_result_ = 0;
  }

 private:
  std::optional<Result<Batch>> arrive() {
    if (in_flight_ == 0) return std::nullopt;
    auto result = results_.pop(timeout_);
    --in_flight_;
    return result;
  }

  Queue<Job<Request>> jobs_;
  Queue<Result<Batch>> results_;
  bool ordered_;
  std::optional<std::chrono::milliseconds> timeout_;
  std::vector<std::optional<Result<Batch>>>
      early_;  // at most max_jobs are under way, so numbers never collide
  size_t in_flight_ = 0;
  size_t next_job_ = 0;
  size_t next_result_ = 0;
};

}  // namespace detail
}  // namespace rushlight::data
