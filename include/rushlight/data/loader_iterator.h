// The iterator of a data loader: an input iterator over the batches of one epoch. Copies move together.
// Read next: loader.h.
#pragma once

#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "rushlight/core/error.h"

namespace rushlight::data {

template <class Batch> class Iterator {
 public:
  using difference_type = std::ptrdiff_t;
  using value_type = Batch;
  using pointer = Batch*;
  using reference = Batch&;
  using iterator_category = std::input_iterator_tag;

  /// What the copies of an iterator share. The first batch is made when it is first looked at.
  struct State {
    std::function<std::optional<Batch>()> next;
    std::optional<Batch> batch;
    bool begun = false;

    std::optional<Batch>& current() {
      if (!begun) {
        batch = next();
        begun = true;
      }
      return batch;
    }
  };

  /// The end of every epoch.
  Iterator() = default;
  explicit Iterator(std::shared_ptr<State> state) : state_(std::move(state)) {}

  Iterator& operator++() {
    get();
    state_->batch = state_->next();  // when that throws, the next ++ tries the batch behind
    return *this;
  }
  Batch& operator*() { return get(); }
  Batch* operator->() { return &get(); }
  bool operator==(const Iterator& other) const {
    return state_ == other.state_ || (at_end() && other.at_end());
  }

 private:
  bool at_end() const { return !state_ || !state_->current(); }
  Batch& get() {
    RUSHLIGHT_CHECK(!at_end(),
                    "DataLoader: expected an iterator before the end, got one past the last batch");
    return *state_->current();
  }

  std::shared_ptr<State> state_;
};

}  // namespace rushlight::data
