// CPU kernel of selection (see sort.h): the element of one rank without the order of the others, by keys (narrow.h), and then
// the first place where the row has it.
#include <memory>

#include "ops/sort/key.h"
#include "ops/sort/narrow.h"
#include "ops/sort/sort.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

// The place of the element that has `before` others like it before it.
template <class Like> int64_t find(int64_t before, const Like& like) {
  int64_t i = 0;
  for (;; ++i)
    if (like(i) && before-- == 0) return i;
}

// `keys` has room for the row.
template <class T> int64_t place_of(const T* in, int64_t n, Rank rank, int64_t k, KeyOf<sizeof(T)>* keys) {
  int64_t numbers = 0;
  for (int64_t i = 0; i < n; ++i) numbers += in[i] == in[i];
  if (rank == Rank::median) k = numbers == n ? (n - 1) / 2 : numbers;
  if (rank == Rank::nanmedian) k = numbers > 0 ? (numbers - 1) / 2 : 0;
  if (k >= numbers) return find(k - numbers, [in](int64_t i) { return in[i] != in[i]; });
  for (int64_t i = 0; i < n; ++i) keys[i] = key_of(in[i]);
  const auto [key, before] = select(keys, n, k);
  return find(before, [in, value = value_of<T>(key)](int64_t i) { return in[i] == value; });
}

template <class T>
void select_rows(const View& in, Rank rank, int64_t k, const View& values, const View& places) {
  if (in.numel == 0) return;
  const int64_t n = in.size(-1);
  parallel_for(0, in.numel / n, 8192 / n + 1, [&](int64_t first, int64_t last) {
    const std::unique_ptr<KeyOf<sizeof(T)>[]> keys(new KeyOf<sizeof(T)>[static_cast<size_t>(n)]);
    for (int64_t r = first; r < last; ++r) {
      const T* row = in.as<const T>() + r * n;
      const int64_t place = place_of(row, n, rank, k, keys.get());
      values.as<T>()[r] = row[place];
      places.as<int64_t>()[r] = place;
    }
  });
}

void rows(const View& in, Rank rank, int64_t k, const View& values, const View& places) {
  switch (in.dtype) {
    case kFloat: return select_rows<float>(in, rank, k, values, places);
    case kDouble: return select_rows<double>(in, rank, k, values, places);
    case kLong: return select_rows<int64_t>(in, rank, k, values, places);
    case kInt: return select_rows<int32_t>(in, rank, k, values, places);
    case kShort: return select_rows<int16_t>(in, rank, k, values, places);
    case kChar: return select_rows<int8_t>(in, rank, k, values, places);
    default: return select_rows<uint8_t>(in, rank, k, values, places);
  }
}

}  // namespace

template <> const SelectKernels& scalar_table<SelectKernels>() {
  static constexpr SelectKernels table{rows};
  return table;
}

}  // namespace torch::inline rushlight
