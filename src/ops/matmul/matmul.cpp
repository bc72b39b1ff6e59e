// mm, bmm and linear: operators over the packed matrix product in cpu/gemm, which reads transposed operands in place.
// matmul, mv, dot and the add* forms are composites of them.
#include "op/backward.h"
#include "op/operator.h"
#include "op/product.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

void check_product(const Infer& io, const View& a, const View& b) {
  io.check(a.dtype == b.dtype, "expected two matrices of one dtype, got ", a.dtype, " and ", b.dtype);
  io.check(a.size(-1) == b.size(-2), "expected inner sizes that agree, got shapes ", a.shape(), " and ",
           b.shape());
}

struct Mm {
  static constexpr Traits traits{.name = "mm", .save_inputs = 3, .save_cross = true};
  void infer(Infer& io) const {
    const View &a = io.in(0), &b = io.in(1);
    io.check(a.dims == 2 && b.dims == 2, "expected two matrices, got shapes ", a.shape(), " and ", b.shape());
    check_product(io, a, b);
    io.out(0, a.dtype, {a.sizes[0], b.sizes[1]});
  }
  static void execute(const Mm&, Views in, Views out) {
    const View &a = in[0], &b = in[1];
    GemmArgs g{.m = a.sizes[0], .n = b.sizes[1], .k = a.sizes[1]};
    g.a = a.data, g.a_row = a.strides[0], g.a_col = a.strides[1];
    g.b = b.data, g.b_row = b.strides[0], g.b_col = b.strides[1];
    g.c = out[0].data, g.c_row = b.sizes[1];
    product(g, out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, b.grad().mm(b.in(1).t()));
    if (b.needs(1)) b.set(1, b.in(0).t().mm(b.grad()));
  }
};

struct Bmm {
  static constexpr Traits traits{.name = "bmm", .save_inputs = 3, .save_cross = true};
  void infer(Infer& io) const {
    const View &a = io.in(0), &b = io.in(1);
    io.check(a.dims == 3 && b.dims == 3, "expected two batches of matrices, got shapes ", a.shape(), " and ",
             b.shape());
    io.check(a.sizes[0] == b.sizes[0], "expected batches of one size, got shapes ", a.shape(), " and ",
             b.shape());
    check_product(io, a, b);
    io.out(0, a.dtype, {a.sizes[0], a.sizes[1], b.sizes[2]});
  }
  static void execute(const Bmm&, Views in, Views out) {
    const View &a = in[0], &b = in[1];
    GemmArgs g{.m = a.sizes[1], .n = b.sizes[2], .k = a.sizes[2]};
    g.a = a.data, g.a_row = a.strides[1], g.a_col = a.strides[2], g.a_batch = a.strides[0];
    g.b = b.data, g.b_row = b.strides[1], g.b_col = b.strides[2], g.b_batch = b.strides[0];
    g.c = out[0].data, g.c_row = b.sizes[2], g.c_batch = g.m * g.n;
    g.batch = a.sizes[0];
    product(g, out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, b.grad().bmm(b.in(1).transpose(1, 2)));
    if (b.needs(1)) b.set(1, b.in(0).transpose(1, 2).bmm(b.grad()));
  }
};

// input (..., in), weight (out, in), optional bias (out).
struct Linear {
  static constexpr Traits traits{.name = "linear", .save_inputs = 3, .save_cross = true};
  void infer(Infer& io) const {
    const View &x = io.in(0), &w = io.in(1), &bias = io.in(2);
    io.check(x.dims >= 1 && w.dims == 2,
             "expected an input of one or more dimensions and a weight matrix, got shapes ", x.shape(),
             " and ", w.shape());
    io.check(x.size(-1) == w.sizes[1], "expected an input with ", w.sizes[1], " features for weight ",
             w.shape(), ", got shape ", x.shape());
    io.check(x.dtype == w.dtype && (!bias.defined() || bias.dtype == x.dtype),
             "expected input, weight and bias of one dtype, got ", x.dtype, ", ", w.dtype, " and ",
             bias.dtype);
    io.check(!bias.defined() || (bias.dims == 1 && bias.sizes[0] == w.sizes[0]), "expected a bias of shape [",
             w.sizes[0], "], got ", bias.shape());
    DimVector shape(x.shape());
    shape.back() = w.sizes[0];
    io.out(0, x.dtype, shape);
  }
  static void execute(const Linear&, Views in, Views out) { rows_times_weight(in[0], in[1], in[2], out[0]); }
  void backward(Backward& b) const { rows_times_weight_gradients(b, b.grad(), 0, 1, 2); }
};

