// Average pooling, plain and adaptive. Forward and backward are linear and each is the other's derivative.
#include "ops/pool/pool_op.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct AvgPoolAttributes {
  PoolWindow window;
  bool ceil_mode, count_padding;
  int64_t divisor;
};

Tensor avg_pool(const AvgPoolAttributes& a, const Tensor& self);

struct AvgPoolBackward {
  AvgPoolAttributes a;
  DimVector in_sizes;
  static constexpr Traits traits{.name = "avg_pool_backward", .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, in_sizes); }
  static void execute(const AvgPoolBackward& op, Views in, Views out) {
    kernels<AvgPoolKernels>(in[0]).backward(op.a.window, op.a.count_padding, op.a.divisor, in[0], out[0]);
  }
  void backward(Backward& b) const { b.set(0, avg_pool(a, b.grad())); }
};

struct AvgPool {
  AvgPoolAttributes a;
  static constexpr Traits traits{.name = "avg_pool", .contiguous_inputs = true};
  std::string grad_fn() const { return "AvgPool" + std::to_string(a.window.dims) + "DBackward0"; }
  void infer(Infer& io) const {
    io.out(0, io.in(0).dtype, pooled_shape(io, io.in(0), a.window, a.ceil_mode));
  }
  static void execute(const AvgPool& op, Views in, Views out) {
    kernels<AvgPoolKernels>(in[0]).forward(op.a.window, op.a.count_padding, op.a.divisor, in[0], out[0]);
  }
  void backward(Backward& b) const { b.set(0, run(AvgPoolBackward{a, b.in_sizes(0)}, b.grad())[0]); }
};

Tensor avg_pool(const AvgPoolAttributes& a, const Tensor& self) {
  return in_float(self, [&](const Tensor& x) { return run(AvgPool{a}, x)[0]; });
}

Tensor adaptive(const DimVector& output_size, const Tensor& self);

struct AdaptiveAvgPoolBackward {
  DimVector output_size, in_sizes;
  static constexpr Traits traits{.name = "adaptive_avg_pool_backward", .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, in_sizes); }
  static void execute(const AdaptiveAvgPoolBackward& op, Views in, Views out) {
    kernels<AvgPoolKernels>(in[0]).adaptive_backward(in[0], out[0], static_cast<int>(op.output_size.size()));
  }
  void backward(Backward& b) const { b.set(0, adaptive(output_size, b.grad())); }
};

struct AdaptiveAvgPool {
  DimVector output_size;
  static constexpr Traits traits{.name = "adaptive_avg_pool", .contiguous_inputs = true};
  std::string grad_fn() const {
    return "AdaptiveAvgPool" + std::to_string(output_size.size()) + "DBackward0";
  }
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, adaptive_shape(io, io.in(0), output_size)); }
  static void execute(const AdaptiveAvgPool& op, Views in, Views out) {
    kernels<AvgPoolKernels>(in[0]).adaptive(in[0], out[0], static_cast<int>(op.output_size.size()));
  }
  void backward(Backward& b) const {
    b.set(0, run(AdaptiveAvgPoolBackward{output_size, b.in_sizes(0)}, b.grad())[0]);
  }
};

Tensor adaptive(const DimVector& output_size, const Tensor& self) {
  return in_float(self, [&](const Tensor& x) { return run(AdaptiveAvgPool{output_size}, x)[0]; });
}

}  // namespace

Tensor window_sum(const PoolWindow& window, bool ceil_mode, const Tensor& self) {
  return avg_pool({window, ceil_mode, true, 1}, self);
}
Tensor window_spread(const PoolWindow& window, bool ceil_mode, const Tensor& grad, IntArrayRef sizes) {
  return run(AvgPoolBackward{{window, ceil_mode, true, 1}, DimVector(sizes)}, grad)[0];
}

Tensor avg_pool1d(const Tensor& self, IntArrayRef k, IntArrayRef s, IntArrayRef p, bool ceil_mode,
                  bool count_include_pad) {
  return avg_pool({pool_window("avg_pool1d", 1, k, s, p, 1), ceil_mode, count_include_pad, 0}, self);
}
Tensor avg_pool2d(const Tensor& self, IntArrayRef k, IntArrayRef s, IntArrayRef p, bool ceil_mode,
                  bool count_include_pad, std::optional<int64_t> divisor_override) {
  RUSHLIGHT_CHECK(divisor_override.value_or(1) != 0,
                  "avg_pool2d: expected a divisor_override that is not 0, got 0");
  return avg_pool(
      {pool_window("avg_pool2d", 2, k, s, p, 1), ceil_mode, count_include_pad, divisor_override.value_or(0)},
      self);
}
Tensor adaptive_avg_pool1d(const Tensor& self, IntArrayRef output_size) {
  return adaptive(adaptive_size("adaptive_avg_pool1d", 1, output_size), self);
}
Tensor adaptive_avg_pool2d(const Tensor& self, IntArrayRef output_size) {
  return adaptive(adaptive_size("adaptive_avg_pool2d", 2, output_size), self);
}

}  // namespace torch::inline rushlight
