// multinomial: category numbers drawn with given weights. With replacement by the cumulative sums; without it (or for a
// single draw) the largest of weights / exponential numbers, which is the same as drawing one after the other.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "core/random_streams.h"
#include "op/operator.h"
#include "rushlight/core/generator.h"
#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/random.h"

namespace torch::inline rushlight {
namespace {

template <class T> void check_weights(const T* weights, int64_t categories) {
  double sum = 0;
  for (int64_t j = 0; j < categories; ++j) {
    RUSHLIGHT_CHECK(weights[j] >= 0 && std::isfinite(weights[j]),
                    "multinomial: expected weights that are finite and at least 0, got ",
                    static_cast<double>(weights[j]));
    sum += weights[j];
  }
  RUSHLIGHT_CHECK(sum > 0, "multinomial: expected weights with a positive sum, got ", sum);
}

int64_t check_multinomial(const Tensor& weights, int64_t samples, bool replacement) {
  RUSHLIGHT_CHECK(weights.is_floating_point(), "multinomial: expected a floating-point dtype, got ",
                  weights.scalar_type());
  RUSHLIGHT_CHECK(weights.dim() == 1 || weights.dim() == 2,
                  "multinomial: expected weights of 1 or 2 dimensions, got shape ", weights.sizes());
  const int64_t categories = weights.size(-1);
  RUSHLIGHT_CHECK(samples > 0, "multinomial: expected a positive number of samples, got ", samples);
  RUSHLIGHT_CHECK(categories > 0 && categories <= int64_t{1} << 24,
                  "multinomial: expected 1 to 2^24 categories, got shape ", weights.sizes());
  RUSHLIGHT_CHECK(replacement || samples <= categories, "multinomial: expected at most ", categories,
                  " samples without replacement, got ", samples);
  return categories;
}

// Category numbers by the cumulative sums of the weights, row by row.
struct MultinomialBySums {
  int64_t samples;
  Generator generator;
  static constexpr Traits traits{.name = "multinomial", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    DimVector shape(io.in(0).shape());
    shape.back() = samples;
    io.out(0, kLong, shape);
  }
  template <class T> void draw(const T* weights, int64_t rows, int64_t categories, int64_t* out) const {
    const std::lock_guard lock(generator.mutex());
    const auto cumulative = std::make_unique_for_overwrite<T[]>(static_cast<size_t>(categories));
    for (int64_t r = 0; r < rows; ++r)
      fill_multinomial(generator.state(), out + r * samples, samples, weights + r * categories, categories,
                       cumulative.get());
  }
  static void execute(const MultinomialBySums& op, Views in, Views out) {
    const int64_t categories = in[0].size(-1), rows = in[0].numel / categories;
    if (in[0].dtype == kFloat) op.draw(in[0].as<const float>(), rows, categories, out[0].as<int64_t>());
    else op.draw(in[0].as<const double>(), rows, categories, out[0].as<int64_t>());
  }
};

// The places of the largest scores of each row, largest first.
struct MultinomialByScores {
  int64_t samples;
  static constexpr Traits traits{.name = "multinomial", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const {
    DimVector shape(io.in(0).shape());
    shape.back() = samples;
    io.out(0, kLong, shape);
  }
  template <class T> void pick(const T* scores, int64_t rows, int64_t categories, int64_t* out) const {
    std::vector<int64_t> order(static_cast<size_t>(categories));
    for (int64_t r = 0; r < rows; ++r, scores += categories) {
      std::iota(order.begin(), order.end(), 0);
      std::partial_sort(order.begin(), order.begin() + samples, order.end(), [scores](int64_t a, int64_t b) {
        return scores[a] > scores[b] || (scores[a] == scores[b] && a < b);
      });
      std::copy_n(order.begin(), samples, out + r * samples);
    }
  }
  static void execute(const MultinomialByScores& op, Views in, Views out) {
    const int64_t categories = in[0].size(-1), rows = in[0].numel / categories;
    if (in[0].dtype == kFloat) op.pick(in[0].as<const float>(), rows, categories, out[0].as<int64_t>());
    else op.pick(in[0].as<const double>(), rows, categories, out[0].as<int64_t>());
  }
};

}  // namespace

Tensor multinomial(const Tensor& self, int64_t num_samples, bool replacement,
                   std::optional<Generator> generator) {
  const int64_t categories = check_multinomial(self, num_samples, replacement);
  const Tensor exact = self.detach();
  const Tensor wide = exact.scalar_type() == kDouble ? exact : exact.to(kFloat);
  const Tensor rows = wide.contiguous();
  for (int64_t r = 0; r < rows.numel() / categories; ++r) {
    if (rows.scalar_type() == kFloat) check_weights(rows.data_ptr<float>() + r * categories, categories);
    else check_weights(rows.data_ptr<double>() + r * categories, categories);
  }
  if (replacement && num_samples > 1)
    return run(MultinomialBySums{num_samples, generator ? *generator : default_generator()}, rows)[0];
  Tensor waits = empty_like(exact);
  exponential_(waits, 1, std::move(generator));
  const Tensor scores = exact / waits;
  return run(MultinomialByScores{num_samples},
             scores.scalar_type() == kDouble ? scores : scores.to(kFloat))[0];
}

}  // namespace torch::inline rushlight
