// Where the pages come from; page_ranges.cpp finds the one that fits best.
#include "core/page_store.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <new>

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

size_t PageStore::page() {
  static const auto size = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  return size;
}

void* PageStore::take(size_t bytes) {
  std::lock_guard lock(mutex_);
  try {
    free_.prepare(blocks_ + 2);  // for this block and those in use, once they come back, and for a new region
  } catch (const std::bad_alloc&) { return nullptr; }
  char* p = free_.cut(bytes);
  if (!p && !grow(bytes)) {
    unmap_all_free();
    if (!grow(bytes)) return nullptr;
  }
  if (!p) p = free_.cut(bytes);
  ++blocks_;
  ++taken_.blocks, taken_.bytes += bytes;
  return p;
}

void PageStore::give(void* block, size_t bytes) noexcept {
  std::lock_guard lock(mutex_);
  free_.insert(static_cast<char*>(block), bytes);
  --blocks_;
}

void PageStore::unmap_free() {
  std::lock_guard lock(mutex_);
  unmap_all_free();
}

size_t PageStore::mapped() const {
  std::lock_guard lock(mutex_);
  return mapped_;
}
PageStore::Taken PageStore::taken() const {
  std::lock_guard lock(mutex_);
  return taken_;
}
size_t PageStore::system_calls() const {
  std::lock_guard lock(mutex_);
  return system_calls_;
}

bool PageStore::grow(size_t bytes) {
  const size_t more = up_to_huge(bytes - free_.size_at(low_));
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
  free_.insert(p, bytes);
  return true;
}

void PageStore::unmap_all_free() {
  free_.clear([this](char* begin, size_t bytes) {
    munmap(begin, bytes);
    mapped_ -= bytes;
  });
}

}  // namespace torch::inline rushlight
