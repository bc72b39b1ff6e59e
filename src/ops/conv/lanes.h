// Depthwise convolution of small planes with a channel in each lane of a vector: it does not matter then how short rows are, how
// far windows step or what lies in the padding, and no sum is added up across lanes. Planes of as many channels as a vector has
// lanes are transposed on the way in and out. Results have the bound of products (gemm_units). Included by conv_cpu.cpp only.
#pragma once

#include "cpu/scratch.h"
#include "cpu/transpose.h"
#include "ops/conv/patches.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kLaneBytes =
    1 << 17;  // of the padded planes of one vector of channels (bench/lab/conv_forms.cpp)

// How results along one axis are made of source elements. Result i * phases() + r is a sum over the taps a that tap(r, a, shift)
// accepts, each of which reads source element i * step() + shift. Forward there is one phase, of all taps; back to the input,
// results that are a step of the windows apart have the same taps.
struct LaneAxis {
  ConvAxis k;
  int64_t kernel, source, results;
  bool back;
  int64_t before = 0, padded = 0;  // zeros in front of the source, and its size with them and those behind

  LaneAxis(ConvAxis axis, int64_t taps, int64_t from, int64_t to, bool is_back)
      : k(axis), kernel(taps), source(from), results(to), back(is_back) {
    int64_t end = source, shift = 0;
    for (int64_t r = 0; r < phases(); ++r)
      for (int64_t a = 0; a < kernel; ++a)
        if (tap(r, a, shift)) {
          before = greater(before, -shift);
          end = greater(end, (count(r) - 1) * step() + shift + 1);
        }
    padded = before + end;
  }
  int64_t phases() const { return back ? k.stride : 1; }
  int64_t step() const { return back ? 1 : k.stride; }
  // Results of phase r.
  int64_t count(int64_t r) const { return (results + phases() - 1 - r) / phases(); }
  bool tap(int64_t r, int64_t a, int64_t& shift) const {
    shift = back ? r + k.pad - a * k.dilation : a * k.dilation - k.pad;
    if (back && shift % k.stride != 0) return false;
    if (back) shift /= k.stride;
    return true;
  }
};

// Both axes of a pass over a plane of one channel for each lane.
struct LanePlane {
  LaneAxis rows, columns;
  LanePlane(const ConvSizes& s, bool back)
      : rows(axis_of(s.k, 1), s.kernel_h, back ? s.oh : s.h, back ? s.h : s.oh, back),
        columns(axis_of(s.k, 0), s.kernel_w, back ? s.ow : s.w, back ? s.w : s.ow, back) {}
  int64_t source() const { return rows.source * columns.source; }
  int64_t results() const { return rows.results * columns.results; }
  int64_t padded() const { return rows.padded * columns.padded; }
  int64_t phases() const { return rows.phases() * columns.phases(); }
};

constexpr int64_t kSmallPlane =
    1024;  // elements, up to which lanes without a channel are still worth it (there too)

// Whether a pass goes by lanes: depthwise, planes that a cache keeps, windows that leave no element between them (else most of
// what is transposed is zeros) and, but for small planes, hardly a lane without a channel. Sides are compared before areas, which
// may overflow, and before the walk through phases, which are as many as windows step.
template <class T> bool fits_lanes(const ConvSizes& s, bool back) {
  if (s.c != 1 || s.oc != 1 || s.k.dims == 3 || s.k.groups < kLanes<T>) return false;
  if (s.kernel_h < s.k.stride_h || s.kernel_w < s.k.stride_w) return false;
  const int64_t bytes =
      s.k.stride_h * s.k.stride_w > 1 ? 2 * kLaneBytes : kLaneBytes;  // to walk steps takes longer
  const int64_t most = bytes / (kLanes<T> * static_cast<int64_t>(sizeof(T)));
  for (int64_t side : {s.h, s.w, s.oh, s.ow, s.kernel_h, s.kernel_w})
    if (side > most) return false;
  const LanePlane p(s, back);
  if (p.rows.padded > most || p.columns.padded > most || p.padded() > most || p.results() > 4 * most)
    return false;
  const int64_t lanes = (s.k.groups + kLanes<T> - 1) / kLanes<T> * kLanes<T>;
  return p.padded() <= kSmallPlane || 8 * s.k.groups >= 7 * lanes;
}

// Where a tap lies from the place of a result, in the padded source, and where its weights lie.
struct LaneTap {
  int64_t source, weight;
};

