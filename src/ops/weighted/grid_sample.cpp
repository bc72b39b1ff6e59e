// Sampling on a grid: each output is a weighted sum of 1, 2 or 4 elements in each dimension around its place. Places,
// weights and their derivatives are computed by public operators, once for all channels.
#include <array>

#include "ops/weighted/weighted_sum.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

enum Mode { kBilinearMode, kNearestMode, kBicubicMode };
enum Padding { kZerosPadding, kBorderPadding, kReflectionPadding };

struct Sampling {
  Mode mode;
  Padding padding;
  bool align_corners;
};

// One of the elements of a dimension that an output is made of.
struct Tap {
  Tensor index;   // int64, inside the input
  Tensor weight;  // 0 where the element lies outside
};

// Limited to [0, size - 1]; where that changes something, and at the ends, there is no gradient.
Tensor clipped(const Tensor& at, int64_t size) {
  const Scalar last(static_cast<double>(size - 1));
  return where((at > 0).logical_and(at < last), at, at.detach().clamp(0, last));
}
// Mirrored at the ends, which lie on the centres (align_corners) or half an element beyond.
Tensor reflected(const Tensor& at, int64_t size, bool align_corners) {
  const double low = align_corners ? 0.0 : -0.5, span = static_cast<double>(align_corners ? size - 1 : size);
  if (span == 0) return zeros_like(at);
  const Tensor shifted = at - low, distance = where(shifted < 0, -shifted, shifted);
  const Tensor flips = (distance.detach() / span).floor(), rest = distance - flips * span;
  return where(flips.remainder(2) == 0, rest, span - rest) + low;
}
Tensor padded(const Tensor& at, int64_t size, const Sampling& s) {
  if (s.padding == kZerosPadding) return at;
  return clipped(s.padding == kBorderPadding ? at : reflected(at, size, s.align_corners), size);
}

Tap tap(const Tensor& place, const Tensor& weight, int64_t size) {
  const Tensor anywhere = place.to(kLong), index = anywhere.clamp(0, size - 1);
  return {index, where(index == anywhere, weight, 0)};
}

// The convolution kernel of Keys (1981) with a = -0.75, for distances up to 1 and from 1 to 2.
Tensor near(const Tensor& x) { return (1.25 * x - 2.25) * x * x + 1; }
Tensor far(const Tensor& x) { return -0.75 * (((x - 5) * x + 8) * x - 4); }

// The taps of one dimension; `coordinate` goes from -1 to 1.
std::vector<Tap> taps_of(const Tensor& coordinate, int64_t size, const Sampling& s) {
  const double n = static_cast<double>(size);
  Tensor at = s.align_corners ? (coordinate + 1) * ((n - 1) / 2) : ((coordinate + 1) * n - 1) / 2;
  if (s.mode != kBicubicMode) at = padded(at, size, s);
  if (s.mode == kNearestMode) {
    const Tensor place = at.detach().round();
    // The weight is 1 wherever the place is: a gradient of 0, not none.
    return {tap(place, at.masked_fill(ones_like(at, kBool), 1), size)};
  }
  const Tensor left = at.detach().floor(), share = at - left;
  if (s.mode == kBilinearMode) return {tap(left, 1 - share, size), tap(left + 1, share, size)};
  const std::array<Tensor, 4> weights = {far(share + 1), near(share), near(1 - share), far(2 - share)};
  std::vector<Tap> taps;
  for (int64_t i = 0; i < 4; ++i)
    taps.push_back(tap(padded(left + (i - 1), size, s), weights[static_cast<size_t>(i)], size));
  return taps;
}

void check(const char* who, const Tensor& input, const Tensor& grid, int64_t mode, int64_t padding) {
  RUSHLIGHT_CHECK(input.dim() == 4 || input.dim() == 5, who,
                  ": expected an input of 4 or 5 dimensions, got shape ", input.sizes());
  const int64_t dims = input.dim() - 2;
  RUSHLIGHT_CHECK(grid.dim() == input.dim() && grid.size(0) == input.size(0) && grid.size(-1) == dims, who,
                  ": expected a grid of ", input.dim(), " dimensions with first size ", input.size(0),
                  " and last size ", dims, ", got shape ", grid.sizes());
  RUSHLIGHT_CHECK(input.is_floating_point() && input.scalar_type() == grid.scalar_type(), who,
                  ": expected input and grid of one floating-point dtype, got ", input.scalar_type(), " and ",
                  grid.scalar_type());
  for (int64_t i = 2; i < input.dim(); ++i)
    RUSHLIGHT_CHECK(input.size(i) > 0, who, ": expected spatial sizes above 0, got shape ", input.sizes());
  RUSHLIGHT_CHECK(mode >= 0 && mode <= 2, who, ": expected an interpolation mode from 0 to 2, got ", mode);
  RUSHLIGHT_CHECK(mode != 2 || dims == 2, who,
                  ": expected a 4-dimensional input for bicubic interpolation, got shape ", input.sizes());
  RUSHLIGHT_CHECK(padding >= 0 && padding <= 2, who, ": expected a padding mode from 0 to 2, got ", padding);
}

