// The element of one rank among keys, without the order of the others: the range that they span is cut into equal parts, the
// elements of each are counted, and those of the part that holds the rank remain; and so on until few are left or all are
// equal. Parts of the range, not leading bits: numbers close to each other have those in common. Included by
// the kernel files and bench/lab, where select.cpp has the choices.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

namespace torch::inline rushlight {
namespace {

constexpr int kNarrowBits = 9;     // of a part's number: 512 counters
constexpr int64_t kShortRow = 32;  // elements up to which the standard algorithm is faster than counting

/// A key, and how many keys equal to it are before it in order.
template <class Key> struct Ranked {
  Key key;
  int64_t before;
};

/// Leaves in keys[0, count) those of the part with the rank, which becomes that among them. They are in [least, most], which are
/// not equal.
template <int bits, class Key> void narrow(Key* keys, int64_t& count, int64_t& rank, Key least, Key most) {
  const int width = static_cast<int>(std::bit_width(static_cast<Key>(most - least)));
  const int shift = std::max(0, width - bits);
  const auto part = [=](Key key) { return static_cast<Key>(key - least) >> shift; };
  int64_t counts[1 << bits] = {};
  for (int64_t i = 0; i < count; ++i) ++counts[part(keys[i])];
  Key chosen = 0;
  for (; rank >= counts[chosen]; ++chosen) rank -= counts[chosen];
  int64_t kept = 0;
  for (int64_t i = 0; i < count; ++i) {
    const Key key = keys[i];
    keys[kept] = key;
    kept += part(key) == chosen;
  }
  count = kept;
}

/// The key of a rank below `count`; the keys lose their order.
template <int bits = kNarrowBits, class Key>
Ranked<Key> select(Key* keys, int64_t count, int64_t rank, int64_t short_row = kShortRow) {
  while (count > short_row) {
    Key least = keys[0], most = keys[0];
    for (int64_t i = 1; i < count; ++i) {
      least = std::min(least, keys[i]);
      most = std::max(most, keys[i]);
    }
    if (least == most) return {least, rank};
    narrow<bits>(keys, count, rank, least, most);
  }
  std::nth_element(keys, keys + rank, keys + count);
  return {keys[rank], std::count(keys, keys + rank, keys[rank])};
}

}  // namespace
}  // namespace torch::inline rushlight
