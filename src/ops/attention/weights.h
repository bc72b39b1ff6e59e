// One row of attention's weights: its dropout factors, products into weights, and the way back. Included by attention_cpu.cpp
// only.
#pragma once

#include <cmath>
#include <limits>

#include "core/philox.h"
#include "cpu/rows.h"
#include "cpu/scratch.h"
#include "cpu/vec_math.h"
#include "ops/attention/attention.h"

namespace torch::inline rushlight {
namespace {

// A weight stays when its 16 random bits are below this: 1 to 65536. The factor of those that stay makes the mean exact.
int32_t keep_limit(const AttentionCall& call) {
  const double limit = (1 - call.dropout) * 65536 + 0.5;
  return limit < 1 ? 1 : static_cast<int32_t>(limit);
}

// The factors of one row of weights: 0 where dropped. A word decides for two weights, with 16 bits each. Words are drawn for
// several short rows at once, of which few together are worth a call.
template <class T> class Factors {
 public:
  Factors(const AttentionCall& call, uint64_t seed, int64_t keys)
      : seed_(seed),
        keys_(keys),
        halves_((keys + 1) / 2),
        blocks_((halves_ + 3) / 4),
        rows_(1 + kDrawnBlocks / (blocks_ + 1)),
        words_(call.dropout > 0 ? rows_ * blocks_ * 4 : 0),
        factors_(call.dropout > 0 ? keys : 0),
        limit_(keep_limit(call)),
        kept_(static_cast<T>(65536.0 / limit_)) {}
  bool drop() const { return factors_.data != nullptr; }
  // Makes those of a row; they are read with [] until the next one.
  void draw(int64_t row) {
    if (first_ < 0 || row < first_ || row >= first_ + rows_) {
      philox_fill(seed_, static_cast<uint64_t>(row * blocks_), words_.data, rows_ * blocks_ * 4);
      first_ = row;
    }
    const uint32_t* const words = words_.data + (row - first_) * blocks_ * 4;
    T* to = factors_.data;
    for (int64_t j = 0; j < halves_; ++j)
      to[j] = static_cast<int32_t>(words[j] & 0xffff) < limit_ ? kept_ : T(0);
    for (int64_t j = 0; j < keys_ - halves_; ++j)
      to[halves_ + j] = static_cast<int32_t>(words[j] >> 16) < limit_ ? kept_ : T(0);
  }
  const T* data() const { return factors_.data; }

 private:
  static constexpr int64_t kDrawnBlocks = 128;  // of four words, at once
  uint64_t seed_;
  int64_t keys_, halves_, blocks_;
  int64_t rows_, first_ = -1;  // that words are there for
  Scratch<uint32_t> words_;
  Scratch<T> factors_;
  int32_t limit_;
  T kept_;
};

// A row's largest score, and the logarithm of the sum of e^(score - largest): apart, since a mask may be so large that their
// sum would lose the logarithm.
template <class T> struct RowSum { T largest, log; };

template <class T> bool has_nan(const T* x, int64_t count) {
  bool any = false;
  for (int64_t j = 0; j < count; ++j) any |= x[j] != x[j];
  return any;
}

// Products into weights; keys from `count` on are hidden. `mask` is added to the
// scores, unless it is null; a row that it hides is one of zeros, with infinity for its largest score.
template <class T> RowSum<T> softmax_row(T scale, const T* mask, T* x, int64_t count, int64_t keys) {
  constexpr T kInfinity = std::numeric_limits<T>::infinity();
  each_vector<T>(count, [=](auto lanes, int64_t j) HWY_ATTR {
    const auto by = hn::Set(lanes.d, scale), product = lanes.load(x + j);
    lanes.store(mask ? hn::MulAdd(product, by, lanes.load(mask + j)) : hn::Mul(product, by), x + j);
  });
  const T max = max_row(x, count);
  if (mask && max == -kInfinity && !has_nan(x, count)) {
    for (int64_t j = 0; j < keys; ++j) x[j] = 0;
    return {kInfinity, 0};
  }
  const T sum = sum_row<T, 1>(count, [=](auto lanes, int64_t j) HWY_ATTR {
    const auto e = vec::exp_of_differences(lanes.d, hn::Sub(lanes.load(x + j), hn::Set(lanes.d, max)));
    lanes.store(e, x + j);
    return e;
  });
  const T factor = 1 / sum;
  each_vector<T>(count, [=](auto lanes, int64_t j) HWY_ATTR {
    lanes.store(hn::Mul(lanes.load(x + j), hn::Set(lanes.d, factor)), x + j);
  });
  for (int64_t j = count; j < keys; ++j) x[j] = 0;
  return {max, std::log(sum)};
}

// Products into weights with their dropout (for dV), and the gradient of these into that of the products. `total` is the
// row's sum of dO O.
template <class T>
void backward_row(T scale, const T* mask, T* scores, T* grad, int64_t count, int64_t keys,
                  const RowSum<T>& sum, T total, const Factors<T>& factors) {
  const T* z = factors.data();
  each_vector<T>(count, [=](auto lanes, int64_t j) HWY_ATTR {
    const auto d = lanes.d;
    const auto product = lanes.load(scores + j), by = hn::Set(d, scale), log = hn::Set(d, sum.log);
    const auto largest = hn::Set(d, sum.largest);
    const auto below = mask ? hn::Sub(hn::MulAdd(product, by, lanes.load(mask + j)), largest)
                            : hn::MulSub(product, by, largest);
    const auto p = vec::exp_of_differences(d, hn::Sub(below, log));
    auto to_weight = lanes.load(grad + j);
    if (z) to_weight = hn::Mul(to_weight, lanes.load(z + j));
    lanes.store(hn::Mul(hn::Mul(p, by), hn::Sub(to_weight, hn::Set(d, total))), grad + j);
    lanes.store(z ? hn::Mul(p, lanes.load(z + j)) : p, scores + j);
  });
  for (int64_t j = count; j < keys; ++j) scores[j] = grad[j] = 0;
}

}  // namespace
}  // namespace torch::inline rushlight
