// Winograd's convolution in three steps: tiles of the images to their values at the points, one matrix product for each point,
// products to results. As many tiles go through at once as stay in the shared cache; within these, a block of tiles times a
// panel of channels is what a thread works on, with its products in its own cache. Nothing as large as a tensor is made.
// Every sum has one order, whatever the number of threads. Next: winograd_scheme.h, winograd_strips.h,
// winograd_tiles.h.
#include "ops/conv/winograd.h"

#include "cpu/gemm/micro.h"
#include "op/cpu_table.h"
#include "ops/conv/winograd_tiles.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kColumns = kTileCols<float>;               // of the micro kernel
constexpr int64_t kPanel = greater(kColumns, 32);            // result channels at once
constexpr int64_t kBlockTiles = 48 / kTileRows * kTileRows;  // tiles at once
constexpr int64_t kDepth = 64;                               // products of one sum
constexpr int64_t kSharedBytes = 8 << 20;                    // of transformed tiles

// The filters of a convolution from `in` to `out` channels: where they begin, and whether their taps run backwards.
struct Filters {
  const float* data;
  int64_t in, out, in_step, out_step;
  bool backwards;
};

// A range of channels.
struct Channels {
  int64_t first, count;
};

// The filters from channels `in` to channels `out` at the points: to[point][out / kColumns][in][kColumns].
template <int kTaps>
void transform_filters(const Filters& f, const Channels& in, const Channels& out_channels, int64_t point,
                       float* to) {
  const Lanes d;
  alignas(64) float strip[kTaps * kTaps * kWidth];
  for (int64_t k = 0; k < out_channels.count; k += kWidth) {
    const ChannelGroup group(out_channels.first + k, f.out, f.out_step);
    float* out = to + k / kColumns * in.count * kColumns + k % kColumns;
    for (int64_t c = in.first; c < in.first + in.count; ++c, out += kColumns) {
      load_columns(f.data + c * f.in_step, group, kTaps * kTaps, strip);
      const float* last = strip + (kTaps * kTaps - 1) * kWidth;
      transform_square(
          TapTransform<kTaps>(),
          [&](int64_t i, int64_t j) {
            const int64_t at = (i * kTaps + j) * kWidth;
            return hn::LoadU(d, f.backwards ? last - at : strip + at);
          },
          [&](int64_t i, int64_t j, Vector v) { hn::StoreU(v, d, out + (i * kTile + j) * point); });
    }
  }
}

// How much of a sum is one sum: long sums are sums of shorter ones, which halves the error at a depth of 512.
inline int64_t depth_step(int64_t depth) { return pieces(depth, pieces(depth, kDepth)); }

// to (rows, columns) = A * B, added to what is there with `add`; A is walked as the micro kernel says, B comes in panels
// `b_panel` apart.
struct Operand {
  const float* data;
  int64_t stride;
};
void product(int64_t rows, int64_t columns, int64_t depth, Walk walk, const Operand& a, const Operand& b,
             int64_t b_panel, bool add, float* to) {
  const int64_t step = depth_step(depth);
  const auto find = cpu_table<MicroKernels, Isa::RUSHLIGHT_ISA>().find;
  for (int64_t j = 0; j < columns; j += kColumns) {
    const float* panel = b.data + j / kColumns * b_panel;
    for (int64_t i = 0; i < rows; i += kTileRows) {
      const Micro<float> run = find(walk, lesser(kTileRows, rows - i), columns - j);
      const float* from = a.data + (walk == Walk::kAcross ? i : i * a.stride);
      float* tile = to + i * kPanel + j;
      for (int64_t p = 0; p < depth; p += step)
        run(lesser(step, depth - p), from + p * (walk == Walk::kAcross ? a.stride : 1), a.stride,
            panel + p * b.stride, b.stride, kColumns,
            add || p > 0 ? Start<float>{tile, kPanel, true} : Start<float>{kZeros<float>, 0}, tile, kPanel);
    }
  }
}

// Where results go: images (channels, h, w), `step` apart.
struct Results {
  float* data;
  const float* bias;  // or null
  int64_t channels, h, w, step;

  Vector bias_of(int64_t first) const {
    alignas(64) float values[kWidth] = {};
    for (int64_t i = 0; bias && i < lesser(kWidth, channels - first); ++i) values[i] = bias[first + i];
    return hn::LoadU(Lanes(), values);
  }
};

