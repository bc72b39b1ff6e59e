// Weighted sums of bytes in whole numbers, so that an image of bytes has the same pixels everywhere: weights are brought
// to 16 bits, sums are rounded to a byte after each dimension. Next: table.h, interpolate.cpp.
#include <algorithm>
#include <cmath>

#include "ops/weighted/table.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The table with one term for each element: at a border an element counts several times, and is rounded once.
SumTable merged(const SumTable& table) {
  SumTable result;
  for (int64_t i = 0; i < table.outputs(); ++i) {
    const size_t begin = static_cast<size_t>(result.first.back());
    for (size_t k = static_cast<size_t>(table.first[static_cast<size_t>(i)]);
         k < static_cast<size_t>(table.first[static_cast<size_t>(i) + 1]); ++k) {
      const auto known = std::find(result.source.begin() + static_cast<ptrdiff_t>(begin), result.source.end(),
                                   table.source[k]);
      if (known == result.source.end()) result.add(table.source[k], table.weight[k]);
      else result.weight[static_cast<size_t>(known - result.source.begin())] += table.weight[k];
    }
    result.next();
  }
  return result;
}

// The most binary places with which the largest weight stays below 2^15.
int places_of(const SumTable& table) {
  const double largest = *std::max_element(table.weight.begin(), table.weight.end());
  int places = 0;
  while (places < 22 && std::floor(0.5 + std::ldexp(largest, places + 1)) < 32768) ++places;
  return places;
}

}  // namespace

Tensor apply_to_bytes(const Tensor& x, const std::vector<SumTable>& tables) {
  Tensor y = x.to(kDouble);  // holds the sums exactly
  const int64_t dims = static_cast<int64_t>(tables.size());
  for (int64_t d = dims - 1; d >= 0; --d) {
    SumTable table = merged(tables[static_cast<size_t>(d)]);
    const int places = places_of(table);
    for (double& w : table.weight) w = std::round(std::ldexp(w, places));
    y = apply_table(y, d - dims, table);
    y = (y * std::ldexp(1.0, -places) + 0.5).floor_().clamp_(0, 255);
  }
  return y.to(kByte);
}

}  // namespace torch::inline rushlight
