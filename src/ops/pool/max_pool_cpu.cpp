// Max pooling. A row of outputs is made at once: its values go straight to `out`, the winners' places to a
// row in L1, from where they are written in the form that was asked for. The common windows are compiled with
// constant sizes. Next: planes.h, columns.h.
#include <type_traits>

#include "cpu/columns.h"
#include "op/cpu_table.h"
#include "ops/pool/planes.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 16384;  // inputs and outputs for which a second thread pays (bench/lab/grains.cpp)

// As wide as T, so that values and places fill vectors alike.
template <class T> using Place = std::conditional_t<sizeof(T) == 8, int64_t, int32_t>;

template <class T> inline bool beats(T x, T best) { return (x > best) | (x != x); }

template <class T> constexpr T kLowest = -__builtin_huge_val();

template <class D, class V, class P> inline void challenge(V v, int64_t id, V& best, P& place) {
  const auto take = hn::Or(hn::Gt(v, best), hn::IsNaN(v));
  best = hn::IfThenElse(take, v, best);
  const Places<D> dp;
  place =
      hn::IfThenElse(hn::RebindMask(dp, take), hn::Set(dp, static_cast<hn::TFromD<Places<D>>>(id)), place);
}

// Columns whose window lies wholly inside, for a window of K x K without dilation.
template <class T, int K, int S, bool kPlaces>
void fixed_row(const T* in, int64_t w, int64_t count, T* best, Place<T>* place) {
  each_column<T>(count, false, [=](auto d, int64_t j) {
    using D = decltype(d);
    const Places<D> dp;
    const T* from = in + j * S;
    auto b = tap_of<S, 0>(d, from);
    auto p = hn::Zero(dp);
#pragma GCC unroll 4
    for (int y = 0; y < K; ++y, from += w) {
      if (y > 0) challenge<D>(tap_of<S, 0>(d, from), y * K, b, p);
      challenge<D>(tap_of<S, 1>(d, from), y * K + 1, b, p);
      if (K > 2) challenge<D>(tap_of<S, 2>(d, from), y * K + 2, b, p);
    }
    hn::StoreU(b, d, best + j);
    if (kPlaces) hn::StoreU(p, dp, place + j);
  });
}

// One tap of the window against the best so far. S: the stride, or 0 when it is known at run time only.
template <class T, int S>
void tap(const T* in, int64_t stride, int64_t count, Place<T> id, T* best, Place<T>* place) {
  if constexpr (S == 0) {
    for (int64_t j = 0; j < count; ++j) {
      const T v = in[j * stride];
      const bool take = beats(v, best[j]);
      best[j] = take ? v : best[j];
      place[j] = take ? id : place[j];
    }
  } else {
    // With stride 2 the last vector would read one element after its last window: that one is done apart.
    each_column<T>(S == 2 ? count - 1 : count, false, [=](auto d, int64_t j) {
      using D = decltype(d);
      const Places<D> dp;
      auto b = hn::LoadU(d, best + j);
      auto p = hn::LoadU(dp, place + j);
      challenge<D>(tap_of<S, 0>(d, in + j * S), id, b, p);
      hn::StoreU(b, d, best + j);
      hn::StoreU(p, dp, place + j);
    });
    if (S == 2) tap<T, 0>(in + 2 * (count - 1), 2, 1, id, best + count - 1, place + count - 1);
  }
}

