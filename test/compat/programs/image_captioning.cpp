// An image captioning model: a convolutional encoder, a decoder that learns from packed sequences of words after the
// image's features, a collation of captions of different lengths, and greedy sampling. An image shows a number of bright
// columns; its caption is that many words "bar" between <start> and <end>.
#include <torch/torch.h>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <string>
#include <tuple>
#include <vector>

using torch::nn::utils::rnn::pack_padded_sequence;

enum Word : int64_t { kPad, kStart, kEnd, kBar, kNone, kVocabulary };
const char* const kWords[] = {"<pad>", "<start>", "<end>", "bar", "none"};
const int64_t kColumns = 4;

using Sample = torch::data::Example<torch::Tensor, torch::Tensor>;

struct CaptionBatch {
  torch::Tensor images, captions, lengths;
};

class CaptionDataset : public torch::data::datasets::Dataset<CaptionDataset, Sample> {
 public:
  explicit CaptionDataset(size_t count) : count_(count) {}
  Sample get(size_t index) override {
    const int64_t bars = index % (kColumns + 1);
    auto image = 0.2 * torch::randn({1, 8, 8});
    auto places = torch::randperm(kColumns);
    for (int64_t i = 0; i < bars; ++i) image.select(2, 2 * places[i].item<int64_t>()) += 1;
    std::vector<int64_t> words(bars, kBar);
    if (bars == 0) words.push_back(kNone);
    words.insert(words.begin(), kStart);
    words.push_back(kEnd);
    return {image, torch::tensor(words)};
  }
  torch::optional<size_t> size() const override { return count_; }

 private:
  size_t count_;
};

// Sorts by falling length, stacks the images and pads the captions.
struct CollateCaptions : torch::data::transforms::Collation<CaptionBatch, std::vector<Sample>> {
  CaptionBatch apply_batch(std::vector<Sample> examples) override {
    std::sort(examples.begin(), examples.end(),
              [](const Sample& a, const Sample& b) { return a.target.size(0) > b.target.size(0); });
    std::vector<torch::Tensor> images, captions;
    std::vector<int64_t> lengths;
    for (auto& example : examples) {
      images.push_back(std::move(example.data));
      lengths.push_back(example.target.numel());
      captions.push_back(std::move(example.target));
    }
    return {torch::stack(images),
            torch::nn::utils::rnn::pad_sequence(captions, /*batch_first=*/true, /*padding_value=*/kPad),
            torch::tensor(lengths)};
  }
};

struct EncoderCNNImpl : torch::nn::Module {
  explicit EncoderCNNImpl(int64_t embed_size)
      : features(torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 3).padding(1)), torch::nn::BatchNorm2d(8),
                 torch::nn::Functional(torch::relu),
                 torch::nn::MaxPool2d(torch::nn::MaxPool2dOptions({2, 1})), torch::nn::Flatten()),
        linear(8 * 4 * 8, embed_size),
        bn(torch::nn::BatchNorm1dOptions(embed_size).momentum(0.01)) {
    register_module("features", features);
    register_module("linear", linear);
    register_module("bn", bn);
  }
  torch::Tensor forward(torch::Tensor images) {
    return bn->forward(linear->forward(features->forward(images)));
  }
  torch::nn::Sequential features;
  torch::nn::Linear linear;
  torch::nn::BatchNorm1d bn;
};
TORCH_MODULE(EncoderCNN);

struct DecoderRNNImpl : torch::nn::Module {
  DecoderRNNImpl(int64_t embed_size, int64_t hidden_size, int64_t vocab_size, int64_t num_layers)
      : embed(torch::nn::EmbeddingOptions(vocab_size, embed_size).padding_idx(kPad)),
        lstm(torch::nn::LSTMOptions(embed_size, hidden_size).num_layers(num_layers).batch_first(true)),
        linear(hidden_size, vocab_size) {
    register_module("embed", embed);
    register_module("lstm", lstm);
    register_module("linear", linear);
  }

  torch::Tensor forward(torch::Tensor features, torch::Tensor captions, torch::Tensor lengths) {
    auto embeddings = torch::cat({features.unsqueeze(1), embed->forward(captions)}, 1);
    auto packed_input = pack_padded_sequence(embeddings, lengths, /*batch_first=*/true);
    auto packed_output = std::get<0>(lstm->forward_with_packed_input(packed_input));
    return linear->forward(packed_output.data());
  }

  std::vector<int64_t> sample(torch::Tensor features, size_t max_length = 8) {
    std::vector<int64_t> sampled;
    torch::optional<std::tuple<torch::Tensor, torch::Tensor>> states;
    auto inputs = features.unsqueeze(1);
    for (size_t i = 0; i < max_length && (sampled.empty() || sampled.back() != kEnd); ++i) {
      auto [hiddens, next] = lstm->forward(inputs, states);
      states = next;
      auto predicted = linear->forward(hiddens.squeeze(1)).argmax(1);
      sampled.push_back(predicted.item<int64_t>());
      inputs = embed->forward(predicted).unsqueeze(1);
    }
    return sampled;
  }

  torch::nn::Embedding embed;
  torch::nn::LSTM lstm;
  torch::nn::Linear linear;
};
TORCH_MODULE(DecoderRNN);

int main() {
  torch::manual_seed(11);
  auto data_loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      CaptionDataset(600).map(CollateCaptions()),
      torch::data::DataLoaderOptions().batch_size(20).drop_last(true));

  EncoderCNN encoder(16);
  DecoderRNN decoder(16, 32, kVocabulary, 1);
  auto params = decoder->parameters();
  auto encoder_params = encoder->parameters();
  params.insert(params.end(), encoder_params.begin(), encoder_params.end());
  torch::optim::Adam optimizer(params, torch::optim::AdamOptions(0.005));
  torch::nn::CrossEntropyLoss criterion;

  std::cout << std::fixed << std::setprecision(4);
  for (int epoch = 1; epoch <= 8; ++epoch) {
    double total = 0;
    for (auto& batch : *data_loader) {
      auto targets = pack_padded_sequence(batch.captions, batch.lengths, /*batch_first=*/true).data();
      auto outputs = decoder->forward(encoder->forward(batch.images), batch.captions, batch.lengths);
      auto loss = criterion(outputs, targets);
      decoder->zero_grad();
      encoder->zero_grad();
      loss.backward();
      optimizer.step();
      total += loss.item<double>();
    }
    std::cout << "Epoch " << epoch << ", loss: " << total / 30 << '\n';
  }

  encoder->eval();
  torch::NoGradGuard no_grad;
  CaptionDataset test(50);
  int right = 0;
  for (size_t i = 0; i < test.size().value(); ++i) {
    auto example = test.get(i);
    auto words = decoder->sample(encoder->forward(example.data.unsqueeze(0)));
    if (i < 5) {
      for (auto word : words) std::cout << kWords[word] << ' ';
      std::cout << '\n';
    }
    right += torch::equal(torch::tensor(words), example.target);
  }
  std::cout << right << " of 50 captions right\n";
  return right >= 45 ? 0 : 1;
}
