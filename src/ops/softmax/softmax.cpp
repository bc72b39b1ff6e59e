// softmax and log_softmax. The gradient needs the result only, so that is all that is kept.
#include "ops/softmax/softmax.h"

#include "core/wrap_dim.h"
#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

struct SoftmaxBackward {
  int dim;
  bool logarithm;
  static constexpr Traits traits{.name = "softmax_backward", .save_inputs = 3, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, io.in(0).shape()); }
  static void execute(const SoftmaxBackward& op, Views in, Views out) {
    kernels<SoftmaxKernels>(in[0]).backward(in[0], in[1], out[0], op.dim, op.logarithm);
  }
  // softmax: g = y (d - sum(d y)); logarithm: g = d - exp(y) sum(d)
  void backward(Backward& b) const {
    const Tensor d = b.in(0), y = b.in(1), u = b.grad();
    if (logarithm) {
      const Tensor p = y.exp(), weighted = (u * p).sum(dim, true);
      b.set(0, u - weighted);
      if (b.needs(1)) b.set(1, -u * p * d.sum(dim, true));
    } else {
      const Tensor weighted = (u * y).sum(dim, true);
      b.set(0, y * (u - weighted));
      if (b.needs(1)) b.set(1, u * (d - (d * y).sum(dim, true)) - d * weighted);
    }
  }
};

template <bool kLogarithm> struct Softmax {
  int64_t dim;
  static constexpr Traits traits{
      .name = kLogarithm ? "log_softmax" : "softmax", .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const {
    io.wrap_dim(dim);
    io.check(io.in(0).dtype == kFloat || io.in(0).dtype == kDouble, "expected a floating-point tensor, got ",
             io.in(0).dtype, "; pass a dtype or convert it");
    io.out(0, io.in(0).dtype, io.in(0).shape());
  }
  static int axis(const Softmax& op, const View& v) {
    return static_cast<int>(op.dim < 0 ? op.dim + (v.dims ? v.dims : 1) : op.dim);
  }
  static void execute(const Softmax& op, Views in, Views out) {
    kernels<SoftmaxKernels>(in[0]).forward(in[0], out[0], axis(op, in[0]), kLogarithm);
  }
  void backward(Backward& b) const {
    const Tensor y = b.out(0);
    b.set(0, run(SoftmaxBackward{axis(*this, view_of(y)), kLogarithm}, b.grad(), y)[0]);
  }
};

template <bool kLogarithm> Tensor apply(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  const ScalarType result = dtype.value_or(self.scalar_type());
  const bool narrow = isReducedFloatingType(result);
  const Tensor x = self.to(narrow ? kFloat : result);
  const Tensor y = run(Softmax<kLogarithm>{dim}, x)[0];
  return narrow ? y.to(result) : y;
}

template <bool kLogarithm>
Tensor slope(const char* who, const Tensor& grad, const Tensor& output, int64_t dim, ScalarType input_dtype) {
  RUSHLIGHT_CHECK(grad.sizes() == output.sizes(), who, ": expected a gradient of the result's shape ",
                  output.sizes(), ", got ", grad.sizes());
  const ScalarType t = output.scalar_type(), compute = t == kHalf || t == kBFloat16 ? kFloat : t;
  const SoftmaxBackward op{static_cast<int>(wrap_dim(who, dim, output.dim())), kLogarithm};
  return run(op, grad.to(compute), output.to(compute))[0].to(input_dtype);
}

}  // namespace

Tensor softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  return apply<false>(self, dim, dtype);
}
Tensor log_softmax(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  return apply<true>(self, dim, dtype);
}
Tensor _softmax(const Tensor& self, int64_t dim, bool half_to_float) {
  return apply<false>(self, dim, half_to_float ? kFloat : self.scalar_type());
}
Tensor _log_softmax(const Tensor& self, int64_t dim, bool half_to_float) {
  return apply<true>(self, dim, half_to_float ? kFloat : self.scalar_type());
}
Tensor _softmax_backward_data(const Tensor& grad_output, const Tensor& output, int64_t dim,
                              ScalarType input_dtype) {
  return slope<false>("_softmax_backward_data", grad_output, output, dim, input_dtype);
}
Tensor _log_softmax_backward_data(const Tensor& grad_output, const Tensor& output, int64_t dim,
                                  ScalarType input_dtype) {
  return slope<true>("_log_softmax_backward_data", grad_output, output, dim, input_dtype);
}

}  // namespace torch::inline rushlight
