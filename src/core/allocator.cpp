// The caching allocator. Small blocks (up to 256 KB) come in size classes, four to a power of two, and are kept in
// lists of the thread that frees them; when a list grows long, half of it goes to the shared store. Large ones are ranges
// of pages (page_store.h). Under AddressSanitizer nothing is cached, so that every misuse is seen.
#include "rushlight/core/allocator.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <mutex>

#include "core/page_store.h"
#include "rushlight/core/error.h"

namespace torch::inline rushlight {
namespace {

constexpr size_t kAlign = 64;
constexpr int kClasses = 44;
constexpr size_t kSmall = size_t{256} << 10;  // the last class

// Class 0 is 64 bytes; beyond that four classes to each power of two, all multiples of 64 bytes.
int class_of(size_t bytes) {
  if (bytes <= 256) return bytes == 0 ? 0 : static_cast<int>((bytes - 1) / kAlign);
  const int top = std::bit_width(bytes - 1) - 1;  // 2^top < bytes <= 2^(top+1)
  const size_t step = size_t{1} << (top - 2);
  const int quarter = static_cast<int>((bytes - 1 - (size_t{1} << top)) / step);
  return 4 + (top - 8) * 4 + quarter;
}
constexpr size_t class_bytes(int c) {
  if (c < 4) return kAlign * static_cast<size_t>(c + 1);
  const int top = 8 + (c - 4) / 4, quarter = (c - 4) % 4;
  return (size_t{1} << top) + (size_t{1} << (top - 2)) * static_cast<size_t>(quarter + 1);
}

std::atomic<int64_t> g_in_use{0}, g_peak{0}, g_reserved{0}, g_system_calls{0};

void count_large(int64_t delta) {
  const int64_t now = g_in_use.fetch_add(delta, std::memory_order_relaxed) + delta;
  int64_t peak = g_peak.load(std::memory_order_relaxed);
  while (now > peak && !g_peak.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {}
}

void* from_system(size_t bytes) {
  // Not aligned_alloc, whose sizes must be multiples of the alignment.
  void* p = nullptr;
  const int failed = posix_memalign(&p, kAlign, bytes);
  RUSHLIGHT_CHECK(failed == 0, "allocate: expected ", bytes, " bytes of free memory, got none");
  g_reserved.fetch_add(static_cast<int64_t>(bytes), std::memory_order_relaxed);
  g_system_calls.fetch_add(1, std::memory_order_relaxed);
  return p;
}
void to_system(void* p, size_t bytes) {
  g_reserved.fetch_sub(static_cast<int64_t>(bytes), std::memory_order_relaxed);
  std::free(p);
}

struct FreeBlock {
  FreeBlock* next;
};

// Blocks that belong to no thread. Lives for ever: threads may end after static destructors ran.
struct Store {
  std::mutex mutex;
  FreeBlock* free[kClasses] = {};
  PageStore large;

  void push(int c, FreeBlock* block) {
    block->next = free[c];
    free[c] = block;
  }
  FreeBlock* pop(int c) {
    FreeBlock* first = free[c];
    if (first) free[c] = first->next;
    return first;
  }
};
Store& store() {
  static Store& s = *new Store;
  return s;
}

struct ThreadCache {
  struct List {
    FreeBlock* head = nullptr;
    uint32_t count = 0;
  };
  List lists[kClasses];

  ~ThreadCache() {
    for (int c = 0; c < kClasses; ++c) spill(c, 0);
  }
  // Moves blocks of class c to the shared store until `keep` are left.
  void spill(int c, uint32_t keep) {
    if (lists[c].count <= keep) return;
    Store& s = store();
    std::lock_guard lock(s.mutex);
    while (lists[c].count > keep) {
      FreeBlock* b = lists[c].head;
      lists[c].head = b->next;
      --lists[c].count;
      s.push(c, b);
    }
  }
};
thread_local ThreadCache* t_cache = nullptr;
thread_local bool t_cache_gone = false;

// Owns the cache, so that the fast path reads a plain pointer.
struct CacheOwner {
  ThreadCache cache;
  CacheOwner() { t_cache = &cache; }
  ~CacheOwner() {
    t_cache = nullptr;
    t_cache_gone = true;
  }
};
[[gnu::noinline]] ThreadCache* make_cache() {
  if (t_cache_gone) return nullptr;
  static thread_local CacheOwner owner;
  return t_cache;
}
inline ThreadCache* cache() { return t_cache ? t_cache : make_cache(); }

// How many blocks of each class stay with a thread: at most about a megabyte. A table, because a free must not divide.
constexpr auto kKeep = [] {
  std::array<uint32_t, kClasses> keep{};
  for (int c = 0; c < kClasses; ++c)
    keep[static_cast<size_t>(c)] =
        static_cast<uint32_t>(std::clamp<size_t>((size_t{1} << 20) / class_bytes(c), 8, 1024));
  return keep;
}();

[[gnu::noinline]] void* allocate_slow(int c) {
  {
    Store& s = store();
    std::lock_guard lock(s.mutex);
    if (void* p = s.pop(c)) return p;
  }
  return from_system(class_bytes(c));
}

[[gnu::noinline]] void* allocate_large(size_t bytes) {
  const size_t rounded = PageStore::rounded(bytes);
  void* p = store().large.take(rounded);
  RUSHLIGHT_CHECK(p, "allocate: expected ", bytes, " bytes of free memory, got none");
  count_large(static_cast<int64_t>(rounded));
  return p;
}
[[gnu::noinline]] void deallocate_large(void* block, size_t bytes) {
  const size_t rounded = PageStore::rounded(bytes);
  count_large(-static_cast<int64_t>(rounded));
  store().large.give(block, rounded);
}

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kCaching = false;
#else
constexpr bool kCaching = true;
#endif

}  // namespace

void* allocate(size_t bytes) {
  RUSHLIGHT_CHECK(bytes < (size_t{1} << 46), "allocate: expected a size below 64 TB, got ", bytes, " bytes");
  if (!kCaching) return from_system(bytes < kAlign ? kAlign : bytes);
  if (bytes > kSmall) return allocate_large(bytes);
  const int c = class_of(bytes);
  ThreadCache* t = cache();
  if (t && t->lists[c].head) [[likely]] {
    FreeBlock* b = t->lists[c].head;
    t->lists[c].head = b->next;
    --t->lists[c].count;
    return b;
  }
  return allocate_slow(c);
}

void deallocate(void* block, size_t bytes) noexcept {
  if (!block) return;
  if (!kCaching) return to_system(block, bytes < kAlign ? kAlign : bytes);
  if (bytes > kSmall) return deallocate_large(block, bytes);
  const int c = class_of(bytes);
  if (ThreadCache* t = cache()) [[likely]] {
    auto& list = t->lists[c];
    auto* b = static_cast<FreeBlock*>(block);
    b->next = list.head;
    list.head = b;
    if (++list.count > kKeep[static_cast<size_t>(c)]) [[unlikely]]
      t->spill(c, list.count / 2);
    return;
  }
  Store& s = store();
  std::lock_guard lock(s.mutex);
  s.push(c, static_cast<FreeBlock*>(block));
}

const PageStore& large_blocks() { return store().large; }

MemoryStats memory_stats() {
  const PageStore& large = store().large;
  return {g_in_use.load(), g_peak.load(), g_reserved.load() + static_cast<int64_t>(large.mapped()),
          g_system_calls.load() + static_cast<int64_t>(large.system_calls())};
}

void empty_cache() {
  if (ThreadCache* t = cache())
    for (int c = 0; c < kClasses; ++c) t->spill(c, 0);
  Store& s = store();
  s.large.unmap_free();
  std::lock_guard lock(s.mutex);
  for (int c = 0; c < kClasses; ++c)
    while (void* p = s.pop(c)) to_system(p, class_bytes(c));
}

}  // namespace torch::inline rushlight
