// The first few of a row in order (topk): by a heap that keeps the best so far, or by the key of the last of them, which takes
// them out of the row unordered. Included by sort_scalar.cpp and bench/lab, where select.cpp has the choices.
#pragma once

#include <algorithm>
#include <cstdint>

#include "ops/sort/key.h"
#include "ops/sort/narrow.h"

namespace torch::inline rushlight {
namespace {

template <class T> struct Item {
  T value;
  int64_t place;
};

/// The order of sorting: NaN is the largest number, and places break ties.
template <class T> struct Before {
  bool descending;
  bool operator()(const Item<T>& a, const Item<T>& b) const {
    const bool a_nan = a.value != a.value, b_nan = b.value != b.value;
    if (a_nan || b_nan) {
      if (a_nan && b_nan) return a.place < b.place;
      return a_nan == descending;
    }
    if (a.value == b.value) return a.place < b.place;
    return descending ? a.value > b.value : a.value < b.value;
  }
};

/// Whether a heap is faster than to narrow the row: each element costs a comparison, and each that enters the heap far more.
inline bool worth_heap(int64_t n, int64_t k) { return k <= std::max<int64_t>(5, n / 64); }

/// The first k of a row in order. One comparison with the last of them turns away most others.
template <class T>
void first_by_heap(const T* in, int64_t n, int64_t k, const Before<T>& before, Item<T>* items) {
  for (int64_t i = 0; i < k; ++i) items[i] = {in[i], i};
  std::make_heap(items, items + k, before);
  for (int64_t i = k; i < n; ++i) {
    const T x = in[i], worst = items[0].value;
    if (before.descending ? x <= worst : x >= worst) continue;
    const Item<T> item{x, i};
    if (!before(item, items[0])) continue;  // one of them is NaN
    std::pop_heap(items, items + k, before);
    items[k - 1] = item;
    std::push_heap(items, items + k, before);
  }
  std::sort_heap(items, items + k, before);
}

/// The values and places of the first k, 0 < k <= n, in the order of the row; `keys` has room for the row.
template <class T>
void first_by_key(const T* in, int64_t n, int64_t k, bool descending, KeyOf<sizeof(T)>* keys, T* values,
                  int64_t* places) {
  using Key = KeyOf<sizeof(T)>;
  const Key turned = descending ? static_cast<Key>(~Key(0)) : Key(0);
  for (int64_t i = 0; i < n; ++i) keys[i] = key_of(in[i]) ^ turned;
  const Ranked<Key> last = select(keys, n, k - 1);
  int64_t found = 0, equal = last.before + 1;  // of those equal to the last that are still wanted
  for (int64_t i = 0; found < k; ++i) {
    const Key key = key_of(in[i]) ^ turned;
    const bool ties = key == last.key;
    values[found] = in[i];
    places[found] = i;
    found += key < last.key || (ties && equal > 0);
    equal -= ties;
  }
}

}  // namespace
}  // namespace torch::inline rushlight