// From the products of tiles [first, last) and channels [channel, channel + columns) to results.
template <int kResults>
void finish_tiles(const float* products, int64_t point, const Tiling& tiling, int64_t first, int64_t last,
                  int64_t channel, int64_t columns, const Results& out, float* strip) {
  const Lanes d;
  for (int64_t k = 0; k < columns; k += kWidth) {
    const ChannelGroup group(channel + k, out.channels, out.h * out.w);
    const Vector bias = out.bias_of(channel + k);
    each_segment(tiling, first, last, [&](int64_t image, int64_t y, int64_t x, int64_t count, int64_t tile) {
      const int64_t width = count * kResults;
      for (int64_t t = 0; t < count; ++t) {
        const float* at = products + (tile - first + t) * kPanel + k;
        transform_square(
            ResultTransform<kResults>(),
            [&](int64_t i, int64_t j) { return hn::LoadU(d, at + (i * kTile + j) * point); },
            [&](int64_t i, int64_t j, Vector v) {
              hn::StoreU(v, d, strip + (i * width + t * kResults + j) * kWidth);
            });
      }
      const int64_t row = y * kResults, column = x * kResults;
      float* plane = out.data + image * out.step + row * out.w + column;
      for (int64_t i = 0; i < lesser(kResults, out.h - row); ++i)
        store_columns(strip + i * width * kWidth, bias, group, lesser(width, out.w - column), false,
                      plane + i * out.w);
    });
  }
}

// Rows of result channels of the products of one unit of work in grad_weight.
constexpr int64_t kRows = 48 / kTileRows * kTileRows;

// From products (rows, columns) at the points to the gradients of the filters of channels [c, c + rows) to [k, k + columns).
template <int kTaps>
void finish_filters(const float* products, int64_t point, int64_t c, int64_t rows, int64_t k, int64_t columns,
                    int64_t channels, int64_t out_channels, bool add, float* to, float* strip) {
  const Lanes d;
  constexpr int64_t kAll = kTaps * kTaps;
  for (int64_t j = 0; j < columns; j += kWidth) {
    for (int64_t i = 0; i < rows; ++i) {
      const float* at = products + i * kPanel + j;
      float* filter = strip + i * kAll * kWidth;
      transform_square(
          ResultTransform<kTaps>(),
          [&](int64_t a, int64_t b) { return hn::LoadU(d, at + (a * kTile + b) * point); },
          [&](int64_t a, int64_t b, Vector v) { hn::StoreU(v, d, filter + (a * kTaps + b) * kWidth); });
    }
    store_columns(strip, hn::Zero(d), ChannelGroup(k + j, out_channels, channels * kAll), rows * kAll, add,
                  to + c * kAll);
  }
}

// What windows of one size have of their own; all else is compiled once.
struct Form {
  int64_t taps;
  decltype(&transform_filters<3>) filters_to_points;
  decltype(&finish_tiles<4>) finish_results;
  decltype(&transform_batch<TapTransform<4>>) grads_to_points;
  decltype(&finish_filters<3>) finish_gradients;

  int64_t results() const { return kTile + 1 - taps; }  // of a tile
};
template <int kTaps> constexpr Form form() {
  constexpr int kResults = kTile + 1 - kTaps;
  return {kTaps, transform_filters<kTaps>, finish_tiles<kResults>, transform_batch<TapTransform<kResults>>,
          finish_filters<kTaps>};
}
// Of windows of 2 to 5 taps in each direction.
const Form& form_of(int64_t taps) {
  static constexpr Form table[] = {form<2>(), form<3>(), form<4>(), form<5>()};
  return table[taps - 2];
}

// How many tiles to take at once, when the values of one at the points are so many floats.
inline int64_t tiles_at_once(int64_t all, int64_t floats) {
  const int64_t most = greater(2 * kBlockTiles, kSharedBytes / 4 / (kPoints * floats));
  return pieces(all, pieces(all, most));
}

