// Batch normalisation. Every pass is one of two things over the elements of a channel: a sum, or a scale and
// shift; both exist for planes (a channel's elements lie together) and for rows of features (channels lie
// side by side). Sums of planes are added in double, and the variance is taken around the mean, so long
// batches stay exact.
#include <cmath>

#include "cpu/rows.h"
#include "op/cpu_table.h"
#include "ops/norm/norm_cpu.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

struct Channels {
  int64_t n, c, inner;
  int64_t per_channel() const { return n * inner; }
};
inline Channels channels_of(const View& in) {
  Channels s{in.sizes[0], in.sizes[1], 1};
  for (int i = 2; i < in.dims; ++i) s.inner *= in.sizes[i];
  return s;
}
template <class T> T* pointer(const View& v) { return v.defined() ? v.as<T>() : nullptr; }

constexpr int64_t kCacheBytes = 128 << 10;  // of planes that one pass leaves to the next

// Calls body(first, last) over channels: so few at once that their planes stay in the cache from pass to pass.
template <class T, class Body> void each_channel(const Channels& s, const Body& body) {
  const int64_t fit = kCacheBytes / (static_cast<int64_t>(sizeof(T)) * s.per_channel() + 1) + 1;
  const int64_t together = s.inner == 1 ? s.c : fit;
  parallel_for(0, s.c, 16384 / (s.per_channel() + 1) + 1, [&](int64_t first, int64_t last) {
    for (int64_t c = first; c < last; c += together) body(c, last - c < together ? last : c + together);
  });
}

constexpr int64_t kBlock = 64;  // features side by side

// The entries of a per-channel array that belong to the lanes of a vector: one number for planes, which is spread once for
// all vectors of a run, many for features. The array begins with channel `origin`; without one all entries are `otherwise`.
template <class T> struct OneValue {
  int64_t channel;
  struct Entry {
    RowVec<T> value;
    template <class L> RowVec<T> operator()(const L&) const { return value; }
  };
  Entry operator()(const T* values, T otherwise = 0, int64_t origin = 0) const {
    return {hn::Set(RowTag<T>(), values ? values[channel - origin] : otherwise)};
  }
};
template <class T> struct ManyValues {
  int64_t channel;
  struct Entry {
    const T* first;
    T otherwise;
    template <class L> RowVec<T> operator()(const L& lanes) const {
      return first ? lanes.load(first) : hn::Set(lanes.d, otherwise);
    }
  };
  Entry operator()(const T* values, T otherwise = 0, int64_t origin = 0) const {
    return {values ? values + (channel - origin) : nullptr, otherwise};
  }
};

// Calls out(c, sum) with the sum over channel c of the vectors that f(values)(lanes, at) returns; `at` is the offset of the
// vector's first element, values(array) makes the entries of a per-channel array, values(array)(lanes) those of the lanes.
template <class T, class F, class Out>
void sum_channels(const Channels& s, int64_t first, int64_t last, const F& f, const Out& out) {
  if (s.inner > 1) {
    for (int64_t c = first; c < last; ++c) {
      const auto term = f(OneValue<T>{c});
      double sum = 0;
      for (int64_t i = 0; i < s.n; ++i) {
        const int64_t at = (i * s.c + c) * s.inner;
        sum += static_cast<double>(
            sum_row<T>(s.inner, [&](auto lanes, int64_t j) HWY_ATTR { return term(lanes, at + j); }));
      }
      out(c, sum);
    }
    return;
  }
  for (int64_t c0 = first; c0 < last; c0 += kBlock) {
    const int64_t count = last - c0 < kBlock ? last - c0 : kBlock;
    T sums[kBlock];
    each_vector<T>(count, [&](auto lanes, int64_t j) HWY_ATTR {
      const auto term = f(ManyValues<T>{c0 + j});
      auto sum = hn::Zero(lanes.d);
      for (int64_t i = 0; i < s.n; ++i) sum = hn::Add(sum, term(lanes, i * s.c + c0 + j));
      lanes.store(sum, sums + j);
    });
    for (int64_t j = 0; j < count; ++j) out(c0 + j, static_cast<double>(sums[j]));
  }
}

