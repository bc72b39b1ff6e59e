// CPU kernels of searching and counting (see search.h). Counts go into shared places, so one thread makes them.
#include "ops/search/search.h"

#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 1024;

// The number of leading elements that go before `value`; NaN goes behind all.
template <class T> int64_t place_of(const T* sorted, const int64_t* sorter, int64_t n, T value, bool right) {
  int64_t low = 0, high = n;
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    const T at = sorted[sorter ? sorter[middle] : middle];
    const bool before = right ? !(at > value) : !(at >= value);
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

template <class T>
void search_typed(const View& sorted, const View& values, const View& sorter, bool right, const View& out) {
  const int64_t n = sorted.dims > 0 ? sorted.size(-1) : sorted.numel;
  const int64_t row = values.dims > 0 ? values.size(-1) : 1;
  const bool shared = sorted.dims == 1;
  const T *from = sorted.as<const T>(), *v = values.as<const T>();
  const int64_t* order = sorter.defined() ? sorter.as<const int64_t>() : nullptr;
  parallel_for(0, values.numel, kGrain, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      const int64_t at = shared ? 0 : i / row * n;
      out.as<int64_t>()[i] = place_of(from + at, order ? order + at : nullptr, n, v[i], right);
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
  for (int64_t i = 0; i < values.numel; ++i) {
    if (!(v[i] >= edge[0] && v[i] <= edge[parts])) continue;
    const int64_t k = place_of(edge, nullptr, parts + 1, v[i], true) - 1;
    out.as<T>()[k < parts ? k : parts - 1] += w ? w[i] : T(1);
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
