// What print.txt shows: tensors and modules as operator<< writes them, by name.
// make_golden_print.cpp writes them with LibTorch, print_test.cpp with the library under test; both use this
// one list. Read next: make_golden_print.cpp.
#pragma once

#include <torch/torch.h>

#include <limits>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace torch::inline rushlight::golden {

using Texts = std::vector<std::pair<std::string, std::string>>;

template <typename Printable> void add_text(Texts& texts, const std::string& name, const Printable& value) {
  std::ostringstream out;
  out << value;
  texts.emplace_back(name, out.str());
}

inline void add_tensors(Texts& texts) {
  using torch::arange;
  using torch::Tensor;
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const auto f64 = torch::kFloat64;
  add_text(texts, "tensor.undefined", Tensor());
  add_text(texts, "tensor.scalar_float", torch::tensor(1.5f));
  add_text(texts, "tensor.scalar_whole", torch::tensor(3.0f));
  add_text(texts, "tensor.scalar_int", torch::tensor(7));
  add_text(texts, "tensor.scalar_bool", torch::tensor(true));
  add_text(texts, "tensor.scalar_small", torch::tensor(1e-7, f64));
  add_text(texts, "tensor.empty", torch::empty({0}));
  add_text(texts, "tensor.empty_rows", torch::empty({0, 3}));
  add_text(texts, "tensor.vector", torch::tensor({1.0f, 2.5f, -3.25f}));
  add_text(texts, "tensor.vector_whole", torch::tensor({1.0f, -2.0f, 300.0f}));
  add_text(texts, "tensor.vector_int", torch::tensor({1, -20, 300}));
  add_text(texts, "tensor.vector_uint8", torch::tensor({1, 20, 255}, torch::kUInt8));
  add_text(texts, "tensor.vector_bool", torch::tensor({1, 0, 1}).to(torch::kBool));
  add_text(texts, "tensor.vector_double", torch::tensor({0.1, 22.0 / 7, -1e-3}, f64));
  add_text(texts, "tensor.vector_half", torch::tensor({0.5f, -1.25f}).to(torch::kFloat16));
  add_text(texts, "tensor.vector_bfloat16", torch::tensor({0.5f, -1.25f}).to(torch::kBFloat16));
  add_text(texts, "tensor.vector_wide_range", torch::tensor({1e-5, 1.0, 12345.678}, f64));
  add_text(texts, "tensor.vector_large", torch::tensor({123456.5, -2e7}, f64));
  add_text(texts, "tensor.vector_large_whole", torch::tensor({1e6, 123456789.0}, f64));
  add_text(texts, "tensor.vector_huge_whole", torch::tensor({1e17, 2.0}, f64));
  add_text(texts, "tensor.vector_small", torch::tensor({1e-4, 2.5e-4}, f64));
  add_text(texts, "tensor.vector_nan", torch::tensor({nan, inf, -inf, 1.0}, f64));
  add_text(texts, "tensor.vector_nan_fraction", torch::tensor({nan, 1.5}, f64));
  add_text(texts, "tensor.vector_zeros", torch::zeros({3}));
  add_text(texts, "tensor.matrix", (arange(6).reshape({2, 3}) - 2).to(torch::kFloat32) / 4);
  add_text(texts, "tensor.matrix_whole", torch::ones({2, 2}));
  add_text(texts, "tensor.matrix_int", arange(12).reshape({3, 4}) * 10);
  add_text(texts, "tensor.matrix_scaled", arange(4, f64).reshape({2, 2}) * 12345.678);
  add_text(texts, "tensor.matrix_many_columns", arange(60, f64).reshape({2, 30}) / 8);
  add_text(texts, "tensor.matrix_many_int_columns", arange(80).reshape({2, 40}) * 1000);
  add_text(texts, "tensor.matrix_column", arange(3, f64).reshape({3, 1}) + 0.5);
  add_text(texts, "tensor.matrix_transposed", arange(6).reshape({2, 3}).t());
  add_text(texts, "tensor.cube", arange(12, f64).reshape({2, 3, 2}) / 2);
  add_text(texts, "tensor.cube_scaled", torch::tensor({0.001, 1.0, 5.0, 2000.5}, f64).reshape({2, 1, 2}));
  add_text(texts, "tensor.four_dims", arange(8).reshape({2, 2, 1, 2}));
  add_text(texts, "tensor.requires_grad", torch::ones({2}, torch::requires_grad()));
}

}  // namespace torch::inline rushlight::golden

namespace own {

/// A module of one's own, as deep as `depth`, with a child, parameters and a buffer.
struct OwnImpl : torch::nn::Module {
  explicit OwnImpl(int depth) {
    register_parameter("scale", torch::ones({1}));
    register_buffer("seen", torch::zeros({1}));
    if (depth == 0) return;
    register_module("fc", torch::nn::Linear(2, 2));
    register_module("inner", std::make_shared<OwnImpl>(depth - 1));
  }
};
TORCH_MODULE(Own);

}  // namespace own

