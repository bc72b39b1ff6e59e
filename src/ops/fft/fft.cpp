// Fourier transforms: the transform of complex lines along one dimension, those of real lines to all or half of their
// values, and the way back; all others are made of these. A gradient is the transform in the other direction, where
// inner values of a half count twice. Next: transform.h.
#include "rushlight/ops/fft.h"

#include <cmath>

#include "core/wrap_dim.h"
#include "op/backward.h"
#include "op/operator.h"
#include "op/pointwise_op.h"
#include "ops/fft/transform.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using fft::Norm;

void check_library(Infer& io) {
  io.check(has_fft_library(),
           "expected a build with kissfft, got one without; install libkissfft-dev and build again");
}
// The shape of v with n entries along a dimension.
DimVector resized(const View& v, int64_t dim, int64_t n) {
  DimVector shape(v.shape());
  shape[static_cast<size_t>(dim)] = n;
  return shape;
}
// Multiplies those values of a half that stand for two of the whole.
Tensor with_inner_values_times(double factor, const Tensor& half, int64_t dim, int64_t n) {
  const int64_t count = n / 2 + 1;
  Tensor factors = full({count}, factor, half.options().dtype(toRealValueType(half.scalar_type())));
  factors.narrow(0, 0, 1).fill_(1);
  if (n % 2 == 0) factors.narrow(0, count - 1, 1).fill_(1);
  DimVector shape(static_cast<size_t>(half.dim()), 1);
  shape[static_cast<size_t>(dim)] = count;
  return half * factors.view(shape);
}

struct Transform {
  int64_t dim;
  bool inverse;
  double scale;
  static constexpr Traits traits{.name = "fft", .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_library(io);
    io.out(0, io.in(0).dtype, io.in(0).shape());
  }
  static void execute(const Transform& op, Views in, Views out) {
    transform_lines(Lines::complex, in[0], out[0], op.dim, op.inverse, op.scale);
  }
  void backward(Backward& b) const { b.set(0, run(Transform{dim, !inverse, scale}, b.grad())[0]); }
};

/// Of real numbers, all values.
struct RealToWhole {
  int64_t dim;
  bool inverse;
  double scale;
  static constexpr Traits traits{.name = "fft", .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_library(io);
    io.out(0, toComplexType(io.in(0).dtype), io.in(0).shape());
  }
  static void execute(const RealToWhole& op, Views in, Views out) {
    transform_lines(Lines::real_to_whole, in[0], out[0], op.dim, op.inverse, op.scale);
  }
  void backward(Backward& b) const { b.set(0, real(run(Transform{dim, !inverse, scale}, b.grad())[0])); }
};

/// Of n real numbers, the first half of the values.
struct RealToHalf {
  int64_t dim, n;
  bool inverse;
  double scale;
  static constexpr Traits traits{.name = "rfft", .contiguous_inputs = true};
  void infer(Infer& io) const {
    check_library(io);
    io.out(0, toComplexType(io.in(0).dtype), resized(io.in(0), dim, n / 2 + 1));
  }
  static void execute(const RealToHalf& op, Views in, Views out) {
    transform_lines(Lines::real_to_half, in[0], out[0], op.dim, op.inverse, op.scale);
  }
  void backward(Backward& b) const;
};

/// Of the first half of n values, real numbers.
struct HalfToReal {
  int64_t dim, n;
  bool inverse;
  double scale;
  static constexpr Traits traits{.name = "irfft", .contiguous_inputs = true, .complex = true};
  void infer(Infer& io) const {
    check_library(io);
    io.out(0, toRealValueType(io.in(0).dtype), resized(io.in(0), dim, n));
  }
  static void execute(const HalfToReal& op, Views in, Views out) {
    transform_lines(Lines::half_to_real, in[0], out[0], op.dim, op.inverse, op.scale);
  }
  void backward(Backward& b) const {
    const Tensor half = run(RealToHalf{dim, n, !inverse, scale}, b.grad())[0];
    b.set(0, with_inner_values_times(2, half, dim, n));
  }
};

void RealToHalf::backward(Backward& b) const {
  const Tensor half = with_inner_values_times(0.5, b.grad(), dim, n);
  b.set(0, run(HalfToReal{dim, n, !inverse, scale}, half)[0]);
}

/// What a public name stands for.
struct Call {
  const char* name;
  bool inverse;
  Norm norm;

