// Sorting of long rows digit by digit, the last digit first: each pass deals the elements out by one byte of their keys and
// keeps their order otherwise, so the whole is stable. Included by sort_scalar.cpp and bench/lab.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

#include "ops/sort/key.h"

namespace torch::inline rushlight {
namespace {

/// From here on digits are faster than comparisons (bench/lab/sort.cpp); each digit has 256 counters to go through. Comparing int64
/// costs the least beside its eight digits.
template <class T>
constexpr int64_t kShortestRadix = (std::is_same_v<T, int64_t> ? 20 : 16) * int64_t{sizeof(T)};
constexpr int64_t kLongestRadix = std::numeric_limits<uint32_t>::max();  // places are of 32 bits

/// Sorts rows of n elements.
template <class T> class RadixSort {
  using Key = KeyOf<sizeof(T)>;
  static constexpr int kDigits = sizeof(T);
  struct Item {
    Key key;
    uint32_t place;
  };

 public:
  explicit RadixSort(int64_t n)
      : n_(n), a_(new Item[static_cast<size_t>(n)]), b_(new Item[static_cast<size_t>(n)]) {}

  void row(const T* in, bool descending, T* values, int64_t* places) {
    uint32_t counts[kDigits][256] = {};
    const Key turned = descending ? static_cast<Key>(~Key(0)) : Key(0);
    for (int64_t i = 0; i < n_; ++i) {
      const Key key = key_of(in[i]) ^ turned;
      a_[static_cast<size_t>(i)] = {key, static_cast<uint32_t>(i)};
      for (int d = 0; d < kDigits; ++d) ++counts[d][digit(key, d)];
    }
    for (int d = 0; d < kDigits; ++d)
      if (counts[d][digit(a_[0].key, d)] < n_) deal(counts[d], d);  // else it is the same everywhere
    for (int64_t i = 0; i < n_; ++i) {
      const uint32_t place = a_[static_cast<size_t>(i)].place;
      values[i] = in[place];
      places[i] = place;
    }
  }

 private:
  static size_t digit(Key key, int d) { return key >> (8 * d) & 255; }

  void deal(uint32_t* counts, int d) {
    uint32_t next = 0;
    for (int v = 0; v < 256; ++v) next += std::exchange(counts[v], next);
    for (int64_t i = 0; i < n_; ++i) {
      const Item item = a_[static_cast<size_t>(i)];
      b_[counts[digit(item.key, d)]++] = item;
    }
    std::swap(a_, b_);
  }

  int64_t n_;
  std::unique_ptr<Item[]> a_, b_;
};

}  // namespace
}  // namespace torch::inline rushlight
