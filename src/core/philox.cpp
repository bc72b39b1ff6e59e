// Philox4x32-10: ten rounds of two 32 x 32 -> 64 bit products for each block of four words.
//
// The AVX2 copy keeps one word of four blocks in the low halves of four 64-bit lanes, where the multiplier takes its
// inputs; what a round leaves in the high halves is ignored by the next, so a round needs no shuffle.
#include "core/philox.h"

#include <algorithm>

#include "core/widest_isa.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

namespace torch::inline rushlight {
namespace {

constexpr uint32_t kMultiplier0 = 0xD2511F53u, kMultiplier1 = 0xCD9E8D57u;
constexpr uint32_t kWeyl0 = 0x9E3779B9u, kWeyl1 = 0xBB67AE85u;
constexpr int kRounds = 10;

std::array<uint32_t, 4> block_words(uint64_t seed, uint64_t block) {
  return philox4x32({static_cast<uint32_t>(block), static_cast<uint32_t>(block >> 32), 0, 0},
                    {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
}

#if defined(__x86_64__) && defined(__GNUC__)
constexpr int64_t kGroup =
    8;  // blocks in flight: two registers for each word, to hide the latency of the products

struct FourBlocks {
  __m256i word[4];
};

[[gnu::target("avx2"), gnu::always_inline]] inline FourBlocks first_words(uint64_t block) {
  const __m256i number =
      _mm256_add_epi64(_mm256_set1_epi64x(static_cast<int64_t>(block)), _mm256_setr_epi64x(0, 1, 2, 3));
  return {{number, _mm256_srli_epi64(number, 32), _mm256_setzero_si256(), _mm256_setzero_si256()}};
}

[[gnu::target("avx2"), gnu::always_inline]] inline FourBlocks next_round(const FourBlocks& c, __m256i key0,
                                                                         __m256i key1) {
  const __m256i p0 = _mm256_mul_epu32(c.word[0], _mm256_set1_epi64x(kMultiplier0));
  const __m256i p1 = _mm256_mul_epu32(c.word[2], _mm256_set1_epi64x(kMultiplier1));
  return {{_mm256_xor_si256(_mm256_srli_epi64(p1, 32), _mm256_xor_si256(c.word[1], key0)), p1,
           _mm256_xor_si256(_mm256_srli_epi64(p0, 32), _mm256_xor_si256(c.word[3], key1)), p0}};
}

[[gnu::target("avx2"), gnu::always_inline]] inline void store_in_order(const FourBlocks& c, uint32_t* out) {
  const __m256i low = _mm256_blend_epi32(c.word[0], _mm256_slli_epi64(c.word[1], 32), 0xAA);
  const __m256i high = _mm256_blend_epi32(c.word[2], _mm256_slli_epi64(c.word[3], 32), 0xAA);
  const __m256i even = _mm256_unpacklo_epi64(low, high), odd = _mm256_unpackhi_epi64(low, high);
  __m256i* to = reinterpret_cast<__m256i*>(out);
  _mm256_storeu_si256(to, _mm256_permute2x128_si256(even, odd, 0x20));
  _mm256_storeu_si256(to + 1, _mm256_permute2x128_si256(even, odd, 0x31));
}

[[gnu::target("avx2")]] void groups_avx2(uint64_t seed, uint64_t block, uint32_t* out, int64_t groups) {
  for (int64_t g = 0; g < groups; ++g, block += kGroup, out += 4 * kGroup) {
    FourBlocks a = first_words(block), b = first_words(block + 4);
    uint32_t key0 = static_cast<uint32_t>(seed), key1 = static_cast<uint32_t>(seed >> 32);
    for (int round = 0; round < kRounds; ++round, key0 += kWeyl0, key1 += kWeyl1) {
      const __m256i k0 = _mm256_set1_epi64x(key0), k1 = _mm256_set1_epi64x(key1);
      a = next_round(a, k0, k1);
      b = next_round(b, k0, k1);
    }
    store_in_order(a, out);
    store_in_order(b, out + 16);
  }
}
#endif

/// Fills the blocks that the wide form covers; returns how many words it wrote.
int64_t fill_groups(uint64_t seed, uint64_t offset, uint32_t* out, int64_t n) {
#if defined(__x86_64__) && defined(__GNUC__)
  if (has_avx2_fma()) {
    groups_avx2(seed, offset, out, n / (4 * kGroup));
    return n / (4 * kGroup) * (4 * kGroup);
  }
#endif
  return 0;
}

}  // namespace

std::array<uint32_t, 4> philox4x32(std::array<uint32_t, 4> c, std::array<uint32_t, 2> key) {
  for (int round = 0; round < kRounds; ++round, key[0] += kWeyl0, key[1] += kWeyl1) {
    const uint64_t p0 = uint64_t{kMultiplier0} * c[0], p1 = uint64_t{kMultiplier1} * c[2];
    c = {static_cast<uint32_t>(p1 >> 32) ^ c[1] ^ key[0], static_cast<uint32_t>(p1),
         static_cast<uint32_t>(p0 >> 32) ^ c[3] ^ key[1], static_cast<uint32_t>(p0)};
  }
  return c;
}

void philox_fill(uint64_t seed, uint64_t offset, uint32_t* out, int64_t n) {
  int64_t done = fill_groups(seed, offset, out, n);
  for (uint64_t block = offset + static_cast<uint64_t>(done / 4); done < n; done += 4, ++block) {
    const std::array<uint32_t, 4> words = block_words(seed, block);
    std::copy_n(words.data(), std::min<int64_t>(4, n - done), out + done);
  }
}

}  // namespace torch::inline rushlight