  // The factor for a dimension of length n.
  double scale(int64_t n) const {
    const std::string_view mode = norm.value_or("backward");
    RUSHLIGHT_CHECK(mode == "backward" || mode == "forward" || mode == "ortho", name,
                    ": expected the norm \"backward\", \"forward\" or \"ortho\", got \"", mode, "\"");
    if (mode == "ortho") return 1 / std::sqrt(static_cast<double>(n));
    return (mode == "backward") == inverse ? 1 / static_cast<double>(n) : 1.0;
  }
  int64_t wrap(const Tensor& t, int64_t dim) const {
    RUSHLIGHT_CHECK(t.dim() > 0, name, ": expected a tensor of one or more dimensions, got a 0-dim tensor");
    return wrap_dim(name, dim, t.dim());
  }
};

// float32, float64 or complex.
Tensor to_floating(const Call& call, const Tensor& t) {
  if (t.is_complex()) return t;
  const ScalarType d = to_float(t.scalar_type());
  RUSHLIGHT_CHECK(d == kFloat || d == kDouble, call.name,
                  ": expected float32, float64, complex or integers, got ", t.scalar_type());
  return t.to(d);
}
Tensor to_complex(const Call& call, const Tensor& t) {
  const Tensor x = to_floating(call, t);
  return x.to(toComplexType(x.scalar_type()));
}
Tensor to_real(const Call& call, const Tensor& t) {
  RUSHLIGHT_CHECK(!t.is_complex(), call.name, ": expected a real tensor, got ", t.scalar_type());
  return to_floating(call, t);
}

// Cut, or padded with zeros behind, to n entries.
Tensor with_length(const Call& call, const Tensor& t, int64_t dim, int64_t n) {
  RUSHLIGHT_CHECK(n >= 1, call.name, ": expected a length of at least 1, got ", n);
  const int64_t have = t.size(dim);
  if (have >= n) return have == n ? t : t.narrow(dim, 0, n);
  DimVector shape(t.sizes());
  shape[static_cast<size_t>(dim)] = n - have;
  return cat({t, zeros(shape, t.options())}, dim);
}

Tensor transformed(const Call& call, const Tensor& self, std::optional<int64_t> n, int64_t dim) {
  const int64_t d = call.wrap(self, dim), length = n.value_or(self.size(d));
  const Tensor x = with_length(call, to_floating(call, self), d, length);
  const double scale = call.scale(length);
  return x.is_complex() ? run(Transform{d, call.inverse, scale}, x)[0]
                        : run(RealToWhole{d, call.inverse, scale}, x)[0];
}

Tensor real_to_half(const Call& call, const Tensor& self, std::optional<int64_t> n, int64_t dim) {
  const int64_t d = call.wrap(self, dim), length = n.value_or(self.size(d));
  const Tensor x = with_length(call, to_real(call, self), d, length);
  return run(RealToHalf{d, length, call.inverse, call.scale(length)}, x)[0];
}
Tensor half_to_real(const Call& call, const Tensor& self, std::optional<int64_t> n, int64_t dim) {
  const int64_t d = call.wrap(self, dim), length = n.value_or(2 * (self.size(d) - 1));
  RUSHLIGHT_CHECK(length >= 1, call.name, ": expected a length of at least 1, got ", length);
  const Tensor half = with_length(call, to_complex(call, self), d, length / 2 + 1);
  return run(HalfToReal{d, length, call.inverse, call.scale(length)}, half)[0];
}

/// The dimensions of a transform along several, with their lengths (-1: as they are).
struct Dims {
  DimVector dims, lengths;

  Dims(const Call& call, const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim) {
    const int64_t n = self.dim();
    RUSHLIGHT_CHECK(!s || !dim || s->size() == dim->size(), call.name,
                    ": expected as many lengths as dimensions, got ", *s, " for ", *dim);
    const int64_t count = dim ? static_cast<int64_t>(dim->size()) : s ? static_cast<int64_t>(s->size()) : n;
    RUSHLIGHT_CHECK(count <= n, call.name, ": expected at most ", n, " lengths, got ", count);
    for (int64_t i = 0; i < count; ++i) {
      const int64_t d = dim ? call.wrap(self, (*dim)[static_cast<size_t>(i)]) : n - count + i;
      for (int64_t seen : dims)
        RUSHLIGHT_CHECK(seen != d, call.name, ": expected each dimension once, got ", *dim);
      dims.push_back(d);
      lengths.push_back(s ? (*s)[static_cast<size_t>(i)] : -1);
    }
  }
  std::optional<int64_t> length(size_t i) const {
    return lengths[i] == -1 ? std::nullopt : std::optional<int64_t>(lengths[i]);
  }
  size_t size() const { return dims.size(); }
};

