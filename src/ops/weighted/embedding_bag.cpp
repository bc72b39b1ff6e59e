// Bags of embeddings: sums and means are weighted sums of the rows of the table, the largest value is a maximum over bags
// filled up to one length. Sums have the bound of weighted_sum.h, means one unit more, of their weights; where
// a bag has the same row many times over, errors are all of one sign: as many units as it has terms. Maxima are exact.
// Tested in embedding_bag_test.cpp.
#include <algorithm>
#include <limits>

#include "ops/weighted/weighted_sum.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The bags without the padding index.
struct Bags {
  std::vector<int64_t> first{0};  // of each bag among the kept indices, and the end
  std::vector<int64_t> kept;      // places in the list of indices
  int64_t count() const { return static_cast<int64_t>(first.size()) - 1; }
  int64_t size(int64_t b) const { return first[static_cast<size_t>(b) + 1] - first[static_cast<size_t>(b)]; }
};

Tensor vector_of(const std::vector<int64_t>& values) {
  Tensor t = empty({static_cast<int64_t>(values.size())}, kLong);
  std::copy(values.begin(), values.end(), t.data_ptr<int64_t>());
  return t;
}

Bags bags_of(const Tensor& indices, const Tensor& offsets, bool include_last, int64_t rows,
             std::optional<int64_t> padding) {
  const int64_t *index = indices.data_ptr<int64_t>(), *offset = offsets.data_ptr<int64_t>();
  const int64_t total = indices.numel(), count = offsets.numel() - (include_last ? 1 : 0);
  RUSHLIGHT_CHECK(count >= 0, "embedding_bag: expected a last offset, got no offsets");
  for (int64_t i = 0; i < total; ++i)
    if (index[i] < 0 || index[i] >= rows)
      detail::fail_index(
          {"embedding_bag: expected indices in [0, ", rows - 1, "], got ", index[i], " at place ", i});
  Bags bags;
  for (int64_t b = 0; b < count; ++b) {
    const int64_t begin = offset[b], end = b + 1 < offsets.numel() ? offset[b + 1] : total;
    RUSHLIGHT_CHECK((b > 0 || begin == 0) && begin <= end && end <= total,
                    "embedding_bag: expected offsets from 0 to ", total, " that do not fall, got ", begin,
                    " for bag ", b);
    for (int64_t i = begin; i < end; ++i)
      if (!padding || index[i] != *padding) bags.kept.push_back(i);
    bags.first.push_back(static_cast<int64_t>(bags.kept.size()));
  }
  return bags;
}

Tensor bag_sums(const Tensor& table, const Tensor& rows, const Tensor& row_weights, const Bags& bags,
                bool scale_grad_by_freq) {
  // Scaling by frequency is what the gradient of embedding can do.
  const Tensor x = scale_grad_by_freq ? embedding(table, rows, -1, true) : table;
  const Tensor source = scale_grad_by_freq ? arange(rows.numel(), kLong) : rows;
  return weighted_sum(x.unsqueeze(0).unsqueeze(0), row_weights.unsqueeze(0), vector_of(bags.first),
                      source.unsqueeze(0))
      .view({bags.count(), table.size(1)});
}

// Weights that make means of sums.
Tensor mean_weights(const Bags& bags, ScalarType dtype) {
  Tensor w = empty({static_cast<int64_t>(bags.kept.size())}, kDouble);
  double* p = w.data_ptr<double>();
  for (int64_t b = 0; b < bags.count(); ++b)
    for (int64_t i = 0; i < bags.size(b); ++i) *p++ = 1.0 / static_cast<double>(bags.size(b));
  return w.to(dtype);
}

// Largest values of each bag and the rows they came from; an empty bag gives 0, of row 0.
std::tuple<Tensor, Tensor> bag_maxima(const Tensor& table, const Tensor& rows, const Bags& bags) {
  const int64_t columns = table.size(1);
  int64_t longest = 1;
  for (int64_t b = 0; b < bags.count(); ++b) longest = std::max(longest, bags.size(b));
  Tensor row = zeros({bags.count(), longest}, kLong), missing = ones({bags.count(), longest}, kBool);
  for (int64_t b = 0; b < bags.count(); ++b) {
    const int64_t begin = bags.first[static_cast<size_t>(b)];
    for (int64_t i = 0; i < bags.size(b); ++i) {
      row.data_ptr<int64_t>()[b * longest + i] = rows.data_ptr<int64_t>()[begin + i];
      missing.data_ptr<bool>()[b * longest + i] = false;
    }
  }
  const Tensor hidden = missing.unsqueeze(2), empty_bag = missing.select(1, 0).unsqueeze(1);
  const auto [values, places] =
      embedding(table, row).masked_fill(hidden, -std::numeric_limits<double>::infinity()).max(1);
  return {values.masked_fill(empty_bag, 0), row.gather(1, places.view({bags.count(), columns}))};
}

