// histc, histogram and bincount: how many elements, or how much weight, lies in each part.
#include <cmath>
#include <cstring>

#include "op/kernels.h"
#include "op/operator.h"
#include "ops/search/histogram.h"
#include "ops/search/search.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Weights (input 2, may be undefined) of values between neighbouring edges.
struct Histogram {
  static constexpr Traits traits{.name = "histogram", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, io.in(1).numel - 1); }
  static void execute(const Histogram&, Views in, Views out) {
    std::memset(out[0].data, 0, static_cast<size_t>(out[0].numel * element_size(out[0].dtype)));
    kernels<SearchKernels>(in[0]).histogram(in[0], in[1], in[2], out[0]);
  }
};

struct Count {
  int64_t length;
  static constexpr Traits traits{.name = "bincount", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(1).defined() ? io.in(1).dtype : kLong, length); }
  static void execute(const Count&, Views in, Views out) {
    std::memset(out[0].data, 0, static_cast<size_t>(out[0].numel * element_size(out[0].dtype)));
    kernels<SearchKernels>(in[0]).count(in[0], in[1], out[0]);
  }
};

void check_histogram(const char* who, const Tensor& self, int64_t bins) {
  RUSHLIGHT_CHECK(self.scalar_type() == kFloat || self.scalar_type() == kDouble, who,
                  ": expected float32 or float64, got ", self.scalar_type());
  RUSHLIGHT_CHECK(bins > 0, who, ": expected at least one bin, got ", bins);
}

std::tuple<Tensor, Tensor> histogram_between(const Tensor& self, const Tensor& edges,
                                             const std::optional<Tensor>& weight, bool density) {
  Tensor weights;
  if (weight && weight->defined()) {
    RUSHLIGHT_CHECK(weight->sizes() == self.sizes() && weight->scalar_type() == self.scalar_type(),
                    "histogram: expected a weight of shape ", self.sizes(), " and dtype ", self.scalar_type(),
                    ", got ", weight->sizes(), " and ", weight->scalar_type());
    weights = weight->detach();
  }
  Tensor hist = run(Histogram{}, self.detach(), edges, weights)[0];
  if (density) hist = hist / hist.sum() / diff(edges);
  return {hist, edges};
}

}  // namespace

HistogramRange histogram_range(const char* who, const Tensor& values, const double* given) {
  double low = 0, high = 1;
  if (given) {
    low = given[0];
    high = given[1];
  } else if (values.numel() > 0) {
    const auto [least, most] = aminmax(values);
    low = least.item<double>();
    high = most.item<double>();
  }
  RUSHLIGHT_CHECK(std::isfinite(low) && std::isfinite(high), who, ": expected a finite range, got [", low,
                  ", ", high, "]");
  RUSHLIGHT_CHECK(low <= high, who, ": expected min <= max, got ", low, " and ", high);
  if (low == high) return {low - 0.5, high + 0.5};
  return {low, high};
}

Tensor histc(const Tensor& self, int64_t bins, const Scalar& min, const Scalar& max) {
  const ScalarType dtype = self.scalar_type();
  if (isReducedFloatingType(dtype)) return histc(self.to(kFloat), bins, min, max).to(dtype);
  check_histogram("histc", self, bins);
  check_number("histc", min, dtype);
  check_number("histc", max, dtype);
  const double given[] = {min.toDouble(), max.toDouble()};
  const HistogramRange range =
      histogram_range("histc", self.detach(), given[0] == given[1] ? nullptr : given);
  // Which of two parts an element between them falls into hangs on the rounding of this formula.
  const Tensor x = self.detach().reshape({-1});
  const Tensor inside = x.masked_select(logical_and(x >= range.low, x <= range.high));
  const double width = dtype == kFloat ? static_cast<float>(range.high) - static_cast<float>(range.low)
                                       : range.high - range.low;
  const Tensor part = (inside - range.low) * bins / width;
  return bincount(part.to(kLong).clamp_max(bins - 1), {}, bins).to(dtype);
}

std::tuple<Tensor, Tensor> histogram(const Tensor& self, const Tensor& bins,
                                     const std::optional<Tensor>& weight, bool density) {
  check_histogram("histogram", self, 1);
  RUSHLIGHT_CHECK(bins.dim() == 1 && bins.numel() >= 2 && bins.scalar_type() == self.scalar_type(),
                  "histogram: expected at least two edges of dtype ", self.scalar_type(), ", got shape ",
                  bins.sizes(), " of ", bins.scalar_type());
  return histogram_between(self, bins.detach(), weight, density);
}
std::tuple<Tensor, Tensor> histogram(const Tensor& self, int64_t bins, std::optional<ArrayRef<double>> range,
                                     const std::optional<Tensor>& weight, bool density) {
  check_histogram("histogram", self, bins);
  RUSHLIGHT_CHECK(!range || range->size() == 2, "histogram: expected a range of two numbers, got ",
                  range ? range->size() : 0);
  const HistogramRange r = histogram_range("histogram", self.detach(), range ? range->data() : nullptr);
  return histogram_between(self, linspace(r.low, r.high, bins + 1, self.options()), weight, density);
}

Tensor bincount(const Tensor& self, const std::optional<Tensor>& weights, int64_t minlength) {
  RUSHLIGHT_CHECK(self.dim() == 1 && isIntegralType(self.scalar_type()),
                  "bincount: expected a vector of integers, got ", self.scalar_type(), " of shape ",
                  self.sizes());
  RUSHLIGHT_CHECK(minlength >= 0, "bincount: expected a minlength of at least 0, got ", minlength);
  const Tensor values = self.to(kLong);
  int64_t length = minlength;
  if (values.numel() > 0) {
    const auto [least, most] = aminmax(values);
    RUSHLIGHT_CHECK(least.item<int64_t>() >= 0, "bincount: expected values of at least 0, got ",
                    least.item<int64_t>());
    length = std::max(length, most.item<int64_t>() + 1);
  }
  if (!weights || !weights->defined()) return run(Count{length}, values, Tensor())[0];
  RUSHLIGHT_CHECK(weights->sizes() == self.sizes(), "bincount: expected weights of shape ", self.sizes(),
                  ", got ", weights->sizes());
  const Tensor w = weights->detach();
  return run(Count{length}, values, w.scalar_type() == kFloat ? w : w.to(kDouble))[0];
}

}  // namespace torch::inline rushlight