void convolve(const Form& form, const Images& in, int64_t n, const Filters& filters, const Results& out) {
  const int64_t results = form.results();
  const Tiling tiling = tiling_of(n, out.h, out.w, results);
  const int64_t all = tiling.count();
  if (all == 0) return;
  const int64_t at_once = tiles_at_once(all, filters.in);
  const int64_t size = lesser(kBlockTiles, rounded(pieces(at_once, pieces(at_once, kBlockTiles)), kTileRows));
  Spectrum tiles(filters.in, size);
  Scratch<float> shared(pieces(at_once, size) * tiles.block);
  tiles.data = shared.data;
  const int64_t panels = pieces(filters.out, kPanel);
  // One block of tiles alone uses each transformed filter once: a few input channels at a time, which stay in L2.
  const int64_t depth = at_once <= size ? depth_step(filters.in) : filters.in;
  const int64_t filter_point = odd_lines(kPanel * depth), point = odd_lines(kPanel * size);

  for (int64_t first = 0; first < all; first += at_once) {
    const int64_t last = lesser(all, first + at_once);
    const Batch batch{first, last, size, pieces(last - first, size)};
    transform_batch<DataTransform>(in, tiling, results, batch, tiles);
    const int64_t work = kPoints * size * kPanel * filters.in;  // of a panel of a block
    parallel_for(0, panels * batch.blocks, kThreadWork / work + 1, [&](int64_t begin, int64_t end) {
      Scratch<float> taps(kPoints * filter_point), products(kPoints * point);
      Scratch<float> strip(kSegment * results * results * kWidth);
      for (int64_t i = begin; i < end; ++i) {
        const int64_t channel = i / batch.blocks * kPanel, block = i % batch.blocks;
        const int64_t columns = lesser(kPanel, filters.out - channel);
        const int64_t from = batch.begin(block), to = batch.end(block);
        for (int64_t c = 0; c < filters.in; c += depth) {
          const int64_t some = lesser(depth, filters.in - c);
          if (i == begin || block == 0)
            form.filters_to_points(filters, {c, some}, {channel, columns}, filter_point, taps.data);
          for (int64_t p = 0; p < kPoints; ++p)
            product(to - from, columns, some, Walk::kAlong,
                    {tiles.data + block * tiles.block + p * tiles.point + c, tiles.row},
                    {taps.data + p * filter_point, kColumns}, some * kColumns, c > 0,
                    products.data + p * point);
        }
        form.finish_results(products.data, point, tiling, from, to, channel, columns, out, strip.data);
      }
    });
  }
}

// One group of channels of a tensor (n, channels, h, w).
struct Group {
  float* data;
  int64_t channels, h, w, step;
  Group(const View& v, int64_t group, int64_t groups)
      : channels(v.sizes[1] / groups), h(v.sizes[2]), w(v.sizes[3]), step(v.sizes[1] * h * w) {
    data = v.as<float>() + group * channels * h * w;
  }
  Images images(int64_t pad_h, int64_t pad_w) const { return {data, channels, h, w, pad_h, pad_w, step}; }
  Results results(const View& bias, int64_t group) const {
    return {data, bias.defined() ? bias.as<const float>() + group * channels : nullptr, channels, h, w, step};
  }
};

// Several groups are shared out to the threads; one leaves them to the steps within.
template <class Body> void each_group(const ConvWindow& k, const Body& body) {
  if (k.groups == 1) return body(0);
  parallel_for(0, k.groups, 1, [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) body(i);
  });
}

void forward(const ConvWindow& k, const View& in, const View& weight, const View& bias, const View& out) {
  const int64_t taps = weight.sizes[2] * weight.sizes[3];
  each_group(k, [&](int64_t i) {
    const Group x(in, i, k.groups), y(out, i, k.groups);
    const float* w = weight.as<const float>() + i * x.channels * y.channels * taps;
    const Filters filters{w, x.channels, y.channels, taps, x.channels * taps, false};
    convolve(form_of(weight.sizes[2]), x.images(k.pad_h, k.pad_w), in.sizes[0], filters, y.results(bias, i));
  });
}

// The gradient of the input is a convolution of that of the output, with the taps backwards.
void grad_in(const ConvWindow& k, const View& grad_out, const View& weight, const View& bias,
             const View& to) {
  const int64_t size = weight.sizes[2], taps = size * size;
  each_group(k, [&](int64_t i) {
    const Group g(grad_out, i, k.groups), x(to, i, k.groups);
    const float* w = weight.as<const float>() + i * x.channels * g.channels * taps;
    const Filters filters{w, g.channels, x.channels, x.channels * taps, taps, true};
    convolve(form_of(size), g.images(size - 1 - k.pad_h, size - 1 - k.pad_w), to.sizes[0], filters,
             x.results(bias, i));
  });
}

inline void fill(float* to, int64_t count, float value) {
  for (int64_t i = 0; i < count; ++i) to[i] = value;
}

