// CPU kernel of sorting (see sort.h): a row becomes (value, place) pairs, which the standard algorithm orders; places break ties,
// so the order is stable and a partial sort agrees with a full one. Long rows go by their digits (radix.h). Where the first few
// are wanted, they are found before (first.h).
#include "ops/sort/sort.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "ops/sort/first.h"
#include "ops/sort/radix.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 1024;  // elements for which a second thread pays (bench/lab/grains.cpp)

// Puts rows of n elements in order, or the first k of each.
template <class T> class RowSort {
 public:
  RowSort(int64_t n, int64_t k, bool descending)
      : n_(n),
        k_(k),
        before_{descending},
        way_(k == n             ? Way::all
             : worth_heap(n, k) ? Way::heap
                                : Way::key) {
    if (way_ != Way::heap && k >= kShortestRadix<T> && k <= kLongestRadix) digits_.emplace(k);
    else items_.reset(new Item<T>[static_cast<size_t>(k)]);
    if (way_ != Way::key) return;
    keys_.reset(new KeyOf<sizeof(T)>[static_cast<size_t>(n)]);
    values_.reset(new T[static_cast<size_t>(k)]);
    places_.reset(new int64_t[static_cast<size_t>(k)]);
  }

  void row(const T* in, T* values, int64_t* places) {
    if (way_ == Way::all) return order(in, values, places);
    if (way_ == Way::heap) {
      first_by_heap(in, n_, k_, before_, items_.get());
      return write_items(values, places);
    }
    first_by_key(in, n_, k_, before_.descending, keys_.get(), values_.get(), places_.get());
    order(values_.get(), values, places);
    for (int64_t i = 0; i < k_; ++i) places[i] = places_[static_cast<size_t>(places[i])];
  }

 private:
  enum class Way { all, heap, key };

  // k elements.
  void order(const T* in, T* values, int64_t* places) {
    if (digits_) return digits_->row(in, before_.descending, values, places);
    for (int64_t i = 0; i < k_; ++i) items_[static_cast<size_t>(i)] = {in[i], i};
    std::sort(items_.get(), items_.get() + k_, before_);
    write_items(values, places);
  }
  void write_items(T* values, int64_t* places) const {
    for (int64_t i = 0; i < k_; ++i) {
      values[i] = items_[static_cast<size_t>(i)].value;
      places[i] = items_[static_cast<size_t>(i)].place;
    }
  }

  int64_t n_, k_;
  Before<T> before_;
  Way way_;
  std::optional<RadixSort<T>> digits_;        // of k elements, where they are many
  std::unique_ptr<Item<T>[]> items_;          // where they are few
  std::unique_ptr<KeyOf<sizeof(T)>[]> keys_;  // of a row whose first are found by key, and these
  std::unique_ptr<T[]> values_;
  std::unique_ptr<int64_t[]> places_;
};

template <class T> void sort_rows(const View& in, bool descending, const View& values, const View& places) {
  const int64_t n = in.dims == 0 ? 1 : in.size(-1), k = values.dims == 0 ? 1 : values.size(-1);
  if (k == 0 || in.numel == 0) return;
  parallel_for(0, in.numel / n, kGrain / n + 1, [&](int64_t first, int64_t last) {
    RowSort<T> sort(n, k, descending);
    for (int64_t r = first; r < last; ++r)
      sort.row(in.as<const T>() + r * n, values.as<T>() + r * k, places.as<int64_t>() + r * k);
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
