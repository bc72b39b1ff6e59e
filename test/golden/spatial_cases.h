// The cases of layers.txt on signals, images and volumes: convolutions, pools, interpolations and grids.
// Read next: layer_cases.h, the others.
#pragma once

#include "golden/nn_cases.h"

namespace torch::inline rushlight::golden {

using In = std::vector<Tensor>;

inline void add_convolutions(NnFigures& out) {
  const Tensor volume = wave({1, 4, 4, 3, 4}), image = wave({2, 4, 3, 3}), signal = wave({2, 4, 5});
  add_call(out, "conv3d", {volume, wave({2, 2, 2, 3, 2}, 1), wave({2}, 2)}, [](In& x) {
    return F::conv3d(
        x[0], x[1],
        F::Conv3dFuncOptions().bias(x[2]).stride({2, 1, 1}).padding({1, 1, 0}).dilation({1, 1, 2}).groups(2));
  });
  add_call(out, "conv3d_same", {volume, wave({3, 4, 2, 3, 2}, 1)},
           [](In& x) { return torch::conv3d(x[0], x[1], {}, 1, "same"); });
  add_call(out, "conv3d_replicate", {volume}, [](In& x) {
    torch::manual_seed(1);
    nn::Conv3d conv(nn::Conv3dOptions(4, 2, 3).padding(1).padding_mode(torch::kReplicate));
    conv->to(torch::kFloat64);
    return conv->forward(x[0]);
  });
  add_call(out, "conv_transpose1d", {signal, wave({4, 3, 3}, 1), wave({3}, 2)}, [](In& x) {
    return F::conv_transpose1d(x[0], x[1], F::ConvTranspose1dFuncOptions().bias(x[2]).stride(2).padding(1));
  });
  add_call(out, "conv_transpose2d", {image, wave({4, 3, 3, 2}, 1), wave({6}, 2)}, [](In& x) {
    return F::conv_transpose2d(x[0], x[1],
                               F::ConvTranspose2dFuncOptions()
                                   .bias(x[2])
                                   .stride({2, 3})
                                   .padding({1, 0})
                                   .output_padding({1, 2})
                                   .groups(2)
                                   .dilation({1, 2}));
  });
  add_call(out, "conv_transpose2d_wide", {image, wave({4, 2, 2, 2}, 1)},
           [](In& x) { return torch::conv_transpose2d(x[0], x[1], {}, 1, 1, 2, 1, 3); });
  add_call(out, "conv_transpose2d_size", {image}, [](In& x) {
    torch::manual_seed(1);
    nn::ConvTranspose2d conv(nn::ConvTranspose2dOptions(4, 2, 3).stride(2).padding(1));
    conv->to(torch::kFloat64);
    const std::vector<int64_t> size = {6, 5};
    return conv->forward(x[0], at::IntArrayRef(size));
  });
  add_call(out, "conv_transpose3d", {volume, wave({4, 2, 2, 1, 3}, 1), wave({2}, 2)}, [](In& x) {
    return F::conv_transpose3d(
        x[0], x[1], F::ConvTranspose3dFuncOptions().bias(x[2]).stride({1, 2, 1}).padding({1, 0, 1}));
  });
  add_call(out, "convolution", {signal, wave({4, 2, 2}, 1)},
           [](In& x) { return torch::convolution(x[0], x[1], {}, {2}, {0}, {1}, true, {1}, 1); });
  add_call(out, "unfold", {wave({2, 3, 4, 5})}, [](In& x) {
    return F::unfold(x[0], F::UnfoldFuncOptions({2, 3}).dilation({1, 2}).padding({0, 1}).stride({1, 2}));
  });
  add_call(out, "fold", {wave({2, 12, 6})}, [](In& x) {
    return F::fold(x[0], F::FoldFuncOptions({4, 6}, {2, 2}).stride({1, 2}).padding({0, 1}).dilation(2));
  });
}

inline void add_pools(NnFigures& out) {
  const Tensor volume = wave({1, 2, 5, 6, 4}), image = wave({2, 2, 6, 7});
  add_call(out, "max_pool3d", {volume}, [](In& x) {
    return F::max_pool3d(x[0], F::MaxPool3dFuncOptions({2, 3, 2}).stride({2, 2, 1}).padding({1, 1, 0}));
  });
  add_call(out, "max_pool3d_ceil", {volume}, [](In& x) {
    return F::max_pool3d(x[0], F::MaxPool3dFuncOptions(2).stride(3).dilation({2, 1, 1}).ceil_mode(true));
  });
  out.add("out.max_pool3d_indices",
          std::get<1>(F::max_pool3d_with_indices(volume, F::MaxPool3dFuncOptions(3).stride(2).padding(1))));
  add_call(out, "avg_pool3d", {volume}, [](In& x) {
    return F::avg_pool3d(x[0], F::AvgPool3dFuncOptions({2, 3, 2}).stride(2).padding({1, 1, 0}));
  });
  add_call(out, "avg_pool3d_inside", {volume}, [](In& x) {
    return F::avg_pool3d(
        x[0], F::AvgPool3dFuncOptions(3).stride(2).padding(1).ceil_mode(true).count_include_pad(false));
  });
  add_call(out, "avg_pool3d_divisor", {volume}, [](In& x) {
    return F::avg_pool3d(x[0], F::AvgPool3dFuncOptions(2).ceil_mode(true).divisor_override(5));
  });
  add_call(out, "lp_pool3d", {volume.abs() + 0.1}, [](In& x) {
    return F::lp_pool3d(x[0], F::LPPool3dFuncOptions(2, {2, 3, 1}));
  });
  add_call(out, "adaptive_max_pool3d", {volume}, [](In& x) {
    return F::adaptive_max_pool3d(x[0], F::AdaptiveMaxPool3dFuncOptions({2, 4, 3}));
  });
  out.add("out.adaptive_max_pool3d_indices",
          std::get<1>(torch::adaptive_max_pool3d(volume, at::IntArrayRef{3, 2, 2})));
  add_call(out, "adaptive_avg_pool3d", {volume}, [](In& x) {
    return nn::AdaptiveAvgPool3d(nn::AdaptiveAvgPool3dOptions(
                                     {std::optional<int64_t>(2), std::nullopt, std::optional<int64_t>(3)}))
        ->forward(x[0]);
  });
  const auto samples = [](std::vector<int64_t> shape) { return wave(shape, 0.7).abs() * 0.99; };
  add_call(out, "fractional_max_pool2d", {image}, [&](In& x) {
    return F::fractional_max_pool2d(x[0], F::FractionalMaxPool2dFuncOptions({2, 3})
                                              .output_size(torch::ExpandingArray<2>({3, 4}))
                                              ._random_samples(samples({2, 2, 2})));
  });
  add_call(out, "fractional_max_pool3d", {volume}, [&](In& x) {
    return F::fractional_max_pool3d(x[0], F::FractionalMaxPool3dFuncOptions({2, 2, 1})
                                              .output_size(torch::ExpandingArray<3>({3, 4, 2}))
                                              ._random_samples(samples({1, 2, 3})));
  });
  out.add("out.fractional_max_pool3d_indices",
          std::get<1>(torch::fractional_max_pool3d(volume, at::IntArrayRef{2, 3, 2}, at::IntArrayRef{2, 3, 2},
                                                   samples({1, 2, 3}))));
  torch::manual_seed(5);
  out.add("out.fractional_ratio",
          nn::FractionalMaxPool2d(nn::FractionalMaxPool2dOptions(2).output_ratio(
                                      torch::ExpandingArray<2, double>(std::vector<double>{0.5, 0.7})))
              ->forward(image.to(torch::kFloat32)));
  const auto unpooled = [](const Tensor& x, auto pool, auto unpool) {
    const auto [values, indices] = pool->forward_with_indices(x);
    return unpool->forward(values, indices);
  };
  add_call(out, "max_unpool1d", {wave({2, 3, 8})},
           [&](In& x) { return unpooled(x[0], nn::MaxPool1d(2), nn::MaxUnpool1d(2)); });
  add_call(out, "max_unpool2d", {image.narrow(3, 0, 6)}, [&](In& x) {
    return unpooled(x[0], nn::MaxPool2d(nn::MaxPool2dOptions({2, 3})),
                    nn::MaxUnpool2d(nn::MaxUnpool2dOptions({2, 3})));
  });
  add_call(out, "max_unpool2d_size", {image}, [&](In& x) {
    const auto [values, indices] = nn::MaxPool2d(2)->forward_with_indices(x[0]);
    return nn::MaxUnpool2d(2)->forward(values, indices, std::vector<int64_t>{2, 2, 6, 7});
  });
  add_call(out, "max_unpool3d", {volume.narrow(2, 0, 4)},
           [&](In& x) { return unpooled(x[0], nn::MaxPool3d(2), nn::MaxUnpool3d(2)); });
}

inline void add_interpolations(NnFigures& out) {
  const Tensor signal = wave({1, 2, 7}), image = wave({1, 2, 5, 6}), volume = wave({1, 1, 3, 4, 3});
  using O = F::InterpolateFuncOptions;
  using Size = std::vector<int64_t>;
  using Scale = std::vector<double>;
  const auto call = [&](const std::string& name, const Tensor& x, const O& options) {
    add_call(out, "interpolate_" + name, {x}, [&](In& in) { return F::interpolate(in[0], options); });
  };
  for (const bool exact : {false, true}) {
    const auto mode = [&](O o) { return exact ? o.mode(torch::kNearestExact) : o.mode(torch::kNearest); };
    const std::string name = exact ? "nearest_exact" : "nearest";
    call(name + "_1d", signal, mode(O().size(Size{10})));
    call(name + "_down", image, mode(O().size(Size{3, 4})));
    call(name + "_scale", image, mode(O().scale_factor(Scale{1.7, 2.3})));
    call(name + "_recompute", image, mode(O().scale_factor(Scale{1.7, 0.6}).recompute_scale_factor(true)));
    call(name + "_3d", volume, mode(O().size(Size{4, 3, 5})));
  }
  for (const bool corners : {false, true}) {
    const std::string end = corners ? "_corners" : "";
    call("linear" + end, signal, O().size(Size{11}).mode(torch::kLinear).align_corners(corners));
    call("linear_down" + end, signal,
         O().scale_factor(Scale{0.6}).mode(torch::kLinear).align_corners(corners));
    call("bilinear" + end, image, O().size(Size{8, 3}).mode(torch::kBilinear).align_corners(corners));
    call("bilinear_scale" + end, image,
         O().scale_factor(Scale{1.5, 2.2}).mode(torch::kBilinear).align_corners(corners));
    call("bilinear_same" + end, image,
         O().scale_factor(Scale{1.1, 1.05}).mode(torch::kBilinear).align_corners(corners));
    call("bicubic" + end, image, O().size(Size{4, 9}).mode(torch::kBicubic).align_corners(corners));
    call("bicubic_scale" + end, image,
         O().scale_factor(Scale{1.5, 0.7}).mode(torch::kBicubic).align_corners(corners));
    call("trilinear" + end, volume, O().size(Size{5, 3, 7}).mode(torch::kTrilinear).align_corners(corners));
    call("bilinear_aa" + end, image,
         O().size(Size{3, 8}).mode(torch::kBilinear).align_corners(corners).antialias(true));
    call("bicubic_aa" + end, image,
         O().size(Size{2, 3}).mode(torch::kBicubic).align_corners(corners).antialias(true));
  }
  call("area_1d", signal, O().size(Size{3}).mode(torch::kArea));
  call("area_2d", image, O().size(Size{3, 8}).mode(torch::kArea));
  call("area_3d", volume, O().scale_factor(Scale{1, 0.5, 2}).mode(torch::kArea));
  add_call(out, "upsample", {image}, [](In& x) {
    return nn::Upsample(
               nn::UpsampleOptions().scale_factor(Scale{2, 2}).mode(torch::kBilinear).align_corners(false))
        ->forward(x[0]);
  });
}

inline void add_grids(NnFigures& out) {
  const Tensor image = wave({2, 2, 3, 4}), grid = wave({2, 3, 2, 2}, 1) * 1.4;
  const Tensor volume = wave({1, 2, 3, 4, 3}), places = wave({1, 2, 3, 2, 3}, 1) * 1.3;
  using O = F::GridSampleFuncOptions;
  const std::vector<std::pair<std::string, O>> paddings = {
      {"zeros", O().padding_mode(torch::kZeros)},
      {"border", O().padding_mode(torch::kBorder)},
      {"reflection", O().padding_mode(torch::kReflection)}};
  for (const auto& [padding, base] : paddings)
    for (const bool corners : {false, true}) {
      const O o = O(base).align_corners(corners);
      const std::string end = padding + (corners ? "_corners" : "");
      add_call(out, "grid_bilinear_" + end, {image, grid},
               [&](In& x) { return F::grid_sample(x[0], x[1], O(o).mode(torch::kBilinear)); });
      add_call(out, "grid_bicubic_" + end, {image, grid},
               [&](In& x) { return F::grid_sample(x[0], x[1], O(o).mode(torch::kBicubic)); });
      add_call(out, "grid_nearest_" + end, {image},
               [&](In& x) { return F::grid_sample(x[0], grid, O(o).mode(torch::kNearest)); });
      add_call(out, "grid_trilinear_" + end, {volume, places},
               [&](In& x) { return F::grid_sample(x[0], x[1], O(o).mode(torch::kBilinear)); });
    }
  for (const bool corners : {false, true}) {
    const std::string end = corners ? "_corners" : "";
    add_call(out, "affine_grid" + end, {wave({2, 2, 3})}, [&](In& x) {
      return F::affine_grid(x[0], {2, 1, 3, 4}, corners);
    });
    add_call(out, "affine_grid_3d" + end, {wave({1, 3, 4})}, [&](In& x) {
      return F::affine_grid(x[0], {1, 1, 2, 1, 3}, corners);
    });
  }
  add_call(out, "pixel_shuffle", {wave({2, 8, 2, 3})},
           [](In& x) { return nn::PixelShuffle(2)->forward(x[0]); });
  add_call(out, "pixel_unshuffle", {wave({2, 2, 4, 6})},
           [](In& x) { return nn::PixelUnshuffle(2)->forward(x[0]); });
  add_call(out, "channel_shuffle", {wave({2, 6, 2, 2})},
           [](In& x) { return torch::channel_shuffle(x[0], 3); });
  add_call(out, "pad_reflect_3d", {volume}, [](In& x) {
    return nn::ReflectionPad3d(nn::ReflectionPad3dOptions({1, 2, 3, 1, 1, 2}))->forward(x[0]);
  });
  add_call(out, "pad_replicate_3d", {volume}, [](In& x) {
    return torch::pad(x[0], {1, 2, 0, 1, 3, 2}, "replicate");
  });
  add_call(out, "pad_circular_1d", {volume.flatten(2)}, [](In& x) {
    return torch::pad(x[0], {3, 4}, "circular");
  });
}

}  // namespace torch::inline rushlight::golden
