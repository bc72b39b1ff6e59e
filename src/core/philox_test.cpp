// Philox4x32-10 against the known answers that come with the paper's code (Random123, kat_vectors), and the wide form
// against the single one.
#include "core/philox.h"

#include <gtest/gtest.h>

#include <vector>

namespace torch::inline rushlight {
namespace {

using Words = std::array<uint32_t, 4>;

TEST(Philox, KnownAnswers) {
  EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr uint32_t f = 0xffffffff;
  EXPECT_EQ(philox4x32({f, f, f, f}, {f, f}), (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, FillIsBlockAfterBlock) {
  const uint64_t seed = 0x0123456789abcdef;
  for (const uint64_t offset : {uint64_t{0}, uint64_t{7}, uint64_t{0xfffffffe}, ~uint64_t{0} - 2}) {
    for (const int64_t n : {0, 1, 3, 4, 31, 32, 33, 64, 100, 1001}) {
      std::vector<uint32_t> words(n + 1, 77);
      philox_fill(seed, offset, words.data(), n);
      for (int64_t i = 0; i < n; ++i) {
        const uint64_t block = offset + static_cast<uint64_t>(i / 4);
        const Words expected =
            philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), 0, 0},
                       {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
        ASSERT_EQ(words[i], expected[i % 4]) << "word " << i << " of " << n << " from block " << offset;
      }
      EXPECT_EQ(words[n], 77u);
    }
  }
}

TEST(Philox, SeedsGiveDifferentStreams) {
  std::vector<uint32_t> a(64), b(64), c(64);
  philox_fill(1, 0, a.data(), 64);
  philox_fill(2, 0, b.data(), 64);
  philox_fill(uint64_t{1} << 32 | 1, 0, c.data(), 64);
  EXPECT_NE(a, b);
  EXPECT_NE(a, c);
}

}  // namespace
}  // namespace torch::inline rushlight
