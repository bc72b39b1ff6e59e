// kthvalue and median by selection; mode and quantile are places in the sorted rows, so that gradients come from sort and gather.
#include "ops/sort/select.h"

#include <cmath>

#include "core/wrap_dim.h"
#include "cpu/copy.h"
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The value of a median of all elements, given as input 1; every element equal to it has its share of the gradient.
struct SharedValue {
  static constexpr Traits traits{.name = "median", .save_inputs = 3};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, {}); }
  static void execute(const SharedValue&, Views in, Views out) {
    cpu_kernels<CopyKernels>().copy(in[1], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0), value = b.in(1);
    const Tensor equal = isnan(value).item<bool>() ? isnan(x) : x == value;
    b.set(0, b.grad() * equal / equal.sum());
  }
};

// `self` with `dim` as its last dimension and at least one dimension.
Tensor rows_of(const char* who, const Tensor& self, int64_t dim) {
  const int64_t d = wrap_dim(who, dim, self.dim());
  return self.dim() == 0 ? self.reshape({1}) : self.movedim(d, -1);
}

// A result with a last dimension of size 1 as the result for `dim` of self.
Tensor for_dim(const Tensor& result, const Tensor& self, int64_t dim, bool keepdim) {
  if (self.dim() == 0) return result.reshape({});
  if (!keepdim) return result.squeeze(-1);
  DimVector shape(self.sizes());
  shape[static_cast<size_t>(wrap_dim("order_statistics", dim, self.dim()))] = 1;
  return result.squeeze(-1).reshape(shape);
}

Tensor valid_count(const Tensor& rows) { return logical_not(isnan(rows)).sum(IntArrayRef(-1), true); }

std::tuple<Tensor, Tensor> median_of(const char* who, const Tensor& self, int64_t dim, bool keepdim,
                                     bool skip_nan) {
  const Tensor rows = rows_of(who, self, dim);
  const int64_t n = rows.size(-1);
  RUSHLIGHT_CHECK(n > 0, who, ": expected a dimension that is not empty, got shape ", self.sizes());
  const auto [values, places] = select_ranked(rows, skip_nan ? Rank::nanmedian : Rank::median);
  return {for_dim(values, self, dim, keepdim), for_dim(places, self, dim, keepdim)};
}

Tensor median_of_all(const char* who, const Tensor& self, bool skip_nan) {
  if (self.numel() == 0) return full({}, std::nan(""), self.options());
  const Tensor flat = self.detach().reshape({-1});
  return run(SharedValue{}, self, std::get<0>(median_of(who, flat, 0, false, skip_nan)))[0];
}

Tensor rank_in_row(const Tensor& q, const Tensor& rows, bool skip_nan) {
  const Tensor valid = valid_count(rows);
  const Tensor last = skip_nan ? (valid - 1).clamp_min(0).to(rows.scalar_type())
                               : full_like(valid, rows.size(-1) - 1, rows.options());
  const Tensor ranks = q * last;
  return skip_nan ? ranks : where(valid == rows.size(-1), ranks, last);  // NaN is last, and the result
}

