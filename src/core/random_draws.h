// How the streams get their words: in chunks that stay in the first-level cache, each converted in one plain loop.
//
// Next: random_streams.cpp (real numbers) and random_integers.cpp, the two users.
#pragma once

#include <algorithm>
#include <cstdint>

#include "core/random_streams.h"

namespace torch::inline rushlight {

inline constexpr int64_t kChunkWords = 1024;

/// Calls fn(words, first, count) over 0 ... n - 1, with `words_each` fresh words for each of the `count` values.
template <class Fn> void draw_chunks(Mt19937& engine, int64_t n, int words_each, Fn fn) {
  uint32_t words[kChunkWords];
  for (int64_t first = 0; first < n; first += kChunkWords / words_each) {
    const int64_t count = std::min<int64_t>(n - first, kChunkWords / words_each);
    engine.fill(words, count * words_each);
    fn(static_cast<const uint32_t*>(words), first, count);
  }
}

/// Two words as one of 64 bits, the first one high.
[[gnu::always_inline]] inline uint64_t join(const uint32_t* words, int64_t i) {
  return uint64_t{words[2 * i]} << 32 | words[2 * i + 1];
}

/// The low 24 bits of a word as a number in [0, 1).
[[gnu::always_inline]] inline float unit_real(const uint32_t* words, int64_t i, float) {
  return static_cast<float>(static_cast<int32_t>(words[i] & 0xffffffu)) * 0x1p-24f;
}

/// The low 53 bits of a pair as a number in [0, 1), by way of signed 32-bit integers, which vector units convert.
[[gnu::always_inline]] inline double unit_real(const uint32_t* words, int64_t i, double) {
  const double high = static_cast<int32_t>(words[2 * i] & 0x1fffffu);
  const double low = static_cast<int32_t>(words[2 * i + 1] ^ 0x80000000u) + 0x1p31;
  return (high * 0x1p32 + low) * 0x1p-53;
}

/// out[i] = fn(u), where u is a double in [0, 1) made from two words.
template <class T, class Fn> void map_doubles(CpuRandomState& state, T* out, int64_t n, Fn fn) {
  draw_chunks(state.engine, n, 2, [&](const uint32_t* words, int64_t first, int64_t count) {
    for (int64_t i = 0; i < count; ++i) out[first + i] = static_cast<T>(fn(unit_real(words, i, double{})));
  });
}

/// out[i] = fn(bits), where bits is one word, or two joined when `wide`.
template <class T, class Fn> void map_bits(CpuRandomState& state, T* out, int64_t n, bool wide, Fn fn) {
  draw_chunks(state.engine, n, wide ? 2 : 1, [&](const uint32_t* words, int64_t first, int64_t count) {
    for (int64_t i = 0; i < count; ++i) out[first + i] = fn(wide ? join(words, i) : words[i]);
  });
}

}  // namespace torch::inline rushlight
