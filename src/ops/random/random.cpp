// The random operators: each is a distribution drawn into a new tensor or into self. Next: draw.h, distributions.h.
#include "rushlight/ops/random.h"

#include <numbers>

#include "core/memory_format.h"
#include "cpu/copy.h"
#include "ops/random/draw.h"
#include "rushlight/ops/complex.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

using MaybeGenerator = std::optional<Generator>;
using MaybeFormat = std::optional<MemoryFormat>;

const Generator& chosen(const MaybeGenerator& generator) {
  return generator ? *generator : default_generator();
}

template <class Distribution>
Tensor& draw_into(Tensor& self, const Distribution& distribution, const MaybeGenerator& generator) {
  return run_inplace(DrawInto<Distribution>{distribution, chosen(generator)}, self);
}

// Complex numbers are drawn as pairs: uniform in the unit square, normal with variance 1 together.
UniformReal of_pairs(const UniformReal& d) { return d; }
Normal of_pairs(Normal d) {
  d.std *= std::numbers::sqrt2 / 2;
  return d;
}
template <class Distribution>
Tensor& draw_pairs(Tensor& t, const Distribution& d, const MaybeGenerator& generator) {
  if constexpr (requires { of_pairs(d); }) {
    Tensor pairs = view_as_real(t);
    draw_into(pairs, of_pairs(d), generator);
    return t;
  } else {
    return draw_into(t, d, generator);
  }
}

template <class Distribution>
Tensor draw_new(const Distribution& d, const MaybeGenerator& generator, IntArrayRef size,
                const TensorOptions& o) {
  if (is_channels_last(o.memory_format_opt().value_or(MemoryFormat::Contiguous))) {
    Tensor t = empty(size, o.requires_grad(false));
    return draw_into(t, d, generator).set_requires_grad(o.requires_grad());
  }
  if (isComplexType(o.scalar_type())) {
    Tensor t = empty(size, o.requires_grad(false));
    return draw_pairs(t, d, generator).set_requires_grad(o.requires_grad());
  }
  Tensor t = run(DrawNew<Distribution>{d, chosen(generator), size, o.scalar_type(), o.device()})[0];
  if (o.requires_grad()) t.set_requires_grad(true);
  return t;
}

template <class Distribution>
Tensor draw_like(const Tensor& self, const Distribution& d, const MaybeGenerator& generator,
                 const TensorOptions& o, MaybeFormat format = std::nullopt) {
  Tensor t = empty_like(self, o.requires_grad(false), format);
  if (t.is_complex()) draw_pairs(t, d, generator);
  else draw_into(t, d, generator);
  if (o.requires_grad()) t.set_requires_grad(true);
  return t;
}

void check_deviations(const Tensor& std) {
  const Tensor values = std.detach().to(kDouble).contiguous();
  const double* p = values.data_ptr<double>();
  for (int64_t i = 0; i < values.numel(); ++i)
    RUSHLIGHT_CHECK(!(p[i] < 0), "normal: expected standard deviations of at least 0, got ", p[i]);
}

