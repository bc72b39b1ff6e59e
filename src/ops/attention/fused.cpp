// Attention as operators over the kernels of attention.h: of three tensors, and of a sequence to itself with all projections
// in one tensor, whose gradient is then written in place. When a graph of the derivative is wanted, the same formulas
// are made of public operators, with the dropout factors drawn again.
// The seed of a call's dropout is drawn by its kernel and is an output, an input of its backward: a call that is made again
// draws another one. Next: attention_cpu.cpp.
#include "ops/attention/fused.h"

#include <cmath>
#include <mutex>

#include "core/random_streams.h"
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/attention/attention.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/core/generator.h"
#include "rushlight/ops.h"
#include "rushlight/ops/fused/transformer.h"

namespace torch::inline rushlight {
namespace {

// Numbers in the output that holds the seed: none when nothing is dropped.
DimVector seeds_of(const AttentionCall& call) { return {call.dropout > 0 ? 1 : 0}; }

// A seed for a call, which follows from the default generator and goes to `seed`.
uint64_t new_seed(const View& seed) {
  if (seed.numel == 0) return 0;
  const Generator& generator = default_generator();
  const std::lock_guard lock(generator.mutex());
  const uint64_t drawn = random64(generator.state());
  *seed.as<int64_t>() = static_cast<int64_t>(drawn);
  return drawn;
}
// The seed that a call had.
uint64_t seed_in(const View& seed) {
  return seed.numel > 0 ? static_cast<uint64_t>(*seed.as<const int64_t>()) : 0;
}

struct DropoutFactors {
  AttentionCall call;
  DimVector sizes;
  ScalarType dtype;
  static constexpr Traits traits{.name = "attention_dropout_factors", .differentiable = false};
  void infer(Infer& io) const { io.out(0, dtype, sizes); }
  static void execute(const DropoutFactors& op, Views in, Views out) {
    if (out[0].numel > 0) kernels<AttentionKernels>(in[0]).factors(op.call, seed_in(in[0]), out[0]);
  }
};

struct Gradients {
  Tensor q, k, v;
};

// The derivative in public operators, for derivatives of it.
Gradients formula(const AttentionCall& call, const Tensor& seed, const Tensor& grad, const Tensor& q,
                  const Tensor& k, const Tensor& v, const Tensor& mask) {
  Tensor scores = (q * call.scale).matmul(k.transpose(-2, -1));
  if (call.causal)
    scores = scores.masked_fill(arange(k.size(-2)) > arange(q.size(-2)).unsqueeze(1),
                                -std::numeric_limits<double>::infinity());
  if (mask.defined()) scores = scores + mask;
  const Tensor weights = masked_softmax(scores, mask.defined());
  Tensor kept = weights, to_weights = grad.matmul(v.transpose(-2, -1));
  if (call.dropout > 0) {
    const Tensor factors =
        run(DropoutFactors{call, DimVector(weights.sizes()), weights.scalar_type()}, seed)[0];
    kept = weights * factors;
    to_weights = to_weights * factors;
  }
  const Tensor to_scores = weights * (to_weights - (weights * to_weights).sum(-1, true)) * call.scale;
  return {to_scores.matmul(k), to_scores.transpose(-2, -1).matmul(q), kept.transpose(-2, -1).matmul(grad)};
}

// Inputs the gradient, q, k, v, the mask, the result, the rows' sums and the seed.
struct AttentionBackward {
  AttentionCall call;
  static constexpr Traits traits{.name = "attention_backward", .outputs = 3, .differentiable = false};
  void infer(Infer& io) const {
    for (int i = 0; i < 3; ++i) io.out(i, io.in(0).dtype, io.in(1 + i).shape());
  }
  static void execute(const AttentionBackward& op, Views in, Views out) {
    kernels<AttentionKernels>(in[0]).backward(op.call, seed_in(in[7]), in[0], in[1], in[2], in[3], in[4],
                                              in[5], in[6], out[0], out[1], out[2]);
  }
};

Tensor with_unit_stride(const Tensor& t) { return t.size(-1) <= 1 || t.stride(-1) == 1 ? t : t.contiguous(); }

// A mask of (..., L, S) as a tensor of (B, H, L, S) whose last stride is 1. What a backward pass will read, if there is to be one,
// is a copy: where the mask is added to the scores it is not needed any more, and programs fill it again.
Tensor as_scores(const Tensor& mask, IntArrayRef scores, bool wants_gradients) {
  if (!mask.defined()) return mask;
  const Tensor own = wants_gradients && GradMode::is_enabled() ? mask.detach().clone() : mask;
  std::vector<int64_t> rows = own.dim() > 0 ? own.sizes().vec() : std::vector<int64_t>{1};
  rows.back() = scores.back();
  return with_unit_stride(own.expand(rows)).expand(scores);
}

// Inputs q, k, v and the mask, if any; outputs the result, the rows' sums (attention.h) and the seed.
struct Attention {
  AttentionCall call;
  static constexpr Traits traits{
      .name = "scaled_dot_product_attention", .save_inputs = 15, .save_outputs = 7, .outputs = 3};
  void infer(Infer& io) const {
    const View &q = io.in(0), &v = io.in(2);
    io.out(0, q.dtype, {q.sizes[0], q.sizes[1], q.sizes[2], v.sizes[3]});
    io.out(1, q.dtype, {q.sizes[0], q.sizes[1], q.sizes[2], 2});
    io.out(2, kLong, seeds_of(call));
  }
  static void execute(const Attention& op, Views in, Views out) {
    kernels<AttentionKernels>(in[0]).forward(op.call, new_seed(out[2]), in[0], in[1], in[2], in[3], out[0],
                                             out[1]);
  }
  void backward(Backward& b) const {
    const Tensor q = b.in(0), k = b.in(1), v = b.in(2), mask = b.in(3);
    if (GradMode::is_enabled()) {
      const Gradients g = formula(call, b.out(2), b.grad(), q, k, v, mask);
      return b.set(0, g.q), b.set(1, g.k), b.set(2, g.v);
    }
    const auto g =
        run(AttentionBackward{call}, with_unit_stride(b.grad()), q, k, v, mask, b.out(0), b.out(1), b.out(2));
    for (int i = 0; i < 3; ++i) b.set(i, g[static_cast<size_t>(i)]);
  }
};

// The heads of one of `parts` vectors that lie side by side in rows of (L, N, parts E), as (N, H, L, E / H).
struct HeadsOf {
  int64_t sizes[4], strides[4];
  View view;
  HeadsOf(const View& rows, int64_t heads, int64_t part, int64_t parts) : view(rows) {
    const int64_t length = rows.sizes[0], batch = rows.sizes[1], all = rows.sizes[2], e = all / parts;
    const int64_t s[] = {batch, heads, length, e / heads}, t[] = {all, e / heads, batch * all, 1};
    std::copy_n(s, 4, sizes);
    std::copy_n(t, 4, strides);
    view.data = rows.as<char>() + part * e * element_size(rows.dtype);
    view.sizes = sizes;
    view.strides = strides;
    view.numel = length * batch * e;
    view.dims = 4;
    view.contiguous = false;
  }
  HeadsOf(const HeadsOf&) = delete;
};

// Inputs the gradient, qkv, the mask, the result, the rows' sums and the seed.
struct PackedAttentionBackward {
  AttentionCall call;
  int64_t heads;
  static constexpr Traits traits{.name = "packed_self_attention_backward", .differentiable = false};
  void infer(Infer& io) const { io.out(0, io.in(1).dtype, io.in(1).shape()); }
  static void execute(const PackedAttentionBackward& op, Views in, Views out) {
    const int64_t h = op.heads;
    const HeadsOf grad(in[0], h, 0, 1), q(in[1], h, 0, 3), k(in[1], h, 1, 3), v(in[1], h, 2, 3),
        y(in[3], h, 0, 1);
    const HeadsOf gq(out[0], h, 0, 3), gk(out[0], h, 1, 3), gv(out[0], h, 2, 3);
    kernels<AttentionKernels>(in[0]).backward(op.call, seed_in(in[5]), grad.view, q.view, k.view, v.view,
                                              in[2], y.view, in[4], gq.view, gk.view, gv.view);
  }
};

// Inputs qkv (L, N, 3 E), contiguous, and the mask, if any; outputs (L, N, E), the rows' sums (N, H, L, 2) and
// the seed.
struct PackedAttention {
  AttentionCall call;
  int64_t heads;
  static constexpr Traits traits{
      .name = "packed_self_attention", .save_inputs = 3, .save_outputs = 7, .outputs = 3};
  void infer(Infer& io) const {
    const View& x = io.in(0);
    io.check(x.dims == 3, "expected projections of shape (L, N, 3 E), got shape ", x.shape());
    io.check(heads > 0 && x.sizes[2] % (3 * heads) == 0, "expected a last size that is a multiple of ",
             3 * heads, " for ", heads, " heads, got shape ", x.shape());
    io.check(x.dtype == kFloat || x.dtype == kDouble, "expected float32 or float64, got ", x.dtype);
    io.check(call.dropout >= 0 && call.dropout < 1, "expected a dropout probability in [0, 1), got ",
             call.dropout);
    io.check(!io.in(1).defined() || io.in(1).dtype == x.dtype, "expected a mask of ", x.dtype, ", got ",
             io.in(1).dtype);
    io.out(0, x.dtype, {x.sizes[0], x.sizes[1], x.sizes[2] / 3});
    io.out(1, x.dtype, {x.sizes[1], heads, x.sizes[0], 2});
    io.out(2, kLong, seeds_of(call));
  }
  static void execute(const PackedAttention& op, Views in, Views out) {
    const int64_t h = op.heads;
    const HeadsOf q(in[0], h, 0, 3), k(in[0], h, 1, 3), v(in[0], h, 2, 3), y(out[0], h, 0, 1);
    kernels<AttentionKernels>(in[0]).forward(op.call, new_seed(out[2]), q.view, k.view, v.view, in[1], y.view,
                                             out[1]);
  }
  void backward(Backward& b) const {
    const Tensor qkv = b.in(0), mask = b.in(1);
    if (!GradMode::is_enabled())
      return b.set(0, run(PackedAttentionBackward{call, heads}, b.grad().contiguous(), qkv, mask, b.out(0),
                          b.out(1), b.out(2))[0]);
    const int64_t length = qkv.size(0), batch = qkv.size(1), e = qkv.size(2) / 3;
    const auto split = [&](const Tensor& t) {
      return t.reshape({length, batch, heads, e / heads}).permute({1, 2, 0, 3});
    };
    const auto parts = qkv.chunk(3, -1);
    const Gradients g =
        formula(call, b.out(2), split(b.grad()), split(parts[0]), split(parts[1]), split(parts[2]), mask);
    const auto joined = [&](const Tensor& t) { return t.permute({2, 0, 1, 3}).reshape({length, batch, e}); };
    b.set(0, cat({joined(g.q), joined(g.k), joined(g.v)}, -1));
  }
};

}  // namespace

Tensor fused_attention(const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask,
                       const AttentionCall& call) {
  const bool wants_gradients = q.requires_grad() || k.requires_grad() || v.requires_grad();
  return run(Attention{call}, with_unit_stride(q), with_unit_stride(k), with_unit_stride(v),
             as_scores(mask, {q.size(0), q.size(1), q.size(2), k.size(2)}, wants_gradients))[0];
}

Tensor hiding_mask(const Tensor& hidden, ScalarType dtype) {
  return zeros(hidden.sizes(), hidden.options().dtype(dtype))
      .masked_fill(hidden, -std::numeric_limits<double>::infinity());
}

Tensor packed_self_attention(const Tensor& qkv, int64_t heads, double dropout_p, const Tensor& mask) {
  const bool fits = qkv.dim() == 3 && heads > 0;
  const double e = fits ? static_cast<double>(qkv.size(2) / 3 / heads) : 1;
  const Tensor scores =
      fits ? as_scores(mask, {qkv.size(1), heads, qkv.size(0), qkv.size(0)}, qkv.requires_grad()) : Tensor();
  return run(PackedAttention{{1 / std::sqrt(e), false, dropout_p}, heads}, qkv.contiguous(), scores)[0];
}

}  // namespace torch::inline rushlight
