// Ranges of free pages, no two of which touch: by size to find one, by address to join neighbours. Their nodes are made
// beforehand, by prepare(), so that putting a range back needs no memory and cannot fail. See page_store.h.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace torch::inline rushlight {

class PageRanges {
 public:
  /// Makes room for `count` more inserts.
  void prepare(size_t count);
  /// Adds a range and joins it with the neighbours that it touches; uses up one of those that were prepared.
  void insert(char* begin, size_t bytes) noexcept;
  /// Takes `bytes` from the high end of the smallest range that has them, or returns null.
  char* cut(size_t bytes) noexcept;
  /// Bytes of the range that begins there, 0 when none does.
  size_t size_at(char* begin) const noexcept;
  /// Removes all ranges and calls `visit(begin, bytes)` for each.
  template <class F> void clear(const F& visit) noexcept {
    while (!by_address_.empty()) {
      const auto [begin, bytes] = *by_address_.begin();
      erase(by_address_.begin());
      visit(begin, bytes);
    }
  }

 private:
  using ByAddress = std::map<char*, size_t>;
  using BySize = std::set<std::pair<size_t, char*>>;

  void erase(ByAddress::iterator range) noexcept;

  ByAddress by_address_;
  BySize by_size_;  // the same ranges
  // Nodes of ranges to come, as many of one kind as of the other; there is room for all the nodes there are.
  std::vector<ByAddress::node_type> spare_by_address_;
  std::vector<BySize::node_type> spare_by_size_;
};

}  // namespace torch::inline rushlight
