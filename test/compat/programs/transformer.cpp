// A sequence-to-sequence transformer: embeddings, a positional encoding in a buffer, nn::Transformer with a causal mask
// and a padding mask, label smoothing, AdamW with warm-up, and greedy decoding. It learns to reverse its input.
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <vector>

namespace nn = torch::nn;
namespace F = torch::nn::functional;
using namespace torch::indexing;

const int64_t kPad = 0, kBegin = 1, kFirst = 2, kVocabulary = 8, kLongest = 5;

class PositionalEncodingImpl : public nn::Module {
 public:
  PositionalEncodingImpl(int64_t d_model, double dropout, int64_t max_len = 50) : dropout_(dropout) {
    register_module("dropout", dropout_);
    auto position = torch::arange(0, max_len, torch::kFloat).unsqueeze(1);
    auto div_term = torch::exp(torch::arange(0, d_model, 2, torch::kFloat) * (-std::log(10000.0) / d_model));
    auto pe = torch::zeros({max_len, 1, d_model});
    pe.index_put_({Slice(), 0, Slice(0, None, 2)}, torch::sin(position * div_term));
    pe.index_put_({Slice(), 0, Slice(1, None, 2)}, torch::cos(position * div_term));
    pe_ = register_buffer("pe", pe);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = x + pe_.index({Slice(None, x.size(0))});
    return dropout_(x);
  }

 private:
  nn::Dropout dropout_;
  torch::Tensor pe_;
};
TORCH_MODULE(PositionalEncoding);

class Seq2SeqImpl : public nn::Module {
 public:
  explicit Seq2SeqImpl(int64_t d_model)
      : scale(std::sqrt(d_model)),
        source_embedding(kVocabulary, d_model),
        target_embedding(nn::EmbeddingOptions(kVocabulary, d_model)),
        positions(d_model, 0.0),
        transformer(
            nn::TransformerOptions(d_model, /*nhead=*/4, /*num_encoder_layers=*/1, /*num_decoder_layers=*/1)
                .dim_feedforward(64)
                .dropout(0.0)
                .activation(torch::kGELU)),
        generator(d_model, kVocabulary) {
    register_module("source_embedding", source_embedding);
    register_module("target_embedding", target_embedding);
    register_module("positions", positions);
    register_module("transformer", transformer);
    register_module("generator", generator);
    for (auto& p : this->named_parameters()) {
      if (p.value().dim() > 1) nn::init::xavier_uniform_(p.value());
    }
  }

  // source (S, N) and target (T, N) of words; returns (T, N, vocabulary).
  torch::Tensor forward(const torch::Tensor& source, const torch::Tensor& target) {
    auto padding = source.transpose(0, 1) == kPad;
    auto mask = nn::TransformerImpl::generate_square_subsequent_mask(target.size(0));
    auto out =
        transformer(positions(source_embedding(source) * scale), positions(target_embedding(target) * scale),
                    /*src_mask=*/torch::Tensor(), mask, /*memory_mask=*/torch::Tensor(), padding,
                    /*tgt_key_padding_mask=*/torch::Tensor(), padding);
    return generator(out);
  }

  double scale;
  nn::Embedding source_embedding, target_embedding;
  PositionalEncoding positions;
  nn::Transformer transformer;
  nn::Linear generator;
};
TORCH_MODULE(Seq2Seq);

// Source words (S, N), padded, and the target (T + 1, N): begin, then the words from last to first, padded.
std::pair<torch::Tensor, torch::Tensor> make_batch(int64_t n) {
  auto source = torch::randint(kFirst, kVocabulary, {kLongest, n}, torch::dtype(torch::kLong));
  auto target = torch::full({kLongest + 1, n}, kPad, torch::kLong);
  target.index_put_({0}, kBegin);
  for (int64_t i = 0; i < n; ++i) {
    const int64_t length = kLongest - i % 3;
    source.index_put_({Slice(length, None), i}, kPad);
    target.index_put_({Slice(1, length + 1), i}, source.index({Slice(None, length), i}).flip(0));
  }
  return {source, target};
}

int main() {
  torch::manual_seed(13);
  Seq2Seq model(32);
  const double peak = 4e-3;
  const int64_t warm_up = 50, steps = 700;
  torch::optim::AdamW optimizer(model->parameters(),
                                torch::optim::AdamWOptions(peak).betas({0.9, 0.98}).weight_decay(1e-4));
  nn::CrossEntropyLoss criterion(nn::CrossEntropyLossOptions().ignore_index(kPad).label_smoothing(0.05));

  model->train();
  for (int64_t step = 1; step <= steps; ++step) {
    const double lr = peak * std::min(double(step) / warm_up, std::sqrt(double(warm_up) / step));
    for (auto& group : optimizer.param_groups()) group.options().set_lr(lr);
    auto [source, target] = make_batch(32);
    auto logits = model(source, target.index({Slice(None, -1)}));
    auto loss = criterion(logits.reshape({-1, kVocabulary}), target.index({Slice(1, None)}).reshape({-1}));
    optimizer.zero_grad();
    loss.backward();
    nn::utils::clip_grad_norm_(model->parameters(), 1.0);
    optimizer.step();
    if (step % 100 == 0) std::cout << "step " << step << ", loss " << loss.item<float>() << std::endl;
  }

  // Greedy decoding, word by word.
  model->eval();
  torch::NoGradGuard no_grad;
  auto [source, target] = make_batch(60);
  auto words = torch::full({1, 60}, kBegin, torch::kLong);
  for (int64_t t = 0; t < kLongest; ++t) {
    auto last = model(source, words).index({-1});
    words = torch::cat({words, last.argmax(-1).unsqueeze(0)});
  }
  auto wrong = (words.ne(target) & target.ne(kPad)).any(0);
  const double accuracy = 1 - wrong.to(torch::kFloat).mean().item<double>();
  std::cout << "sequences reversed without an error: " << accuracy << std::endl;
  return accuracy > 0.9 ? 0 : 1;
}