// Writes f(values)(lanes, at) to `to` for all elements of channels [first, last).
template <class T, class F>
void map_channels(const Channels& s, int64_t first, int64_t last, T* to, const F& f) {
  for (int64_t i = 0; i < s.n; ++i) {
    if (s.inner == 1) {
      const int64_t at = i * s.c + first;
      each_vector<T>(last - first, [&](auto lanes, int64_t j) HWY_ATTR {
        lanes.store(f(ManyValues<T>{first + j})(lanes, at + j), to + at + j);
      });
      continue;
    }
    for (int64_t c = first; c < last; ++c) {
      const int64_t at = (i * s.c + c) * s.inner;
      const auto element = f(OneValue<T>{c});
      each_vector<T>(
          s.inner, [&](auto lanes, int64_t j) HWY_ATTR { lanes.store(element(lanes, at + j), to + at + j); });
    }
  }
}

template <class T> auto plain_elements(const T* x) {
  return [x](auto) { return [x](auto lanes, int64_t at) HWY_ATTR { return lanes.load(x + at); }; };
}

// out = (in - mean) * rstd * weight + bias
template <class T>
void normalise(const Channels& s, int64_t first, int64_t last, const View& in, const View& weight,
               const View& bias, const View& mean, const View& rstd, const View& out) {
  const T *x = in.as<const T>(), *m = mean.as<const T>(), *r = rstd.as<const T>();
  const T *w = pointer<const T>(weight), *b = pointer<const T>(bias);
  map_channels<T>(s, first, last, out.as<T>(), [=](auto values) HWY_ATTR {
    const auto centre = values(m), rate = values(r), factor = values(w, 1), shift = values(b);
    return [=](auto lanes, int64_t at) HWY_ATTR {
      const auto centred = hn::Sub(lanes.load(x + at), centre(lanes));
      return hn::MulAdd(centred, hn::Mul(rate(lanes), factor(lanes)), shift(lanes));
    };
  });
}

template <class T>
void train(double momentum, double eps, const View& in, const View& weight, const View& bias,
           const View& running_mean, const View& running_var, const View& out, const View& mean,
           const View& rstd) {
  const Channels s = channels_of(in);
  const double count = static_cast<double>(s.per_channel());
  const T* x = in.as<const T>();
  T *m = mean.as<T>(), *r = rstd.as<T>(), *rm = pointer<T>(running_mean), *rv = pointer<T>(running_var);
  each_channel<T>(s, [&](int64_t first, int64_t last) {
    sum_channels<T>(s, first, last, plain_elements(x),
                    [=](int64_t c, double sum) { m[c] = static_cast<T>(sum / count); });
    sum_channels<T>(
        s, first, last,
        [=](auto values) HWY_ATTR {
          const auto centre = values(m);
          return [=](auto lanes, int64_t at) HWY_ATTR {
            const auto v = lanes.keep(hn::Sub(lanes.load(x + at), centre(lanes)));
            return hn::Mul(v, v);
          };
        },
        [=](int64_t c, double sum) {
          const double unbiased = count > 1 ? sum / (count - 1) : sum;
          r[c] = static_cast<T>(1 / std::sqrt(sum / count + eps));
          if (rm) rm[c] = static_cast<T>((1 - momentum) * rm[c] + momentum * m[c]);
          if (rv) rv[c] = static_cast<T>((1 - momentum) * rv[c] + momentum * unbiased);
        });
    normalise<T>(s, first, last, in, weight, bias, mean, rstd, out);
  });
}

