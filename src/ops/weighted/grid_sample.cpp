// Sampling on a grid: the operator, with its gradients, and the grids of affine maps.
#include "ops/weighted/grid_sample.h"

#include <limits>
#include <string>
#include <vector>

#include "op/backward.h"
#include "op/kernels.h"
#include "op/operator.h"
#include "ops/weighted/grid_terms.h"
#include "ops/weighted/weighted_sum.h"
#include "rushlight/autograd/grad_mode.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

// A gradient that is one kernel, without a derivative of its own: of the input...
struct GridSampleGradInput {
  Sampling sampling;
  DimVector sizes;
  static constexpr Traits traits{
      .name = "grid_sampler_grad_input", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io[0].dtype, sizes); }
  static void execute(const GridSampleGradInput& op, Views in, Views out) {
    kernels<GridSampleKernels>(in[0]).grad_input(op.sampling, in[0], in[1], out[0]);
  }
};
// ...and of the grid.
struct GridSampleGradGrid {
  Sampling sampling;
  static constexpr Traits traits{
      .name = "grid_sampler_grad_grid", .differentiable = false, .contiguous_inputs = true};
  void infer(Infer& io) const { io.out(0, io[2].dtype, io[2].shape()); }
  static void execute(const GridSampleGradGrid& op, Views in, Views out) {
    kernels<GridSampleKernels>(in[0]).grad_grid(op.sampling, in[0], in[1], in[2], out[0]);
  }
};

// Inputs input and grid.
struct GridSample {
  Sampling sampling;
  int64_t dims;
  static constexpr Traits traits{.name = "grid_sampler", .save_inputs = 0b11, .contiguous_inputs = true};
  std::string grad_fn() const { return dims == 2 ? "GridSampler2DBackward0" : "GridSampler3DBackward0"; }
  void infer(Infer& io) const {
    DimVector shape(io[1].shape());
    shape.pop_back();
    shape.insert(shape.begin() + 1, io[0].sizes[1]);
    io.out(0, io[0].dtype, shape);
  }
  static void execute(const GridSample& op, Views in, Views out) {
    kernels<GridSampleKernels>(in[0]).forward(op.sampling, in[0], in[1], out[0]);
  }
  void backward(Backward& b) const {
    const Tensor input = b.in(0), grid = b.in(1);
    if (GradMode::is_enabled()) return as_formula(b, input, grid);
    if (b.needs(0)) b.set(0, run(GridSampleGradInput{sampling, DimVector(b.in_sizes(0))}, b.grad(), grid)[0]);
    if (b.needs(1)) b.set(1, run(GridSampleGradGrid{sampling}, b.grad(), input, grid)[0]);
  }

 private:
  // With the gradients as formulas of public operators, which have derivatives.
  void as_formula(Backward& b, const Tensor& input, const Tensor& grid) const {
    const GridTerms terms = grid_terms(grid, input.sizes(), sampling);
    const Tensor grad = b.grad().flatten(2).unsqueeze(-1), x = input.flatten(2).unsqueeze(-1);
    if (b.needs(0))
      b.set(
          0,
          weighted_sum_grad_x(x.size(2), grad, terms.weight, terms.first, terms.source).view(b.in_sizes(0)));
    if (!b.needs(1)) return;
    std::vector<Tensor> coordinates;
    for (const Tensor& slope : terms.slope)
      coordinates.push_back((grad * weighted_sum(x, slope, terms.first, terms.source)).sum({1, 3}));
    b.set(1, stack(coordinates, -1).view(grid.sizes()));
  }
};

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
  int64_t elements = 1;
  for (int64_t i = 2; i < input.dim(); ++i) {
    RUSHLIGHT_CHECK(input.size(i) > 0, who, ": expected spatial sizes above 0, got shape ", input.sizes());
    RUSHLIGHT_CHECK(input.size(i) <= std::numeric_limits<int32_t>::max() / elements, who,
                    ": expected an input of fewer than 2^31 elements in each channel, got shape ",
                    input.sizes());
    elements *= input.size(i);
  }
  RUSHLIGHT_CHECK(mode >= 0 && mode <= 2, who, ": expected an interpolation mode from 0 to 2, got ", mode);
  RUSHLIGHT_CHECK(mode != 2 || dims == 2, who,
                  ": expected a 4-dimensional input for bicubic interpolation, got shape ", input.sizes());
  RUSHLIGHT_CHECK(padding >= 0 && padding <= 2, who, ": expected a padding mode from 0 to 2, got ", padding);
}

Tensor sample(const Tensor& input, const Tensor& grid, const Sampling& s) {
  const ScalarType t = input.scalar_type();
  if (isReducedFloatingType(t)) return sample(input.to(kFloat), grid.to(kFloat), s).to(t);
  return run(GridSample{s, input.dim() - 2}, input, grid)[0];
}

Tensor grid_sampler(const char* who, const Tensor& input, const Tensor& grid, int64_t mode, int64_t padding,
                    bool align_corners) {
  check(who, input, grid, mode, padding);
  return sample(input, grid, {static_cast<GridMode>(mode), static_cast<GridPadding>(padding), align_corners});
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
