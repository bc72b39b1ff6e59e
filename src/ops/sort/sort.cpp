// sort and topk: one operator that orders rows along the last dimension, and what turns others into it.
#include "ops/sort/sort.h"

#include "core/wrap_dim.h"
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// The first `count` elements of each row in order, and their places; all of them when count is -1.
struct SortRows {
  int64_t count;
  bool descending;
  static constexpr Traits traits{.name = "sort", .save_outputs = 2, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    DimVector shape(io.in(0).shape());
    if (!shape.empty() && count >= 0) shape.back() = count;
    io.out(0, io.in(0).dtype, shape);
    io.out(1, kLong, shape);
  }
  static void execute(const SortRows& op, Views in, Views out) {
    kernels<SortKernels>(in[0]).rows(in[0], op.descending, out[0], out[1]);
  }
  void backward(Backward& b) const {
    Tensor grad = zeros(b.in_sizes(0), b.grad().options());
    b.set(0, scatter_(grad, -1, b.out(1), b.grad()));
  }
};

std::tuple<Tensor, Tensor> sorted(const Tensor& self, int64_t d, int64_t count, bool descending) {
  const ScalarType dtype = self.scalar_type();
  const bool half = isReducedFloatingType(dtype), last = self.dim() < 2 || d == self.dim() - 1;
  const Tensor exact = half ? self.to(kFloat) : self;
  auto [values, places] = run(SortRows{count, descending}, last ? exact : exact.transpose(d, -1));
  if (!last) {
    values = values.transpose(d, -1).clone(MemoryFormat::Contiguous);
    places = places.transpose(d, -1).clone(MemoryFormat::Contiguous);
  }
  return {half ? values.to(dtype) : values, places};
}

}  // namespace

std::tuple<Tensor, Tensor> sort(const Tensor& self, int64_t dim, bool descending) {
  return sorted(self, wrap_dim("sort", dim, self.dim()), -1, descending);
}
std::tuple<Tensor, Tensor> sort(const Tensor& self, std::optional<bool>, int64_t dim, bool descending) {
  return sort(self, dim, descending);
}
Tensor argsort(const Tensor& self, int64_t dim, bool descending) {
  return std::get<1>(sort(self.detach(), dim, descending));
}
Tensor argsort(const Tensor& self, bool, int64_t dim, bool descending) {
  return argsort(self, dim, descending);
}
Tensor msort(const Tensor& self) { return std::get<0>(sort(self, int64_t{0}, false)); }

std::tuple<Tensor, Tensor> topk(const Tensor& self, int64_t k, int64_t dim, bool largest, bool) {
  const int64_t d = wrap_dim("topk", dim, self.dim()), n = self.dim() == 0 ? 1 : self.size(d);
  RUSHLIGHT_CHECK(k >= 0 && k <= n, "topk: expected k in [0, ", n, "] for shape ", self.sizes(), ", got ", k);
  return sorted(self, d, k, largest);
}

}  // namespace torch::inline rushlight
