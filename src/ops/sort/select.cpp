// Selection by rank (see select.h). Next: select_scalar.cpp.
#include "ops/sort/select.h"

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct SelectRanked {
  Rank rank;
  int64_t k;
  static constexpr Traits traits{
      .name = "select_ranked", .save_outputs = 2, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    DimVector shape(io.in(0).shape());
    shape.back() = 1;
    io.out(0, io.in(0).dtype, shape);
    io.out(1, kLong, shape);
  }
  static void execute(const SelectRanked& op, Views in, Views out) {
    kernels<SelectKernels>(in[0]).rows(in[0], op.rank, op.k, out[0], out[1]);
  }
  void backward(Backward& b) const {
    Tensor grad = zeros(b.in_sizes(0), b.grad().options());
    b.set(0, scatter_(grad, -1, b.out(1), b.grad()));
  }
};

}  // namespace

std::tuple<Tensor, Tensor> select_ranked(const Tensor& rows, Rank rank, int64_t k) {
  const ScalarType dtype = rows.scalar_type();
  const bool half = isReducedFloatingType(dtype);
  auto [values, places] = run(SelectRanked{rank, k}, half ? rows.to(kFloat) : rows);
  return {half ? values.to(dtype) : values, places};
}

}  // namespace torch::inline rushlight
