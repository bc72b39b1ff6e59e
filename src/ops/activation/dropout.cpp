// dropout and its relatives. Forward draws PyTorch's own mask (one byte an element, kept for backward) and multiplies, a
// piece at a time while it is in the cache.
#include "ops/activation/dropout.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/brief_mutex.h"
#include "core/random_streams.h"
#include "cpu/scratch.h"
#include "op/kernels.h"
#include "op/pointwise_op.h"
#include "rushlight/core/generator.h"
#include "rushlight/core/parallel.h"
#include "rushlight/ops.h"
#include "rushlight/ops/fused/transformer.h"

namespace torch::inline rushlight {
namespace {

using K = DropoutKernels;

constexpr int64_t kChunk = 8192;

View part(const View& whole, int64_t first, const int64_t* count, const int64_t* stride) {
  View v = whole;
  v.data = whole.as<char>() + first * element_size(whole.dtype);
  v.sizes = count;
  v.strides = stride;
  v.numel = *count;
  v.dims = 1;
  return v;
}

void multiply(double scale, const View& self, const View& mask, const View& out) {
  const bool rows = self.contiguous && mask.contiguous && out.contiguous && self.numel == out.numel &&
                    mask.numel == out.numel;
  if (rows && self.dtype == kFloat && out.dtype == kFloat && (mask.dtype == kByte || mask.dtype == kBool)) {
    const DropoutKernels& table = kernels<DropoutKernels>(out);
    return parallel_for(0, out.numel, 16384, [&](int64_t a, int64_t b) {
      table.masked_float(static_cast<float>(scale), self.as<const float>() + a, mask.as<const uint8_t>() + a,
                         out.as<float>() + a, b - a);
    });
  }
  const DropoutScale attributes{scale};
  const View in[] = {self, mask};
  execute_pointwise(&K::masked, &attributes, self.dtype, {in, 2}, {&out, 1});
}

// Row-major float32: mask and product of a piece in one pass. The words of the pieces can only be made one after the other,
// so threads take turns at that; each makes those of its own piece, which it then finds in its cache.
void draw_float(const DropoutDraw& draw, const View& in, const View& mask, const View& out) {
  // Of a piece: bench/lab/dropout.cpp.
  constexpr int64_t kPiece = 8 * Mt19937::kStateWords, kGrain = 2, kMostThreads = 4;
  const Generator& generator = default_generator();
  const std::lock_guard lock(generator.mutex());
  Mt19937& engine = generator.state().engine;
  const DropoutKernels& table = kernels<DropoutKernels>(out);
  const int64_t n = out.numel, pieces = (n + kPiece - 1) / kPiece;
  int64_t next = 0;  // the first element that nobody has taken
  BriefMutex turn;
  const auto take = [&](uint32_t* words, int64_t& first) {
    const std::lock_guard my_turn(turn);
    first = std::exchange(next, std::min(n, next + kPiece));
    engine.fill_untempered(words, 2 * (next - first));
    return next - first;
  };
  parallel_for(0, std::min(pieces, kGrain * kMostThreads), kGrain, [&](int64_t, int64_t) {
    const Scratch<uint32_t> words(2 * std::min(n, kPiece));
    DropoutDraw part = draw;
    part.words = words.data;
    for (int64_t first, count; (count = take(words.data, first)) > 0;) {
      if (draw.add) part.add = draw.add + first;
      table.draw(part, in.as<const float>() + first, out.as<float>() + first, mask.as<uint8_t>() + first,
                 count);
    }
  });
}

// Of what is kept, as PyTorch has it: one divided by the probability of keeping, which all dtypes but float64 round to float32.
double scale_of(double p, ScalarType t) {
  return 1 / (t == kDouble ? 1 - p : static_cast<double>(static_cast<float>(1 - p)));
}

DropoutDraw draw_of(double p, bool relu, const float* add) {
  const auto limit = static_cast<uint64_t>(std::ceil((1 - p) * 0x1p53));
  return {nullptr, limit, static_cast<float>(scale_of(p, kFloat)), relu, add};
}

struct Dropout {
  double p;
  bool relu = false;  // of relu(self); for row-major float32 only
  static constexpr Traits traits{.name = "dropout", .save_outputs = 2, .outputs = 2};
  void infer(Infer& io) const {
    const ScalarType t = io.in(0).dtype;
    io.check(isFloatingType(t), "expected a floating-point tensor, got ", t);
    io.out_like(0, io.in(0));
    io.out_like(1, io.in(0), kByte);
  }
  static void execute(const Dropout& op, Views in, Views out) {
    const int64_t n = out[1].numel, one = 1;
    const bool rows = in[0].contiguous && out[0].contiguous && out[1].contiguous;
    if (rows && in[0].dtype == kFloat && out[0].dtype == kFloat)
      return draw_float(draw_of(op.p, op.relu, nullptr), in[0], out[1], out[0]);
    const double scale = scale_of(op.p, in[0].dtype);
    const Generator& generator = default_generator();
    const std::lock_guard lock(generator.mutex());
    uint8_t* mask = out[1].as<uint8_t>();
    for (int64_t first = 0; first < n; first += kChunk) {
      const int64_t count = std::min(kChunk, n - first);
      fill_bernoulli(generator.state(), mask + first, count, 1 - op.p);
      if (rows)
        multiply(scale, part(in[0], first, &count, &one), part(out[1], first, &count, &one),
                 part(out[0], first, &count, &one));
    }
    if (!rows) multiply(scale, in[0], out[1], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor g = b.grad();
    b.set(0, native_dropout_backward(g, b.out(1), scale_of(p, g.scalar_type())));
  }
};

// residual + dropout(self) for row-major float32.
struct ResidualDropout {
  double p;
  static constexpr Traits traits{.name = "residual_dropout", .save_outputs = 2, .outputs = 2};
  void infer(Infer& io) const {
    io.out_like(0, io.in(1));
    io.out_like(1, io.in(1), kByte);
  }
  static void execute(const ResidualDropout& op, Views in, Views out) {
    draw_float(draw_of(op.p, false, in[0].as<const float>()), in[1], out[1], out[0]);
  }
  void backward(Backward& b) const {
    b.set(0, b.grad());
    if (b.needs(1)) b.set(1, native_dropout_backward(b.grad(), b.out(1), scale_of(p, kFloat)));
  }
};

struct DropoutBackward : DropoutScale {
  static constexpr Traits traits{.name = "native_dropout_backward", .save_inputs = 2};
  void infer(Infer& io) const { infer_pointwise(io, io.in(0).dtype); }
  static void execute(const DropoutBackward& op, Views in, Views out) {
    multiply(op.scale, in[0], in[1], out[0]);
  }
  void backward(Backward& b) const {
    if (b.needs(0)) b.set(0, native_dropout_backward(b.grad(), b.in(1), scale));
  }
};

void check_probability(const char* who, double p) {
  RUSHLIGHT_CHECK(p >= 0 && p <= 1, who, ": expected a probability in [0, 1], got ", p);
}

void check_floating(const char* who, const Tensor& input) {
  RUSHLIGHT_CHECK(isFloatingType(input.scalar_type()), who, ": expected a floating-point tensor, got ",
                  input.scalar_type());
}

bool changes_nothing(const Tensor& input, double p, bool train) {
  return p == 0 || !train || input.numel() == 0;
}

// Ones and zeros for whole channels: (N, C, 1, ...).
Tensor channel_noise(const char* who, const Tensor& input, double p) {
  check_floating(who, input);
  RUSHLIGHT_CHECK(input.dim() >= 2, who, ": expected at least 2 dimensions, got shape ", input.sizes());
  DimVector shape(static_cast<size_t>(input.dim()), 1);
  shape[0] = input.size(0);
  shape[1] = input.size(1);
  Tensor noise = empty(shape, input.options());
  return noise.bernoulli_(1 - p);
}

// What keeps mean and variance of a SELU network: dropped elements take the value that selu gives at minus infinity.
Tensor alpha_masked(const Tensor& input, const Tensor& noise, double p) {
  constexpr double kAlpha = 1.7580993408473766;
  const double a = 1 / std::sqrt((kAlpha * kAlpha * p + 1) * (1 - p));
  const Tensor shift = (noise - 1) * (kAlpha * a) + kAlpha * a * p;
  return input * (noise * a) + shift;
}

}  // namespace

Tensor native_dropout_backward(const Tensor& grad_output, const Tensor& mask, double scale) {
  return run(DropoutBackward{{scale}}, grad_output, mask)[0];
}

Tensor dropout(const Tensor& input, double p, bool train) {
  check_probability("dropout", p);
  if (changes_nothing(input, p, train)) return input;
  return p == 1 ? input * 0 : run(Dropout{p}, input)[0];
}
std::tuple<Tensor, Tensor> native_dropout(const Tensor& input, double p, std::optional<bool> train) {
  check_probability("native_dropout", p);
  if (input.numel() == 0) return {input, empty_like(input)};  // as LibTorch, which makes no bool of these
  const TensorOptions flags = input.options().dtype(kBool);
  if (!train.value_or(true)) return {input.clone(), ones_like(input, flags)};
  if (p == 1)
    return {input * 0, empty_like(input, flags).bernoulli_(0)};  // the numbers are drawn all the same
  const auto [out, mask] = run(Dropout{p}, input);
  return {out, mask.view(kBool)};
}
Tensor relu_dropout(const Tensor& input, double p, bool train) {
  const bool fused = input.scalar_type() == kFloat && input.is_contiguous() && p > 0 && p < 1;
  if (!fused || changes_nothing(input, p, train)) return dropout(relu(input), p, train);
  return run(Dropout{p, true}, input)[0];
}
Tensor residual_dropout(const Tensor& residual, const Tensor& input, double p, bool train) {
  const auto simple = [](const Tensor& t) { return t.scalar_type() == kFloat && t.is_contiguous(); };
  const bool fused = simple(residual) && simple(input) && residual.sizes() == input.sizes() && p > 0 && p < 1;
  if (!fused || changes_nothing(input, p, train)) return residual + dropout(input, p, train);
  return run(ResidualDropout{p}, residual, input)[0];
}
Tensor& dropout_(Tensor& self, double p, bool train) {
  check_probability("dropout_", p);
  if (changes_nothing(self, p, train)) return self;
  return p == 1 ? self.mul_(0) : run_inplace(Dropout{p}, self);
}
Tensor feature_dropout(const Tensor& input, double p, bool train) {
  check_probability("feature_dropout", p);
  if (changes_nothing(input, p, train)) return input;
  return p == 1 ? input * 0 : input * (channel_noise("feature_dropout", input, p) / (1 - p));
}
Tensor alpha_dropout(const Tensor& input, double p, bool train) {
  check_probability("alpha_dropout", p);
  if (changes_nothing(input, p, train)) return input;
  if (p == 1) return input * 0;
  check_floating("alpha_dropout", input);
  Tensor noise = empty_like(input);
  return alpha_masked(input, noise.bernoulli_(1 - p), p);
}
Tensor feature_alpha_dropout(const Tensor& input, double p, bool train) {
  check_probability("feature_alpha_dropout", p);
  if (changes_nothing(input, p, train)) return input;
  return p == 1 ? input * 0 : alpha_masked(input, channel_noise("feature_alpha_dropout", input, p), p);
}

}  // namespace torch::inline rushlight
