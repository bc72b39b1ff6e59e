// embedding and one_hot: class numbers as rows of a table, and as vectors of zeros with a one.
#include <algorithm>
#include <limits>

#include "ops/index/index_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct Embedding {
  int64_t padding_idx;
  bool scale_grad_by_freq;
  static constexpr Traits traits{.name = "embedding", .save_inputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    const View &weight = io.in(0), &indices = io.in(1);
    io.check(weight.dims == 2, "expected a weight of 2 dimensions, got shape ", weight.shape());
    DimVector shape(indices.shape());
    shape.push_back(weight.sizes[1]);
    io.out(0, weight.dtype, shape);
  }
  static void execute(const Embedding&, Views in, Views out) {
    check_in_range("embedding", in[1], in[0].sizes[0]);
    if (out[0].numel > 0) kernels<IndexKernels>(in[0]).select_rows(in[0], 0, in[1], out[0]);
  }
  // Every use of a row adds to its gradient, but for the padding row.
  void backward(Backward& b) const {
    const Tensor rows = b.in(1).reshape({-1});
    Tensor grad = b.grad().reshape({rows.numel(), b.in_sizes(0)[1]});
    if (scale_grad_by_freq) {
      const Tensor uses =
          index_add(zeros({b.in_sizes(0)[0]}, grad.options()), 0, rows, ones(rows.sizes(), grad.options()));
      grad = grad / index_select(uses, 0, rows).unsqueeze(1);
    }
    if (padding_idx >= 0) grad = masked_fill(grad, eq(rows, padding_idx).unsqueeze(1), 0);
    Tensor total = zeros(b.in_sizes(0), grad.options());
    b.set(0, index_add_(total, 0, rows, grad));
  }
};

}  // namespace

// Gradients are dense with `sparse` too; the steps that SGD and Adagrad take are the same.
Tensor embedding(const Tensor& weight, const Tensor& indices, int64_t padding_idx, bool scale_grad_by_freq,
                 bool /*sparse*/) {
  return run(Embedding{padding_idx, scale_grad_by_freq}, weight, as_index("embedding", indices))[0];
}

Tensor one_hot(const Tensor& self, int64_t num_classes) {
  RUSHLIGHT_CHECK(self.scalar_type() == kLong, "one_hot: expected class numbers of dtype int64, got ",
                  self.scalar_type());
  RUSHLIGHT_CHECK(num_classes >= -1, "one_hot: expected num_classes of at least 1, or -1 to count them, got ",
                  num_classes);
  const Tensor classes = self.contiguous();
  const int64_t *p = classes.data_ptr<int64_t>(), n = classes.numel();
  RUSHLIGHT_CHECK(n > 0 || num_classes > 0,
                  "one_hot: expected num_classes for a tensor without elements, got ", num_classes);
  const int64_t least = n > 0 ? *std::min_element(p, p + n) : 0,
                most = n > 0 ? *std::max_element(p, p + n) : -1;
  RUSHLIGHT_CHECK(least >= 0, "one_hot: expected class numbers of at least 0, got ", least);
  const int64_t largest = std::numeric_limits<int64_t>::max();
  const int64_t count = num_classes == -1 ? std::min(most, largest - 1) + 1 : num_classes;
  RUSHLIGHT_CHECK(most < count, "one_hot: expected class numbers below ", count, ", got ", most);
  DimVector shape(self.sizes());
  shape.push_back(count);
  Tensor out = zeros(shape, self.options());
  return scatter_(out, -1, classes.unsqueeze(-1), 1);
}

}  // namespace torch::inline rushlight
