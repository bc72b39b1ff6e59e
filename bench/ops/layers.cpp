// Layers and losses forward and backward, one at a time, in the sizes of small models: convolutions of every kind, pools,
// norms, embeddings, recurrent layers, losses. Read next: ../models/cnn.cpp.
#include <torch/torch.h>

#include "ops.h"

namespace nn = torch::nn;
namespace F = torch::nn::functional;

namespace {

/// A layer made by `make` on an input of `sizes`.
template <auto make, int64_t... sizes> bench::Timing layer() {
  prepare();
  auto module = make();
  module->train();
  return both_ways([&](const Tensor& x) { return module->forward(x); }, torch::randn({sizes...}));
}

/// A recurrent layer, whose forward returns its states too.
template <auto make, int64_t... sizes> bench::Timing recurrent() {
  prepare();
  auto module = make();
  return both_ways([&](const Tensor& x) { return std::get<0>(module->forward(x)); },
                   torch::randn({sizes...}));
}

template <auto f, int64_t... sizes> bench::Timing function() {
  prepare();
  return both_ways(f, torch::randn({sizes...}));
}

template <auto f, int64_t rows, int64_t classes> bench::Timing loss() {
  prepare();
  const Tensor target = torch::randint(0, classes, {rows}, torch::kLong);
  return both_ways([&](const Tensor& x) { return f(x, target); }, torch::randn({rows, classes}));
}

bench::Timing embedding() {
  prepare();
  nn::Embedding module(10000, 128);
  return both_ways([&](const Tensor& x) { return module->forward(x); },
                   torch::randint(0, 10000, {64, 64}, torch::kLong));
}

bench::Timing embedding_bag() {
  prepare();
  nn::EmbeddingBag module(10000, 128);
  return both_ways([&](const Tensor& x) { return module->forward(x); },
                   torch::randint(0, 10000, {64, 64}, torch::kLong));
}

bench::Timing self_attention() {
  prepare();
  nn::MultiheadAttention module(128, 4);
  return both_ways([&](const Tensor& x) { return std::get<0>(module->forward(x, x, x)); },
                   torch::randn({64, 16, 128}));
}

#define LAYER(expression) [] { return expression; }

}  // namespace

