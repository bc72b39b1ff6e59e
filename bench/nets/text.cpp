// Networks that read: language models with a GRU, two layers of an LSTM, and an Elman network; classifiers by a
// bidirectional LSTM over packed sentences and by convolutions; a small GPT. Steps of training on a batch of word numbers.
#include <torch/torch.h>

#include <cmath>

#include "models/training.h"

namespace nn = torch::nn;
using torch::Tensor;

constexpr int64_t kWords = 5000;

template <class Cell, class Options> struct LanguageModelImpl : nn::Module {
  explicit LanguageModelImpl(const Options& options)
      : words(register_module("words", nn::Embedding(kWords, 128))),
        cell(register_module("cell", Cell(options))),
        scores(register_module("scores", nn::Linear(256, kWords))) {}
  Tensor forward(const Tensor& x) {
    return scores->forward(std::get<0>(cell->forward(words->forward(x))).flatten(0, 1));
  }

  nn::Embedding words;
  Cell cell;
  nn::Linear scores;
};

template <class Cell, class Options> bench::Timing language_model(const Options& options) {
  prepare();
  auto model = std::make_shared<LanguageModelImpl<Cell, Options>>(options);
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.1));
  return time_training(model, optimizer, torch::randint(0, kWords, {35, 20}),
                       torch::randint(0, kWords, {700}));
}
static bench::Timing gru() { return language_model<nn::GRU>(nn::GRUOptions(128, 256)); }
static bench::Timing lstm() {
  return language_model<nn::LSTM>(nn::LSTMOptions(128, 256).num_layers(2).dropout(0.2));
}
static bench::Timing elman() { return language_model<nn::RNN>(nn::RNNOptions(128, 256)); }

struct SentencesImpl : nn::Module {
  SentencesImpl()
      : words(register_module("words", nn::Embedding(2000, 64))),
        reader(register_module("reader", nn::LSTM(nn::LSTMOptions(64, 64).bidirectional(true)))),
        scores(register_module("scores", nn::Linear(128, 10))),
        lengths(torch::arange(41, 9, -1, torch::kLong)) {}
  Tensor forward(const Tensor& x) {
    const auto packed = nn::utils::rnn::pack_padded_sequence(words->forward(x), lengths);
    const auto state = std::get<1>(reader->forward_with_packed_input(packed));
    const Tensor last = std::get<0>(state);
    return scores->forward(torch::cat({last[0], last[1]}, 1));
  }

  nn::Embedding words;
  nn::LSTM reader;
  nn::Linear scores;
  Tensor lengths;
};
TORCH_MODULE(Sentences);

struct TextCnnImpl : nn::Module {
  TextCnnImpl()
      : words(register_module("words", nn::Embedding(2000, 100))),
        scores(register_module("scores", nn::Linear(300, 10))) {
    for (int64_t n : {3, 4, 5})
      windows.push_back(register_module("window" + std::to_string(n), nn::Conv1d(100, 100, n)));
  }
  Tensor forward(const Tensor& x) {
    const Tensor read = words->forward(x).transpose(1, 2);
    std::vector<Tensor> found;
    for (nn::Conv1d& w : windows) found.push_back(std::get<0>(torch::relu(w->forward(read)).max(2)));
    return scores->forward(torch::dropout(torch::cat(found, 1), 0.5, is_training()));
  }

  nn::Embedding words;
  std::vector<nn::Conv1d> windows;
  nn::Linear scores;
};
TORCH_MODULE(TextCnn);

// A block of a GPT with its attention written out, as people write it who learn it.
struct BlockImpl : nn::Module {
  BlockImpl()
      : before(register_module("before", nn::LayerNorm(nn::LayerNormOptions({128})))),
        between(register_module("between", nn::LayerNorm(nn::LayerNormOptions({128})))),
        qkv(register_module("qkv", nn::Linear(128, 384))),
        join(register_module("join", nn::Linear(128, 128))),
        wide(register_module("wide", nn::Linear(128, 512))),
        narrow(register_module("narrow", nn::Linear(512, 128))) {}
  Tensor forward(Tensor x, const Tensor& future) {
    const int64_t batch = x.size(0), steps = x.size(1);
    const Tensor h = qkv->forward(before->forward(x)).view({batch, steps, 3, 4, 32}).permute({2, 0, 3, 1, 4});
    const Tensor scores = torch::matmul(h[0], h[1].transpose(-2, -1)) / std::sqrt(32.0);
    const Tensor weights = torch::softmax(scores.masked_fill(future, -1e9), -1);
    x = x + join->forward(torch::matmul(weights, h[2]).transpose(1, 2).reshape({batch, steps, 128}));
    return x + narrow->forward(torch::gelu(wide->forward(between->forward(x))));
  }

  nn::LayerNorm before, between;
  nn::Linear qkv, join, wide, narrow;
};
TORCH_MODULE(Block);

struct GptImpl : nn::Module {
  GptImpl()
      : letters(register_module("letters", nn::Embedding(256, 128))),
        places(register_parameter("places", torch::randn({64, 128}) * 0.02)),
        future(torch::ones({64, 64}, torch::kBool).triu(1)),
        scores(register_module("scores", nn::Linear(128, 256))) {
    for (int i = 0; i < 3; ++i) blocks.push_back(register_module("block" + std::to_string(i), Block()));
  }
  Tensor forward(const Tensor& x) {
    Tensor h = letters->forward(x) + places;
    for (Block& block : blocks) h = block->forward(h, future);
    return scores->forward(h).flatten(0, 1);
  }

  nn::Embedding letters;
  Tensor places, future;
  std::vector<Block> blocks;
  nn::Linear scores;
};
TORCH_MODULE(Gpt);

template <class Model> bench::Timing training(const Tensor& x, const Tensor& target) {
  Model model;
  torch::optim::Adam optimizer(model->parameters(), 1e-3);
  return time_training(model, optimizer, x, target);
}
static bench::Timing sentences() {
  prepare();
  return training<Sentences>(torch::randint(0, 2000, {41, 32}), ten_classes(32));
}
static bench::Timing text_cnn() {
  prepare();
  return training<TextCnn>(torch::randint(0, 2000, {64, 60}), ten_classes(64));
}
static bench::Timing gpt() {
  prepare();
  return training<Gpt>(torch::randint(0, 256, {16, 64}), torch::randint(0, 256, {16 * 64}));
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"gru_language_model", gru},   {"lstm_language_model", lstm},
                               {"rnn_language_model", elman}, {"sentence_classifier", sentences},
                               {"text_cnn", text_cnn},        {"gpt", gpt}};
  return bench::run(cases, argc, argv);
}
