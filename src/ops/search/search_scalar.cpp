// CPU kernels of searching and counting (see search.h). Counts go into shared places, so one thread makes them.
#include "ops/search/search.h"

#include <algorithm>

#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 1024;  // searches for which a second thread pays (bench/lab/grains.cpp)
constexpr int kTogether = 8;      // searches side by side (bench/lab/search.cpp)

// Elements in order, either as they lie or in the order of their numbers.
template <class T> struct Sorted {
  const T* first;
  const int64_t* order;  // may be null
  int64_t n;

  T at(int64_t i) const { return first[order ? order[i] : i]; }
};

// Not so for NaN, which no comparison holds of: as an element it goes before no number.
template <bool right, class T> bool goes_before(T element, T value) {
  return right ? element <= value : element < value;
}

// The number of elements that go before each of `count` values; NaN goes behind all. The steps are the same whatever a
// value is, without branches, half of which would be foretold wrong; so the loads of searches side by side overlap.
template <int count, bool right, class T> void find(const Sorted<T>& in, const T* values, int64_t* places) {
  int64_t place[count] = {};
  for (int64_t left = in.n, half; left > 1; left -= half) {
    half = left / 2;
    for (int k = 0; k < count; ++k)
      place[k] += half & -int64_t{goes_before<right>(in.at(place[k] + half - 1), values[k])};
  }
  for (int k = 0; k < count; ++k) {
    const bool last = in.n > 0 && goes_before<right>(in.at(place[k]), values[k]);
    places[k] = values[k] == values[k] ? place[k] + last : in.n;
  }
}

template <bool right, class T>
void find_all(const Sorted<T>& in, const T* values, int64_t count, int64_t* places) {
  int64_t i = 0;
  for (; i + kTogether <= count; i += kTogether) find<kTogether, right>(in, values + i, places + i);
  for (; i < count; ++i) find<1, right>(in, values + i, places + i);
}

template <class T>
void search_typed(const View& sorted, const View& values, const View& sorter, bool right, const View& out) {
  const int64_t n = sorted.dims > 0 ? sorted.size(-1) : sorted.numel;
  const int64_t row = sorted.dims == 1 || values.dims == 0 ? values.numel : values.size(-1);
  const int64_t* order = sorter.defined() ? sorter.as<const int64_t>() : nullptr;
  parallel_for(0, values.numel, kGrain, [&](int64_t first, int64_t last) {
    for (int64_t i = first, end; i < last; i = end) {
      const int64_t at = i / row * n;
      end = std::min(last, (i / row + 1) * row);
      const Sorted<T> in{sorted.as<const T>() + at, order ? order + at : nullptr, n};
      const auto find_these = right ? find_all<true, T> : find_all<false, T>;
      find_these(in, values.as<const T>() + i, end - i, out.as<int64_t>() + i);
    }
  });
}

void search(const View& sorted, const View& values, const View& sorter, bool right, const View& out) {
  if (values.dtype == kFloat) search_typed<float>(sorted, values, sorter, right, out);
  else if (values.dtype == kDouble) search_typed<double>(sorted, values, sorter, right, out);
  else search_typed<int64_t>(sorted, values, sorter, right, out);
}

template <class T>
void histogram_typed(const View& values, const View& edges, const View& weights, const View& out) {
  const T *v = values.as<const T>(), *edge = edges.as<const T>();
  const T* w = weights.defined() ? weights.as<const T>() : nullptr;
  const int64_t parts = out.numel;
  for (int64_t first = 0; first < values.numel; first += kTogether) {
    const int64_t count = std::min<int64_t>(kTogether, values.numel - first);
    int64_t places[kTogether];
    find_all<true, T>({edge, nullptr, parts + 1}, v + first, count, places);
    for (int64_t i = 0; i < count; ++i) {
      if (!(v[first + i] >= edge[0] && v[first + i] <= edge[parts])) continue;
      out.as<T>()[std::min(places[i] - 1, parts - 1)] += w ? w[first + i] : T(1);
    }
  }
}

void histogram(const View& values, const View& edges, const View& weights, const View& out) {
  if (values.dtype == kFloat) histogram_typed<float>(values, edges, weights, out);
  else histogram_typed<double>(values, edges, weights, out);
}

template <class T> void count_typed(const View& values, const T* weights, const View& out) {
  const int64_t* v = values.as<const int64_t>();
  for (int64_t i = 0; i < values.numel; ++i) out.as<T>()[v[i]] += weights ? weights[i] : T(1);
}

void count(const View& values, const View& weights, const View& out) {
  if (!weights.defined()) count_typed<int64_t>(values, nullptr, out);
  else if (weights.dtype == kFloat) count_typed(values, weights.as<const float>(), out);
  else count_typed(values, weights.as<const double>(), out);
}

}  // namespace

template <> const SearchKernels& scalar_table<SearchKernels>() {
  static constexpr SearchKernels table{search, histogram, count};
  return table;
}

}  // namespace torch::inline rushlight