namespace torch::inline rushlight::golden {

/// Without exponents.
inline void add_fixed(Texts& texts) {
  torch::set_printoption_sci_mode(false);
  const auto number = torch::kDouble;
  add_text(texts, "fixed.far_apart", torch::tensor({1e-5, 1.0, 123456.0}, number));
  add_text(texts, "fixed.large", torch::tensor({100000.5, 2.25}, number));
  add_text(texts, "fixed.whole", torch::tensor({1, 2, 1234567890}));
  add_text(texts, "fixed.scaled", torch::tensor({0.001, 0.002}, number));
  add_text(texts, "fixed.matrix", torch::tensor({{1e-8, 1.0}, {3.5, 1e7}}, number));
  add_text(texts, "fixed.usual", torch::tensor({1.5, 2.25}, number));
  torch::set_printoption_sci_mode(true);
}

inline void add_modules(Texts& texts) {
  namespace nn = torch::nn;
  add_text(texts, "module.linear", nn::Linear(3, 4));
  add_text(texts, "module.linear_no_bias", nn::Linear(nn::LinearOptions(3, 4).bias(false)));
  add_text(texts, "module.conv1d", nn::Conv1d(nn::Conv1dOptions(2, 4, 3).stride(2)));
  add_text(texts, "module.conv2d", nn::Conv2d(1, 32, 5));
  add_text(texts, "module.conv2d_all",
           nn::Conv2d(
               nn::Conv2dOptions(4, 8, {3, 5}).stride({1, 2}).padding(1).dilation(2).groups(2).bias(false)));
  add_text(texts, "module.max_pool2d", nn::MaxPool2d(nn::MaxPool2dOptions(3).stride(2).padding(1)));
  add_text(texts, "module.avg_pool2d", nn::AvgPool2d(2));
  add_text(texts, "module.adaptive_avg_pool2d", nn::AdaptiveAvgPool2d(nn::AdaptiveAvgPool2dOptions({5, 7})));
  add_text(texts, "module.batch_norm1d", nn::BatchNorm1d(4));
  add_text(texts, "module.batch_norm2d",
           nn::BatchNorm2d(nn::BatchNorm2dOptions(4).momentum(0.2).affine(false)));
  add_text(texts, "module.layer_norm", nn::LayerNorm(nn::LayerNormOptions({3, 4})));
  add_text(texts, "module.local_response_norm", nn::LocalResponseNorm(5));
  add_text(texts, "module.dropout", nn::Dropout(0.25));
  add_text(texts, "module.flatten", nn::Flatten());
  add_text(texts, "module.embedding", nn::Embedding(10, 3));
  add_text(texts, "module.embedding_padding", nn::Embedding(nn::EmbeddingOptions(10, 3).padding_idx(0)));
  add_text(texts, "module.rnn", nn::RNN(nn::RNNOptions(2, 3)));
  add_text(texts, "module.lstm", nn::LSTM(nn::LSTMOptions(2, 3)));
  add_text(
      texts, "module.lstm_all",
      nn::LSTM(nn::LSTMOptions(2, 3).num_layers(2).bidirectional(true).batch_first(true).dropout(0.5).bias(
          false)));
  add_text(texts, "module.gru", nn::GRU(nn::GRUOptions(2, 3).num_layers(2)));
  add_text(texts, "module.relu", nn::ReLU());
  add_text(texts, "module.relu_inplace", nn::ReLU(nn::ReLUOptions(true)));
  add_text(texts, "module.sigmoid", nn::Sigmoid());
  add_text(texts, "module.tanh", nn::Tanh());
  add_text(texts, "module.softmax", nn::Softmax(1));
  add_text(texts, "module.log_softmax", nn::LogSoftmax(-1));
  add_text(texts, "module.gelu", nn::GELU());
  add_text(texts, "module.leaky_relu", nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)));
  add_text(texts, "module.elu", nn::ELU());
  add_text(texts, "module.softplus", nn::Softplus());
  add_text(texts, "module.cross_entropy", nn::CrossEntropyLoss());
  add_text(texts, "module.mse", nn::MSELoss());
  nn::Sequential named;
  named->push_back("first", nn::Linear(4, 4));
  named->push_back("drop", nn::Dropout());
  named->push_back(nn::Linear(4, 2));
  add_text(texts, "module.sequential", nn::Sequential(nn::Linear(4, 4), nn::ReLU()));
  add_text(texts, "module.sequential_named", named);
  add_text(texts, "module.sequential_empty", nn::Sequential());
  add_text(texts, "module.own", own::Own(2));
  add_text(texts, "module.own_empty", own::Own(0));
}

/// All texts in the order of the file.
inline Texts printed_texts() {
  Texts texts;
  add_tensors(texts);
  add_modules(texts);
  add_fixed(texts);
  return texts;
}

}  // namespace torch::inline rushlight::golden
