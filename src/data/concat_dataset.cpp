// Which of several data sets a row is in.
#include "rushlight/data/concat_dataset.h"

#include <algorithm>

namespace torch::inline rushlight::data::datasets::detail {

void RowCounts::add(std::optional<size_t> size) {
  RUSHLIGHT_CHECK(size, "ConcatDataset: expected data sets that know their size, got one that does not");
  ends_.push_back((ends_.empty() ? 0 : ends_.back()) + *size);
}

std::pair<size_t, size_t> RowCounts::find(size_t index) const {
  RUSHLIGHT_CHECK(index < ends_.back(), "ConcatDataset: expected an index below ", ends_.back(), ", got ",
                  index);
  const auto end = std::upper_bound(ends_.begin(), ends_.end(), index);
  const size_t begin = end == ends_.begin() ? 0 : *(end - 1);
  return {size_t(end - ends_.begin()), index - begin};
}

}  // namespace torch::inline rushlight::data::datasets::detail