Tensor sample(const Tensor& input, const Tensor& grid, const Sampling& s) {
  const ScalarType t = input.scalar_type();
  if (isReducedFloatingType(t)) return sample(input.to(kFloat), grid.to(kFloat), s).to(t);
  const int64_t dims = input.dim() - 2, batch = input.size(0), channels = input.size(1);
  const IntArrayRef out_sizes = grid.sizes().slice(1, static_cast<size_t>(dims));
  int64_t outputs = 1, elements = 1;
  for (int64_t size : out_sizes) outputs *= size;
  // The taps of all dimensions so far, as flat places; the last coordinate is that of the first dimension.
  std::vector<Tap> all = {{}};
  for (int64_t d = 0; d < dims; ++d) {
    const int64_t size = input.size(2 + d);
    elements *= size;
    std::vector<Tap> more;
    const std::vector<Tap> own = taps_of(grid.select(-1, dims - 1 - d).reshape({batch, outputs}), size, s);
    for (const Tap& a : all) {
      const Tensor row = d == 0 ? Tensor() : a.index * size;
      for (const Tap& b : own) more.push_back(d == 0 ? b : Tap{row + b.index, a.weight * b.weight});
    }
    all = std::move(more);
  }
  std::vector<Tensor> index, weight;
  for (const Tap& a : all) index.push_back(a.index), weight.push_back(a.weight);
  const int64_t terms = static_cast<int64_t>(all.size());
  const Tensor y = weighted_sum(
      input.reshape({batch, channels, elements, 1}), stack(weight, -1).view({batch, outputs * terms}),
      arange(outputs + 1, kLong) * terms, stack(index, -1).view({batch, outputs * terms}));
  DimVector shape{batch, channels};
  for (int64_t size : out_sizes) shape.push_back(size);
  return y.view(shape);
}

Tensor grid_sampler(const char* who, const Tensor& input, const Tensor& grid, int64_t mode, int64_t padding,
                    bool align_corners) {
  check(who, input, grid, mode, padding);
  return sample(input, grid, {static_cast<Mode>(mode), static_cast<Padding>(padding), align_corners});
}

// n places from -1 to 1: of the outermost elements' centres, or of their outer borders.
Tensor places(int64_t n, bool align_corners, const Tensor& like) {
  if (n <= 1) return zeros({n}, like.options());
  const Tensor ends = linspace(-1, 1, n, like.options());
  return align_corners ? ends : ends * (static_cast<double>(n - 1) / static_cast<double>(n));
}

}  // namespace

Tensor grid_sampler(const Tensor& input, const Tensor& grid, int64_t mode, int64_t padding,
                    bool align_corners) {
  return grid_sampler("grid_sampler", input, grid, mode, padding, align_corners);
}
Tensor grid_sampler_2d(const Tensor& input, const Tensor& grid, int64_t mode, int64_t padding,
                       bool align_corners) {
  RUSHLIGHT_CHECK(input.dim() == 4, "grid_sampler_2d: expected an input of 4 dimensions, got shape ",
                  input.sizes());
  return grid_sampler("grid_sampler_2d", input, grid, mode, padding, align_corners);
}
Tensor grid_sampler_3d(const Tensor& input, const Tensor& grid, int64_t mode, int64_t padding,
                       bool align_corners) {
  RUSHLIGHT_CHECK(input.dim() == 5, "grid_sampler_3d: expected an input of 5 dimensions, got shape ",
                  input.sizes());
  return grid_sampler("grid_sampler_3d", input, grid, mode, padding, align_corners);
}

Tensor affine_grid_generator(const Tensor& theta, IntArrayRef size, bool align_corners) {
  const int64_t dims = static_cast<int64_t>(size.size()) - 2;
  RUSHLIGHT_CHECK(dims == 2 || dims == 3, "affine_grid_generator: expected a size of 4 or 5 entries, got ",
                  size);
  RUSHLIGHT_CHECK(theta.is_floating_point(), "affine_grid_generator: expected a floating-point theta, got ",
                  theta.scalar_type());
  const DimVector expected{size[0], dims, dims + 1};
  RUSHLIGHT_CHECK(theta.sizes() == IntArrayRef(expected), "affine_grid_generator: expected theta of shape ",
                  expected, " for size ", size, ", got ", theta.sizes());
  const DimVector shape(size.slice(2));
  std::vector<Tensor> coordinates;
  int64_t count = 1;
  for (int64_t d = dims - 1; d >= 0; --d) {
    DimVector along(static_cast<size_t>(dims), 1);
    along[static_cast<size_t>(d)] = -1;
    coordinates.push_back(
        places(shape[static_cast<size_t>(d)], align_corners, theta).view(along).expand(shape));
    count *= shape[static_cast<size_t>(d)];
  }
  coordinates.push_back(ones(shape, theta.options()));
  const Tensor base = stack(coordinates, -1).view({count, dims + 1});
  DimVector grid_shape{size[0]};
  for (int64_t n : shape) grid_shape.push_back(n);
  grid_shape.push_back(dims);
  return base.matmul(theta.transpose(1, 2)).view(grid_shape);
}

}  // namespace torch::inline rushlight
