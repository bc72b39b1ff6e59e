// prod, cumsum, cumprod, logcumsumexp, cummax and cummin. Products divide out one factor for the gradient; where a factor is zero
// they multiply all others instead, slice by slice.
#include "core/wrap_dim.h"
#include "ops/reduce/pick.h"
#include "ops/reduce/reduce_op.h"
#include "rushlight/ops/compare.h"
#include "rushlight/ops/complex.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/index.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/reduce.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

bool has_zero(const Tensor& x) { return any(eq(x, 0)).item<bool>(); }

// Slices along `dim` as one tensor of these sizes.
Tensor stacked(const std::vector<Tensor>& slices, IntArrayRef sizes, int64_t dim) {
  Tensor out = zeros(sizes, slices[0].options());
  for (size_t i = 0; i < slices.size(); ++i) {
    Tensor place = select(out, dim, static_cast<int64_t>(i));
    copy_(place, slices[i]);
  }
  return out;
}

// For each i the product of all x before it.
std::vector<Tensor> products_before(const std::vector<Tensor>& x) {
  std::vector<Tensor> before{ones_like(x[0])};
  for (size_t i = 0; i + 1 < x.size(); ++i) before.push_back(before[i] * x[i]);
  return before;
}

struct Prod {
  ReduceDims dims;
  static constexpr Traits traits{
      .name = "prod", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, reduced_shape(io.in(0).shape(), dims)); }
  static void execute(const Prod& op, Views in, Views out) {
    kernels<ReduceKernels>(in[0]).prod(reduce_shape(in[0], op.dims), in[0], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0);
    if (!has_zero(x)) return b.set(0, expand_reduced(b.grad() * b.out(0), x.sizes(), dims) / x);
    const ReduceShape s = reduce_shape(view_of(x), dims);
    const std::vector<Tensor> slices = unbind(reshape(x, {s.outer, s.n, s.inner}), 1);
    const Tensor grad = reshape(b.grad(), {s.outer, s.inner});
    std::vector<Tensor> others = products_before(slices);
    Tensor after = grad;
    for (size_t i = slices.size(); i-- > 0;) {
      others[i] = others[i] * after;
      after = after * slices[i];
    }
    b.set(0, reshape(stacked(others, {s.outer, s.n, s.inner}, 1), x.sizes()));
  }
};

ReduceShape scan_shape(const View& v, int64_t dim) {
  return reduce_shape(v, {dim, v.dims > 0 ? dim + 1 : 0, false});
}

struct CumSum {
  int64_t dim;
  bool reverse;
  static constexpr Traits traits{.name = "cumsum", .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, io.in(0).shape()); }
  static void execute(const CumSum& op, Views in, Views out) {
    kernels<ScanKernels>(in[0]).scan(scan_shape(in[0], op.dim), Scan::sum, op.reverse, in[0], out[0]);
  }
  void backward(Backward& b) const { b.set(0, run(CumSum{dim, !reverse}, b.grad())[0]); }
};

struct CumProd {
  int64_t dim;
  static constexpr Traits traits{
      .name = "cumprod", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, io.in(0).shape()); }
  static void execute(const CumProd& op, Views in, Views out) {
    kernels<ScanKernels>(in[0]).scan(scan_shape(in[0], op.dim), Scan::prod, false, in[0], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor x = b.in(0), grad = b.grad();
    if (x.dim() == 0) return b.set(0, grad);
    if (!has_zero(x)) return b.set(0, run(CumSum{dim, true}, grad * b.out(0))[0] / x);
    // after[i] = g[i] + x[i+1] * after[i+1]: what one unit of the product up to i is worth.
    const std::vector<Tensor> slices = unbind(x, dim), grads = unbind(grad, dim);
    std::vector<Tensor> others = products_before(slices);
    Tensor after = grads.back();
    for (size_t i = slices.size(); i-- > 0;) {
      others[i] = others[i] * after;
      if (i > 0) after = grads[i - 1] + slices[i] * after;
    }
    b.set(0, stacked(others, x.sizes(), dim));
  }
};

// The gradient of x[j] is the sum over i >= j of g[i] exp(x[j] - result[i]): again a scan of logarithms, of the positive
// and the negative gradients apart.
struct LogCumSumExp {
  int64_t dim;
  bool reverse;
  static constexpr Traits traits{
      .name = "logcumsumexp", .save_inputs = 1, .save_outputs = 1, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io.in(0).dtype, io.in(0).shape()); }
  static void execute(const LogCumSumExp& op, Views in, Views out) {
    kernels<ScanKernels>(in[0]).scan(scan_shape(in[0], op.dim), Scan::logsumexp, op.reverse, in[0], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor grad = b.grad(), x = b.in(0), result = b.out(0);
    const auto part = [&](const Tensor& g) {
      // Instead of the logarithm of zero, whose own gradient would be NaN, a number whose exp is zero.
      const double log_of_zero = g.scalar_type() == kHalf ? -6e4 : -1e30;
      const Tensor logs = where(g > 0, log(g.masked_fill(g <= 0, 1)), log_of_zero);
      return exp(run(LogCumSumExp{dim, !reverse}, logs - result)[0] + x);
    };
    b.set(0, part(grad) - part(-grad));
  }
};