// The filters' gradients in units of channels: kRows of the input's and a panel of the output's.
struct FilterUnits {
  int64_t channels, out_channels;
  int64_t row_blocks() const { return pieces(channels, kRows); }
  int64_t count() const { return pieces(out_channels, kPanel) * row_blocks(); }
  int64_t row(int64_t unit) const { return unit % row_blocks() * kRows; }
  int64_t rows(int64_t unit) const { return lesser(kRows, channels - row(unit)); }
  int64_t column(int64_t unit) const { return unit / row_blocks() * kPanel; }
  int64_t columns(int64_t unit) const { return lesser(kPanel, out_channels - column(unit)); }
  /// How many threads go side by side through the points of one unit: several where there are few units.
  int64_t sharers() const {
    const int64_t threads = get_num_threads();
    if (count() % threads == 0 || count() >= 4 * threads) return 1;
    return lesser(kPoints, pieces(4 * threads, count()));
  }
};

// Tiles of the gradient of the output are filters that slide over tiles of the input; the products of all tiles add up.
void correlate(const Form& form, const Images& grad_out, const Images& in, int64_t n, float* to) {
  const int64_t step = form.results(), taps = form.taps * form.taps;
  const Tiling tiling = tiling_of(n, grad_out.h, grad_out.w, step);
  const int64_t all = tiling.count(), c = in.channels, oc = grad_out.channels;
  if (all == 0) return fill(to, oc * c * taps, 0.f);
  const int64_t at_once = tiles_at_once(all, c + oc);
  Spectrum x(c, at_once), g(oc, at_once);
  Scratch<float> x_data(x.block), g_data(g.block);
  x.data = x_data.data, g.data = g_data.data;
  x.block = kBlockTiles * x.row, g.block = kBlockTiles * g.row;  // blocks of one matrix
  const FilterUnits units{c, oc};
  const int64_t point = odd_lines(kRows * kPanel), sharers = units.sharers();
  Scratch<float> shared(sharers > 1 ? units.count() * kPoints * point : 0);

  for (int64_t first = 0; first < all; first += at_once) {
    const int64_t last = lesser(all, first + at_once);
    const Batch batch{first, last, kBlockTiles, pieces(last - first, kBlockTiles)};
    transform_batch<DataTransform>(in, tiling, step, batch, x);
    form.grads_to_points(grad_out, tiling, step, batch, g);
    const auto multiply = [&](int64_t unit, int64_t from, int64_t end, float* products) {
      for (int64_t p = from; p < end; ++p)
        product(units.rows(unit), units.columns(unit), last - first, Walk::kAcross,
                {x.data + p * x.point + units.row(unit), x.row},
                {g.data + p * g.point + units.column(unit), g.row}, kColumns, false, products + p * point);
    };
    const auto finish = [&](int64_t unit, const float* products) {
      Scratch<float> strip(kRows * taps * kWidth);
      form.finish_gradients(products, point, units.row(unit), units.rows(unit), units.column(unit),
                            units.columns(unit), c, oc, first > 0, to, strip.data);
    };
    const int64_t work = kPoints * kRows * kPanel * (last - first);  // of a unit
    parallel_for(0, units.count() * sharers, kThreadWork * sharers / work + 1,
                 [&](int64_t begin, int64_t end) {
                   Scratch<float> own(sharers > 1 ? 0 : kPoints * point);
                   for (int64_t i = begin; i < end; ++i) {
                     const int64_t unit = i / sharers, share = i % sharers;
                     float* products = sharers > 1 ? shared.data + unit * kPoints * point : own.data;
                     multiply(unit, kPoints * share / sharers, kPoints * (share + 1) / sharers, products);
                     if (sharers == 1) finish(unit, products);
                   }
                 });
    if (sharers == 1) continue;
    parallel_for(0, units.count(), 1, [&](int64_t begin, int64_t end) {
      for (int64_t unit = begin; unit < end; ++unit) finish(unit, shared.data + unit * kPoints * point);
    });
  }
}

void grad_weight(const ConvWindow& k, const View& grad_out, const View& in, const View& to) {
  each_group(k, [&](int64_t i) {
    const Group g(grad_out, i, k.groups), x(in, i, k.groups);
    correlate(form_of(to.sizes[2]), g.images(0, 0), x.images(k.pad_h, k.pad_w), in.sizes[0],
              to.as<float>() + i * to.numel / k.groups);
  });
}

}  // namespace

template <> const WinogradKernels& cpu_table<WinogradKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr WinogradKernels table{{forward, grad_in, grad_weight}};
  return table;
}

}  // namespace torch::inline rushlight
