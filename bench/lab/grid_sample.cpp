// The workshop for sampling on a grid, forward, bilinear, against plain loops in double. Attempts: 1 to 3 the loop with 1, 2
// and 4 channels at a time (kGroup in grid_sample_cpu.cpp), over blocks of 64 outputs (kBlock); 4 to 7 with 4 over blocks of 16, 32,
// 128 and 256; 8 the kernel, with 4 and 64. One of two cores of Zen 3, AVX2, the time of 1 and 2 divided by that of 3, planes of
// 32 x 32 and 128 x 128:
//   3 channels       1.3 to 1.4, 1.25    1.15, 1.1 to 1.2
//   4                1.5, 1.3            1.1, 1.05
//   16; 64; 256      1.4; 1.45; 1.4, 1.8    1.07, 1.05; 1.1, 1.0; 1.03, 1.1
// So 4. The time of 4 to 7 divided by that of 3:
//   1 to 16 channels     1.1 to 1.3    1.0 to 1.1    0.95 to 1.0    0.93 to 1.1
//   64 of 32, of 128     1.3, 1.1      1.1           0.94, 0.98     0.91, 0.95
//   256 of 32, of 128    1.4, 1.15     1.2, 1.07     0.82, 1.0      0.71, 0.95
// Whole passes with 128 took 0.85 to 1.06 of the time with 64 from planes of 32 x 32 on, backward as well, but 1.1 to 1.7 for planes
// of 8 x 8, which fill half a block: so 64.
#include "lab/attempts.h"
#include "lab/kernel_file.h"
#include "op/infer.h"
// After the name of the instruction set:
#include "ops/weighted/grid_sample_cpu.cpp"

namespace {

using namespace rushlight;

// Bilinear, zeros outside, corners not aligned: element by element.
Tensor exact(const Tensor& x, const Tensor& grid) {
  const int64_t h = x.size(2), w = x.size(3), outputs = grid.size(1) * grid.size(2);
  const Tensor y = zeros({x.size(0), x.size(1), grid.size(1), grid.size(2)}, kDouble);
  for (int64_t p = 0; p < x.size(0) * x.size(1); ++p)
    for (int64_t o = 0; o < outputs; ++o) {
      const float* at = grid.data_ptr<float>() + (p / x.size(1) * outputs + o) * 2;
      const double column = ((double(at[0]) + 1) * double(w) - 1) / 2,
                   row = ((double(at[1]) + 1) * double(h) - 1) / 2;
      for (int64_t i = int64_t(std::floor(row)); i <= int64_t(std::floor(row)) + 1; ++i)
        for (int64_t j = int64_t(std::floor(column)); j <= int64_t(std::floor(column)) + 1; ++j)
          if (i >= 0 && j >= 0 && i < h && j < w)
            y.data_ptr<double>()[p * outputs + o] += (1 - std::abs(row - double(i))) *
                                                     (1 - std::abs(column - double(j))) *
                                                     x.data_ptr<float>()[(p * h + i) * w + j];
    }
  return y;
}

// The kernel's forward pass with `group` channels at a time, over blocks of `size` outputs.
template <int64_t group, int size = kBlock> lab::Results in_groups(const Tensor& x, const Tensor& grid) {
  const Tensor y = empty({x.size(0), x.size(1), grid.size(1), grid.size(2)});
  const View in = view_of(x), at = view_of(grid);
  const Sampling s{GridMode::bilinear, GridPadding::zeros, false};
  const Sizes sizes(in, at);
  for_blocks<float, size>(s, sizes, at.as<const float>(), false, [&](const Block<float, size>& b, int64_t n) {
    for (int64_t c = 0; c < sizes.channels; c += group) {
      const int64_t plane = n * sizes.channels + c;
      with_constants(b.terms, std::min(group, sizes.channels - c), [&](auto channels, auto step) {
        sum<float, channels>(b, step, {in.as<const float>() + plane * sizes.elements, sizes.elements},
                             {y.data_ptr<float>() + plane * sizes.outputs + b.first, sizes.outputs});
      });
    }
  });
  return {y};
}

}  // namespace

int main() {
  set_num_threads(1);
  NoGradGuard guard;
  manual_seed(1);
  for (int64_t channels : {1, 3, 4, 16, 64, 256})
    for (int64_t size : {32, 128}) {
      const Tensor x = randn({2, channels, size, size}), grid = rand({2, size, size, 2}) * 2.2 - 1.1;
      lab::compare(
          std::to_string(channels) + " channels of " + std::to_string(size) + " x " + std::to_string(size),
          {exact(x, grid)}, 1e-4,
          {{"1 channel at a time", [=] { return in_groups<1>(x, grid); }},
           {"2", [=] { return in_groups<2>(x, grid); }},
           {"4", [=] { return in_groups<4>(x, grid); }},
           {"4, blocks of 16", [=] { return in_groups<4, 16>(x, grid); }},
           {"of 32", [=] { return in_groups<4, 32>(x, grid); }},
           {"of 128", [=] { return in_groups<4, 128>(x, grid); }},
           {"of 256", [=] { return in_groups<4, 256>(x, grid); }},
           {"the kernel", [=] { return lab::Results{grid_sampler(x, grid, 0, 0, false)}; }}});
    }
}
