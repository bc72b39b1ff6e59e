// Local response normalisation: vectors run along the pixels of a channel, the window over its neighbour
// channels.
#include "cpu/rows.h"
#include "cpu/vec_math.h"
#include "op/cpu_table.h"
#include "ops/norm/norm.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

struct Range {
  int64_t first, last;
};
// The channels from c - before to c + after that exist.
inline Range neighbours(int64_t c, int64_t before, int64_t after, int64_t channels) {
  return {c < before ? 0 : c - before, c + after + 1 < channels ? c + after + 1 : channels};
}

// Calls body(image's first element, channel, channels, pixels) for every channel of every image.
template <class Body> void each_plane(const View& in, const Body& body) {
  const int64_t n = in.sizes[0], c = in.sizes[1], pixels = n * c > 0 ? in.numel / (n * c) : 0;
  parallel_for(0, n * c, 4096 / (pixels + 1) + 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) body(i / c * c * pixels, i % c, c, pixels);
  });
}

// base^-beta
template <class D, class V> HWY_INLINE V inverse_power(D d, V base, double beta) {
  return vec::exp(d, hn::Mul(vec::log(d, base), hn::Set(d, static_cast<hn::TFromD<D>>(-beta))));
}

template <class T> void forward(const ResponseNorm& rule, const View& in, const View& out, const View& base) {
  const T scale = static_cast<T>(rule.alpha / static_cast<double>(rule.size));
  each_plane(in, [&](int64_t image, int64_t c, int64_t channels, int64_t pixels) {
    const T* x = in.as<const T>() + image;
    T *y = out.as<T>() + image + c * pixels, *b = base.as<T>() + image + c * pixels;
    const Range near = neighbours(c, rule.size / 2, (rule.size - 1) / 2, channels);
    each_vector<T>(pixels, [&](auto lanes, int64_t j) HWY_ATTR {
      auto sum = hn::Zero(lanes.d);
      for (int64_t q = near.first; q < near.last; ++q) {
        const auto v = lanes.load(x + q * pixels + j);
        sum = hn::MulAdd(v, v, sum);
      }
      const auto total = hn::MulAdd(sum, hn::Set(lanes.d, scale), hn::Set(lanes.d, static_cast<T>(rule.k)));
      lanes.store(total, b + j);
      lanes.store(hn::Mul(lanes.load(x + c * pixels + j), inverse_power(lanes.d, total, rule.beta)), y + j);
    });
  });
}

// grad_in[c] = g[c] base[c]^-beta - 2 alpha beta / size in[c] (sum of g out / base over the channels whose
// window has c)
template <class T>
void backward(const ResponseNorm& rule, const View& grad_out, const View& in, const View& out,
              const View& base, const View& grad_in) {
  const T scale = static_cast<T>(2 * rule.alpha * rule.beta / static_cast<double>(rule.size));
  each_plane(in, [&](int64_t image, int64_t c, int64_t channels, int64_t pixels) {
    const T *g = grad_out.as<const T>() + image, *y = out.as<const T>() + image,
            *b = base.as<const T>() + image;
    const T* x = in.as<const T>() + image + c * pixels;
    T* to = grad_in.as<T>() + image + c * pixels;
    const Range near = neighbours(c, (rule.size - 1) / 2, rule.size / 2, channels);
    each_vector<T>(pixels, [&](auto lanes, int64_t j) HWY_ATTR {
      auto sum = hn::Zero(lanes.d);
      for (int64_t q = near.first; q < near.last; ++q) {
        const int64_t at = q * pixels + j;
        sum =
            hn::Add(sum, hn::Div(hn::Mul(lanes.load(g + at), lanes.load(y + at)), lanes.load(b + at, T(1))));
      }
      const auto own = hn::Mul(lanes.load(g + c * pixels + j),
                               inverse_power(lanes.d, lanes.load(b + c * pixels + j, T(1)), rule.beta));
      const auto other = hn::Mul(hn::Mul(hn::Set(lanes.d, scale), lanes.load(x + j)), sum);
      lanes.store(hn::Sub(own, other), to + j);
    });
  });
}

}  // namespace

template <> const ResponseNormKernels& cpu_table<ResponseNormKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ResponseNormKernels table{
      [](const ResponseNorm& rule, const View& in, const View& out, const View& base) {
        (in.dtype == kDouble ? forward<double> : forward<float>)(rule, in, out, base);
      },
      [](const ResponseNorm& rule, const View& grad_out, const View& in, const View& out, const View& base,
         const View& grad_in) {
        (in.dtype == kDouble ? backward<double> : backward<float>)(rule, grad_out, in, out, base, grad_in);
      }};
  return table;
}

}  // namespace torch::inline rushlight
