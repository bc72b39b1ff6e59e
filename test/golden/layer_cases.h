// What layers.txt holds: the layers and functions of nn_cases.h's kind for signals, images, volumes, sequences and bags.
// Read next: nn_cases.h (how a case is made), make_golden_nn.cpp.
#pragma once

#include "golden/nn_cases.h"

namespace rushlight::golden {

using In = std::vector<Tensor>;

inline Tensor whole(std::vector<int64_t> values) { return torch::tensor(values, torch::kLong); }

inline void add_layer_inits(NnFigures& out) {
  const auto seeded = [&](const std::string& name, auto make) {
    torch::manual_seed(7);
    add_init(out, name, make());
  };
  seeded("conv3d", [] { return nn::Conv3d(nn::Conv3dOptions(2, 4, {3, 2, 1}).groups(2).padding(1)); });
  seeded("conv_transpose1d", [] { return nn::ConvTranspose1d(4, 6, 3); });
  seeded("conv_transpose2d", [] {
    return nn::ConvTranspose2d(nn::ConvTranspose2dOptions(4, 6, {3, 2})
                                   .stride(2)
                                   .padding(1)
                                   .output_padding(1)
                                   .groups(2)
                                   .bias(false));
  });
  seeded("conv_transpose3d", [] {
    return nn::ConvTranspose3d(nn::ConvTranspose3dOptions(2, 3, 2).dilation({1, 2, 1}));
  });
  seeded("lstm_projected",
         [] { return nn::LSTM(nn::LSTMOptions(3, 4).proj_size(2).num_layers(2).bidirectional(true)); });
  seeded("embedding_bag", [] {
    return nn::EmbeddingBag(nn::EmbeddingBagOptions(6, 3).mode(torch::kSum).max_norm(1.5).padding_idx(2));
  });
  seeded("adaptive_softmax", [] {
    return nn::AdaptiveLogSoftmaxWithLoss(
        nn::AdaptiveLogSoftmaxWithLossOptions(8, 12, {3, 6}).div_value(2).head_bias(true));
  });
}

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

inline void add_sequences(NnFigures& out) {
  namespace rnn = nn::utils::rnn;
  const Tensor padded = wave({5, 3, 4}), lengths = whole({5, 3, 3});
  const auto run = [&](const std::string& name, auto layer, bool sorted) {
    torch::manual_seed(2);
    auto module = layer();
    module->to(torch::kFloat64);
    add_call(out, name, {padded}, [&](In& x) {
      const auto packed =
          sorted ? rnn::pack_padded_sequence(x[0], lengths)
                 : rnn::pack_padded_sequence(x[0], whole({2, 5, 4}), false, /*enforce_sorted=*/false);
      const auto [outputs, state] = module->forward_with_packed_input(packed);
      const auto [steps, counts] = rnn::pad_packed_sequence(outputs, true, 0.5, 6);
      Tensor all = torch::cat({steps.flatten(), counts.to(torch::kFloat64)});
      if constexpr (std::is_same_v<std::decay_t<decltype(state)>, Tensor>)
        all = torch::cat({all, state.flatten()});
      else all = torch::cat({all, std::get<0>(state).flatten(), std::get<1>(state).flatten()});
      return all;
    });
  };
  for (const bool sorted : {true, false}) {
    const std::string end = sorted ? "_sorted" : "";
    run(
        "packed_lstm" + end, [] { return nn::LSTM(nn::LSTMOptions(4, 3).num_layers(2).bidirectional(true)); },
        sorted);
    run(
        "packed_projected" + end,
        [] { return nn::LSTM(nn::LSTMOptions(4, 3).proj_size(2).bidirectional(true)); }, sorted);
    run(
        "packed_gru" + end, [] { return nn::GRU(nn::GRUOptions(4, 3).bidirectional(true).bias(false)); },
        sorted);
    run(
        "packed_rnn" + end, [] { return nn::RNN(nn::RNNOptions(4, 3).nonlinearity(torch::kReLU)); }, sorted);
  }
  add_call(out, "projected_lstm", {padded}, [](In& x) {
    torch::manual_seed(2);
    nn::LSTM lstm(nn::LSTMOptions(4, 3).proj_size(2).num_layers(2));
    lstm->to(torch::kFloat64);
    const auto [y, state] = lstm->forward(x[0]);
    return torch::cat({y.flatten(), std::get<0>(state).flatten(), std::get<1>(state).flatten()});
  });
  add_call(out, "pad_sequence", {wave({2, 3}), wave({4, 3}, 1)}, [](In& x) {
    return torch::pad_sequence({x[0], x[1]}, true, 0.5);
  });
  add_call(out, "pad_sequence_left", {wave({2, 3}), wave({4, 3}, 1)}, [](In& x) {
    return rnn::pad_sequence({x[0], x[1]}, false, 0.5, "left");
  });
  const auto packed = rnn::pack_sequence({wave({2, 3}), wave({4, 3}, 1)}, /*enforce_sorted=*/false);
  out.add("out.pack_sequence", packed.data());
  out.add("out.pack_sequence_sizes", packed.batch_sizes());
  out.add("out.pack_sequence_order", packed.sorted_indices());
  add_call(out, "attention_mask", {wave({2, 2, 3, 4}), wave({2, 2, 5, 4}, 1), wave({2, 2, 5, 3}, 2)},
           [](In& x) {
             return torch::scaled_dot_product_attention(x[0], x[1], x[2], wave({3, 5}, 3) > -0.3);
           });
  add_call(
      out, "attention_causal", {wave({2, 4, 3, 4}), wave({2, 2, 5, 4}, 1), wave({2, 2, 5, 3}, 2)},
      [](In& x) { return torch::scaled_dot_product_attention(x[0], x[1], x[2], {}, 0.0, true, 0.7, true); });
}

inline void add_label_losses(NnFigures& out) {
  const Tensor scores = wave({6, 3, 5}) * 2, targets = whole({1, 2, 2, 3, 4, 1, 4, 4, 0}).view({3, 3});
  const Tensor steps = whole({6, 5, 3}), lengths = whole({3, 2, 3});
  using O = F::CTCLossFuncOptions;
  const auto ctc = [&](const std::string& name, const Tensor& labels, const Tensor& counts, const O& o) {
    add_call(out, "ctc_" + name, {scores},
             [&](In& x) { return F::ctc_loss(x[0].log_softmax(2), labels, steps, counts, o); });
  };
  const Tensor fitting = whole({3, 2, 2});
  ctc("mean", targets, fitting, O());
  ctc("sum", targets, fitting, O().reduction(torch::kSum).blank(3));
  ctc("none", targets, lengths, O().reduction(torch::kNone).zero_infinity(true));
  ctc("joined", whole({1, 2, 2, 4, 1}), whole({3, 0, 2}), O().reduction(torch::kNone));
  add_call(out, "ctc_raw", {scores.log_softmax(2)},
           [&](In& x) { return torch::ctc_loss(x[0], targets, steps, fitting); });
  const Tensor x = wave({3, 4}), labels = whole({3, 0, -1, 1, -1, 2, 2, 2, 1, 1, -1, 0}).view({3, 4});
  add_call(out, "multilabel_margin", {x}, [&](In& i) { return nn::MultiLabelMarginLoss()(i[0], labels); });
  add_call(out, "multilabel_margin_none", {x}, [&](In& i) {
    return F::multilabel_margin_loss(i[0], labels, F::MultilabelMarginLossFuncOptions(torch::kNone));
  });
  torch::manual_seed(3);
  nn::AdaptiveLogSoftmaxWithLoss adaptive(nn::AdaptiveLogSoftmaxWithLossOptions(8, 12, {3, 6}).div_value(2));
  adaptive->to(torch::kFloat64);
  add_call(out, "adaptive_softmax", {wave({5, 8})}, [&](In& i) {
    const auto result = adaptive->forward(i[0], whole({0, 11, 4, 2, 7}));
    return result.output + result.loss;
  });
  add_call(out, "adaptive_log_prob", {wave({5, 8})}, [&](In& i) { return adaptive->log_prob(i[0]); });
  out.add("out.adaptive_predict", adaptive->predict(wave({20, 8}) * 3));
  // LibTorch's gradient is not that of its result.
  for (const int64_t size : {3, 4})
    out.add("out.cross_map_lrn_" + std::to_string(size),
            nn::CrossMapLRN2d(nn::CrossMapLRN2dOptions(size).alpha(0.3).beta(0.6).k(2))
                ->forward(wave({2, 6, 2, 3})));
}

inline void add_bags(NnFigures& out) {
  const Tensor table = wave({6, 3}), indices = whole({1, 5, 2, 1, 0, 2, 4}), offsets = whole({0, 3, 3, 6});
  using O = F::EmbeddingBagFuncOptions;
  const auto bag = [&](const std::string& name, const O& o) {
    add_call(out, "bag_" + name, {table}, [&](In& x) { return F::embedding_bag(indices, x[0], o); });
  };
  bag("sum", O().offsets(offsets).mode(torch::kSum));
  bag("mean", O().offsets(offsets));
  bag("max", O().offsets(offsets).mode(torch::kMax));
  bag("padding", O().offsets(offsets).padding_idx(2));
  // LibTorch takes the counts of other indices unless all are equal.
  add_call(out, "bag_frequency", {table}, [&](In& x) {
    const auto o = O().offsets(whole({0, 3})).scale_grad_by_freq(true).mode(torch::kSum);
    return F::embedding_bag(whole({1, 5, 2, 1, 2, 5}), x[0], o);
  });
  bag("last_offset", O().offsets(whole({0, 2, 7})).include_last_offset(true));
  add_call(out, "bag_weights", {table, wave({7}, 1)}, [&](In& x) {
    return F::embedding_bag(indices, x[0],
                            O().offsets(offsets).mode(torch::kSum).per_sample_weights(x[1]).padding_idx(2));
  });
  torch::manual_seed(4);
  nn::EmbeddingBag module(nn::EmbeddingBagOptions(6, 3).max_norm(1.2).mode(torch::kSum));
  out.add("out.bag_max_norm", module->forward(indices.narrow(0, 0, 6).view({2, 3})));
  out.add("out.bag_max_norm_table", module->weight);
}

inline void add_layer_texts(NnFigures& out) {
  out.print("print.conv_transpose_default", nn::ConvTranspose1d(1, 2, 3));
  out.print("print.fold", nn::Fold(nn::FoldOptions({4, 5}, 2).stride({1, 2})));
  out.print("print.unfold", nn::Unfold(nn::UnfoldOptions({2, 3}).padding(1)));
  out.print("print.upsample", nn::Upsample(nn::UpsampleOptions().size(std::vector<int64_t>{3, 4})));
  out.print(
      "print.upsample_scale",
      nn::Upsample(nn::UpsampleOptions().scale_factor(std::vector<double>{2, 1.5}).mode(torch::kBicubic)));
  out.print("print.pixel_shuffle", nn::PixelShuffle(3));
  out.print("print.pixel_unshuffle", nn::PixelUnshuffle(3));
  out.print("print.ctc", nn::CTCLoss());
  out.print("print.multilabel_margin", nn::MultiLabelMarginLoss());
  out.print("print.cross_map_lrn", nn::CrossMapLRN2d(3));
  out.print("print.max_pool3d", nn::MaxPool3d(nn::MaxPool3dOptions({2, 3, 2}).stride(2)));
  out.print("print.avg_pool3d", nn::AvgPool3d(2));
  out.print("print.lp_pool3d", nn::LPPool3d(nn::LPPool3dOptions(2, 3)));
  out.print("print.adaptive_max_pool3d", nn::AdaptiveMaxPool3d(nn::AdaptiveMaxPool3dOptions({2, 3, 4})));
  out.print("print.adaptive_avg_pool3d", nn::AdaptiveAvgPool3d(3));
  out.print("print.max_unpool2d", nn::MaxUnpool2d(nn::MaxUnpool2dOptions({2, 3}).padding(1)));
  out.print(
      "print.fractional2d",
      nn::FractionalMaxPool2d(nn::FractionalMaxPool2dOptions(2).output_size(torch::ExpandingArray<2>(3))));
  out.print(
      "print.fractional3d",
      nn::FractionalMaxPool3d(nn::FractionalMaxPool3dOptions(2).output_size(torch::ExpandingArray<3>(3))));
  out.print("print.embedding_bag_default", nn::EmbeddingBag(3, 4));
  out.print("print.embedding_bag_all", nn::EmbeddingBag(nn::EmbeddingBagOptions(3, 4)
                                                            .norm_type(1)
                                                            .scale_grad_by_freq(true)
                                                            .include_last_offset(true)
                                                            .padding_idx(1)));
}

inline NnFigures layer_figures() {
  NnFigures out;
  add_layer_inits(out);
  add_convolutions(out);
  add_pools(out);
  add_interpolations(out);
  add_grids(out);
  add_sequences(out);
  add_label_losses(out);
  add_bags(out);
  add_layer_texts(out);
  return out;
}

}  // namespace rushlight::golden
