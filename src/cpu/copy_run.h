// The copy of a run of elements that lie behind each other, of any length. Only for kernels.
#pragma once

#include <cstdint>
#include <cstring>

namespace torch::inline rushlight {
namespace {

#if defined(__AVX512F__)
constexpr int64_t kRunVector = 64;  // bytes
#elif defined(__AVX__)
constexpr int64_t kRunVector = 32;
#else
constexpr int64_t kRunVector = 16;
#endif

template <int64_t kBytes> void copy_word(const char* from, char* to) {
  if constexpr (kBytes >= 16) {
    typedef char Word __attribute__((vector_size(kBytes), aligned(1), may_alias));
    *reinterpret_cast<Word*>(to) = *reinterpret_cast<const Word*>(from);
  } else std::memcpy(to, from, kBytes);
}

// Fewer bytes than two words: the first word and the last one, which may overlap.
template <int64_t kWord> void copy_short(const char* from, char* to, int64_t bytes) {
  if (bytes >= kWord) {
    copy_word<kWord>(from, to);
    copy_word<kWord>(from + bytes - kWord, to + bytes - kWord);
  } else if constexpr (kWord > 1) copy_short<kWord / 2>(from, to, bytes);
}

/// Copies n elements. Rows of a few KB whose places in two pages are near each other are what the string instructions that
/// memcpy uses for them do slowly (15 times on Zen 3), and rows of a few bytes are shorter than its choice of a way.
template <class T> void copy_neighbours(const T* in, T* out, int64_t n) {
  constexpr int64_t kLong = 64 << 10;  // bytes
  const int64_t bytes = n * int64_t{sizeof(T)};
  const char* from = reinterpret_cast<const char*>(in);
  char* to = reinterpret_cast<char*>(out);
  if (bytes >= kLong) {
    std::memcpy(to, from, static_cast<size_t>(bytes));
  } else if (bytes < kRunVector) {
    copy_short<kRunVector / 2>(from, to, bytes);
  } else {
    for (int64_t i = 0; i + kRunVector < bytes; i += kRunVector) copy_word<kRunVector>(from + i, to + i);
    copy_word<kRunVector>(from + bytes - kRunVector, to + bytes - kRunVector);
  }
}

}  // namespace
}  // namespace torch::inline rushlight