// The taps of all phases, one phase after the other; every tap belongs to one.
template <class T> class LaneTaps {
 public:
  LaneTaps(const LanePlane& p) : taps_(p.rows.kernel * p.columns.kernel), begins_(p.phases() + 1) {
    constexpr int64_t L = kLanes<T>;
    int64_t at = 0, down = 0, right = 0, phase = 0;
    for (int64_t r = 0; r < p.rows.phases(); ++r)
      for (int64_t q = 0; q < p.columns.phases(); ++q) {
        begins_.data[phase++] = at;
        for (int64_t a = 0; a < p.rows.kernel; ++a)
          for (int64_t b = 0; b < p.columns.kernel; ++b)
            if (p.rows.tap(r, a, down) && p.columns.tap(q, b, right))
              taps_.data[at++] = {((p.rows.before + down) * p.columns.padded + p.columns.before + right) * L,
                                  (a * p.columns.kernel + b) * L};
      }
    begins_.data[phase] = at;
  }
  const LaneTap* of(int64_t phase) const { return taps_.data + begins_.data[phase]; }
  int64_t count(int64_t phase) const { return begins_.data[phase + 1] - begins_.data[phase]; }

 private:
  Scratch<LaneTap> taps_;
  Scratch<int64_t> begins_;
};

// The planes of up to a vector of channels, an element of each in one vector, with zeros around.
template <class T> class LaneSource {
 public:
  explicit LaneSource(const LanePlane& p)
      : p_(p), bare_(p.source() * kLanes<T>), padded_(p.padded() * kLanes<T>) {
    fill_row(bare_.data, p.source() * kLanes<T>, T(0));
    fill_row(padded_.data, p.padded() * kLanes<T>, T(0));
  }
  const T* data() const { return padded_.data; }
  void take(const T* in, int64_t channels) {
    transpose_block(in, p_.source(), channels, p_.source(), bare_.data, kLanes<T>);
    const int64_t row = p_.columns.source * kLanes<T>, step = p_.columns.padded * kLanes<T>;
    T* to = padded_.data + p_.rows.before * step + p_.columns.before * kLanes<T>;
    for (int64_t i = 0; i < p_.rows.source; ++i) copy_row(bare_.data + i * row, 1, row, to + i * step);
  }

 private:
  const LanePlane& p_;
  Scratch<T> bare_, padded_;
};

// N results in a row, whose sources are x_step apart.
template <class T, int N>
void lane_tile(const LaneTap* taps, int64_t count, const T* w, const T* x, int64_t x_step, const T* bias,
               T* out, int64_t out_step) {
  const Tag<T> d;
  Vec<T> acc[N];
#pragma GCC unroll 8
  for (int i = 0; i < N; ++i) acc[i] = hn::LoadU(d, bias);
  for (int64_t t = 0; t < count; ++t) {
    const Vec<T> factor = hn::LoadU(d, w + taps[t].weight);
    const T* from = x + taps[t].source;
#pragma GCC unroll 8
    for (int i = 0; i < N; ++i) acc[i] = hn::MulAdd(factor, hn::LoadU(d, from + i * x_step), acc[i]);
  }
#pragma GCC unroll 8
  for (int i = 0; i < N; ++i) hn::StoreU(acc[i], d, out + i * out_step);
}
constexpr int kLaneTile = 8;  // sums enough to hide the latency of an addition
template <class T>
using LaneTile = void (*)(const LaneTap*, int64_t, const T*, const T*, int64_t, const T*, T*, int64_t);
template <class T, int... I> LaneTile<T> lane_tile_of(int64_t results, std::integer_sequence<int, I...>) {
  static constexpr LaneTile<T> table[] = {lane_tile<T, I + 1>...};
  return table[results - 1];
}

// All results of phase (r, q).
template <class T>
void lane_phase(const LanePlane& p, int64_t r, int64_t q, const LaneTap* taps, int64_t count, const T* w,
                const T* x, const T* bias, T* out) {
  constexpr int64_t L = kLanes<T>;
  const int64_t columns = p.columns.count(q), tiles = (columns + kLaneTile - 1) / kLaneTile;  // about equal
  const int64_t x_step = p.columns.step() * L, out_step = p.columns.phases() * L;
  for (int64_t i = 0; i < p.rows.count(r); ++i) {
    const T* from = x + i * p.rows.step() * p.columns.padded * L;
    T* to = out + ((i * p.rows.phases() + r) * p.columns.results + q) * L;
    for (int64_t t = 0; t < tiles; ++t) {
      const int64_t j = columns * t / tiles, wide = columns * (t + 1) / tiles - j;
      lane_tile_of<T>(wide, std::make_integer_sequence<int, kLaneTile>())(
          taps, count, w, from + j * x_step, x_step, bias, to + j * out_step, out_step);
    }
  }
}

