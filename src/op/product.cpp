// Matrix products for operators; see product.h.
#include "op/product.h"

#include "op/infer.h"
#include "op/kernels.h"

namespace torch::inline rushlight {
namespace {

// int64: plain loops, in numbers without a sign, which wrap around.
void integer_product(const GemmArgs& g) {
  for (int64_t p = 0; p < g.batch; ++p) {
    const auto* a = static_cast<const uint64_t*>(g.a) + p * g.a_batch;
    const auto* b = static_cast<const uint64_t*>(g.b) + p * g.b_batch;
    const auto* bias = static_cast<const uint64_t*>(g.column_bias);
    auto* c = static_cast<uint64_t*>(g.c) + p * g.c_batch;
    for (int64_t i = 0; i < g.m; ++i)
      for (int64_t j = 0; j < g.n; ++j) {
        uint64_t sum = bias ? bias[j] : 0;
        for (int64_t l = 0; l < g.k; ++l) sum += a[i * g.a_row + l * g.a_col] * b[l * g.b_row + j * g.b_col];
        c[i * g.c_row + j] = sum;
      }
  }
}

}  // namespace

Tensor as_rows(const Tensor& t) {
  if (t.dim() == 2) return t;
  return t.reshape({count(t.sizes().slice(0, static_cast<size_t>(t.dim() - 1))), t.size(-1)});
}

void product(const GemmArgs& args, const View& out) {
  if (out.dtype == kFloat) kernels<GemmKernels>(out).f32(args);
  else if (out.dtype == kDouble) kernels<GemmKernels>(out).f64(args);
  else integer_product(args);
}

void rows_times_weight(const View& x, const View& w, const View& bias, const View& out) {
  GemmArgs g{.m = 1, .n = w.sizes[0], .k = w.sizes[1]};
  for (int d = 0; d + 1 < x.dims; ++d) g.m *= x.sizes[d];
  g.a = x.data, g.a_row = x.dims == 2 ? x.strides[0] : g.k, g.a_col = x.strides[x.dims - 1];
  g.b = w.data, g.b_row = w.strides[1], g.b_col = w.strides[0];
  g.c = out.data, g.c_row = out.sizes[out.dims - 1];
  g.column_bias = bias.data;
  product(g, out);
}

void rows_times_weight_gradients(Backward& b, const Tensor& grad, int x, int w, int bias) {
  const Tensor rows = as_rows(grad);
  if (b.needs(x)) {
    const Tensor g = rows.mm(b.in(w));
    b.set(x, grad.dim() == 2 ? g : g.view(b.in_sizes(x)));
  }
  if (b.needs(w)) b.set(w, rows.t().mm(as_rows(b.in(x))));
  if (b.needs(bias)) b.set(bias, rows.sum(0));
}

}  // namespace torch::inline rushlight
