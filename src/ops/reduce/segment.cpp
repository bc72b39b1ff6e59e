// segment_reduce: reductions of neighbouring runs, composed of a search for the run that each element lies in and
// scatter_reduce, which also has the gradient.
#include <limits>

#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct Reduction {
  const char* name;     // here
  std::string_view as;  // for scatter_reduce
  double initial;       // what an empty run begins with
};
constexpr Reduction kReductions[] = {
    {"sum", "sum", 0},
    {"mean", "sum", 0},
    {"max", "amax", -std::numeric_limits<double>::infinity()},
    {"min", "amin", std::numeric_limits<double>::infinity()},
    {"prod", "prod", 1},
};

const Reduction& reduction(std::string_view name) {
  for (const Reduction& r : kReductions)
    if (name == r.name) return r;
  detail::fail({"segment_reduce: expected reduce to be sum, mean, max, min or prod, got ", name});
}

// The lengths of runs, of whichever of the two there is.
Tensor lengths_of(const std::optional<Tensor>& lengths, const std::optional<Tensor>& offsets) {
  const bool by_length = lengths && lengths->defined();
  RUSHLIGHT_CHECK(by_length || (offsets && offsets->defined()),
                  "segment_reduce: expected lengths or offsets, got neither");
  const Tensor& given = by_length ? *lengths : *offsets;
  RUSHLIGHT_CHECK(
      given.dim() >= 1 && (given.scalar_type() == kLong || given.scalar_type() == kInt),
      "segment_reduce: expected lengths or offsets of dtype int64 or int32 and at least one dimension, got ",
      given.scalar_type(), " of shape ", given.sizes());
  return (by_length ? given : diff(given)).to(kLong);
}

void check_runs(const Tensor& data, const Tensor& lengths, int64_t axis, bool unsafe) {
  RUSHLIGHT_CHECK(isFloatingType(data.scalar_type()),
                  "segment_reduce: expected a floating-point tensor, got ", data.scalar_type());
  RUSHLIGHT_CHECK(axis == lengths.dim() - 1 && data.dim() > axis,
                  "segment_reduce: expected the axis to be the last dimension of the lengths, got axis ",
                  axis, ", lengths of ", lengths.dim(), " and data of ", data.dim(), " dimensions");
  const auto before = static_cast<size_t>(axis);
  RUSHLIGHT_CHECK(data.sizes().slice(0, before) == lengths.sizes().slice(0, before),
                  "segment_reduce: expected lengths for each row before the axis, got shapes ",
                  lengths.sizes(), " and ", data.sizes());
  if (unsafe || lengths.numel() == 0) return;
  RUSHLIGHT_CHECK(ge(lengths, 0).all().item<bool>(), "segment_reduce: expected lengths of at least 0, got ",
                  lengths.min().item());
  RUSHLIGHT_CHECK(eq(lengths.sum(-1), data.size(axis)).all().item<bool>(),
                  "segment_reduce: expected lengths whose sum is the size of the axis, ", data.size(axis),
                  "; pass unsafe = true for runs that leave elements out");
}

}  // namespace

Tensor segment_reduce(const Tensor& data, std::string_view reduce, const std::optional<Tensor>& lengths,
                      const std::optional<Tensor>& indices, const std::optional<Tensor>& offsets,
                      int64_t axis, bool unsafe, const std::optional<Scalar>& initial) {
  const Reduction& r = reduction(reduce);
  RUSHLIGHT_CHECK(!indices || !indices->defined(),
                  "segment_reduce: expected lengths or offsets, got indices");
  const Tensor runs = lengths_of(lengths, offsets);
  check_runs(data, runs, axis, unsafe);

  // The run of each element along the axis; elements behind the last run go to one more, which is dropped.
  const int64_t n = data.size(axis), segments = runs.size(axis);
  DimVector row(runs.sizes());
  row[static_cast<size_t>(axis)] = n;
  const Tensor positions = arange(n, runs.options()).expand(row).contiguous();
  const Tensor ends = runs.cumsum(axis);
  Tensor index = searchsorted(ends, positions, false, true);

  const auto to_data = [&](Tensor t) {
    for (int64_t d = t.dim(); d < data.dim(); ++d) t = t.unsqueeze(-1);
    return t;
  };
  DimVector shape(data.sizes());
  shape[static_cast<size_t>(axis)] = segments + 1;
  const Tensor start =
      full(shape, initial ? *initial : Scalar(r.initial), data.options().requires_grad(false));
  Tensor result =
      scatter_reduce(start, axis, to_data(index).expand_as(data), data, r.as).narrow(axis, 0, segments);
  if (std::string_view(r.name) != "mean") return result;
  const Tensor counts = to_data(runs);
  return result / (initial ? counts.clamp_min(1) : counts).to(data.scalar_type());
}

}  // namespace torch::inline rushlight