// One plane's constants.
template <class T> struct MaxRows {
  PoolWindow k;
  int64_t h, w, ow;
  Range whole;  // columns whose window lies inside
  int fixed;    // 10 * kernel + stride of a square window that is compiled with constant sizes, or 0

  MaxRows(const PoolWindow& window, const Planes& p) : k(window), h(p.h), w(p.w), ow(p.ow) {
    whole = inside(k.kernel_w, k.stride_w, k.pad_w, k.dilation_w, w, ow);
    const bool square = k.kernel_h == k.kernel_w && k.dilation_h == 1 && k.dilation_w == 1;
    const int64_t id = square ? 10 * k.kernel_w + k.stride_w : 0;
    fixed = id == 22 || id == 32 || id == 31 ? static_cast<int>(id) : 0;
  }

  // Row y of outputs: values into best, places into place (may be null where the row has a constant window).
  void run(const T* plane, int64_t y, T* best, Place<T>* place, bool want_places) const {
    const int64_t top = y * k.stride_h - k.pad_h;
    const Range rows = taps(top, k.kernel_h, k.dilation_h, h);
    for (int64_t j = 0; j < whole.first; ++j) edge(plane, top, rows, j, best, place);
    for (int64_t j = whole.last; j < ow; ++j) edge(plane, top, rows, j, best, place);
    const int64_t count = whole.last - whole.first;
    if (count == 0) return;
    const int64_t left = whole.first * k.stride_w - k.pad_w;
    best += whole.first;
    place += whole.first;
    if (fixed && rows.first == 0 && rows.last == k.kernel_h) {
      const T* in = plane + top * w + left;
      const auto row = fixed == 22   ? (want_places ? fixed_row<T, 2, 2, true> : fixed_row<T, 2, 2, false>)
                       : fixed == 32 ? (want_places ? fixed_row<T, 3, 2, true> : fixed_row<T, 3, 2, false>)
                                     : (want_places ? fixed_row<T, 3, 1, true> : fixed_row<T, 3, 1, false>);
      return row(in, w, count, best, place);
    }
    const Place<T> start = static_cast<Place<T>>(rows.first * k.kernel_w);
    for (int64_t j = 0; j < count; ++j) best[j] = kLowest<T>, place[j] = start;
    for (int64_t a = rows.first; a < rows.last; ++a)
      for (int64_t b = 0; b < k.kernel_w; ++b) {
        const T* in = plane + (top + a * k.dilation_h) * w + left + b * k.dilation_w;
        const Place<T> id = static_cast<Place<T>>(a * k.kernel_w + b);
        if (k.stride_w == 1) tap<T, 1>(in, 1, count, id, best, place);
        else if (k.stride_w == 2) tap<T, 2>(in, 2, count, id, best, place);
        else tap<T, 0>(in, k.stride_w, count, id, best, place);
      }
  }

  // One output whose window crosses the left or right border.
  void edge(const T* plane, int64_t top, Range rows, int64_t j, T* best, Place<T>* place) const {
    const int64_t left = j * k.stride_w - k.pad_w;
    const Range columns = taps(left, k.kernel_w, k.dilation_w, w);
    T top_value = kLowest<T>;
    Place<T> at = static_cast<Place<T>>(rows.first * k.kernel_w + columns.first);
    for (int64_t a = rows.first; a < rows.last; ++a)
      for (int64_t b = columns.first; b < columns.last; ++b) {
        const T v = plane[(top + a * k.dilation_h) * w + left + b * k.dilation_w];
        if (beats(v, top_value)) top_value = v, at = static_cast<Place<T>>(a * k.kernel_w + b);
      }
    best[j] = top_value;
    place[j] = at;
  }
};

// Distance in the plane from a window's first element to each of its places.
inline void fill_offsets(const PoolWindow& k, int64_t w, int64_t* offset) {
  for (int64_t a = 0; a < k.kernel_h; ++a)
    for (int64_t b = 0; b < k.kernel_w; ++b)
      offset[a * k.kernel_w + b] = a * k.dilation_h * w + b * k.dilation_w;
}

template <class T>
void forward(const PoolWindow& k, const View& in, const View& out, const View& indices, const View& places) {
  const Planes p = planes_of(in, out, k.dims);
  if (out.numel == 0) return;
  const MaxRows<T> rows(k, p);
  auto* const index = data_or_null<int64_t>(indices);
  auto* const byte = data_or_null<uint8_t>(places);
  Row<int64_t> offset(k.kernel_h * k.kernel_w);
  if (index) fill_offsets(k, p.w, offset.data);
  const int64_t cost = p.h * p.w + p.oh * p.ow;
  parallel_for(0, p.count, kGrain / cost + 1, [&](int64_t first, int64_t last) {
    Row<Place<T>> place(p.ow);
    for (int64_t c = first; c < last; ++c)
      for (int64_t y = 0; y < p.oh; ++y) {
        const int64_t at = (c * p.oh + y) * p.ow;
        rows.run(in.as<const T>() + c * p.h * p.w, y, out.as<T>() + at, place.data, index || byte);
        if (byte)
          each_column<T>(p.ow, false, [&](auto d, int64_t j) {
            const Places<decltype(d)> dp;
            store_places<decltype(d)>(dp, hn::LoadU(dp, place.data + j), byte + at + j);
          });
        if (!index) continue;
        const int64_t start = (y * k.stride_h - k.pad_h) * p.w - k.pad_w;
        for (int64_t j = 0; j < p.ow; ++j)
          index[at + j] = start + j * k.stride_w + offset.data[place.data[j]];
      }
  });
}

// Rows of gradients of disjoint 2x2 windows: each input is written once, winners and losers alike.
template <class T>
void spread_two_by_two(const T* g, const uint8_t* place, int64_t count, T* top, T* bottom) {
  each_column<T>(count, false, [=](auto d, int64_t j) {
    using D = decltype(d);
    const Places<D> dp;
    const auto v = hn::LoadU(d, g + j);
    const auto p = load_places<D>(dp, place + j);
    const auto at = [&](int id) HWY_ATTR {
      return hn::IfThenElseZero(hn::RebindMask(d, hn::Eq(p, hn::Set(dp, static_cast<Place<T>>(id)))), v);
    };
    hn::StoreInterleaved2(at(0), at(1), d, top + 2 * j);
    hn::StoreInterleaved2(at(2), at(3), d, bottom + 2 * j);
  });
}

