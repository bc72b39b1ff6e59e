// What layers.txt holds: the layers and functions of nn_cases.h's kind for signals, images, volumes, sequences and bags.
// Read next: nn_cases.h (how a case is made), spatial_cases.h (signals, images and volumes), make_golden_nn.cpp.
#pragma once

#include "golden/nn_cases.h"
#include "golden/spatial_cases.h"

namespace torch::inline rushlight::golden {

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

}  // namespace torch::inline rushlight::golden