template <bool largest> struct CumExtreme {
  int64_t dim;
  static constexpr Traits traits{
      .name = largest ? "cummax" : "cummin", .save_outputs = 2, .outputs = 2, .contiguous_inputs = true};
  void infer(Infer& io) const {
    io.out(0, io.in(0).dtype, io.in(0).shape());
    io.out(1, kLong, io.in(0).shape());
  }
  static void execute(const CumExtreme& op, Views in, Views out) {
    kernels<ScanKernels>(in[0]).extreme(scan_shape(in[0], op.dim), largest, in[0], out[0], out[1]);
  }
  void backward(Backward& b) const {
    if (!b.has_grad(0)) return;
    b.set(0, b.in_sizes(0).empty() ? b.grad(0) : spread(b.grad(0), dim, b.out(1), b.in_sizes(0)));
  }
};

ScalarType summed_dtype(const Tensor& self, std::optional<ScalarType> dtype) {
  return dtype.value_or(isIntegralType(self.scalar_type(), true) ? kLong : self.scalar_type());
}

template <bool largest> TensorPair cumulative_extreme(const char* who, const Tensor& self, int64_t dim) {
  const auto out =
      run(CumExtreme<largest>{wrap_dim(who, dim, self.dim())}, to(self, reduce_compute(self.scalar_type())));
  return {to(out[0], self.scalar_type()), out[1]};
}

// The results of f(all before, x) along a dimension, in steps that double: for what has no kernel that goes along it.
template <class F> Tensor scanned(Tensor x, int64_t dim, const F& f) {
  const int64_t n = x.dim() == 0 ? 1 : x.size(dim);
  if (n <= 1) return x.clone();
  for (int64_t step = 1; step < n; step *= 2) {
    const Tensor rest = f(x.narrow(dim, 0, n - step), x.narrow(dim, step, n - step));
    x = cat({x.narrow(dim, 0, step), rest}, dim);
  }
  return x;
}

// A product of complex numbers, by halves, so that the gradient needs no division.
Tensor complex_prod(const Tensor& self, OptionalIntArrayRef dim, bool keepdim) {
  if (self.dim() == 0) return self.clone();
  const int64_t d = dim ? wrap_dim("prod", (*dim)[0], self.dim()) : -1;
  Tensor x = dim ? self.movedim(d, -1) : self.reshape({-1});
  DimVector one(x.sizes());
  one.back() = 1;
  while (x.size(-1) != 1) {
    if (x.size(-1) % 2 != 0 || x.size(-1) == 0) x = cat({x, ones(one, x.options().requires_grad(false))}, -1);
    const int64_t half = x.size(-1) / 2;
    if (half > 0) x = x.narrow(-1, 0, half) * x.narrow(-1, half, half);
  }
  x = x.squeeze(-1);
  return dim && keepdim ? x.unsqueeze(d) : x;
}

Tensor prod_of(const Tensor& self, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  const ScalarType result = summed_dtype(self, dtype);
  if (isComplexType(result)) return complex_prod(to(self, result), dim, keepdim);
  const ReduceInput in = reduce_input("prod", to(self, reduce_compute(result)), dim, keepdim);
  return to(shaped(run(Prod{in.dims}, in.tensor)[0], in), result);
}

}  // namespace

Tensor prod(const Tensor& self, std::optional<ScalarType> dtype) {
  return prod_of(self, std::nullopt, false, dtype);
}
Tensor prod(const Tensor& self, int64_t dim, bool keepdim, std::optional<ScalarType> dtype) {
  return prod_of(self, IntArrayRef(dim), keepdim, dtype);
}

Tensor cumsum(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  if (self.is_complex() && !dtype && self.dim() > 0)
    return view_as_complex(cumsum(view_as_real(self), wrap_dim("cumsum", dim, self.dim())));
  const ScalarType result = summed_dtype(self, dtype);
  return to(run(CumSum{wrap_dim("cumsum", dim, self.dim()), false}, to(self, reduce_compute(result)))[0],
            result);
}
Tensor cumprod(const Tensor& self, int64_t dim, std::optional<ScalarType> dtype) {
  const ScalarType result = summed_dtype(self, dtype);
  const int64_t d = wrap_dim("cumprod", dim, self.dim());
  if (isComplexType(result))
    return scanned(to(self, result), d, [](const Tensor& a, const Tensor& x) { return a * x; });
  return to(run(CumProd{d}, to(self, reduce_compute(result)))[0], result);
}
Tensor logcumsumexp(const Tensor& self, int64_t dim) {
  RUSHLIGHT_CHECK(isFloatingType(self.scalar_type()) || self.is_complex(),
                  "logcumsumexp: expected a floating-point dtype, got ", self.scalar_type());
  const int64_t d = wrap_dim("logcumsumexp", dim, self.dim());
  if (self.is_complex()) return scanned(self, d, logaddexp);
  return to(run(LogCumSumExp{d, false}, to(self, reduce_compute(self.scalar_type())))[0], self.scalar_type());
}
TensorPair cummax(const Tensor& self, int64_t dim) { return cumulative_extreme<true>("cummax", self, dim); }
TensorPair cummin(const Tensor& self, int64_t dim) { return cumulative_extreme<false>("cummin", self, dim); }

}  // namespace torch::inline rushlight
