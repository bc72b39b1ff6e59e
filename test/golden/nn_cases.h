// What nn.txt holds: first values of parameters after a seed, and results and gradients of modules and functions that
// the golden files of single operators do not reach. make_golden_nn.cpp computes them with LibTorch, nn_test.cpp
// with the library under test; both use this one list. Read next: make_golden_nn.cpp.
#pragma once

#include <torch/torch.h>

#include <cmath>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace torch::inline rushlight::golden {

namespace nn = torch::nn;
namespace F = torch::nn::functional;
using torch::Tensor;

/// Figures and texts by name, in the order of the file.
struct NnFigures {
  std::vector<std::pair<std::string, std::vector<double>>> values;
  std::vector<std::pair<std::string, std::string>> texts;

  void add(const std::string& name, const Tensor& t) {
    const Tensor flat = t.detach().to(torch::kFloat64).contiguous().view(-1);
    const double* begin = flat.data_ptr<double>();
    values.emplace_back(name, std::vector<double>(begin, begin + flat.numel()));
  }
  template <class Printable> void print(const std::string& name, const Printable& value) {
    std::ostringstream out;
    out << value;
    texts.emplace_back(name, out.str());
  }
};

/// Numbers without a pattern, between -1 and 1, the same everywhere.
inline Tensor wave(std::vector<int64_t> shape, double phase = 0) {
  int64_t count = 1;
  for (int64_t s : shape) count *= s;
  std::vector<double> numbers(static_cast<size_t>(count));
  for (size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = std::sin(1.7 * static_cast<double>(i * i % 101) + phase);
  return torch::from_blob(numbers.data(), shape, torch::kFloat64).clone();
}

/// The names of the parameters, and of each the sum and the first values.
template <class M> void add_init(NnFigures& out, const std::string& name, const M& module) {
  std::string names;
  std::vector<double> figures;
  for (const auto& item : module->named_parameters()) {
    names += item.key() + " ";
    const Tensor flat = item.value().detach().to(torch::kFloat64).contiguous().view(-1);
    figures.push_back(flat.sum().template item<double>());
    for (int64_t i = 0; i < std::min<int64_t>(flat.numel(), 3); ++i)
      figures.push_back(flat.data_ptr<double>()[i]);
  }
  out.values.emplace_back("init." + name, figures);
  out.texts.emplace_back("init." + name, names);
  out.print("print." + name, module);
}

inline void add_inits(NnFigures& out) {
  auto seeded = [&](const std::string& name, auto make) {
    torch::manual_seed(7);
    add_init(out, name, make());
  };
  seeded("linear", [] { return nn::Linear(5, 4); });
  seeded("bilinear", [] { return nn::Bilinear(3, 4, 2); });
  seeded("conv1d", [] { return nn::Conv1d(nn::Conv1dOptions(4, 6, 3).groups(2)); });
  seeded("conv2d", [] { return nn::Conv2d(nn::Conv2dOptions(2, 3, {3, 5})); });
  seeded("embedding", [] { return nn::Embedding(nn::EmbeddingOptions(5, 4).padding_idx(-2)); });
  seeded("rnn", [] { return nn::RNN(nn::RNNOptions(3, 4).num_layers(2)); });
  seeded("lstm", [] { return nn::LSTM(nn::LSTMOptions(3, 4).num_layers(2).bidirectional(true)); });
  seeded("gru", [] { return nn::GRU(nn::GRUOptions(3, 4).bias(false)); });
  seeded("rnn_cell", [] { return nn::RNNCell(nn::RNNCellOptions(3, 4).nonlinearity(torch::kReLU)); });
  seeded("lstm_cell", [] { return nn::LSTMCell(3, 4); });
  seeded("gru_cell", [] { return nn::GRUCell(nn::GRUCellOptions(3, 4).bias(false)); });
  seeded("batch_norm", [] { return nn::BatchNorm2d(3); });
  seeded("group_norm", [] { return nn::GroupNorm(2, 4); });
  seeded("prelu", [] { return nn::PReLU(nn::PReLUOptions().num_parameters(2)); });
  seeded("attention", [] { return nn::MultiheadAttention(8, 2); });
  seeded("attention_sizes", [] {
    return nn::MultiheadAttention(nn::MultiheadAttentionOptions(8, 2).kdim(3).vdim(5).add_bias_kv(true));
  });
  seeded("encoder_layer", [] {
    return nn::TransformerEncoderLayer(nn::TransformerEncoderLayerOptions(8, 2).dim_feedforward(16));
  });
  seeded("encoder", [] {
    nn::TransformerEncoderLayer layer(nn::TransformerEncoderLayerOptions(8, 2).dim_feedforward(16));
    return nn::TransformerEncoder(nn::TransformerEncoderOptions(layer, 2));
  });
  seeded("transformer",
         [] { return nn::Transformer(nn::TransformerOptions(8, 2, 1, 1).dim_feedforward(16).dropout(0)); });
  auto filled = [&](const std::string& name, auto fill) {
    torch::manual_seed(3);
    out.add("fill." + name, fill(torch::zeros({4, 3, 2})));
  };
  filled("uniform", [](Tensor t) { return nn::init::uniform_(t, -2, 3); });
  filled("normal", [](Tensor t) { return nn::init::normal_(t, 1, 2); });
  filled("xavier_uniform", [](Tensor t) { return nn::init::xavier_uniform_(t, 1.5); });
  filled("xavier_normal", [](Tensor t) { return nn::init::xavier_normal_(t); });
  filled("kaiming_uniform",
         [](Tensor t) { return nn::init::kaiming_uniform_(t, 0.1, torch::kFanOut, torch::kLeakyReLU); });
  filled("kaiming_normal",
         [](Tensor t) { return nn::init::kaiming_normal_(t, 0, torch::kFanIn, torch::kReLU); });
  filled("orthogonal", [](Tensor t) { return nn::init::orthogonal_(t, 2); });
  filled("orthogonal_wide", [](Tensor t) { return nn::init::orthogonal_(t.view({3, 8})); });
  filled("sparse", [](Tensor t) { return nn::init::sparse_(t.view({8, 3}), 0.3); });
  filled("dirac", [](Tensor t) { return nn::init::dirac_(t); });
  filled("eye", [](Tensor t) { return nn::init::eye_(t.view({4, 6})); });
}

/// Adds the result of a function and the gradients of the inputs.
template <class Function>
void add_call(NnFigures& out, const std::string& name, std::vector<Tensor> in, Function f) {
  for (Tensor& t : in)
    if (t.is_floating_point()) t = t.detach().clone().set_requires_grad(true);
  const Tensor y = f(in);
  out.add("out." + name, y);
  (y * wave(y.sizes().vec(), 0.3)).sum().backward();
  for (size_t i = 0; i < in.size(); ++i)
    if (in[i].is_floating_point()) out.add("grad" + std::to_string(i) + "." + name, in[i].grad());
}

inline void add_functions(NnFigures& out) {
  using In = std::vector<Tensor>;
  const auto x4 = wave({2, 3, 4, 5});
  add_call(out, "pad_constant", {x4}, [](In& x) {
    return F::pad(x[0], F::PadFuncOptions({1, 2, -1, 3}).value(0.5));
  });
  add_call(out, "pad_reflect", {x4}, [](In& x) {
    return F::pad(x[0], F::PadFuncOptions({1, 2, 3, 0}).mode(torch::kReflect));
  });
  add_call(out, "pad_replicate", {x4}, [](In& x) {
    return F::pad(x[0], F::PadFuncOptions({4, 1, 0, 2}).mode(torch::kReplicate));
  });
  add_call(out, "pad_circular", {x4}, [](In& x) {
    return F::pad(x[0], F::PadFuncOptions({1, 2, 4, 3}).mode(torch::kCircular));
  });
  add_call(out, "bilinear", {wave({2, 3}), wave({2, 4}, 1), wave({2, 3, 4}, 2), wave({2}, 3)},
           [](In& x) { return F::bilinear(x[0], x[1], x[2], x[3]); });
  add_call(out, "instance_norm", {x4}, [](In& x) { return F::instance_norm(x[0]); });
  add_call(out, "normalize", {x4},
           [](In& x) { return F::normalize(x[0], F::NormalizeFuncOptions().p(3).dim(2)); });
  add_call(out, "lp_pool2d", {x4.abs() + 0.1},
           [](In& x) { return F::lp_pool2d(x[0], F::LPPool2dFuncOptions(3, 2)); });
  add_call(out, "cosine_similarity", {wave({3, 4}), wave({3, 4}, 1)},
           [](In& x) { return F::cosine_similarity(x[0], x[1], F::CosineSimilarityFuncOptions().dim(1)); });
  add_call(out, "pairwise_distance", {wave({3, 4}), wave({3, 4}, 1)}, [](In& x) {
    return F::pairwise_distance(x[0], x[1], F::PairwiseDistanceFuncOptions().p(3).keepdim(true));
  });
  add_call(out, "conv2d_same", {x4, wave({2, 3, 2, 4}, 1), wave({2}, 2)}, [](In& x) {
    return F::conv2d(x[0], x[1], F::Conv2dFuncOptions().bias(x[2]).padding(torch::kSame));
  });
  add_call(out, "conv2d_circular", {x4}, [](In& x) {
    torch::manual_seed(1);
    nn::Conv2d conv(nn::Conv2dOptions(3, 2, 3).padding(1).padding_mode(torch::kCircular));
    conv->to(torch::kFloat64);
    return conv->forward(x[0]);
  });
  add_call(out, "softmin", {x4}, [](In& x) { return F::softmin(x[0], F::SoftminFuncOptions(1)); });
  add_call(out, "tanhshrink", {x4}, [](In& x) { return F::tanhshrink(x[0]); });
  add_call(out, "softsign", {x4}, [](In& x) { return F::softsign(x[0]); });
}

inline void add_losses(NnFigures& out) {
  using In = std::vector<Tensor>;
  const auto x = wave({3, 4}), y = wave({3, 4}, 1), p = wave({3, 4}, 2).abs() + 0.05;
  const auto sign = torch::where(y > 0, torch::ones_like(y), -torch::ones_like(y));
  const auto one_sign = torch::ones({3}, torch::kFloat64) - 2 * torch::eye(3, torch::kFloat64)[1];
  auto index = torch::zeros({3}, torch::kLong);
  index.data_ptr<int64_t>()[1] = 3;
  const auto w = wave({4}, 4).abs();
  add_call(out, "kl_div", {x, p}, [](In& i) { return F::kl_div(i[0], i[1]); });
  add_call(out, "kl_div_batch", {x, p}, [](In& i) {
    return F::kl_div(i[0], i[1], F::KLDivFuncOptions(torch::kBatchMean).log_target(true));
  });
  add_call(out, "huber", {x * 3, y},
           [](In& i) { return F::huber_loss(i[0], i[1], F::HuberLossFuncOptions(torch::kNone).delta(0.7)); });
  add_call(out, "hinge_embedding", {x}, [&](In& i) { return F::hinge_embedding_loss(i[0], sign); });
  add_call(out, "margin_ranking", {x, y}, [&](In& i) {
    return F::margin_ranking_loss(i[0], i[1], sign, F::MarginRankingLossFuncOptions().margin(0.3));
  });
  add_call(out, "multi_margin", {x}, [&](In& i) {
    return F::multi_margin_loss(i[0], index, F::MultiMarginLossFuncOptions().p(2).margin(0.8).weight(w));
  });
  add_call(out, "cosine_embedding", {x, y}, [&](In& i) {
    return F::cosine_embedding_loss(i[0], i[1], one_sign, F::CosineEmbeddingLossFuncOptions().margin(0.1));
  });
  add_call(out, "soft_margin", {x}, [&](In& i) { return F::soft_margin_loss(i[0], sign); });
  add_call(out, "multilabel_soft_margin", {x}, [&](In& i) {
    return F::multilabel_soft_margin_loss(i[0], p, F::MultilabelSoftMarginLossFuncOptions().weight(w));
  });
  add_call(out, "triplet", {x, y, p}, [](In& i) {
    return F::triplet_margin_loss(i[0], i[1], i[2], F::TripletMarginLossFuncOptions().margin(1.5).swap(true));
  });
  add_call(out, "triplet_distance", {x, y, p}, [](In& i) {
    auto options = F::TripletMarginWithDistanceLossFuncOptions().margin(2);
    options.distance_function([](const Tensor& a, const Tensor& b) { return (a - b).abs().sum(1); });
    return F::triplet_margin_with_distance_loss(i[0], i[1], i[2], options);
  });
  add_call(out, "poisson", {x}, [&](In& i) {
    return F::poisson_nll_loss(i[0], p * 4, F::PoissonNLLLossFuncOptions().full(true));
  });
  add_call(out, "poisson_plain", {p}, [&](In& i) {
    return F::poisson_nll_loss(i[0], w,
                               F::PoissonNLLLossFuncOptions().log_input(false).reduction(torch::kSum));
  });
}

inline void add_module_calls(NnFigures& out) {
  using In = std::vector<Tensor>;
  const auto x = wave({3, 2}), h = wave({3, 4}, 1), c = wave({3, 4}, 2);
  auto seeded = [](auto module) {
    module->to(torch::kFloat64);
    return module;
  };
  torch::manual_seed(5);
  auto rnn = seeded(nn::RNNCell(2, 4));
  add_call(out, "rnn_cell", {x, h}, [&](In& i) { return rnn->forward(i[0], i[1]); });
  auto lstm = seeded(nn::LSTMCell(2, 4));
  add_call(out, "lstm_cell", {x, h, c}, [&](In& i) {
    auto [next, cell] = lstm->forward(i[0], std::make_tuple(i[1], i[2]));
    return next + 2 * cell;
  });
  auto gru = seeded(nn::GRUCell(2, 4));
  add_call(out, "gru_cell", {x, h}, [&](In& i) { return gru->forward(i[0], i[1]); });
  auto attention =
      seeded(nn::MultiheadAttention(nn::MultiheadAttentionOptions(4, 2).add_bias_kv(true).kdim(2).vdim(2)));
  add_call(out, "attention", {wave({3, 2, 4}), wave({5, 2, 2}, 1), wave({5, 2, 2}, 2)}, [&](In& i) {
    auto mask = torch::zeros({3, 5}, torch::kFloat64);
    mask[0][2] = -1e9;
    auto [y, weights] = attention->forward(i[0], i[1], i[2], {}, true, mask);
    return y + weights.transpose(0, 1).sum({2}, true);
  });
  auto transformer =
      seeded(nn::Transformer(nn::TransformerOptions(4, 2, 1, 1).dim_feedforward(6).dropout(0)));
  add_call(out, "transformer", {wave({3, 2, 4}), wave({2, 2, 4}, 1)}, [&](In& i) {
    const auto mask = nn::TransformerImpl::generate_square_subsequent_mask(2).to(torch::kFloat64);
    return transformer->forward(i[0], i[1], {}, mask);
  });
  auto norm = seeded(nn::BatchNorm1d(nn::BatchNorm1dOptions(4).momentum(std::nullopt)));
  add_call(out, "batch_norm_mean", {h}, [&](In& i) { return norm->forward(i[0]) + norm->forward(i[0] * 2); });
  out.add("out.batch_norm_running", torch::cat({norm->running_mean, norm->running_var}));
  auto instance =
      seeded(nn::InstanceNorm1d(nn::InstanceNorm1dOptions(2).affine(true).track_running_stats(true)));
  add_call(out, "instance_norm_module", {wave({3, 2, 4})}, [&](In& i) { return instance->forward(i[0]); });
  out.add("out.instance_norm_running", torch::cat({instance->running_mean, instance->running_var}));
}

inline NnFigures nn_figures() {
  NnFigures out;
  add_inits(out);
  add_functions(out);
  add_losses(out);
  add_module_calls(out);
  out.print("print.softmin", nn::Softmin(1));
  out.print("print.threshold", nn::Threshold(0.1, 20));
  out.print("print.hardtanh", nn::Hardtanh(nn::HardtanhOptions().min_val(-2).inplace(true)));
  out.print("print.rrelu", nn::RReLU());
  out.print("print.celu", nn::CELU(nn::CELUOptions().alpha(2)));
  out.print("print.selu", nn::SELU(true));
  out.print("print.relu6", nn::ReLU6());
  out.print("print.glu", nn::GLU(1));
  out.print("print.silu", nn::SiLU());
  out.print("print.mish", nn::Mish());
  out.print("print.hardshrink", nn::Hardshrink(0.3));
  out.print("print.softshrink", nn::Softshrink());
  out.print("print.softsign", nn::Softsign());
  out.print("print.tanhshrink", nn::Tanhshrink());
  out.print("print.log_sigmoid", nn::LogSigmoid());
  out.print("print.softmax2d", nn::Softmax2d());
  out.print("print.identity", nn::Identity());
  out.print("print.unflatten", nn::Unflatten(nn::UnflattenOptions(1, {2, 3})));
  out.print("print.dropout2d", nn::Dropout2d(0.1));
  out.print("print.alpha_dropout", nn::AlphaDropout());
  out.print("print.feature_alpha_dropout", nn::FeatureAlphaDropout());
  out.print("print.max_pool1d", nn::MaxPool1d(3));
  out.print("print.avg_pool1d", nn::AvgPool1d(3));
  out.print("print.lp_pool1d", nn::LPPool1d(2, 3));
  out.print("print.lp_pool2d", nn::LPPool2d(nn::LPPool2dOptions(1, {2, 3})));
  out.print("print.adaptive_max_pool1d", nn::AdaptiveMaxPool1d(3));
  out.print("print.adaptive_max_pool2d",
            nn::AdaptiveMaxPool2d(nn::AdaptiveMaxPool2dOptions({3, torch::nullopt})));
  out.print("print.adaptive_avg_pool1d", nn::AdaptiveAvgPool1d(3));
  out.print("print.reflection_pad", nn::ReflectionPad2d(1));
  out.print("print.replication_pad", nn::ReplicationPad1d(nn::ReplicationPad1dOptions({1, 2})));
  out.print("print.zero_pad", nn::ZeroPad2d(nn::ZeroPad2dOptions({1, 2, 3, 4})));
  out.print("print.constant_pad", nn::ConstantPad1d(2, 3.5));
  out.print("print.instance_norm", nn::InstanceNorm2d(3));
  out.print("print.conv_same", nn::Conv2d(nn::Conv2dOptions(1, 2, 3).padding(torch::kSame)));
  out.print("print.conv_reflect",
            nn::Conv1d(nn::Conv1dOptions(1, 2, 3).padding(1).padding_mode(torch::kReflect)));
  out.print("print.l1", nn::L1Loss());
  out.print("print.kl_div", nn::KLDivLoss());
  out.print("print.bce", nn::BCELoss());
  out.print("print.bce_with_logits", nn::BCEWithLogitsLoss());
  out.print("print.nll", nn::NLLLoss());
  out.print("print.smooth_l1", nn::SmoothL1Loss());
  out.print("print.huber", nn::HuberLoss());
  out.print("print.hinge_embedding", nn::HingeEmbeddingLoss());
  out.print("print.margin_ranking", nn::MarginRankingLoss());
  out.print("print.multi_margin", nn::MultiMarginLoss());
  out.print("print.cosine_embedding", nn::CosineEmbeddingLoss());
  out.print("print.soft_margin", nn::SoftMarginLoss());
  out.print("print.multilabel_soft_margin", nn::MultiLabelSoftMarginLoss());
  out.print("print.triplet", nn::TripletMarginLoss());
  out.print("print.triplet_distance", nn::TripletMarginWithDistanceLoss());
  out.print("print.poisson", nn::PoissonNLLLoss());
  out.print("print.cosine_similarity", nn::CosineSimilarity());
  out.print("print.pairwise_distance", nn::PairwiseDistance());
  out.print("print.module_list", nn::ModuleList(nn::Linear(1, 2), nn::ReLU()));
  out.print("print.functional", nn::Functional([](Tensor t) { return t; }));
  return out;
}

}  // namespace torch::inline rushlight::golden