template <class T> void zero(T* to, int64_t count) {
  for (int64_t i = 0; i < count; ++i) to[i] = 0;
}

template <class T>
void backward_places(const PoolWindow& k, const View& grad_out, const View& places, const View& grad_in) {
  const Planes p = planes_of(grad_in, grad_out, k.dims);
  const bool quads = k.kernel_h == 2 && k.kernel_w == 2 && k.stride_h == 2 && k.stride_w == 2 &&
                     k.pad_h == 0 && k.pad_w == 0 && k.dilation_h == 1 && k.dilation_w == 1 &&
                     2 * p.oh <= p.h && 2 * p.ow <= p.w;
  Row<int64_t> offset(k.kernel_h * k.kernel_w);
  fill_offsets(k, p.w, offset.data);
  each_plane(p, [&](int64_t c) {
    const T* g = grad_out.as<const T>() + c * p.oh * p.ow;
    const uint8_t* place = places.as<const uint8_t>() + c * p.oh * p.ow;
    T* to = grad_in.as<T>() + c * p.h * p.w;
    if (quads) {
      for (int64_t y = 0; y < p.oh; ++y, g += p.ow, place += p.ow, to += 2 * p.w) {
        spread_two_by_two(g, place, p.ow, to, to + p.w);
        zero(to + 2 * p.ow, p.w - 2 * p.ow);
        zero(to + p.w + 2 * p.ow, p.w - 2 * p.ow);
      }
      return zero(to, (p.h - 2 * p.oh) * p.w);
    }
    zero(to, p.h * p.w);
    for (int64_t y = 0; y < p.oh; ++y, g += p.ow, place += p.ow) {
      const int64_t start = (y * k.stride_h - k.pad_h) * p.w - k.pad_w;
      for (int64_t j = 0; j < p.ow; ++j) to[start + j * k.stride_w + offset.data[place[j]]] += g[j];
    }
  });
}

template <class T>
void backward_indices(const View& grad_out, const View& indices, const View& grad_in, int dims) {
  const Planes p = planes_of(grad_in, grad_out, dims);
  const int64_t outputs = p.oh * p.ow;
  each_plane(p, [&](int64_t c) {
    T* to = grad_in.as<T>() + c * p.h * p.w;
    zero(to, p.h * p.w);
    for (int64_t j = c * outputs; j < (c + 1) * outputs; ++j)
      to[indices.as<const int64_t>()[j]] += grad_out.as<const T>()[j];
  });
}

template <class T> void adaptive(const View& in, const View& out, const View& indices, int dims) {
  const Planes p = planes_of(in, out, dims);
  auto* const index = data_or_null<int64_t>(indices);
  each_plane(p, [&](int64_t c) {
    const T* plane = in.as<const T>() + c * p.h * p.w;
    for (int64_t y = 0; y < p.oh; ++y)
      for (int64_t x = 0; x < p.ow; ++x) {
        const Range rows = adaptive_range(y, p.h, p.oh), columns = adaptive_range(x, p.w, p.ow);
        T best = kLowest<T>;
        int64_t at = rows.first * p.w + columns.first;
        for (int64_t a = rows.first; a < rows.last; ++a)
          for (int64_t b = columns.first; b < columns.last; ++b)
            if (beats(plane[a * p.w + b], best)) best = plane[a * p.w + b], at = a * p.w + b;
        const int64_t o = (c * p.oh + y) * p.ow + x;
        out.as<T>()[o] = best;
        if (index) index[o] = at;
      }
  });
}

}  // namespace

template <> const MaxPoolKernels& cpu_table<MaxPoolKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr MaxPoolKernels table{
      [](const PoolWindow& k, const View& in, const View& out, const View& indices, const View& places) {
        in.dtype == kDouble ? forward<double>(k, in, out, indices, places)
                            : forward<float>(k, in, out, indices, places);
      },
      [](const PoolWindow& k, const View& grad_out, const View& places, const View& grad_in) {
        grad_in.dtype == kDouble ? backward_places<double>(k, grad_out, places, grad_in)
                                 : backward_places<float>(k, grad_out, places, grad_in);
      },
      [](const View& grad_out, const View& indices, const View& grad_in, int dims) {
        grad_in.dtype == kDouble ? backward_indices<double>(grad_out, indices, grad_in, dims)
                                 : backward_indices<float>(grad_out, indices, grad_in, dims);
      },
      [](const View& in, const View& out, const View& indices, int dims) {
        in.dtype == kDouble ? adaptive<double>(in, out, indices, dims)
                            : adaptive<float>(in, out, indices, dims);
      }};
  return table;
}

}  // namespace torch::inline rushlight