bool computes(ScalarType t) { return t == kFloat || t == kDouble || t == kLong; }
ScalarType wide(ScalarType t) { return isFloatingType(t) ? kFloat : kLong; }

// Runs a product in a dtype that the kernels have, and converts back.
template <class F> Tensor widened(const Tensor& a, const Tensor& b, const F& f) {
  const ScalarType t = a.scalar_type();
  if (computes(t) || t != b.scalar_type()) [[likely]]
    return f(a, b);
  if (isComplexType(t)) {
    const Tensor ar = real(a), ai = imag(a), br = real(b), bi = imag(b);
    return complex(f(ar, br) - f(ai, bi), f(ar, bi) + f(ai, br));
  }
  return f(a.to(wide(t)), b.to(wide(t))).to(t);
}

// Batches of matrices with broadcast leading dimensions, as one bmm.
Tensor batched(const Tensor& a, const Tensor& b) {
  const size_t da = static_cast<size_t>(a.dim()), db = static_cast<size_t>(b.dim());
  const DimVector lead = broadcast_shapes("matmul", a.sizes().slice(0, da - 2), b.sizes().slice(0, db - 2));
  auto expand_to = [&](const Tensor& t) {
    DimVector shape(lead);
    shape.push_back(t.size(-2));
    shape.push_back(t.size(-1));
    return t.expand(shape).reshape({count(lead), t.size(-2), t.size(-1)});
  };
  DimVector shape(lead);
  shape.push_back(a.size(-2));
  shape.push_back(b.size(-1));
  return expand_to(a).bmm(expand_to(b)).view(shape);
}

Tensor scaled(const Tensor& t, const Scalar& by) { return by.equal(1) ? t : t * by; }

// beta * self + alpha * product in the shape of the product; integers take the whole part of beta and alpha.
Tensor add_product(const char* who, const Tensor& self, const Tensor& product, const Scalar& beta,
                   const Scalar& alpha) {
  const IntArrayRef shape = product.sizes();
  RUSHLIGHT_CHECK(
      self.dim() <= product.dim() && IntArrayRef(broadcast_shapes(who, self.sizes(), shape)) == shape, who,
      ": expected a self that broadcasts to ", shape, ", got shape ", self.sizes());
  if (isIntegralType(self.scalar_type(), true) && isIntegralType(product.scalar_type(), true) &&
      (alpha.isFloatingPoint() || beta.isFloatingPoint()))
    return add_product(who, self, product, beta.toLong(), alpha.toLong());
  if (!beta.equal(0)) return scaled(self, beta) + scaled(product, alpha);
  return scaled(product, alpha).to(promoteTypes(self.scalar_type(), product.scalar_type()));
}

// The same for operators that do not promote, with the product of two factors; 16-bit floats are rounded once.
template <class F>
Tensor add_alike(const char* who, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,
                 const Scalar& alpha, const F& product) {
  const ScalarType t = a.scalar_type();
  RUSHLIGHT_CHECK(self.scalar_type() == t, who, ": expected self and factors of one dtype, got ",
                  self.scalar_type(), " and ", t);
  const ScalarType factors = isReducedFloatingType(t) ? kFloat : t;
  check_number(who, beta, factors);
  check_number(who, alpha, factors);
  if (isReducedFloatingType(t) && b.scalar_type() == t)
    return add_product(who, self.to(kFloat), product(a.to(kFloat), b.to(kFloat)), beta, alpha).to(t);
  return add_product(who, self, product(a, b), beta, alpha);
}

}  // namespace

