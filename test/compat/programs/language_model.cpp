// A word language model trained by truncated backpropagation through time, with a dictionary, a corpus in rows of a
// batch, states detached between the pieces, clipped gradients, and text sampled from the model at the end.
// The corpus is written by a small grammar, so the best possible perplexity is known.
#include <torch/torch.h>

#include <cmath>
#include <iomanip>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

using torch::indexing::Slice;

class Dictionary {
 public:
  int64_t add_word(const std::string& word) {
    auto it = word_to_index_.find(word);
    if (it != word_to_index_.end()) return it->second;
    index_to_word_.push_back(word);
    return word_to_index_[word] = static_cast<int64_t>(index_to_word_.size()) - 1;
  }
  int64_t word_to_index(const std::string& word) const { return word_to_index_.at(word); }
  const std::string& index_to_word(int64_t index) const { return index_to_word_.at(index); }
  size_t size() const { return index_to_word_.size(); }

 private:
  std::unordered_map<std::string, int64_t> word_to_index_;
  std::vector<std::string> index_to_word_;
};

class Corpus {
 public:
  explicit Corpus(const std::string& text) : text_(text) {}

  torch::Tensor get_data(int64_t batch_size) {
    std::vector<int64_t> indices;
    std::istringstream stream(text_);
    std::string word;
    while (stream >> word) indices.push_back(dictionary_.add_word(word));
    auto tensor = torch::from_blob(indices.data(), {static_cast<int64_t>(indices.size())},
                                   torch::TensorOptions(torch::kInt64))
                      .clone();
    auto num_batches = tensor.size(0) / batch_size;
    return tensor.index({Slice(0, num_batches * batch_size)}).view({batch_size, -1});
  }
  const Dictionary& dictionary() const { return dictionary_; }

 private:
  std::string text_;
  Dictionary dictionary_;
};

using State = std::tuple<torch::Tensor, torch::Tensor>;

class RNNLMImpl : public torch::nn::Module {
 public:
  RNNLMImpl(int64_t vocab_size, int64_t embed_size, int64_t hidden_size, int64_t num_layers)
      : embed(vocab_size, embed_size),
        lstm(torch::nn::LSTMOptions(embed_size, hidden_size)
                 .num_layers(num_layers)
                 .batch_first(true)
                 .dropout(0.1)),
        linear(hidden_size, vocab_size) {
    register_module("embed", embed);
    register_module("lstm", lstm);
    register_module("linear", linear);
  }

  std::tuple<torch::Tensor, State> forward(torch::Tensor x, State hx) {
    auto embedded = embed->forward(x);
    torch::Tensor out;
    std::tie(out, hx) = lstm->forward(embedded, hx);
    // Reshape output to (batch_size * sequence_length, hidden_size).
    out = out.reshape({out.size(0) * out.size(1), out.size(2)});
    return std::make_tuple(linear->forward(out), hx);
  }

 private:
  torch::nn::Embedding embed;
  torch::nn::LSTM lstm;
  torch::nn::Linear linear;
};
TORCH_MODULE(RNNLM);

// The verb follows the number of the noun, two words back.
std::string make_text(int sentences) {
  std::mt19937 random(8);
  std::ostringstream text;
  const char* adjectives[] = {"old", "small", "quick", "grey"};
  for (int i = 0; i < sentences; ++i) {
    const bool many = random() % 2;
    text << "the " << (many ? "cats" : "cat") << ' ' << adjectives[random() % 4] << ' '
         << (many ? "run" : "runs") << " <eos> ";
  }
  return text.str();
}

int main() {
  torch::manual_seed(7);
  const int64_t embed_size = 16, hidden_size = 32, num_layers = 2, batch_size = 20, sequence_length = 15;
  const size_t num_epochs = 12;

  Corpus corpus(make_text(1500));
  auto ids = corpus.get_data(batch_size);
  const auto vocab_size = static_cast<int64_t>(corpus.dictionary().size());

  RNNLM model(vocab_size, embed_size, hidden_size, num_layers);
  torch::nn::CrossEntropyLoss criterion;
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(0.01));

  double perplexity = 0;
  std::cout << std::fixed << std::setprecision(4);
  for (size_t epoch = 0; epoch != num_epochs; ++epoch) {
    model->train();
    double running_loss = 0.0;
    size_t pieces = 0;
    auto h = torch::zeros({num_layers, batch_size, hidden_size});
    auto c = torch::zeros({num_layers, batch_size, hidden_size});
    for (int64_t i = 0; i < ids.size(1) - sequence_length; i += sequence_length) {
      auto x = ids.index({Slice(), Slice(i, i + sequence_length)});
      auto target = ids.index({Slice(), Slice(i + 1, i + 1 + sequence_length)}).reshape(-1);

      // Truncated backpropagation: detach the states from their history.
      h.detach_();
      c.detach_();
      torch::Tensor output;
      State hx;
      std::tie(output, hx) = model->forward(x, std::make_tuple(h, c));
      std::tie(h, c) = hx;
      auto loss = criterion(output, target);

      optimizer.zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_norm_(model->parameters(), 0.5);
      optimizer.step();
      running_loss += loss.item<double>();
      ++pieces;
    }
    perplexity = std::exp(running_loss / pieces);
    std::cout << "Epoch [" << (epoch + 1) << "/" << num_epochs << "], Perplexity: " << perplexity << '\n';
  }

  // Of five words one is one of two and one is one of four.
  const double best = std::exp((std::log(2) + std::log(4)) / 5);
  model->eval();
  torch::NoGradGuard no_grad;
  State state =
      std::make_tuple(torch::zeros({num_layers, 1, hidden_size}), torch::zeros({num_layers, 1, hidden_size}));
  auto input = torch::full({1, 1}, corpus.dictionary().word_to_index("<eos>"), torch::kLong);
  for (size_t i = 0; i != 20; ++i) {
    torch::Tensor output;
    std::tie(output, state) = model->forward(input, state);
    auto word = torch::multinomial(output.softmax(-1), 1).item<int64_t>();
    input.fill_(word);
    std::cout << corpus.dictionary().index_to_word(word) << ((i + 1) % 5 == 0 ? '\n' : ' ');
  }
  std::cout << "best possible perplexity: " << best << '\n';
  return perplexity < 1.1 * best ? 0 : 1;
}