template <class T>
void evaluate(double eps, const View& in, const View& weight, const View& bias, const View& running_mean,
              const View& running_var, const View& out, const View& mean, const View& rstd) {
  const Channels s = channels_of(in);
  for (int64_t c = 0; c < s.c; ++c) {
    mean.as<T>()[c] = running_mean.as<const T>()[c];
    rstd.as<T>()[c] = static_cast<T>(1 / std::sqrt(static_cast<double>(running_var.as<const T>()[c]) + eps));
  }
  each_channel<T>(s, [&](int64_t first, int64_t last) {
    normalise<T>(s, first, last, in, weight, bias, mean, rstd, out);
  });
}

// With x^ = (in - mean) rstd: grad_bias = sum g, grad_weight = sum g x^, and grad_in = weight rstd (g -
// grad_bias / count - x^ grad_weight / count); without batch statistics weight rstd g.
template <class T>
void backward_channels(const Channels& s, int64_t first, int64_t last, bool batch, const T* g, const T* x,
                       const T* w, const T* m, const T* r, T* to, T* grad_weight, T* grad_bias) {
  constexpr int64_t kMost = kBlock;
  const double count = static_cast<double>(s.per_channel());
  for (int64_t c0 = first; c0 < last; c0 += kMost) {
    const int64_t c1 = last - c0 < kMost ? last : c0 + kMost;
    T scale[kMost] = {}, slope[kMost] = {},
      shift[kMost] = {};  // grad_in = scale g + slope (x - mean) + shift
    for (int64_t c = c0; c < c1; ++c) scale[c - c0] = w ? w[c] * r[c] : r[c];
    if (batch || grad_bias)
      sum_channels<T>(s, c0, c1, plain_elements(g), [&](int64_t c, double sum) {
        if (grad_bias) grad_bias[c] = static_cast<T>(sum);
        if (batch) shift[c - c0] = static_cast<T>(-sum / count) * scale[c - c0];
      });
    if (batch || grad_weight)
      sum_channels<T>(
          s, c0, c1,
          [=](auto values) HWY_ATTR {
            const auto centre = values(m);
            return [=](auto lanes, int64_t at) HWY_ATTR {
              return hn::Mul(lanes.load(g + at), hn::Sub(lanes.load(x + at), centre(lanes)));
            };
          },
          [&](int64_t c, double sum) {
            if (grad_weight) grad_weight[c] = static_cast<T>(sum * r[c]);
            if (batch) slope[c - c0] = static_cast<T>(-sum / count * r[c] * r[c]) * scale[c - c0];
          });
    if (!to) continue;
    map_channels<T>(s, c0, c1, to, [&](auto values) HWY_ATTR {
      const auto centre = values(m), factor = values(scale, 0, c0), along = values(slope, 0, c0),
                 constant = values(shift, 0, c0);
      return [=](auto lanes, int64_t at) HWY_ATTR {
        const auto centred = hn::Sub(lanes.load(x + at), centre(lanes));
        return hn::MulAdd(lanes.load(g + at), factor(lanes),
                          hn::MulAdd(centred, along(lanes), constant(lanes)));
      };
    });
  }
}

template <class T>
void backward(bool batch, const View& grad_out, const View& in, const View& weight, const View& mean,
              const View& rstd, const View& grad_in, const View& grad_weight, const View& grad_bias) {
  const Channels s = channels_of(in);
  each_channel<T>(s, [&](int64_t first, int64_t last) {
    backward_channels<T>(s, first, last, batch, grad_out.as<const T>(), in.as<const T>(),
                         pointer<const T>(weight), mean.as<const T>(), rstd.as<const T>(),
                         pointer<T>(grad_in), pointer<T>(grad_weight), pointer<T>(grad_bias));
  });
}

}  // namespace

template <> const BatchNormKernels& cpu_table<BatchNormKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr BatchNormKernels table{Both<train<float>, train<double>>::call,
                                          Both<evaluate<float>, evaluate<double>>::call,
                                          Both<backward<float>, backward<double>>::call};
  return table;
}

}  // namespace torch::inline rushlight
