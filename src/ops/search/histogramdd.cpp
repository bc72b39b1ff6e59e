// histogramdd: counts in as many dimensions as a row has numbers. Composed of searches among the edges of each dimension.
#include "op/infer.h"
#include "ops/search/histogram.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using Histogram = std::tuple<Tensor, std::vector<Tensor>>;

void check_rows(const Tensor& self) {
  RUSHLIGHT_CHECK(self.dim() >= 2,
                  "histogramdd: expected rows, a tensor of at least two dimensions, got shape ",
                  self.sizes());
  RUSHLIGHT_CHECK(self.scalar_type() == kFloat || self.scalar_type() == kDouble,
                  "histogramdd: expected float32 or float64, got ", self.scalar_type());
}

// The weight of each row, ones when none is given.
Tensor row_weights(const Tensor& self, const Tensor& rows, const std::optional<Tensor>& weight) {
  if (!weight || !weight->defined()) return ones({rows.size(0)}, rows.options());
  RUSHLIGHT_CHECK(weight->sizes() == self.sizes().slice(0, static_cast<size_t>(self.dim() - 1)) &&
                      weight->scalar_type() == self.scalar_type(),
                  "histogramdd: expected a weight for each row, of dtype ", self.scalar_type(),
                  ", got shape ", weight->sizes(), " of ", weight->scalar_type());
  return weight->detach().reshape({-1});
}

Histogram histogram_between(const Tensor& self, std::vector<Tensor> edges,
                            const std::optional<Tensor>& weight, bool density) {
  const Tensor rows = self.detach().reshape({-1, self.size(-1)});
  Tensor weights = row_weights(self, rows, weight);
  Tensor place = zeros({rows.size(0)}, rows.options().dtype(kLong));
  DimVector shape;
  for (size_t d = 0; d < edges.size(); ++d) {
    const Tensor values = rows.select(1, static_cast<int64_t>(d)).contiguous();
    const int64_t bins = edges[d].numel() - 1;
    const Tensor first = edges[d][0], last = edges[d][bins];
    const Tensor inside = ge(values, first).logical_and_(le(values, last));
    // The last bin holds its upper edge too.
    const Tensor bin = (searchsorted(edges[d], values, false, true) - 1).clamp(0, bins - 1);
    weights = where(inside, weights, zeros({}, weights.options()));
    place = place * bins + bin;
    shape.push_back(bins);
  }
  Tensor hist = zeros({count(shape)}, rows.options()).index_add_(0, place, weights).reshape(shape);
  if (density) {
    hist = hist / hist.sum();
    for (size_t d = 0; d < edges.size(); ++d) {
      DimVector along(shape.size(), 1);
      along[d] = shape[d];
      hist = hist / diff(edges[d]).reshape(along);
    }
  }
  return {hist, std::move(edges)};
}

}  // namespace

Histogram histogramdd(const Tensor& self, IntArrayRef bins, std::optional<ArrayRef<double>> range,
                      const std::optional<Tensor>& weight, bool density) {
  check_rows(self);
  const auto dims = static_cast<size_t>(self.size(-1));
  RUSHLIGHT_CHECK(bins.size() == dims, "histogramdd: expected a number of bins for each of ", dims,
                  " dimensions, got ", bins.size());
  RUSHLIGHT_CHECK(!range || range->size() == 2 * dims, "histogramdd: expected a range of ", 2 * dims,
                  " numbers, got ", range ? range->size() : 0);
  const Tensor rows = self.detach().reshape({-1, self.size(-1)});
  std::vector<Tensor> edges;
  for (size_t d = 0; d < dims; ++d) {
    RUSHLIGHT_CHECK(bins[d] > 0, "histogramdd: expected at least one bin, got ", bins[d]);
    const auto [low, high] = histogram_range("histogramdd", rows.select(1, static_cast<int64_t>(d)),
                                             range ? range->data() + 2 * d : nullptr);
    edges.push_back(linspace(low, high, bins[d] + 1, self.options().requires_grad(false)));
  }
  return histogram_between(self, std::move(edges), weight, density);
}

Histogram histogramdd(const Tensor& self, int64_t bins, std::optional<ArrayRef<double>> range,
                      const std::optional<Tensor>& weight, bool density) {
  check_rows(self);
  return histogramdd(self, DimVector(static_cast<size_t>(self.size(-1)), bins), range, weight, density);
}

Histogram histogramdd(const Tensor& self, TensorList bins, std::optional<ArrayRef<double>> /*range*/,
                      const std::optional<Tensor>& weight, bool density) {
  check_rows(self);
  RUSHLIGHT_CHECK(bins.size() == static_cast<size_t>(self.size(-1)),
                  "histogramdd: expected edges for each of ", self.size(-1), " dimensions, got ",
                  bins.size());
  std::vector<Tensor> edges;
  for (const Tensor& e : bins) {
    RUSHLIGHT_CHECK(e.dim() == 1 && e.numel() >= 2 && e.scalar_type() == self.scalar_type(),
                    "histogramdd: expected at least two edges of dtype ", self.scalar_type(), ", got shape ",
                    e.sizes(), " of ", e.scalar_type());
    edges.push_back(e.detach().contiguous());
  }
  return histogram_between(self, std::move(edges), weight, density);
}

}  // namespace torch::inline rushlight