Tensor along_all_but(const Call& call, Tensor t, const Dims& dims, size_t left_out) {
  for (size_t i = 0; i + left_out < dims.size(); ++i) t = transformed(call, t, dims.length(i), dims.dims[i]);
  return t;
}
Tensor along_all(const Call& call, const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim) {
  return to_complex(call, along_all_but(call, to_floating(call, self), Dims(call, self, s, dim), 0));
}
Tensor real_along_all(const Call& call, const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim) {
  const Dims dims(call, self, s, dim);
  RUSHLIGHT_CHECK(dims.size() > 0, call.name, ": expected at least one dimension, got none");
  const size_t last = dims.size() - 1;
  return along_all_but(call, real_to_half(call, self, dims.length(last), dims.dims[last]), dims, 1);
}
Tensor half_along_all(const Call& call, const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim) {
  const Dims dims(call, self, s, dim);
  RUSHLIGHT_CHECK(dims.size() > 0, call.name, ": expected at least one dimension, got none");
  const size_t last = dims.size() - 1;
  return half_to_real(call, along_all_but(call, to_complex(call, self), dims, 1), dims.length(last),
                      dims.dims[last]);
}

Tensor shifted(const Call& call, const Tensor& self, OptionalIntArrayRef dim) {
  const Dims dims(call, self, std::nullopt, dim);
  DimVector by;
  for (int64_t d : dims.dims) by.push_back(call.inverse ? (self.size(d) + 1) / 2 : self.size(d) / 2);
  return roll(self, by, dims.dims);
}

}  // namespace

namespace fft {

Tensor fft(const Tensor& self, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return transformed({"fft", false, norm}, self, n, dim);
}
Tensor ifft(const Tensor& self, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return transformed({"ifft", true, norm}, self, n, dim);
}
Tensor rfft(const Tensor& self, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return real_to_half({"rfft", false, norm}, self, n, dim);
}
Tensor irfft(const Tensor& self, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return half_to_real({"irfft", true, norm}, self, n, dim);
}
Tensor hfft(const Tensor& self, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return half_to_real({"hfft", false, norm}, self, n, dim);
}
Tensor ihfft(const Tensor& self, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return real_to_half({"ihfft", true, norm}, self, n, dim);
}
Tensor fftn(const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return along_all({"fftn", false, norm}, self, s, dim);
}
Tensor ifftn(const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return along_all({"ifftn", true, norm}, self, s, dim);
}
Tensor rfftn(const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return real_along_all({"rfftn", false, norm}, self, s, dim);
}
Tensor irfftn(const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return half_along_all({"irfftn", true, norm}, self, s, dim);
}
Tensor hfftn(const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return half_along_all({"hfftn", false, norm}, self, s, dim);
}
Tensor ihfftn(const Tensor& self, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return real_along_all({"ihfftn", true, norm}, self, s, dim);
}
Tensor fft2(const Tensor& self, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return along_all({"fft2", false, norm}, self, s, dim);
}
Tensor ifft2(const Tensor& self, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return along_all({"ifft2", true, norm}, self, s, dim);
}
Tensor rfft2(const Tensor& self, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return real_along_all({"rfft2", false, norm}, self, s, dim);
}
Tensor irfft2(const Tensor& self, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return half_along_all({"irfft2", true, norm}, self, s, dim);
}
Tensor hfft2(const Tensor& self, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return half_along_all({"hfft2", false, norm}, self, s, dim);
}
Tensor ihfft2(const Tensor& self, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return real_along_all({"ihfft2", true, norm}, self, s, dim);
}

Tensor fftfreq(int64_t n, double d, const TensorOptions& options) {
  const Tensor k = arange(n, options);
  return where(k < (n + 1) / 2, k, k - n) * (1 / (static_cast<double>(n) * d));
}
Tensor fftfreq(int64_t n, const TensorOptions& options) { return fftfreq(n, 1.0, options); }
Tensor rfftfreq(int64_t n, double d, const TensorOptions& options) {
  return arange(n / 2 + 1, options) * (1 / (static_cast<double>(n) * d));
}
Tensor rfftfreq(int64_t n, const TensorOptions& options) { return rfftfreq(n, 1.0, options); }
Tensor fftshift(const Tensor& self, OptionalIntArrayRef dim) {
  return shifted({"fftshift", false, {}}, self, dim);
}
Tensor ifftshift(const Tensor& self, OptionalIntArrayRef dim) {
  return shifted({"ifftshift", true, {}}, self, dim);
}

}  // namespace fft
}  // namespace torch::inline rushlight
