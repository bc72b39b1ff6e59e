// searchsorted, bucketize and isin. 16-bit floats are searched as float32, narrow integers as int64.
#include "ops/search/search.h"

#include "op/kernels.h"
#include "op/operator.h"
#include "op/pointwise_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// Places of input 1 in the rows of input 0; input 2 (may be undefined) holds the order of these rows.
struct SearchRows {
  bool right;
  static constexpr Traits traits{.name = "searchsorted", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, kLong, io.in(1).shape()); }
  static void execute(const SearchRows& op, Views in, Views out) {
    kernels<SearchKernels>(in[0]).search(in[0], in[1], in[2], op.right, out[0]);
  }
};

ScalarType searched_as(ScalarType t) {
  return t == kFloat || t == kDouble ? t : isFloatingType(t) ? kFloat : kLong;
}

Tensor places(const char* who, const Tensor& sorted, const Tensor& values, bool out_int32, bool right,
              const std::optional<Tensor>& sorter) {
  RUSHLIGHT_CHECK(sorted.dim() > 0, who,
                  ": expected a sequence of at least one dimension, got a 0-dim tensor");
  const bool fits = sorted.dim() == 1 || (values.dim() == sorted.dim() &&
                                          values.sizes().slice(0, static_cast<size_t>(values.dim() - 1)) ==
                                              sorted.sizes().slice(0, static_cast<size_t>(values.dim() - 1)));
  RUSHLIGHT_CHECK(
      fits, who,
      ": expected a sequence that is a vector or has a row for each row of the values, got shapes ",
      sorted.sizes(), " and ", values.sizes());
  const ScalarType t = searched_as(result_type(sorted, values));
  Tensor order;
  if (sorter && sorter->defined()) {
    RUSHLIGHT_CHECK(sorter->scalar_type() == kLong && sorter->sizes() == sorted.sizes(), who,
                    ": expected a sorter of dtype int64 and shape ", sorted.sizes(), ", got ",
                    sorter->scalar_type(), " of shape ", sorter->sizes());
    const bool inside =
        sorter->numel() == 0 || logical_and(*sorter >= 0, *sorter < sorted.size(-1)).all().item<bool>();
    RUSHLIGHT_CHECK(inside, who, ": expected a sorter with places in [0, ", sorted.size(-1) - 1,
                    "], got others");
    order = *sorter;
  }
  const Tensor out = run(SearchRows{right}, sorted.detach().to(t), values.detach().to(t), order)[0];
  return out_int32 ? out.to(kInt) : out;
}

}  // namespace

Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& self, bool out_int32, bool right,
                    std::optional<std::string_view> side, const std::optional<Tensor>& sorter) {
  if (side) {
    RUSHLIGHT_CHECK(*side == "left" || *side == "right",
                    "searchsorted: expected a side of left or right, got ", *side);
    RUSHLIGHT_CHECK(!(right && *side == "left"),
                    "searchsorted: expected side and right to agree, got side = left with right");
    right = *side == "right";
  }
  return places("searchsorted", sorted_sequence, self, out_int32, right, sorter);
}
Tensor searchsorted(const Tensor& sorted_sequence, const Scalar& self, bool out_int32, bool right,
                    std::optional<std::string_view> side, const std::optional<Tensor>& sorter) {
  return searchsorted(sorted_sequence, wrapped_number(self), out_int32, right, side, sorter);
}

Tensor bucketize(const Tensor& self, const Tensor& boundaries, bool out_int32, bool right) {
  RUSHLIGHT_CHECK(boundaries.dim() == 1, "bucketize: expected a vector of boundaries, got shape ",
                  boundaries.sizes());
  return places("bucketize", boundaries, self, out_int32, right, std::nullopt);
}
Tensor bucketize(const Scalar& self, const Tensor& boundaries, bool out_int32, bool right) {
  return bucketize(wrapped_number(self), boundaries, out_int32, right);
}

Tensor isin(const Tensor& elements, const Tensor& test_elements, bool, bool invert) {
  const ScalarType t = result_type(elements, test_elements);
  const Tensor sought = elements.detach().to(t);
  if (test_elements.numel() == 0) return full(elements.sizes(), invert, kBool);
  const Tensor ordered = std::get<0>(sort(test_elements.detach().to(t).reshape({-1}), 0, false));
  const Tensor at =
      places("isin", ordered, sought, false, false, std::nullopt).clamp_max(ordered.numel() - 1);
  const Tensor found = index_select(ordered, 0, at.reshape({-1})).view(elements.sizes()) == sought;
  return invert ? logical_not(found) : found;
}
Tensor isin(const Tensor& elements, const Scalar& test_element, bool, bool invert) {
  return invert ? elements.detach() != test_element : elements.detach() == test_element;
}
Tensor isin(const Scalar& element, const Tensor& test_elements, bool, bool invert) {
  const Tensor found = (test_elements.detach() == element).any();
  return invert ? logical_not(found) : found;
}

}  // namespace torch::inline rushlight
