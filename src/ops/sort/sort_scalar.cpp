// CPU kernel of sorting (see sort.h): a row becomes (value, place) pairs, which the standard algorithms order; places
// break ties, so the order is stable and a partial sort agrees with a full one. Long rows go by their digits (radix.h).
#include "ops/sort/sort.h"

#include <algorithm>
#include <memory>

#include "ops/sort/radix.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 1024;  // elements for which a second thread pays (bench/lab/grains.cpp)

template <class T> struct Item {
  T value;
  int64_t place;
};

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

// The first k of many in order. A heap keeps the best so far; one comparison with the last of them turns away most others.
template <class T>
void best_of_row(const T* in, int64_t n, int64_t k, const Before<T>& before, Item<T>* items) {
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

template <class T>
void sort_row(const T* in, int64_t n, int64_t k, bool descending, Item<T>* items, T* values,
              int64_t* places) {
  const Before<T> before{descending};
  if (k * 16 <= n) {
    best_of_row(in, n, k, before, items);
  } else {
    for (int64_t i = 0; i < n; ++i) items[i] = {in[i], i};
    if (k < n) std::nth_element(items, items + k, items + n, before);
    std::sort(items, items + k, before);
  }
  for (int64_t i = 0; i < k; ++i) {
    values[i] = items[i].value;
    places[i] = items[i].place;
  }
}

template <class T> void sort_rows(const View& in, bool descending, const View& values, const View& places) {
  const int64_t n = in.dims == 0 ? 1 : in.size(-1), k = values.dims == 0 ? 1 : values.size(-1);
  if (k == 0 || in.numel == 0) return;
  if (k == n && n >= kShortestRadix<T> && n <= kLongestRadix)
    return parallel_for(0, in.numel / n, kGrain / n + 1, [&](int64_t first, int64_t last) {
      RadixSort<T> sort(n);
      for (int64_t r = first; r < last; ++r)
        sort.row(in.as<const T>() + r * n, descending, values.as<T>() + r * n, places.as<int64_t>() + r * n);
    });
  parallel_for(0, in.numel / n, kGrain / n + 1, [&](int64_t first, int64_t last) {
    const std::unique_ptr<Item<T>[]> items(new Item<T>[static_cast<size_t>(n)]);
    for (int64_t r = first; r < last; ++r)
      sort_row(in.as<const T>() + r * n, n, k, descending, items.get(), values.as<T>() + r * k,
               places.as<int64_t>() + r * k);
  });
}

void rows(const View& in, bool descending, const View& values, const View& places) {
  switch (in.dtype) {
    case kFloat: return sort_rows<float>(in, descending, values, places);
    case kDouble: return sort_rows<double>(in, descending, values, places);
    case kLong: return sort_rows<int64_t>(in, descending, values, places);
    case kInt: return sort_rows<int32_t>(in, descending, values, places);
    case kShort: return sort_rows<int16_t>(in, descending, values, places);
    case kChar: return sort_rows<int8_t>(in, descending, values, places);
    default: return sort_rows<uint8_t>(in, descending, values, places);
  }
}

}  // namespace

template <> const SortKernels& scalar_table<SortKernels>() {
  static constexpr SortKernels table{rows};
  return table;
}

}  // namespace torch::inline rushlight
