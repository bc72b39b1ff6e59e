// PageStore: ranges never overlap, neighbours join again, and memory grows by what is missing only.
#include "core/page_store.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <vector>

namespace torch::inline rushlight {
namespace {

constexpr size_t kMega = size_t{1} << 20;

TEST(PageStore, BlocksOfOtherSizesReuseWhatWasGivenBack) {
  PageStore store;
  void* a = store.take(10 * kMega);
  void* b = store.take(6 * kMega);
  const size_t mapped = store.mapped();
  EXPECT_EQ(mapped, 16 * kMega);
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

TEST(PageStore, GrowsByWhatIsMissing) {
  PageStore store;
  void* a = store.take(4 * kMega);
  void* b = store.take(4 * kMega);  // at the low end
  store.give(b, 4 * kMega);
  void* c = store.take(10 * kMega);
  EXPECT_EQ(store.mapped(), 14 * kMega);
  store.give(a, 4 * kMega);
  store.give(c, 10 * kMega);
  store.unmap_free();
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
    for (size_t j = 0; j < b.bytes; j += PageStore::kPage) {
      ASSERT_EQ(b.data[j], b.mark);
      ASSERT_EQ(b.data[j + PageStore::kPage - 1], b.mark);
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
      const size_t bytes = PageStore::kPage * (1 + random() % 300);
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
