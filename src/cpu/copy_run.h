// The copy of a run of elements that lie behind each other, of any length. Only for kernels.
#pragma once

#include <hwy/highway.h>

#include <cstdint>
#include <cstring>
#include <type_traits>

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

/// out[i] = in[-i] for n elements.
template <class T> void copy_reversed(const T* in, T* out, int64_t n) {
  if constexpr (std::is_integral_v<T> && sizeof(T) >= 4) {
    namespace hn = hwy::HWY_NAMESPACE;
    const hn::ScalableTag<T> d;
    const auto L = static_cast<int64_t>(hn::Lanes(d));
    if (n >= L) {
      const auto copy = [&](int64_t i) {
        hn::StoreU(hn::Reverse(d, hn::LoadU(d, in - i - L + 1)), d, out + i);
      };
      for (int64_t i = 0; i + L < n; i += L) copy(i);
      return copy(n - L);
    }
  }
  for (int64_t i = 0; i < n; ++i) out[i] = in[-i];
}

/// Copies `count` rows of `bytes` each, from rows `in_step` bytes apart to rows `out_step` bytes apart.
using CopyRows = void (*)(const char* in, int64_t in_step, char* out, int64_t out_step, int64_t bytes,
                          int64_t count);

template <int kBytes>
void copy_rows_of(const char* in, int64_t in_step, char* out, int64_t out_step, int64_t, int64_t count) {
  for (int64_t i = 0; i < count; ++i) std::memcpy(out + i * out_step, in + i * in_step, kBytes);
}
// Rows of one word to two: the first word and the last one.
template <int64_t kWord>
void copy_rows_of_words(const char* in, int64_t in_step, char* out, int64_t out_step, int64_t bytes,
                        int64_t count) {
  for (int64_t i = 0; i < count; ++i, in += in_step, out += out_step) {
    copy_word<kWord>(in, out);
    copy_word<kWord>(in + bytes - kWord, out + bytes - kWord);
  }
}
inline void copy_longer_rows(const char* in, int64_t in_step, char* out, int64_t out_step, int64_t bytes,
                             int64_t count) {
  for (int64_t i = 0; i < count; ++i) copy_neighbours(in + i * in_step, out + i * out_step, bytes);
}

template <int64_t kWord = kRunVector> CopyRows words_of(int64_t bytes) {
  if constexpr (kWord > 1)
    if (bytes < kWord) return words_of<kWord / 2>(bytes);
  return bytes > 2 * kWord ? copy_longer_rows : copy_rows_of_words<kWord>;
}

/// The way for rows of so many bytes, one at least. For those of a few, as the channels of a pixel are, to find it takes longer
/// than the copy.
inline CopyRows rows_of(int64_t bytes) {
  switch (bytes) {
    case 2: return copy_rows_of<2>;
    case 3: return copy_rows_of<3>;
    case 4: return copy_rows_of<4>;
    case 6: return copy_rows_of<6>;
    case 8: return copy_rows_of<8>;
    case 12: return copy_rows_of<12>;
    case 16: return copy_rows_of<16>;
    default: return words_of(bytes);
  }
}

template <class T>
void reverse_rows(const char* in, int64_t in_step, char* out, int64_t out_step, int64_t bytes,
                  int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    copy_reversed(reinterpret_cast<const T*>(in + i * in_step), reinterpret_cast<T*>(out + i * out_step),
                  bytes / int64_t{sizeof(T)});
}

/// The way for rows whose elements run backwards in the input, which begins with the last of them.
inline CopyRows reversed_rows_of(int64_t element) {
  return element == 4 ? reverse_rows<uint32_t> : element == 8 ? reverse_rows<uint64_t> : nullptr;
}

}  // namespace
}  // namespace torch::inline rushlight