// bernoulli_(p) with a probability for each element.
struct BernoulliEach {
  Generator generator;
  static constexpr Traits traits{.name = "bernoulli"};
  void infer(Infer& io) const {
    const View &self = io.in(0), &p = io.in(1);
    io.check(isFloatingType(p.dtype), "expected p of a floating-point dtype, got ", p.dtype);
    io.check(broadcast_shapes("bernoulli_", self.shape(), p.shape()) == DimVector(self.shape()),
             "expected p that broadcasts to ", self.shape(), ", got shape ", p.shape());
    io.out_like(0, self);
  }
  template <class P> static void fill(const Generator& generator, const View& p, const View& out) {
    // The probabilities, one for each element in the order in which numbers are drawn.
    const MemoryOrder memory(out);
    DimVector strides(static_cast<size_t>(out.dims), 0);
    for (int d = 0; d < p.dims; ++d) {
      const int at = out.dims - p.dims + d;
      strides[static_cast<size_t>(at)] = p.sizes[d] == 1 ? 0 : p.strides[d];
    }
    const DimVector from = memory.permuted(strides.data()), to = contiguous_strides(memory.sizes);
    const auto each = std::make_unique_for_overwrite<P[]>(static_cast<size_t>(out.numel));
    View in = p, target = out;
    in.sizes = target.sizes = memory.sizes.data();
    in.dims = target.dims;
    in.numel = target.numel;
    in.strides = from.data();
    in.contiguous = p.contiguous && p.numel == out.numel && out.contiguous;
    target.data = each.get();
    target.strides = to.data();
    target.dtype = CppTypeToScalarType<P>::value;
    target.contiguous = true;
    cpu_kernels<CopyKernels>().copy(in, target);
    for (int64_t i = 0; i < out.numel; ++i)
      RUSHLIGHT_CHECK(each[i] >= 0 && each[i] <= 1, "bernoulli: expected p in [0, 1], got ",
                      static_cast<double>(each[i]));
    const std::lock_guard lock(generator.mutex());
    fill_any(out, [&]<class T>(T* values, int64_t n) {
      fill_bernoulli(generator.state(), values, n, each.get());
    });
  }
  static void execute(const BernoulliEach& op, Views in, Views out) {
    if (out[0].numel == 0) return;
    if (in[1].dtype == kDouble) fill<double>(op.generator, in[1], out[0]);
    else fill<float>(op.generator, in[1], out[0]);
  }
  void backward(Backward& b) const {
    for (int i = 0; i < 2; ++i)
      if (b.needs(i)) b.set(i, zeros(b.in_sizes(i), b.grad().options()));
  }
};

}  // namespace

Tensor rand(IntArrayRef size, const TensorOptions& o) { return rand(size, std::nullopt, o); }
Tensor rand(IntArrayRef size, MaybeGenerator generator, const TensorOptions& o) {
  return draw_new(UniformReal{{}, 0, 1}, generator, size, o);
}
Tensor randn(IntArrayRef size, const TensorOptions& o) { return randn(size, std::nullopt, o); }
Tensor randn(IntArrayRef size, MaybeGenerator generator, const TensorOptions& o) {
  return draw_new(Normal{{}, 0, 1}, generator, size, o);
}
Tensor randint(int64_t high, IntArrayRef size, const TensorOptions& o) {
  return randint(0, high, size, std::nullopt, o);
}
Tensor randint(int64_t high, IntArrayRef size, MaybeGenerator generator, const TensorOptions& o) {
  return randint(0, high, size, std::move(generator), o);
}
Tensor randint(int64_t low, int64_t high, IntArrayRef size, const TensorOptions& o) {
  return randint(low, high, size, std::nullopt, o);
}
Tensor randint(int64_t low, int64_t high, IntArrayRef size, MaybeGenerator generator,
               const TensorOptions& o) {
  return draw_new(UniformInteger{low, high}, generator, size, o);
}

Tensor randperm(int64_t n, const TensorOptions& o) { return randperm(n, std::nullopt, o); }
Tensor randperm(int64_t n, MaybeGenerator generator, const TensorOptions& o) {
  RUSHLIGHT_CHECK(n >= 0, "randperm: expected a length of at least 0, got ", n);
  const TensorOptions options = o.has_dtype() ? o : o.dtype(kLong);
  const ScalarType t = options.scalar_type();
  const int bits = significant_bits(t);
  const int64_t most = bits > 0 ? (int64_t{1} << bits) + 1 : integer_range(t).to;
  RUSHLIGHT_CHECK(n <= most, "randperm: expected a length of at most ", most, " for dtype ", t, ", got ", n);
  return draw_new(Permutation{}, generator, IntArrayRef(n), options);
}

// What is drawn does not depend on the tensors in whose place it is drawn: their gradients are 0.
Tensor normal(const Tensor& mean, double std, MaybeGenerator generator) {
  Tensor t = mean.clone();
  normal_(t, 0, std, std::move(generator));
  return t.add_(mean.detach());
}
Tensor normal(double mean, const Tensor& std, MaybeGenerator generator) {
  check_deviations(std);
  Tensor t = std.clone();
  normal_(t, 0, 1, std::move(generator));
  return t.mul_(std.detach()).add_(mean);
}
Tensor normal(const Tensor& mean, const Tensor& std, MaybeGenerator generator) {
  check_deviations(std);
  broadcast_shapes("normal", mean.sizes(), std.sizes());
  Tensor t = (mean + std).to(mean.scalar_type()).contiguous();
  normal_(t, 0, 1, std::move(generator));
  return t.mul_(std.detach()).add_(mean.detach());
}
Tensor normal(double mean, double std, IntArrayRef size, MaybeGenerator generator, const TensorOptions& o) {
  return draw_new(Normal{{}, mean, std}, generator, size, o);
}

