// A tagger of sequences of different lengths, as people write it in C++: a data set with a Collation of its own that pads,
// a bidirectional LSTM over packed sequences with dropout between its layers, cross entropy that ignores the padding,
// two parameter groups, and ReduceLROnPlateau. A tag says whether the token equals the one two places before or after.
#include <torch/torch.h>

#include <iostream>
#include <utility>
#include <vector>

namespace rnn_utils = torch::nn::utils::rnn;

constexpr int64_t kVocabulary = 6;
constexpr int64_t kTags = 3;
constexpr int64_t kIgnore = -100;

struct Sentence {
  torch::Tensor tokens, tags;
};

struct Batch {
  torch::Tensor tokens, tags, lengths;
};

class Sentences : public torch::data::datasets::Dataset<Sentences, Sentence> {
 public:
  explicit Sentences(size_t count) {
    for (size_t i = 0; i < count; i++) {
      const int64_t length = torch::randint(3, 12, {1}).item<int64_t>();
      auto tokens = torch::randint(1, kVocabulary, {length});
      auto tags = torch::zeros({length}, torch::kLong);
      auto word = tokens.accessor<int64_t, 1>();
      auto tag = tags.accessor<int64_t, 1>();
      for (int64_t t = 0; t < length; t++) {
        if (t >= 2 && word[t] == word[t - 2]) tag[t] = 1;
        else if (t + 2 < length && word[t] == word[t + 2]) tag[t] = 2;
      }
      sentences_.push_back({tokens, tags});
    }
  }
  Sentence get(size_t index) override { return sentences_.at(index); }
  torch::optional<size_t> size() const override { return sentences_.size(); }

 private:
  std::vector<Sentence> sentences_;
};

struct Pad : torch::data::transforms::Collation<Batch, std::vector<Sentence>> {
  Batch apply_batch(std::vector<Sentence> sentences) override {
    std::vector<torch::Tensor> tokens, tags;
    std::vector<int64_t> lengths;
    for (const auto& s : sentences) {
      tokens.push_back(s.tokens);
      tags.push_back(s.tags);
      lengths.push_back(s.tokens.size(0));
    }
    return {rnn_utils::pad_sequence(tokens, /*batch_first=*/true),
            rnn_utils::pad_sequence(tags, /*batch_first=*/true, kIgnore), torch::tensor(lengths)};
  }
};

class TaggerImpl : public torch::nn::Module {
 public:
  TaggerImpl(int64_t embedding, int64_t hidden)
      : embedding_(torch::nn::EmbeddingOptions(kVocabulary, embedding).padding_idx(0)),
        lstm_(torch::nn::LSTMOptions(embedding, hidden)
                  .num_layers(2)
                  .bidirectional(true)
                  .batch_first(true)
                  .dropout(0.1)),
        classifier_(2 * hidden, kTags) {
    register_module("embedding", embedding_);
    register_module("lstm", lstm_);
    register_module("classifier", classifier_);
    for (auto& p : lstm_->named_parameters()) {
      if (p.key().find("weight") != std::string::npos) torch::nn::init::xavier_uniform_(p.value());
      else torch::nn::init::constant_(p.value(), 0);
    }
  }

  torch::Tensor forward(const torch::Tensor& tokens, const torch::Tensor& lengths) {
    auto packed = rnn_utils::pack_padded_sequence(embedding_(tokens), lengths, /*batch_first=*/true,
                                                  /*enforce_sorted=*/false);
    auto output = std::get<0>(lstm_->forward_with_packed_input(packed));
    auto padded = std::get<0>(rnn_utils::pad_packed_sequence(output, /*batch_first=*/true));
    return classifier_(padded);
  }

  std::vector<torch::Tensor> body() const { return torch::nn::Module::parameters(); }
  torch::nn::Linear classifier() const { return classifier_; }
  torch::nn::LSTM lstm() const { return lstm_; }
  torch::nn::Embedding embedding() const { return embedding_; }

 private:
  torch::nn::Embedding embedding_;
  torch::nn::LSTM lstm_;
  torch::nn::Linear classifier_;
};
TORCH_MODULE(Tagger);

template <class Loader> std::pair<double, double> evaluate(Tagger& model, Loader& loader) {
  torch::NoGradGuard no_grad;
  model->eval();
  auto criterion = torch::nn::CrossEntropyLoss(
      torch::nn::CrossEntropyLossOptions().ignore_index(kIgnore).reduction(torch::kSum));
  double loss = 0;
  int64_t right = 0, all = 0;
  for (auto& batch : *loader) {
    auto logits = model(batch.tokens, batch.lengths).view({-1, kTags});
    auto tags = batch.tags.view(-1);
    auto real = tags.ne(kIgnore);
    loss += criterion(logits, tags).template item<double>();
    right += logits.argmax(1).eq(tags).logical_and(real).sum().template item<int64_t>();
    all += real.sum().template item<int64_t>();
  }
  return {loss / all, static_cast<double>(right) / all};
}

int main() {
  torch::manual_seed(7);
  auto train_loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      Sentences(600).map(Pad()), torch::data::DataLoaderOptions().batch_size(20));
  auto test_loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      Sentences(100).map(Pad()), torch::data::DataLoaderOptions().batch_size(32));

  Tagger model(12, 24);
  std::vector<torch::optim::OptimizerParamGroup> groups;
  groups.emplace_back(model->lstm()->parameters());
  groups.emplace_back(model->embedding()->parameters());
  groups.emplace_back(
      model->classifier()->parameters(),
      std::make_unique<torch::optim::AdamOptions>(torch::optim::AdamOptions(2e-2).weight_decay(1e-4)));
  torch::optim::Adam optimizer(groups, torch::optim::AdamOptions(1e-2));
  torch::optim::ReduceLROnPlateauScheduler scheduler(optimizer, torch::optim::ReduceLROnPlateauScheduler::min,
                                                     /*factor=*/0.5, /*patience=*/0);
  auto criterion = torch::nn::CrossEntropyLoss(torch::nn::CrossEntropyLossOptions().ignore_index(kIgnore));

  std::pair<double, double> result;
  for (int epoch = 1; epoch <= 10; epoch++) {
    model->train();
    double total = 0;
    size_t batches = 0;
    for (auto& batch : *train_loader) {
      optimizer.zero_grad();
      auto loss = criterion(model(batch.tokens, batch.lengths).view({-1, kTags}), batch.tags.view(-1));
      loss.backward();
      torch::nn::utils::clip_grad_norm_(model->parameters(), 5);
      optimizer.step();
      total += loss.item<double>();
      batches++;
    }
    result = evaluate(model, test_loader);
    scheduler.step(static_cast<float>(result.first));
    std::cout << "epoch " << epoch << " | train loss " << total / batches << " | test loss " << result.first
              << " | accuracy " << result.second << " | lr " << optimizer.param_groups()[0].options().get_lr()
              << std::endl;
  }
  return result.second > 0.95 ? 0 : 1;
}