void check(const Tensor& weight, const Tensor& indices, const Tensor& offsets, int64_t mode,
           const Tensor& per_sample) {
  const char* const who = "embedding_bag";
  RUSHLIGHT_CHECK(weight.dim() == 2 && weight.is_floating_point(), who,
                  ": expected a floating-point weight of 2 dimensions, got ", weight.scalar_type(), " ",
                  weight.sizes());
  RUSHLIGHT_CHECK(indices.dim() == 1 && offsets.dim() == 1, who,
                  ": expected vectors of indices and offsets, got shapes ", indices.sizes(), " and ",
                  offsets.sizes());
  for (const Tensor* t : {&indices, &offsets})
    RUSHLIGHT_CHECK(t->scalar_type() == kLong || t->scalar_type() == kInt, who,
                    ": expected indices and offsets of dtype int64 or int32, got ", t->scalar_type());
  RUSHLIGHT_CHECK(mode >= 0 && mode <= 2, who, ": expected mode 0 (sum), 1 (mean) or 2 (max), got ", mode);
  RUSHLIGHT_CHECK(!per_sample.defined() || mode == 0, who,
                  ": expected per_sample_weights with mode 0 (sum) only, got mode ", mode);
  RUSHLIGHT_CHECK(!per_sample.defined() || (per_sample.sizes() == indices.sizes() &&
                                            per_sample.scalar_type() == weight.scalar_type()),
                  who, ": expected per_sample_weights of dtype ", weight.scalar_type(), " and shape ",
                  indices.sizes(), ", got ", per_sample.scalar_type(), " ", per_sample.sizes());
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor, Tensor> embedding_bag(const Tensor& weight, const Tensor& indices,
                                                         const Tensor& offsets, bool scale_grad_by_freq,
                                                         int64_t mode, bool /*sparse*/,
                                                         const std::optional<Tensor>& per_sample_weights,
                                                         bool include_last_offset,
                                                         std::optional<int64_t> padding_idx) {
  const Tensor per_sample = per_sample_weights ? *per_sample_weights : Tensor();
  check(weight, indices, offsets, mode, per_sample);
  const ScalarType t = weight.scalar_type();
  if (isReducedFloatingType(t)) {
    auto [out, bag, size, rows] = embedding_bag(
        weight.to(kFloat), indices, offsets, scale_grad_by_freq, mode, false,
        per_sample.defined() ? per_sample.to(kFloat) : per_sample, include_last_offset, padding_idx);
    return {out.to(t), bag, size, rows};
  }
  const Tensor all = indices.to(kLong).contiguous(), starts = offsets.to(kLong).contiguous();
  if (padding_idx && *padding_idx < 0) padding_idx = *padding_idx + weight.size(0);
  const Bags bags = bags_of(all, starts, include_last_offset, weight.size(0), padding_idx);
  const Tensor kept = vector_of(bags.kept), rows = all.index_select(0, kept);
  std::vector<int64_t> bag_of_index, sizes;
  for (int64_t b = 0; b < bags.count(); ++b) {
    const int64_t end = b + 1 < starts.numel() ? starts.data_ptr<int64_t>()[b + 1] : all.numel();
    bag_of_index.insert(bag_of_index.end(), static_cast<size_t>(end - starts.data_ptr<int64_t>()[b]), b);
    sizes.push_back(bags.size(b));
  }
  const Tensor bag = vector_of(bag_of_index), size = vector_of(sizes);
  if (mode == 2) {
    auto [values, from] = bag_maxima(weight, rows, bags);
    return {values, bag, size, from};
  }
  const Tensor row_weights = mode == 1              ? mean_weights(bags, t)
                             : per_sample.defined() ? per_sample.index_select(0, kept)
                                                    : ones({rows.numel()}, weight.options());
  return {bag_sums(weight, rows, row_weights, bags, scale_grad_by_freq), bag, size, empty({0}, kLong)};
}

}  // namespace torch::inline rushlight