Tensor mm(const Tensor& self, const Tensor& mat2) {
  return widened(self, mat2, [](const Tensor& a, const Tensor& b) { return run(Mm{}, a, b)[0]; });
}
Tensor bmm(const Tensor& self, const Tensor& mat2) {
  return widened(self, mat2, [](const Tensor& a, const Tensor& b) { return run(Bmm{}, a, b)[0]; });
}
Tensor mv(const Tensor& self, const Tensor& vec) {
  RUSHLIGHT_CHECK(self.dim() == 2 && vec.dim() == 1 && self.size(1) == vec.size(0),
                  "mv: expected a matrix and a vector with inner sizes that agree, got shapes ", self.sizes(),
                  " and ", vec.sizes());
  return mm(self, vec.unsqueeze(1)).squeeze(1);
}
Tensor dot(const Tensor& self, const Tensor& other) {
  RUSHLIGHT_CHECK(self.dim() == 1 && other.dim() == 1 && self.size(0) == other.size(0),
                  "dot: expected two vectors of one length, got shapes ", self.sizes(), " and ",
                  other.sizes());
  return mm(self.unsqueeze(0), other.unsqueeze(1)).reshape({});
}

Tensor matmul(const Tensor& self, const Tensor& other) {
  const int64_t a = self.dim(), b = other.dim();
  RUSHLIGHT_CHECK(a > 0 && b > 0, "matmul: expected tensors of one or more dimensions, got shapes ",
                  self.sizes(), " and ", other.sizes());
  RUSHLIGHT_CHECK(self.size(-1) == other.size(b > 1 ? -2 : -1),
                  "matmul: expected inner sizes that agree, got shapes ", self.sizes(), " and ",
                  other.sizes());
  if (a == 2 && b == 2) return mm(self, other);
  if (a == 1 && b == 1) return dot(self, other);
  if (a == 2 && b == 1) return mv(self, other);
  if (a == 1) return matmul(self.unsqueeze(0), other).squeeze(-2);
  if (b == 1) return matmul(self, other.unsqueeze(1)).squeeze(-1);
  if (b == 2) {  // one matrix for all rows
    DimVector shape(self.sizes());
    shape.back() = other.size(1);
    return mm(as_rows(self), other).view(shape);
  }
  return batched(self, other);
}

Tensor outer(const Tensor& self, const Tensor& vec2) {
  RUSHLIGHT_CHECK(self.dim() == 1 && vec2.dim() == 1, "outer: expected two vectors, got shapes ",
                  self.sizes(), " and ", vec2.sizes());
  return self.unsqueeze(1) * vec2;
}
Tensor ger(const Tensor& self, const Tensor& vec2) { return outer(self, vec2); }
Tensor addmm(const Tensor& self, const Tensor& mat1, const Tensor& mat2, const Scalar& beta,
             const Scalar& alpha) {
  return add_alike("addmm", self, mat1, mat2, beta, alpha, mm);
}
Tensor addmv(const Tensor& self, const Tensor& mat, const Tensor& vec, const Scalar& beta,
             const Scalar& alpha) {
  return add_alike("addmv", self, mat, vec, beta, alpha, mv);
}
Tensor addr(const Tensor& self, const Tensor& vec1, const Tensor& vec2, const Scalar& beta,
            const Scalar& alpha) {
  const Tensor product = outer(vec1, vec2);
  check_number("addr", beta, product.scalar_type());
  check_number("addr", alpha, product.scalar_type());
  return add_product("addr", self, product, beta, alpha);
}
Tensor baddbmm(const Tensor& self, const Tensor& batch1, const Tensor& batch2, const Scalar& beta,
               const Scalar& alpha) {
  return add_alike("baddbmm", self, batch1, batch2, beta, alpha, bmm);
}

Tensor linear(const Tensor& input, const Tensor& weight, const std::optional<Tensor>& optional_bias) {
  const Tensor bias = optional_bias.value_or(Tensor());
  const ScalarType t = input.scalar_type();
  if (isComplexType(t)) {
    const Tensor out = matmul(input, weight.t());
    return bias.defined() ? out + bias : out;
  }
  if (!computes(t) && t == weight.scalar_type()) {
    const ScalarType w = wide(t);
    return linear(input.to(w), weight.to(w), bias.defined() ? bias.to(w) : bias).to(t);
  }
  // Rows of more than two dimensions must lie behind each other, and so must the values of the bias.
  return run(Linear{}, input.dim() == 2 ? input : input.contiguous(), weight,
             bias.defined() ? bias.contiguous() : bias)[0];
}

}  // namespace torch::inline rushlight
