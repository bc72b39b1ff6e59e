// CPU kernel of selection (see sort.h): the element of one rank without the order of the others. A long row is narrowed to
// the elements whose leading bits are those of the result, then the standard algorithm goes on.
#include <algorithm>
#include <cstring>
#include <memory>
#include <type_traits>

#include "ops/sort/sort.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int kBits = 12;              // leading bits that narrow a row
constexpr int64_t kLongRow = 1 << 14;  // elements for which counting them pays

// The leading bits of a number that is not NaN as an integer of the same order.
template <class T> uint32_t leading_bits(T x) {
  using U = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;
  constexpr int kWidth = 8 * sizeof(U);
  constexpr U kSign = U{1} << (kWidth - 1);
  if constexpr (std::is_floating_point_v<T>) x += T(0);  // both zeros are one number
  U bits;
  std::memcpy(&bits, &x, sizeof x);
  const bool flip = std::is_floating_point_v<T> && (bits & kSign);
  return static_cast<uint32_t>((flip ? ~bits : bits ^ kSign) >> (kWidth - kBits));
}

// Leaves in items[0, count) the elements among which that of rank `rank` is; the rank becomes that among them.
template <class T> void narrow(T* items, int64_t& count, int64_t& rank) {
  uint32_t counts[1 << kBits] = {};
  for (int64_t i = 0; i < count; ++i) ++counts[leading_bits(items[i])];
  uint32_t bucket = 0;
  for (; rank >= counts[bucket]; ++bucket) rank -= counts[bucket];
  int64_t kept = 0;
  for (int64_t i = 0; i < count; ++i) {
    const T x = items[i];
    items[kept] = x;
    kept += leading_bits(x) == bucket;
  }
  count = kept;
}

// The place of the element that has `before` others like it before it.
template <class Like> int64_t find(int64_t before, const Like& like) {
  int64_t i = 0;
  for (;; ++i)
    if (like(i) && before-- == 0) return i;
}

// `items` has room for the row.
template <class T> int64_t place_of(const T* in, int64_t n, Rank rank, int64_t k, T* items) {
  int64_t count = 0;
  for (int64_t i = 0; i < n; ++i) {
    items[count] = in[i];
    count += in[i] == in[i];
  }
  if (rank == Rank::median) k = count == n ? (n - 1) / 2 : count;
  if (rank == Rank::nanmedian) k = count > 0 ? (count - 1) / 2 : 0;
  if (k >= count) return find(k - count, [in](int64_t i) { return in[i] != in[i]; });
  if constexpr (sizeof(T) >= 4)
    if (count >= kLongRow) narrow(items, count, k);
  std::nth_element(items, items + k, items + count);
  const T value = items[k];
  const int64_t same = std::count(items, items + k, value);
  return find(same, [in, value](int64_t i) { return in[i] == value; });
}

template <class T>
void select_rows(const View& in, Rank rank, int64_t k, const View& values, const View& places) {
  if (in.numel == 0) return;
  const int64_t n = in.size(-1);
  parallel_for(0, in.numel / n, 8192 / n + 1, [&](int64_t first, int64_t last) {
    const std::unique_ptr<T[]> items(new T[static_cast<size_t>(n)]);
    for (int64_t r = first; r < last; ++r) {
      const T* row = in.as<const T>() + r * n;
      const int64_t place = place_of(row, n, rank, k, items.get());
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
