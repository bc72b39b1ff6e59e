// Best fit over two ordered sets of the free ranges: by size to find one, by address to join neighbours.
#include "core/page_store.h"

#include <sys/mman.h>

#include <cstdint>

namespace torch::inline rushlight {
namespace {

constexpr size_t kHugePage = size_t{2} << 20;

constexpr size_t up_to_huge(size_t bytes) { return (bytes + kHugePage - 1) / kHugePage * kHugePage; }

char* map_pages(char* hint, size_t bytes) {
  void* p = mmap(hint, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return p == MAP_FAILED ? nullptr : static_cast<char*>(p);
}

// A range that begins at a huge page: a longer one without its two ends.
char* map_aligned(size_t bytes) {
  char* p = map_pages(nullptr, bytes + kHugePage);
  if (!p) return nullptr;
  const size_t before = up_to_huge(reinterpret_cast<uintptr_t>(p)) - reinterpret_cast<uintptr_t>(p);
  if (before > 0) munmap(p, before);
  munmap(p + before + bytes, kHugePage - before);
  return p + before;
}

}  // namespace

void* PageStore::take(size_t bytes) {
  std::lock_guard lock(mutex_);
  if (char* p = cut(bytes)) return p;
  if (!grow(bytes)) {
    unmap_all_free();
    if (!grow(bytes)) return nullptr;
  }
  return cut(bytes);
}

void PageStore::give(void* block, size_t bytes) {
  std::lock_guard lock(mutex_);
  insert(static_cast<char*>(block), bytes);
}

void PageStore::unmap_free() {
  std::lock_guard lock(mutex_);
  unmap_all_free();
}

size_t PageStore::mapped() const {
  std::lock_guard lock(mutex_);
  return mapped_;
}
size_t PageStore::system_calls() const {
  std::lock_guard lock(mutex_);
  return system_calls_;
}

char* PageStore::cut(size_t bytes) {
  const auto fit = by_size_.lower_bound({bytes, nullptr});
  if (fit == by_size_.end()) return nullptr;
  const auto [size, begin] = *fit;
  erase(free_.find(begin));
  if (size > bytes) insert(begin, size - bytes);
  return begin + (size - bytes);
}

bool PageStore::grow(size_t bytes) {
  const auto lowest = free_.find(low_);
  const size_t there = lowest == free_.end() ? 0 : lowest->second;
  const size_t more = up_to_huge(bytes - there);
  if (low_ && map_region(low_ - more, more)) return true;
  return map_region(nullptr, up_to_huge(bytes));
}

// A region at `hint`, or anywhere when that is null.
bool PageStore::map_region(char* hint, size_t bytes) {
  char* p = hint ? map_pages(hint, bytes) : map_aligned(bytes);
  ++system_calls_;
  if (!p) return false;
  if (hint && p != hint) {
    munmap(p, bytes);
    return false;
  }
  madvise(p, bytes, MADV_HUGEPAGE);  // fewer page faults and TLB misses; a hint only
  mapped_ += bytes;
  low_ = p;
  insert(p, bytes);
  return true;
}

void PageStore::insert(char* begin, size_t bytes) {
  auto next = free_.lower_bound(begin);
  if (next != free_.end() && begin + bytes == next->first) {
    bytes += next->second;
    erase(next++);
  }
  if (next != free_.begin()) {
    const auto before = std::prev(next);
    if (before->first + before->second == begin) {
      begin = before->first;
      bytes += before->second;
      erase(before);
    }
  }
  free_.emplace(begin, bytes);
  by_size_.emplace(bytes, begin);
}

void PageStore::erase(ByAddress::iterator range) {
  by_size_.erase({range->second, range->first});
  free_.erase(range);
}

void PageStore::unmap_all_free() {
  for (const auto& [begin, bytes] : free_) {
    munmap(begin, bytes);
    mapped_ -= bytes;
  }
  free_.clear();
  by_size_.clear();
}

}  // namespace torch::inline rushlight
