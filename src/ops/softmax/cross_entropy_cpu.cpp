// Cross-entropy over classes. The forward pass keeps only lse, one number a row; the backward pass makes the
// softmax again from it, which costs less than writing and reading it. Next: rows_exp.h.
#include <cmath>

#include "op/cpu_table.h"
#include "ops/softmax/rows_exp.h"
#include "ops/softmax/softmax.h"

namespace torch::inline rushlight {
namespace {

// What all rows share.
template <class T> struct Classes {
  Cut cut;
  const int64_t* target;
  const T* weight;  // null: all 1
  int64_t ignore;
  T hard, soft;    // shares of the target's own class and of each class
  T soft_weights;  // soft times the sum of all weights

  Classes(const CrossEntropyRule& rule, const View& in, const View& targets, const View& weights)
      : cut(cut_at(in, in.dims > 1 ? 1 : 0)),
        target(targets.as<const int64_t>()),
        weight(weights.defined() ? weights.as<const T>() : nullptr),
        ignore(rule.ignore_index) {
    hard = static_cast<T>(1 - rule.smoothing);
    soft = cut.classes > 0 ? static_cast<T>(rule.smoothing / static_cast<double>(cut.classes)) : T(0);
    T sum = 0;
    for (int64_t c = 0; c < cut.classes; ++c) sum += weight_of(c);
    soft_weights = soft * sum;
  }
  T weight_of(int64_t c) const { return weight ? weight[c] : T(1); }
  bool counts(int64_t row) const { return target[row] != ignore; }
  bool in_range(int64_t row) const { return target[row] >= 0 && target[row] < cut.classes; }

  // The loss of a row whose class c is x[c * inner].
  T loss(int64_t row, const T* x, T lse) const {
    if (!counts(row)) return 0;
    const int64_t t = target[row];
    T value = hard * weight_of(t) * (lse - x[t * cut.inner]);
    if (soft != 0) {
      T sum = 0;
      for (int64_t c = 0; c < cut.classes; ++c) sum += weight_of(c) * (lse - x[c * cut.inner]);
      value += soft * sum;
    }
    return value;
  }
};

// The first row whose class is out of range, or -1; `total` is the sum of the weights of all that count. There may be as many
// rows as pixels: where all are right and weigh 1, they are counted by vectors.
template <class T> int64_t first_wrong_row(const Classes<T>& k, double& total) {
  const int64_t rows = k.cut.outer * k.cut.inner;
  if (!k.weight) {
    int64_t counted = 0, wrong = 0;
    for (int64_t r = 0; r < rows; ++r) {
      counted += k.counts(r);
      wrong += k.counts(r) & !k.in_range(r);
    }
    if (wrong == 0) {
      total = static_cast<double>(counted);
      return -1;
    }
  }
  for (int64_t r = 0; r < rows; ++r) {
    if (!k.counts(r)) continue;
    if (!k.in_range(r)) return r;
    total += static_cast<double>(k.weight_of(k.target[r]));
  }
  return -1;
}

template <class T>
int64_t forward(const CrossEntropyRule& rule, const View& in, const View& target, const View& weight,
                const View& loss, const View& lse, const View& total_weight) {
  const Classes<T> k(rule, in, target, weight);
  const Cut& cut = k.cut;
  double total = 0;
  if (const int64_t wrong = first_wrong_row(k, total); wrong >= 0) return wrong;
  if (total_weight.defined()) *total_weight.as<T>() = static_cast<T>(total);
  T* const sums = lse.as<T>();
  share(cut.outer, cut.classes * cut.inner, [&](int64_t first, int64_t last) {
    for (int64_t o = first; o < last; ++o) {
      const T* x = in.as<const T>() + o * cut.classes * cut.inner;
      const int64_t row = o * cut.inner;
      if (cut.inner == 1) {
        const RowSum<T> s = exponentials<T>(x, cut.classes, nullptr);
        sums[row] = s.max + std::log(s.sum);
      } else {
        each_column<T>(cut.inner, true, [&](auto d, int64_t j) {
          const auto s = column_exponentials<decltype(d), T>(d, x + j, cut.classes, cut.inner, nullptr);
          hn::StoreU(hn::Add(s.max, vec::log(d, s.sum)), d, sums + row + j);
        });
      }
      for (int64_t j = 0; j < cut.inner; ++j) loss.as<T>()[row + j] = k.loss(row + j, x + j, sums[row + j]);
    }
  });
  return -1;
}

// The gradient by x[c] is A softmax[c] - soft w[c], less hard w[t] at the target, A being the sum of what is
// taken off.
template <class T> void backward_row(const Classes<T>& k, int64_t row, const T* x, T lse, T scale, T* to) {
  const int64_t classes = k.cut.classes;
  if (!k.counts(row)) {
    for (int64_t c = 0; c < classes; ++c) to[c] = 0;
    return;
  }
  const T own = k.hard * k.weight_of(k.target[row]), all = scale * (own + k.soft_weights);
  each_vector<T>(classes, [&](auto lanes, int64_t j) HWY_ATTR {
    const auto e = vec::exp_of_differences(lanes.d, hn::Sub(lanes.load(x + j), hn::Set(lanes.d, lse)));
    lanes.store(hn::Mul(hn::Set(lanes.d, all), e), to + j);
  });
  if (k.soft != 0)
    for (int64_t c = 0; c < classes; ++c) to[c] -= scale * k.soft * k.weight_of(c);
  to[k.target[row]] -= scale * own;
}

// Rows side by side: exponentials a vector at a time, with each row's own factor; the targets follow one by
// one.
template <class T>
void backward_columns(const Classes<T>& k, int64_t row, const T* x, const T* lse, const T* scale,
                      int64_t scale_step, T divide, T* to) {
  const int64_t inner = k.cut.inner, classes = k.cut.classes;
  constexpr int64_t kBlock = 64;
  const T common = scale_step == 0 ? *scale / divide : T(0);  // of all rows, where the gradient is one number
  for (int64_t j0 = 0; j0 < inner; j0 += kBlock) {
    const int64_t count = inner - j0 < kBlock ? inner - j0 : kBlock;
    T own[kBlock], all[kBlock], one[kBlock];
    for (int64_t j = 0; j < count; ++j) {
      const int64_t r = row + j0 + j;
      const bool counts = k.counts(r);
      one[j] = !counts ? T(0) : scale_step == 0 ? common : scale[r * scale_step] / divide;
      own[j] = counts ? one[j] * k.hard * k.weight_of(k.target[r]) : T(0);
      all[j] = own[j] + one[j] * k.soft_weights;
    }
    // Class by class: a vector's classes may lie a power of two apart, where a cache keeps few of them.
    for (int64_t c = 0; c < classes; ++c) {
      const int64_t at = c * inner + j0;
      const T soft = k.soft * k.weight_of(c);
      each_vector<T>(count, [&](auto lanes, int64_t j) HWY_ATTR {
        const auto a = lanes.load(all + j), l = lanes.load(lse + j0 + j);
        const auto counted = hn::Ne(a, hn::Zero(lanes.d));  // an ignored row may hold anything
        const auto e = hn::Mul(a, vec::exp_of_differences(lanes.d, hn::Sub(lanes.load(x + at + j), l)));
        const auto spread = hn::Mul(lanes.load(one + j), hn::Set(lanes.d, soft));
        lanes.store(hn::Sub(hn::IfThenElseZero(counted, e), spread), to + at + j);
      });
    }
    for (int64_t j = 0; j < count; ++j)
      if (k.counts(row + j0 + j)) to[k.target[row + j0 + j] * inner + j0 + j] -= own[j];
  }
}

template <class T>
void backward(const CrossEntropyRule& rule, const View& grad_out, const View& in, const View& target,
              const View& weight, const View& lse, const View& total_weight, const View& grad_in) {
  const Classes<T> k(rule, in, target, weight);
  const Cut& cut = k.cut;
  const T* const scale = grad_out.as<const T>();
  const int64_t step = grad_out.numel == 1 ? 0 : 1;
  const T divide = total_weight.defined() ? *total_weight.as<const T>() : T(1);
  share(cut.outer, cut.classes * cut.inner, [&](int64_t first, int64_t last) {
    for (int64_t o = first; o < last; ++o) {
      const int64_t at = o * cut.classes * cut.inner, row = o * cut.inner;
      const T* sums = lse.as<const T>() + row;
      if (cut.inner == 1)
        backward_row(k, row, in.as<const T>() + at, *sums, scale[row * step] / divide, grad_in.as<T>() + at);
      else backward_columns(k, row, in.as<const T>() + at, sums, scale, step, divide, grad_in.as<T>() + at);
    }
  });
}

}  // namespace

template <> const CrossEntropyKernels& cpu_table<CrossEntropyKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr CrossEntropyKernels table{
      [](const CrossEntropyRule& rule, const View& in, const View& target, const View& weight,
         const View& loss, const View& lse, const View& total_weight) {
        return (in.dtype == kDouble ? forward<double> : forward<float>)(rule, in, target, weight, loss, lse,
                                                                        total_weight);
      },
      [](const CrossEntropyRule& rule, const View& grad_out, const View& in, const View& target,
         const View& weight, const View& lse, const View& total_weight, const View& grad_in) {
        (in.dtype == kDouble ? backward<double> : backward<float>)(rule, grad_out, in, target, weight, lse,
                                                                   total_weight, grad_in);
      }};
  return table;
}

}  // namespace torch::inline rushlight
