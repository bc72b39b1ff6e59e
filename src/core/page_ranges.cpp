// Nodes go from the containers to the spare ones and back; only prepare() makes any.
#include "core/page_ranges.h"

#include <algorithm>
#include <iterator>

namespace torch::inline rushlight {
namespace {

// One more spare node, of a container of its own.
template <class Container> void make_spare(std::vector<typename Container::node_type>& spare, size_t all) {
  if (spare.capacity() <= all) spare.reserve(2 * all + 8);
  Container one;
  one.emplace();
  spare.push_back(one.extract(one.begin()));
}

}  // namespace

void PageRanges::prepare(size_t count) {
  while (std::min(spare_by_address_.size(), spare_by_size_.size()) < count) {
    if (spare_by_address_.size() <= spare_by_size_.size())
      make_spare<ByAddress>(spare_by_address_, by_address_.size() + spare_by_address_.size());
    else make_spare<BySize>(spare_by_size_, by_size_.size() + spare_by_size_.size());
  }
}

char* PageRanges::cut(size_t bytes) noexcept {
  const auto fit = by_size_.lower_bound({bytes, nullptr});
  if (fit == by_size_.end()) return nullptr;
  const auto [size, begin] = *fit;
  erase(by_address_.find(begin));
  if (size > bytes) insert(begin, size - bytes);
  return begin + (size - bytes);
}

size_t PageRanges::size_at(char* begin) const noexcept {
  const auto range = by_address_.find(begin);
  return range == by_address_.end() ? 0 : range->second;
}

void PageRanges::insert(char* begin, size_t bytes) noexcept {
  auto next = by_address_.lower_bound(begin);
  if (next != by_address_.end() && begin + bytes == next->first) {
    bytes += next->second;
    erase(next++);
  }
  if (next != by_address_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == begin) {
      begin = before->first;
      bytes += before->second;
      erase(before);
    }
  }
  auto& place = spare_by_address_.back();
  place.key() = begin;
  place.mapped() = bytes;
  by_address_.insert(std::move(place));
  spare_by_address_.pop_back();
  auto& size = spare_by_size_.back();
  size.value() = {bytes, begin};
  by_size_.insert(std::move(size));
  spare_by_size_.pop_back();
}

void PageRanges::erase(ByAddress::iterator range) noexcept {
  spare_by_size_.push_back(by_size_.extract({range->second, range->first}));
  spare_by_address_.push_back(by_address_.extract(range));
}

}  // namespace torch::inline rushlight
