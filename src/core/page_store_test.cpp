// PageStore: ranges never overlap, neighbours join again, memory grows by what is missing only, and a block is taken back
// without memory.
#include "core/page_store.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <new>
#include <random>
#include <vector>

namespace {
thread_local bool t_refuse_memory = false;
}

// The memory of the whole test program, which a test can refuse to itself.
void* operator new(size_t bytes) {
  void* p = t_refuse_memory ? nullptr : std::malloc(bytes ? bytes : 1);
  if (!p) throw std::bad_alloc();
  return p;
}
[[gnu::noinline]] void operator delete(void* p) noexcept { std::free(p); }
[[gnu::noinline]] void operator delete(void* p, size_t) noexcept { std::free(p); }

namespace torch::inline rushlight {
namespace {

constexpr size_t kMega = size_t{1} << 20;

/// Whether `bytes` of addresses that end where `p` begins belong to nobody.
bool free_below(void* p, size_t bytes) {
  void* wanted = static_cast<char*>(p) - bytes;
  void* got = mmap(wanted, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (got != MAP_FAILED) munmap(got, bytes);
  return got == wanted;
}

TEST(PageStore, BlocksAreWholePagesOfTheSystem) {
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  PageStore store;
  for (size_t bytes : {size_t{1}, page - 1, page, page + 1, kMega + 1}) {
    const size_t rounded = PageStore::rounded(bytes);
    EXPECT_GE(rounded, bytes);
    EXPECT_LT(rounded, bytes + page);
    EXPECT_EQ(rounded % page, 0u);
    void* block = store.take(rounded);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(block) % page, 0u);
    store.give(block, rounded);
  }
}

TEST(PageStore, BlocksOfOtherSizesReuseWhatWasGivenBack) {
  PageStore store;
  store.give(store.take(16 * kMega), 16 * kMega);  // one region, whatever else is mapped
  const size_t mapped = store.mapped();
  EXPECT_EQ(mapped, 16 * kMega);
  void* a = store.take(10 * kMega);
  void* b = store.take(6 * kMega);
  EXPECT_EQ(store.mapped(), mapped);
  store.give(a, 10 * kMega);
  store.give(b, 6 * kMega);
  void* whole = store.take(16 * kMega);
  EXPECT_EQ(store.mapped(), mapped);
  store.give(whole, 16 * kMega);
  std::vector<void*> small;
  for (int i = 0; i < 32; ++i) small.push_back(store.take(kMega / 2));
  EXPECT_EQ(store.mapped(), mapped);
  for (void* p : small) store.give(p, kMega / 2);
  store.unmap_free();
  EXPECT_EQ(store.mapped(), 0u);
}

// Where the system maps the next region depends on what else the process has mapped, so the test looks first, and goes on
// from gap to gap, which it leaves filled, until there is room.
TEST(PageStore, GrowsByWhatIsMissingWhereTheAddressesBelowAreFree) {
  struct Attempt {
    PageStore store;
    void* a = store.take(4 * kMega);
    void* c = nullptr;
  };
  std::deque<Attempt> attempts;
  bool grown = false;
  while (!grown && attempts.size() < 1000) {
    auto& [store, a, c] = attempts.emplace_back();
    const bool room_for_b = free_below(a, 4 * kMega);
    void* b = store.take(4 * kMega);  // at the low end
    EXPECT_EQ(static_cast<char*>(b) + 4 * kMega == a, room_for_b);
    store.give(b, 4 * kMega);
    const bool room = free_below(b, 6 * kMega);
    c = store.take(10 * kMega);
    EXPECT_EQ(store.mapped(), (room ? 14 : 18) * kMega);
    grown = room_for_b && room;
  }
  EXPECT_TRUE(grown);
  for (auto& [store, a, c] : attempts) {
    store.give(a, 4 * kMega);
    store.give(c, 10 * kMega);
    store.unmap_free();
    EXPECT_EQ(store.mapped(), 0u);
  }
}

TEST(PageStore, MapsARegionElsewhereWhenTheAddressesBelowAreTaken) {
  PageStore store;
  void* a = store.take(4 * kMega);
  void* below = static_cast<char*>(a) - 2 * kMega;
  void* wall =
      mmap(below, 2 * kMega, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);  // or somebody is there already
  void* b = store.take(4 * kMega);
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(store.mapped(), 8 * kMega);
  std::memset(b, 1, 4 * kMega);
  if (wall != MAP_FAILED) munmap(wall, 2 * kMega);
  store.give(b, 4 * kMega);
  store.give(a, 4 * kMega);
  store.unmap_free();
  EXPECT_EQ(store.mapped(), 0u);
}

TEST(PageStore, BlocksAreTakenBackWithoutMemory) {
  PageStore store;
  std::vector<void*> blocks;
  for (int i = 0; i < 500; ++i)
    blocks.push_back(store.take(PageStore::page() * static_cast<size_t>(1 + i % 7)));
  const auto give = [&](int i) {
    store.give(blocks[static_cast<size_t>(i)], PageStore::page() * static_cast<size_t>(1 + i % 7));
  };
  t_refuse_memory = true;
  for (int i = 0; i < 500; i += 2) give(i);  // no two of them touch
  store.unmap_free();
  for (int i = 1; i < 500; i += 2) give(i);
  t_refuse_memory = false;
  store.unmap_free();
  EXPECT_EQ(store.mapped(), 0u);
}

TEST(PageStore, RandomBlocksKeepTheirContents) {
  struct Block {
    unsigned char* data;
    size_t bytes;
    unsigned char mark;
  };
  PageStore store;
  std::mt19937 random(0);
  std::vector<Block> blocks;
  size_t in_use = 0, peak = 0;
  const auto check_and_give = [&](size_t i) {
    const Block b = blocks[i];
    for (size_t j = 0; j < b.bytes; j += PageStore::page()) {
      ASSERT_EQ(b.data[j], b.mark);
      ASSERT_EQ(b.data[j + PageStore::page() - 1], b.mark);
    }
    store.give(b.data, b.bytes);
    in_use -= b.bytes;
    blocks[i] = blocks.back();
    blocks.pop_back();
  };
  for (int step = 0; step < 3000; ++step) {
    if (blocks.size() > 20 || (!blocks.empty() && random() % 2 == 0)) {
      check_and_give(random() % blocks.size());
    } else {
      const size_t bytes = PageStore::page() * (1 + random() % 300);
      auto* p = static_cast<unsigned char*>(store.take(bytes));
      ASSERT_NE(p, nullptr);
      const auto mark = static_cast<unsigned char>(random());
      std::memset(p, mark, bytes);
      blocks.push_back({p, bytes, mark});
      in_use += bytes;
      peak = std::max(peak, in_use);
    }
    if (step % 500 == 0) store.unmap_free();
  }
  EXPECT_LE(store.mapped(), 3 * peak);
  while (!blocks.empty()) check_and_give(blocks.size() - 1);
  store.unmap_free();
  EXPECT_EQ(store.mapped(), 0u);
}

TEST(PageStore, MoreThanTheSystemHasIsNull) {
  PageStore store;
  EXPECT_EQ(store.take(size_t{1} << 52), nullptr);
  void* p = store.take(kMega);
  EXPECT_NE(p, nullptr);
  store.give(p, kMega);
  store.unmap_free();
}

}  // namespace
}  // namespace torch::inline rushlight
