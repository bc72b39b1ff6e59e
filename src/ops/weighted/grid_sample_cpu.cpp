// Sampling on a grid: blocks of outputs, whose taps are found in vectors and combined over the dimensions once for all
// channels; then up to four channels at a time are summed output by output, which keeps several sums in flight and is faster
// than gathering vectors.
#include "ops/weighted/grid_sample.h"

#include <algorithm>
#include <type_traits>

#include "ops/weighted/grid_taps.h"
#include "rushlight/core/parallel.h"

namespace torch::inline rushlight {
namespace {

constexpr int64_t kGrain = 32768;  // multiplications worth a thread
constexpr int kMostTerms = 16;
// Outputs whose taps stay in the L1 cache while all channels are summed (bench/lab/grid_sample.cpp).
constexpr int kBlock = 64;
template <int n> using Constant = std::integral_constant<int, n>;

/// The sizes of input and grid, as if there were always three dimensions.
struct Sizes {
  int64_t batch, channels, elements = 1, outputs = 1;
  int64_t dims;
  int64_t size[3] = {1, 1, 1};

  Sizes(const View& input, const View& grid)
      : batch(input.sizes[0]), channels(input.sizes[1]), dims(input.dims - 2) {
    for (int64_t d = 0; d < dims; ++d) {
      size[3 - dims + d] = input.sizes[2 + d];
      elements *= input.sizes[2 + d];
      outputs *= grid.sizes[1 + d];
    }
  }
  int64_t blocks(int block) const { return (outputs + block - 1) / block; }
};

/// A block of outputs: their taps in each dimension, and what follows for the whole plane.
template <class T, int block = kBlock> class Block {
 public:
  Block(const Sampling& s, const Sizes& sizes, bool slopes)
      : sizes_(sizes),
        slopes_(slopes),
        axes_{Axis<T, block>(s, sizes.size[0], sizes.size[1] * sizes.size[2]),
              Axis<T, block>(s, sizes.size[1], sizes.size[2]), Axis<T, block>(s, sizes.size[2], 1)} {
    Taps<T, block>& none = taps_[0];  // of the outermost dimension, where there are two
    none.count = 1;
    std::fill_n(none.place[0], block, 0);
    std::fill_n(none.weight[0], block, T(1));
  }

  /// Takes block `b` of image `n`.
  void find(const T* grid, int64_t n, int64_t b) {
    first = b * block;
    count = static_cast<int>(std::min<int64_t>(block, sizes_.outputs - first));
    T coordinates[3][block];
    if (sizes_.dims == 2) read<2>(grid + (n * sizes_.outputs + first) * 2, coordinates);
    else read<3>(grid + (n * sizes_.outputs + first) * 3, coordinates);
    for (int64_t d = 0; d < sizes_.dims; ++d) axes_[2 - d].find(coordinates[d], slopes_, taps_[2 - d]);
    terms = 0;
    for (int z = 0; z < taps_[0].count; ++z)
      for (int y = 0; y < taps_[1].count; ++y) {
        const T* outer_weight = taps_[1].weight[y];
        const int32_t* outer_place = taps_[1].place[y];
        T both_weights[block];
        int32_t both_places[block];
        if (sizes_.dims == 3) {
          outer_weight = multiply(taps_[0].weight[z], outer_weight, both_weights);
          outer_place = add(taps_[0].place[z], outer_place, both_places);
        }
        for (int x = 0; x < taps_[2].count; ++x, ++terms) {
          multiply(outer_weight, taps_[2].weight[x], weight[terms]);
          add(outer_place, taps_[2].place[x], place[terms]);
        }
      }
  }
  /// The gradient of the coordinates, from those of the weights.
  void to_coordinates(const T (*grad_weight)[block], T* grad_grid, int64_t n) const {
    grad_grid += (n * sizes_.outputs + first) * sizes_.dims;
    for (int64_t d = 0; d < sizes_.dims; ++d) {
      T sum[block] = {};
      const auto factor = [&](int axis, int k) {
        return axis == 2 - d ? taps_[axis].slope[k] : taps_[axis].weight[k];
      };
      int t = 0;
      each_term([&](int z, int y, int x) {
        const T *a = factor(0, z), *b = factor(1, y), *c = factor(2, x), *g = grad_weight[t++];
        if (sizes_.dims == 2)
          for (int i = 0; i < block; ++i) sum[i] += g[i] * (b[i] * c[i]);
        else
          for (int i = 0; i < block; ++i) sum[i] += g[i] * (a[i] * b[i] * c[i]);
      });
      for (int i = 0; i < count; ++i) grad_grid[i * sizes_.dims + d] = sum[i];
    }
  }

  int64_t first;  // of the outputs of an image
  int count;
  int terms;
  int32_t place[kMostTerms][block];
  T weight[kMostTerms][block];

 private:
  // The coordinates of each dimension, and zeros past the last output.
  template <int dims> void read(const T* __restrict grid, T (*__restrict coordinates)[block]) const {
    for (int d = 0; d < dims; ++d) {
      for (int i = 0; i < count; ++i) coordinates[d][i] = grid[i * dims + d];
      for (int i = count; i < block; ++i) coordinates[d][i] = 0;
    }
  }
  static const T* multiply(const T* a, const T* b, T* __restrict to) {
    for (int i = 0; i < block; ++i) to[i] = a[i] * b[i];
    return to;
  }
  static const int32_t* add(const int32_t* a, const int32_t* b, int32_t* __restrict to) {
    for (int i = 0; i < block; ++i) to[i] = a[i] + b[i];
    return to;
  }
  template <class F> void each_term(const F& f) const {
    for (int z = 0; z < taps_[0].count; ++z)
      for (int y = 0; y < taps_[1].count; ++y)
        for (int x = 0; x < taps_[2].count; ++x) f(z, y, x);
  }

  const Sizes& sizes_;
  bool slopes_;  // are wanted
  Axis<T, block> axes_[3];
  Taps<T, block> taps_[3];
};

// Calls f(channels, terms at a time): constants, of which the compiler makes straight code.
template <class F> void with_constants(int terms, int64_t channels, const F& f) {
  const auto with_terms = [&](auto c) { terms == 1 ? f(c, Constant<1>()) : f(c, Constant<4>()); };
  if (channels == 1) with_terms(Constant<1>());
  else if (channels == 2) with_terms(Constant<2>());
  else if (channels == 3) with_terms(Constant<3>());
  else with_terms(Constant<4>());
}

/// The planes of a group of channels.
template <class T, int channels> struct Planes {
  T* plane[channels];
  Planes(T* first, int64_t elements) {
#pragma GCC unroll 4
    for (int c = 0; c < channels; ++c) plane[c] = first + c * elements;
  }
  T* operator[](int c) const { return plane[c]; }
};

// The sums of an output stay in registers.
template <class T, int channels, int step, int block>
void sum(const Block<T, block>& b, Constant<step>, Planes<const T, channels> from, Planes<T, channels> to) {
  const int count = b.count, terms = b.terms;
  for (int i = 0; i < count; ++i) {
    T sums[channels] = {};
    for (int first = 0; first < terms; first += step)
#pragma GCC unroll 4
      for (int t = first; t < first + step; ++t) {
        const int64_t place = b.place[t][i];
        const T weight = b.weight[t][i];
#pragma GCC unroll 4
        for (int c = 0; c < channels; ++c) sums[c] += weight * from[c][place];
      }
#pragma GCC unroll 4
    for (int c = 0; c < channels; ++c) to[c][i] = sums[c];
  }
}
template <class T, int channels, int step>
void spread(const Block<T>& b, Constant<step>, Planes<const T, channels> grad, Planes<T, channels> to) {
  const int count = b.count, terms = b.terms;
  for (int i = 0; i < count; ++i) {
    T g[channels];
#pragma GCC unroll 4
    for (int c = 0; c < channels; ++c) g[c] = grad[c][i];
    for (int first = 0; first < terms; first += step)
#pragma GCC unroll 4
      for (int t = first; t < first + step; ++t) {
        const int64_t place = b.place[t][i];
        const T weight = b.weight[t][i];
#pragma GCC unroll 4
        for (int c = 0; c < channels; ++c) to[c][place] += weight * g[c];
      }
  }
}
template <class T, int channels, int step>
void dot(const Block<T>& b, Constant<step>, Planes<const T, channels> from, Planes<const T, channels> grad,
         T (*__restrict grad_weight)[kBlock]) {
  const int count = b.count, terms = b.terms;
  for (int i = 0; i < count; ++i) {
    T g[channels];
#pragma GCC unroll 4
    for (int c = 0; c < channels; ++c) g[c] = grad[c][i];
    for (int first = 0; first < terms; first += step)
#pragma GCC unroll 4
      for (int t = first; t < first + step; ++t) {
        const int64_t place = b.place[t][i];
        T sum = grad_weight[t][i];
#pragma GCC unroll 4
        for (int c = 0; c < channels; ++c) sum += g[c] * from[c][place];
        grad_weight[t][i] = sum;
      }
  }
}

constexpr int64_t kGroup = 4;  // channels at a time (bench/lab/grid_sample.cpp)
int64_t cost(const Sampling& s, int64_t channels) { return kBlock * taps_of(s.mode) * 2 * (channels + 2); }

// Calls each(block, image) for all blocks of outputs, on several threads.
template <class T, int size = kBlock, class Each>
void for_blocks(const Sampling& s, const Sizes& sizes, const T* grid, bool slopes, const Each& each) {
  const int64_t blocks = sizes.blocks(size);
  parallel_for(0, sizes.batch * blocks, kGrain / cost(s, sizes.channels) + 1,
               [&](int64_t begin, int64_t end) {
                 Block<T, size> block(s, sizes, slopes);
                 for (int64_t item = begin; item < end; ++item) {
                   block.find(grid, item / blocks, item % blocks);
                   each(block, item / blocks);
                 }
               });
}

template <class T> void forward(const Sampling& s, const View& input, const View& grid, const View& y) {
  const Sizes sizes(input, grid);
  for_blocks(s, sizes, grid.as<const T>(), false, [&](const Block<T>& b, int64_t n) {
    for (int64_t c = 0; c < sizes.channels; c += kGroup) {
      const int64_t plane = n * sizes.channels + c;
      with_constants(b.terms, std::min(kGroup, sizes.channels - c), [&](auto channels, auto step) {
        sum<T, channels>(b, step, {input.as<const T>() + plane * sizes.elements, sizes.elements},
                         {y.as<T>() + plane * sizes.outputs + b.first, sizes.outputs});
      });
    }
  });
}

// Outputs may meet in an element, so threads own planes.
template <class T>
void grad_input(const Sampling& s, const View& grad_y, const View& grid, const View& grad_input) {
  const Sizes sizes(grad_input, grid);
  const int64_t groups = (sizes.channels + kGroup - 1) / kGroup, blocks = sizes.blocks(kBlock);
  const int64_t grain = kGrain / (blocks * cost(s, kGroup) + 1) + 1;
  parallel_for(0, sizes.batch * groups, grain, [&](int64_t begin, int64_t end) {
    Block<T> block(s, sizes, false);
    for (int64_t item = begin; item < end; ++item) {
      const int64_t n = item / groups, c = item % groups * kGroup, plane = n * sizes.channels + c;
      const int64_t count = std::min(kGroup, sizes.channels - c);
      T* const to = grad_input.as<T>() + plane * sizes.elements;
      std::fill_n(to, count * sizes.elements, T(0));
      for (int64_t b = 0; b < blocks; ++b) {
        block.find(grid.as<const T>(), n, b);
        with_constants(block.terms, count, [&](auto channels, auto step) {
          spread<T, channels>(block, step,
                              {grad_y.as<const T>() + plane * sizes.outputs + block.first, sizes.outputs},
                              {to, sizes.elements});
        });
      }
    }
  });
}

template <class T>
void grad_grid(const Sampling& s, const View& grad_y, const View& input, const View& grid, const View& to) {
  const Sizes sizes(input, grid);
  for_blocks(s, sizes, grid.as<const T>(), true, [&](const Block<T>& b, int64_t n) {
    T grad_weight[kMostTerms][kBlock];
    std::fill_n(grad_weight[0], b.terms * kBlock, T(0));
    for (int64_t c = 0; c < sizes.channels; c += kGroup) {
      const int64_t plane = n * sizes.channels + c;
      with_constants(b.terms, std::min(kGroup, sizes.channels - c), [&](auto channels, auto step) {
        dot<T, channels>(b, step, {input.as<const T>() + plane * sizes.elements, sizes.elements},
                         {grad_y.as<const T>() + plane * sizes.outputs + b.first, sizes.outputs},
                         grad_weight);
      });
    }
    b.to_coordinates(grad_weight, to.as<T>(), n);
  });
}

}  // namespace

template <> const GridSampleKernels& cpu_table<GridSampleKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr GridSampleKernels table{
      [](const Sampling& s, const View& input, const View& grid, const View& y) {
        (y.dtype == kDouble ? forward<double> : forward<float>)(s, input, grid, y);
      },
      [](const Sampling& s, const View& grad_y, const View& grid, const View& to) {
        (to.dtype == kDouble ? grad_input<double> : grad_input<float>)(s, grad_y, grid, to);
      },
      [](const Sampling& s, const View& grad_y, const View& input, const View& grid, const View& to) {
        (to.dtype == kDouble ? grad_grid<double> : grad_grid<float>)(s, grad_y, input, grid, to);
      }};
  return table;
}

}  // namespace torch::inline rushlight