Tensor quantile_of(const char* who, const Tensor& self, const Tensor& q, std::optional<int64_t> dim,
                   bool keepdim, std::string_view interpolation, bool skip_nan) {
  RUSHLIGHT_CHECK(self.numel() > 0, who, ": expected a self that is not empty, got shape ", self.sizes());
  RUSHLIGHT_CHECK(self.scalar_type() == kFloat || self.scalar_type() == kDouble, who,
                  ": expected a self of dtype float32 or float64, got ", self.scalar_type());
  RUSHLIGHT_CHECK(q.scalar_type() == self.scalar_type(), who, ": expected q of self's dtype ",
                  self.scalar_type(), ", got ", q.scalar_type());
  RUSHLIGHT_CHECK(q.dim() <= 1, who, ": expected q of at most 1 dimension, got shape ", q.sizes());
  RUSHLIGHT_CHECK(logical_and(q >= 0, q <= 1).all().item<bool>(), who, ": expected q in [0, 1], got others");
  const Tensor rows = dim ? rows_of(who, self, *dim) : self.reshape({-1});
  const Tensor ordered = std::get<0>(sort(rows, -1, false));
  const Tensor ranks = rank_in_row(q.detach(), rows.detach(), skip_nan);
  Tensor result;
  if (interpolation == "lower" || interpolation == "higher" || interpolation == "nearest") {
    const Tensor at = interpolation == "lower"    ? floor(ranks)
                      : interpolation == "higher" ? ceil(ranks)
                                                  : round(ranks);
    result = ordered.gather(-1, at.to(kLong));
  } else {
    RUSHLIGHT_CHECK(interpolation == "linear" || interpolation == "midpoint", who,
                    ": expected an interpolation of linear, lower, higher, nearest or midpoint, got ",
                    interpolation);
    const Tensor below = floor(ranks), above = ceil(ranks);
    const Tensor weight = interpolation == "midpoint" ? full_like(ranks, 0.5) : ranks - below;
    result = lerp(ordered.gather(-1, below.to(kLong)), ordered.gather(-1, above.to(kLong)), weight);
  }
  // The last dimension holds one result for each q: it goes in front, and the reduced dimension may stay with size 1.
  if (keepdim && dim && self.dim() > 0) result = result.unsqueeze(*dim < 0 ? *dim + self.dim() : *dim);
  if (keepdim && !dim) {
    DimVector shape(static_cast<size_t>(self.dim()), 1);
    shape.push_back(result.size(-1));
    result = result.reshape(shape);
  }
  return q.dim() == 0 ? result.squeeze(-1) : result.movedim(-1, 0);
}

}  // namespace

std::tuple<Tensor, Tensor> kthvalue(const Tensor& self, int64_t k, int64_t dim, bool keepdim) {
  const Tensor rows = rows_of("kthvalue", self, dim);
  const int64_t n = rows.size(-1);
  RUSHLIGHT_CHECK(k >= 1 && k <= n, "kthvalue: expected k in [1, ", n, "] for shape ", self.sizes(), ", got ",
                  k);
  const auto [values, places] = select_ranked(rows, Rank::given, k - 1);
  return {for_dim(values, self, dim, keepdim), for_dim(places, self, dim, keepdim)};
}

Tensor median(const Tensor& self) { return median_of_all("median", self, false); }
std::tuple<Tensor, Tensor> median(const Tensor& self, int64_t dim, bool keepdim) {
  return median_of("median", self, dim, keepdim, false);
}
Tensor nanmedian(const Tensor& self) { return median_of_all("nanmedian", self, true); }
std::tuple<Tensor, Tensor> nanmedian(const Tensor& self, int64_t dim, bool keepdim) {
  return median_of("nanmedian", self, dim, keepdim, true);
}

std::tuple<Tensor, Tensor> mode(const Tensor& self, int64_t dim, bool keepdim) {
  const Tensor rows = rows_of("mode", self, dim);
  const int64_t n = rows.size(-1);
  RUSHLIGHT_CHECK(n > 0, "mode: expected a dimension that is not empty, got shape ", self.sizes());
  const auto [values, places] = sort(rows, -1, false);
  // How long each run of equal values is up to each place; the first of the longest ends at the value sought.
  Tensor starts = ones_like(places, TensorOptions(kBool));
  starts.narrow(-1, 1, n - 1)
      .copy_(values.detach().narrow(-1, 1, n - 1) != values.detach().narrow(-1, 0, n - 1));
  const Tensor index = arange(n, kLong);
  const Tensor length = index - std::get<0>(cummax(where(starts, index, scalar_tensor(0, kLong)), -1));
  const Tensor last = length.argmax(-1, true);
  return {for_dim(values.gather(-1, last), self, dim, keepdim),
          for_dim(places.gather(-1, last), self, dim, keepdim)};
}

Tensor quantile(const Tensor& self, const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                std::string_view interpolation) {
  return quantile_of("quantile", self, q, dim, keepdim, interpolation, false);
}
Tensor quantile(const Tensor& self, double q, std::optional<int64_t> dim, bool keepdim,
                std::string_view interpolation) {
  return quantile(self, scalar_tensor(q, self.options()), dim, keepdim, interpolation);
}
Tensor nanquantile(const Tensor& self, const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                   std::string_view interpolation) {
  return quantile_of("nanquantile", self, q, dim, keepdim, interpolation, true);
}
Tensor nanquantile(const Tensor& self, double q, std::optional<int64_t> dim, bool keepdim,
                   std::string_view interpolation) {
  return nanquantile(self, scalar_tensor(q, self.options()), dim, keepdim, interpolation);
}

}  // namespace torch::inline rushlight