int main(int argc, char** argv) {
  const bench::Case cases[] = {
      {"linear", layer<LAYER(nn::Linear(512, 512)), 256, 512>},
      {"linear_one_row", layer<LAYER(nn::Linear(512, 512)), 1, 512>},
      {"bilinear", layer<LAYER(nn::Sequential(nn::Linear(64, 64), nn::Tanh(), nn::Linear(64, 64))), 128, 64>},
      {"conv1x1", layer<LAYER(nn::Conv2d(64, 128, 1)), 16, 64, 28, 28>},
      {"conv3x3", layer<LAYER(nn::Conv2d(nn::Conv2dOptions(64, 64, 3).padding(1))), 16, 64, 28, 28>},
      {"conv3x3_stride2",
       layer<LAYER(nn::Conv2d(nn::Conv2dOptions(64, 128, 3).stride(2).padding(1))), 16, 64, 28, 28>},
      {"conv3x3_dilated", layer<LAYER(nn::Conv2d(nn::Conv2dOptions(32, 32, 3).dilation(2))), 16, 32, 28, 28>},
      {"conv7x7_stride2",
       layer<LAYER(nn::Conv2d(nn::Conv2dOptions(3, 64, 7).stride(2).padding(3))), 8, 3, 112, 112>},
      {"conv3x3_of_3", layer<LAYER(nn::Conv2d(nn::Conv2dOptions(3, 32, 3).padding(1))), 16, 3, 64, 64>},
      {"conv5x5", layer<LAYER(nn::Conv2d(6, 16, 5)), 64, 6, 14, 14>},
      {"depthwise3x3",
       layer<LAYER(nn::Conv2d(nn::Conv2dOptions(128, 128, 3).padding(1).groups(128))), 16, 128, 28, 28>},
      {"grouped3x3",
       layer<LAYER(nn::Conv2d(nn::Conv2dOptions(128, 128, 3).padding(1).groups(4))), 16, 128, 28, 28>},
      {"transposed4x4",
       layer<LAYER(nn::ConvTranspose2d(nn::ConvTranspose2dOptions(128, 64, 4).stride(2).padding(1))), 16, 128,
             14, 14>},
      {"transposed2x2",
       layer<LAYER(nn::ConvTranspose2d(nn::ConvTranspose2dOptions(64, 32, 2).stride(2))), 16, 64, 28, 28>},
      {"conv1d", layer<LAYER(nn::Conv1d(nn::Conv1dOptions(64, 64, 5).padding(2))), 32, 64, 256>},
      {"conv3d", layer<LAYER(nn::Conv3d(nn::Conv3dOptions(8, 16, 3).padding(1))), 4, 8, 16, 32, 32>},
      {"max_pool", layer<LAYER(nn::MaxPool2d(2)), 32, 64, 28, 28>},
      {"max_pool_3x3_stride2",
       layer<LAYER(nn::MaxPool2d(nn::MaxPool2dOptions(3).stride(2).padding(1))), 32, 64, 28, 28>},
      {"avg_pool", layer<LAYER(nn::AvgPool2d(2)), 32, 64, 28, 28>},
      {"global_average", layer<LAYER(nn::AdaptiveAvgPool2d(1)), 32, 64, 28, 28>},
      {"max_pool1d", layer<LAYER(nn::MaxPool1d(2)), 32, 64, 256>},
      {"batch_norm", layer<LAYER(nn::BatchNorm2d(64)), 32, 64, 28, 28>},
      {"batch_norm1d", layer<LAYER(nn::BatchNorm1d(256)), 128, 256>},
      {"layer_norm", layer<LAYER(nn::LayerNorm(std::vector<int64_t>{256})), 1024, 256>},
      {"group_norm", layer<LAYER(nn::GroupNorm(8, 64)), 16, 64, 28, 28>},
      {"instance_norm", layer<LAYER(nn::InstanceNorm2d(64)), 16, 64, 28, 28>},
      {"local_response_norm", layer<LAYER(nn::LocalResponseNorm(5)), 16, 64, 28, 28>},
      {"relu", layer<LAYER(nn::ReLU()), 32, 64, 28, 28>},
      {"leaky_relu", layer<LAYER(nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2))), 32, 64, 28, 28>},
      {"elu", layer<LAYER(nn::ELU()), 32, 64, 28, 28>},
      {"gelu", layer<LAYER(nn::GELU()), 32, 64, 28, 28>},
      {"prelu", layer<LAYER(nn::PReLU()), 32, 64, 28, 28>},
      {"dropout", layer<LAYER(nn::Dropout(0.5)), 1024, 1024>},
      {"dropout2d", layer<LAYER(nn::Dropout2d(0.5)), 32, 64, 28, 28>},
      {"rnn", recurrent<LAYER(nn::RNN(64, 128)), 32, 32, 64>},
      {"lstm_two_layers", recurrent<LAYER(nn::LSTM(nn::LSTMOptions(64, 128).num_layers(2))), 32, 32, 64>},
      {"lstm_bidirectional",
       recurrent<LAYER(nn::LSTM(nn::LSTMOptions(64, 128).bidirectional(true))), 32, 32, 64>},
      {"gru", recurrent<LAYER(nn::GRU(64, 128)), 32, 32, 64>},
      {"gru_batch1", recurrent<LAYER(nn::GRU(64, 128)), 32, 1, 64>},
      {"embedding", embedding},
      {"embedding_bag", embedding_bag},
      {"self_attention", self_attention},
      {"upsample_bilinear", layer<LAYER(nn::Upsample(nn::UpsampleOptions()
                                                         .scale_factor(std::vector<double>{2, 2})
                                                         .mode(torch::kBilinear)
                                                         .align_corners(false))),
                                  16, 32, 28, 28>},
      {"upsample_nearest",
       layer<LAYER(nn::Upsample(
                 nn::UpsampleOptions().scale_factor(std::vector<double>{2, 2}).mode(torch::kNearest))),
             16, 32, 28, 28>},
      {"pad_cat", function<[](const Tensor& x) {
         return torch::cat({x, F::pad(x, F::PadFuncOptions({1, 1, 1, 1})).slice(2, 1, -1).slice(3, 1, -1)},
                           1);
       },
                           16, 32, 28, 28>},
      {"mse", function<[](const Tensor& x) { return F::mse_loss(x, torch::zeros_like(x)); }, 1024, 256>},
      {"bce_with_logits",
       function<[](const Tensor& x) { return F::binary_cross_entropy_with_logits(x, torch::zeros_like(x)); },
                1024, 256>},
      {"smooth_l1",
       function<[](const Tensor& x) { return F::smooth_l1_loss(x, torch::zeros_like(x)); }, 1024, 256>},
      {"cross_entropy_10000",
       loss<[](const Tensor& x, const Tensor& y) { return F::cross_entropy(x, y); }, 512, 10000>},
      {"nll_loss",
       loss<[](const Tensor& x, const Tensor& y) { return F::nll_loss(torch::log_softmax(x, 1), y); }, 4096,
            10>},
  };
  return bench::run(cases, argc, argv);
}