/// out = the convolution of `in`, or, if `back`, the gradient of its input for the gradient `in` of its output.
template <class T>
void lanes_walk(const ConvSizes& s, bool back, const T* in, const T* weight, const T* bias, T* out,
                int64_t work) {
  constexpr int64_t L = kLanes<T>;
  const LanePlane p(s, back);
  const int64_t blocks = (s.k.groups + L - 1) / L, taps = s.depth();
  const LaneTaps<T> plan(p);
  parallel_for(0, blocks * s.n, work / (L * taps * s.out_plane() + 1) + 1, [&](int64_t first, int64_t last) {
    LaneSource<T> x(p);
    Scratch<T> results(p.results() * L), w((taps + 1) * L);
    fill_row(w.data, (taps + 1) * L, T(0));
    for (int64_t i = first; i < last; ++i) {
      const int64_t channel = i / s.n * L, channels = lesser(L, s.k.groups - channel);
      const int64_t plane = i % s.n * s.k.groups + channel;
      T* const add = w.data + taps * L;
      if (i == first || i % s.n == 0) {
        transpose_block(weight + channel * taps, taps, channels, taps, w.data, L);
        if (bias) copy_row(bias + channel, 1, channels, add);
      }
      x.take(in + plane * p.source(), channels);
      for (int64_t phase = 0; phase < p.phases(); ++phase)
        lane_phase(p, phase / p.columns.phases(), phase % p.columns.phases(), plan.of(phase),
                   plan.count(phase), w.data, x.data(), add, results.data);
      transpose_block(results.data, L, p.results(), channels, out + plane * p.results(), p.results());
    }
  });
}

// Adds the products of all results' gradients at g with their sources to the sums of B taps.
template <class T, int B>
void lane_dots(const LanePlane& p, const LaneTap* taps, const T* g, const T* x, T* sums) {
  constexpr int64_t L = kLanes<T>;
  const Tag<T> d;
  Vec<T> acc[B];
#pragma GCC unroll 16
  for (int b = 0; b < B; ++b) acc[b] = hn::LoadU(d, sums + b * L);
  const int64_t step = p.columns.step() * L, columns = p.columns.results;
  for (int64_t i = 0; i < p.rows.results; ++i) {
    const T* from = x + i * p.rows.step() * p.columns.padded * L;
    int64_t j = 0;
    for (; j + 2 <= columns; j += 2, g += 2 * L, from += 2 * step) {
      const Vec<T> g0 = hn::LoadU(d, g), g1 = hn::LoadU(d, g + L);
#pragma GCC unroll 16
      for (int b = 0; b < B; ++b) {
        const T* at = from + taps[b].source;
        acc[b] = hn::MulAdd(g1, hn::LoadU(d, at + step), hn::MulAdd(g0, hn::LoadU(d, at), acc[b]));
      }
    }
    if (j == columns) continue;
    const Vec<T> g0 = hn::LoadU(d, g);
    g += L;
#pragma GCC unroll 16
    for (int b = 0; b < B; ++b) acc[b] = hn::MulAdd(g0, hn::LoadU(d, from + taps[b].source), acc[b]);
  }
#pragma GCC unroll 16
  for (int b = 0; b < B; ++b) hn::StoreU(acc[b], d, sums + b * L);
}
constexpr int kLaneTaps = 9;  // of a tile of sums
template <class T> using LaneDots = void (*)(const LanePlane&, const LaneTap*, const T*, const T*, T*);
template <class T, int... I> LaneDots<T> lane_dots_of(int64_t taps, std::integer_sequence<int, I...>) {
  static constexpr LaneDots<T> table[] = {lane_dots<T, I + 1>...};
  return table[taps - 1];
}

/// to = the gradient of the weight. Threads share the channels, so that each has all of its sum.
template <class T>
void lanes_grad_weight(const ConvSizes& s, const T* grad_out, const T* in, T* to, int64_t work) {
  constexpr int64_t L = kLanes<T>;
  const LanePlane p(s, false);
  const int64_t blocks = (s.k.groups + L - 1) / L, taps = s.depth(),
                tiles = (taps + kLaneTaps - 1) / kLaneTaps;
  const LaneTaps<T> plan(p);
  parallel_for(0, blocks, work / (s.n * L * taps * s.out_plane() + 1) + 1, [&](int64_t first, int64_t last) {
    LaneSource<T> x(p);
    Scratch<T> g(p.results() * L), sums(taps * L);
    fill_row(g.data, p.results() * L, T(0));
    for (int64_t block = first; block < last; ++block) {
      const int64_t channel = block * L, channels = lesser(L, s.k.groups - channel);
      fill_row(sums.data, taps * L, T(0));
      for (int64_t image = 0; image < s.n; ++image) {
        const int64_t plane = image * s.k.groups + channel;
        x.take(in + plane * p.source(), channels);
        transpose_block(grad_out + plane * p.results(), p.results(), channels, p.results(), g.data, L);
        for (int64_t t = 0; t < tiles; ++t) {
          const int64_t from = taps * t / tiles, count = taps * (t + 1) / tiles - from;
          lane_dots_of<T>(count, std::make_integer_sequence<int, kLaneTaps>())(
              p, plan.of(0) + from, g.data, x.data(), sums.data + from * L);
        }
      }
      transpose_block(sums.data, L, taps, channels, to + channel * taps, taps);
    }
  });
}

}  // namespace
}  // namespace torch::inline rushlight
