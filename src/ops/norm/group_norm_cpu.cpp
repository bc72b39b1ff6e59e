// Group normalisation: the channels of a group lie one after the other and share a mean and rstd; weight and bias change from
// channel to channel. The gradients of weight and bias are sums over the batch of each channel's own sums.
#include <cmath>

#include "cpu/rows.h"
#include "cpu/scratch.h"
#include "op/cpu_table.h"
#include "ops/norm/norm_cpu.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

struct Groups {
  int64_t rows, groups, channels,
      space;  // rows: groups of all images; channels: of one group; space: of one channel
  Groups(const View& in, const View& mean)
      : rows(mean.numel), groups(mean.size(1)), channels(in.size(1) / groups) {
    space = in.numel / (rows * channels);
  }
  int64_t elements() const { return channels * space; }
  int64_t channel(int64_t row) const { return row % groups * channels; }
  template <class Body> void each_row(const Body& body) const {
    parallel_for(0, rows, 8192 / (elements() + 1) + 1, [&](int64_t first, int64_t last) {
      for (int64_t i = first; i < last; ++i) body(i);
    });
  }
};

// The pointer of a view that may be absent.
template <class T> T* at(const View& v, int64_t offset = 0) {
  return v.defined() ? v.as<T>() + offset : nullptr;
}

template <class T>
void forward(double eps, const View& in, const View& weight, const View& bias, const View& out,
             const View& mean, const View& rstd) {
  const Groups s(in, mean);
  const double n = static_cast<double>(s.elements());
  s.each_row([&](int64_t i) {
    const T *x = in.as<const T>() + i * s.elements(), *w = at<const T>(weight, s.channel(i)),
            *b = at<const T>(bias, s.channel(i));
    T* y = out.as<T>() + i * s.elements();
    const T m = static_cast<T>(
        sum_row<T>(s.elements(), [=](auto lanes, int64_t j) HWY_ATTR { return lanes.load(x + j); }) / n);
    const T squares = sum_row<T>(s.elements(), [=](auto lanes, int64_t j) HWY_ATTR {
      const auto v = hn::Sub(lanes.load(x + j), hn::Set(lanes.d, m));
      return hn::Mul(v, v);
    });
    const T r = static_cast<T>(1 / std::sqrt(static_cast<double>(squares) / n + eps));
    for (int64_t c = 0; c < s.channels; ++c, x += s.space, y += s.space) {
      const T scale = w ? r * w[c] : r, shift = b ? b[c] : T(0);
      each_vector<T>(s.space, [=](auto lanes, int64_t j) HWY_ATTR {
        const auto v = hn::Sub(lanes.load(x + j), hn::Set(lanes.d, m));
        lanes.store(hn::MulAdd(v, hn::Set(lanes.d, scale), hn::Set(lanes.d, shift)), y + j);
      });
    }
    mean.as<T>()[i] = m;
    rstd.as<T>()[i] = r;
  });
}

// The sums of a channel's gradient, and of its product with x^ = (x - mean) rstd.
template <class T> struct ChannelSums { T grad, dot; };
template <class T> ChannelSums<T> channel_sums(const T* g, const T* x, int64_t n, T mean, T rstd) {
  const T sum = sum_row<T>(n, [=](auto lanes, int64_t j) HWY_ATTR { return lanes.load(g + j); });
  const T dot = sum_row<T>(n, [=](auto lanes, int64_t j) HWY_ATTR {
    return hn::Mul(lanes.load(g + j), hn::Sub(lanes.load(x + j), hn::Set(lanes.d, mean)));
  });
  return {sum, dot * rstd};
}

// With h = g weight: to = rstd (h - mean(h) - x^ mean(h x^)), the means over the group.
template <class T>
void backward_group(const Groups& s, const T* g, const T* x, const T* w, const ChannelSums<T>* sums, T mean,
                    T rstd, T* to) {
  double total = 0, dot = 0;
  for (int64_t c = 0; c < s.channels; ++c) {
    total += static_cast<double>(w ? w[c] * sums[c].grad : sums[c].grad);
    dot += static_cast<double>(w ? w[c] * sums[c].dot : sums[c].dot);
  }
  const double n = static_cast<double>(s.elements());
  const T shift = static_cast<T>(total / n) * rstd, slope = static_cast<T>(dot / n) * rstd * rstd;
  for (int64_t c = 0; c < s.channels; ++c, g += s.space, x += s.space, to += s.space) {
    const T scale = w ? w[c] * rstd : rstd;
    each_vector<T>(s.space, [=](auto lanes, int64_t j) HWY_ATTR {
      const auto centred = hn::Sub(lanes.load(x + j), hn::Set(lanes.d, mean));
      const auto v = hn::MulSub(lanes.load(g + j), hn::Set(lanes.d, scale), hn::Set(lanes.d, shift));
      lanes.store(hn::NegMulAdd(centred, hn::Set(lanes.d, slope), v), to + j);
    });
  }
}

template <class T>
void backward(const View& grad_out, const View& in, const View& weight, const View& mean, const View& rstd,
              const View& grad_in, const View& grad_weight, const View& grad_bias) {
  const Groups s(in, mean);
  const Scratch<ChannelSums<T>> sums(s.rows * s.channels);
  s.each_row([&](int64_t i) {
    const T *g = grad_out.as<const T>() + i * s.elements(), *x = in.as<const T>() + i * s.elements();
    const T m = mean.as<const T>()[i], r = rstd.as<const T>()[i];
    ChannelSums<T>* const own = sums.data + i * s.channels;
    for (int64_t c = 0; c < s.channels; ++c)
      own[c] = channel_sums(g + c * s.space, x + c * s.space, s.space, m, r);
    if (grad_in.defined())
      backward_group(s, g, x, at<const T>(weight, s.channel(i)), own, m, r,
                     grad_in.as<T>() + i * s.elements());
  });
  const int64_t all = s.groups * s.channels, images = s.rows / s.groups;
  for (int64_t c = 0; c < all; ++c) {
    double w = 0, b = 0;
    for (int64_t i = 0; i < images; ++i) {
      w += static_cast<double>(sums.data[i * all + c].dot);
      b += static_cast<double>(sums.data[i * all + c].grad);
    }
    if (grad_weight.defined()) grad_weight.as<T>()[c] = static_cast<T>(w);
    if (grad_bias.defined()) grad_bias.as<T>()[c] = static_cast<T>(b);
  }
}

}  // namespace

template <> const GroupNormKernels& cpu_table<GroupNormKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr GroupNormKernels table{Both<forward<float>, forward<double>>::call,
                                          Both<backward<float>, backward<double>>::call};
  return table;
}

}  // namespace torch::inline rushlight
