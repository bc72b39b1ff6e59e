// The iterator of a data loader: an input iterator over the batches of one epoch. Copies move together.
// Read next: loader_core.h.
#pragma once

#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

#include "rushlight/core/export.h"

namespace torch::inline rushlight::data {

namespace detail {
class Epoch;

/// An iterator whose batch is of any type.
class RUSHLIGHT_API IteratorCore {
 public:
  IteratorCore() = default;
  explicit IteratorCore(std::shared_ptr<Epoch> epoch) : epoch_(std::move(epoch)) {}

 protected:
  /// The batch; an error at the end.
  void* get() const;
  /// Goes on to the next batch; an error at the end.
  void advance();
  bool same_place(const IteratorCore& other) const;

 private:
  bool at_end() const;

  std::shared_ptr<Epoch> epoch_;
};
}  // namespace detail

template <class Batch> class Iterator : public detail::IteratorCore {
 public:
  using difference_type = std::ptrdiff_t;
  using value_type = Batch;
  using pointer = Batch*;
  using reference = Batch&;
  using iterator_category = std::input_iterator_tag;

  /// Without an epoch it is the end of every epoch.
  using IteratorCore::IteratorCore;

  Iterator& operator++() {
    advance();
    return *this;
  }
  Batch& operator*() { return *static_cast<Batch*>(get()); }
  Batch* operator->() { return static_cast<Batch*>(get()); }
  bool operator==(const Iterator& other) const { return same_place(other); }
};

}  // namespace torch::inline rushlight::data