Tensor rand_like(const Tensor& self, const TensorOptions& o, MaybeFormat format) {
  return rand_like(self, std::nullopt, o, format);
}
Tensor rand_like(const Tensor& self, MaybeGenerator generator, const TensorOptions& o, MaybeFormat format) {
  return draw_like(self, UniformReal{{}, 0, 1}, generator, o, format);
}
Tensor randn_like(const Tensor& self, const TensorOptions& o, MaybeFormat format) {
  return randn_like(self, std::nullopt, o, format);
}
Tensor randn_like(const Tensor& self, MaybeGenerator generator, const TensorOptions& o, MaybeFormat format) {
  return draw_like(self, Normal{{}, 0, 1}, generator, o, format);
}
Tensor randint_like(const Tensor& self, int64_t high, const TensorOptions& o, MaybeFormat format) {
  return randint_like(self, 0, high, std::nullopt, o, format);
}
Tensor randint_like(const Tensor& self, int64_t high, MaybeGenerator generator, const TensorOptions& o,
                    MaybeFormat format) {
  return randint_like(self, 0, high, std::move(generator), o, format);
}
Tensor randint_like(const Tensor& self, int64_t low, int64_t high, const TensorOptions& o,
                    MaybeFormat format) {
  return randint_like(self, low, high, std::nullopt, o, format);
}
Tensor randint_like(const Tensor& self, int64_t low, int64_t high, MaybeGenerator generator,
                    const TensorOptions& o, MaybeFormat format) {
  return draw_like(self, UniformInteger{low, high}, generator, o, format);
}

Tensor bernoulli(const Tensor& self, MaybeGenerator generator) {
  return bernoulli(self, self, std::move(generator));
}
Tensor bernoulli(const Tensor& self, double p, MaybeGenerator generator) {
  return draw_like(self, Bernoulli{p}, generator, {}, MemoryFormat::Contiguous);
}
Tensor bernoulli(const Tensor& self, const Tensor& p, MaybeGenerator generator) {
  Tensor t = empty_like(self, {}, MemoryFormat::Contiguous);
  return bernoulli_(t, p.detach(), std::move(generator));
}

Tensor& uniform_(Tensor& self, double from, double to, MaybeGenerator generator) {
  return draw_into(self, UniformReal{{}, from, to}, generator);
}
Tensor& normal_(Tensor& self, double mean, double std, MaybeGenerator generator) {
  return draw_into(self, Normal{{}, mean, std}, generator);
}
Tensor& random_(Tensor& self, int64_t from, std::optional<int64_t> to, MaybeGenerator generator) {
  if (to) return draw_into(self, UniformInteger{from, *to}, generator);
  return draw_into(self, IntegerFrom{from}, generator);
}
Tensor& random_(Tensor& self, int64_t to, MaybeGenerator generator) {
  return draw_into(self, UniformInteger{0, to}, generator);
}
Tensor& random_(Tensor& self, MaybeGenerator generator) { return draw_into(self, AnyInteger{}, generator); }
Tensor& exponential_(Tensor& self, double lambd, MaybeGenerator generator) {
  return draw_into(self, Exponential{{}, lambd}, generator);
}
Tensor& bernoulli_(Tensor& self, const Tensor& p, MaybeGenerator generator) {
  return run_inplace(BernoulliEach{chosen(generator)}, self, p);
}
Tensor& bernoulli_(Tensor& self, double p, MaybeGenerator generator) {
  return draw_into(self, Bernoulli{p}, generator);
}
Tensor& geometric_(Tensor& self, double p, MaybeGenerator generator) {
  return draw_into(self, Geometric{p}, generator);
}
Tensor& cauchy_(Tensor& self, double median, double sigma, MaybeGenerator generator) {
  return draw_into(self, Cauchy{{}, median, sigma}, generator);
}
Tensor& log_normal_(Tensor& self, double mean, double std, MaybeGenerator generator) {
  return draw_into(self, LogNormal{{}, mean, std}, generator);
}

}  // namespace torch::inline rushlight
