// Metric learning, as people write it in C++: one embedding network shared by three branches, TripletMarginLoss, then the
// same with a contrastive loss of one's own over pairs (a custom data set of pairs), a learning rate changed by hand
// through the options, and the nearest neighbours by cdist. The classes are five waves in noise.
#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <tuple>

using namespace torch::indexing;

const int64_t kClasses = 5;
const int64_t kLength = 24;

torch::Tensor wave(int64_t label) {
  auto t = torch::linspace(0, 2 * M_PI, kLength);
  return torch::sin(t * (label + 1) + torch::rand({1}) * 0.8) + 0.25 * torch::randn({kLength});
}

std::tuple<torch::Tensor, torch::Tensor> make_set(int64_t each) {
  std::vector<torch::Tensor> data;
  std::vector<int64_t> labels;
  for (int64_t c = 0; c < kClasses; ++c) {
    for (int64_t i = 0; i < each; ++i) {
      data.emplace_back(wave(c));
      labels.emplace_back(c);
    }
  }
  return std::make_tuple(torch::stack(data), torch::tensor(labels, torch::kInt64));
}

struct EmbeddingNetImpl : torch::nn::Cloneable<EmbeddingNetImpl> {
  explicit EmbeddingNetImpl(int64_t dim) : dim(dim) { reset(); }

  void reset() override {
    conv = register_module(
        "conv", torch::nn::Sequential(
                    torch::nn::Conv1d(torch::nn::Conv1dOptions(1, 8, 5).padding(2)), torch::nn::PReLU(),
                    torch::nn::MaxPool1d(torch::nn::MaxPool1dOptions(2).stride(2)),
                    torch::nn::Conv1d(torch::nn::Conv1dOptions(8, 16, 5).padding(torch::kSame)),
                    torch::nn::PReLU(), torch::nn::AdaptiveAvgPool1d(4)));
    fc = register_module("fc", torch::nn::Sequential({{"hidden", torch::nn::Linear(16 * 4, 32)},
                                                      {"act", torch::nn::ELU()},
                                                      {"out", torch::nn::Linear(32, dim)}}));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto y = conv->forward(x.unsqueeze(1)).flatten(1);
    return torch::nn::functional::normalize(fc->forward(y),
                                            torch::nn::functional::NormalizeFuncOptions().p(2).dim(1));
  }

  int64_t dim;
  torch::nn::Sequential conv{nullptr}, fc{nullptr};
};
TORCH_MODULE(EmbeddingNet);

struct PairSet
    : torch::data::datasets::Dataset<PairSet, torch::data::Example<std::pair<torch::Tensor, torch::Tensor>>> {
  PairSet(torch::Tensor data, torch::Tensor labels) : data_(std::move(data)), labels_(std::move(labels)) {}
  torch::data::Example<std::pair<torch::Tensor, torch::Tensor>> get(size_t index) override {
    const auto i = static_cast<int64_t>(index);
    const auto j = torch::randint(data_.size(0), {1}).item<int64_t>();
    return {{data_[i], data_[j]}, (labels_[i] == labels_[j]).to(torch::kFloat)};
  }
  std::optional<size_t> size() const override { return data_.size(0); }
  torch::Tensor data_, labels_;
};

class ContrastiveLossImpl : public torch::nn::Module {
 public:
  explicit ContrastiveLossImpl(double margin) : margin_(margin) {}
  torch::Tensor forward(const torch::Tensor& a, const torch::Tensor& b, const torch::Tensor& same) {
    auto distance = torch::pairwise_distance(a, b);
    return (same * distance.pow(2) + (1 - same) * torch::clamp(margin_ - distance, 0).pow(2)).mean();
  }
  void pretty_print(std::ostream& stream) const override {
    stream << "ContrastiveLoss(margin=" << margin_ << ")";
  }

 private:
  double margin_;
};
TORCH_MODULE(ContrastiveLoss);

double accuracy(EmbeddingNet& net, const torch::Tensor& data, const torch::Tensor& labels,
                const torch::Tensor& test, const torch::Tensor& test_labels) {
  torch::NoGradGuard guard;
  net->eval();
  auto nearest = torch::cdist(net(test), net(data)).argmin(1);
  return labels.index_select(0, nearest).eq(test_labels).to(torch::kFloat).mean().item<double>();
}

int main() {
  torch::manual_seed(1);
  auto [data, labels] = make_set(20);
  auto [test, test_labels] = make_set(10);

  EmbeddingNet net(3);
  auto twin = std::dynamic_pointer_cast<EmbeddingNetImpl>(net->clone());
  std::cout << net << std::endl;
  const double before = accuracy(net, data, labels, test, test_labels);

  torch::optim::RMSprop optimizer(net->parameters(), torch::optim::RMSpropOptions(2e-3));
  torch::nn::TripletMarginLoss triplet(torch::nn::TripletMarginLossOptions().margin(0.6).swap(true));
  for (int step = 1; step <= 200; step++) {
    net->train();
    auto anchor = torch::randint(data.size(0), {32}, torch::kLong);
    auto label = labels.index({anchor});
    auto positive = label * 20 + torch::randint(20, {32}, torch::kLong);
    auto negative = (label + torch::randint(1, kClasses, {32}, torch::kLong)).remainder(kClasses) * 20 +
                    torch::randint(20, {32}, torch::kLong);
    optimizer.zero_grad();
    auto loss = triplet(net(data.index({anchor})), net(data.index({positive, Slice()})),
                        net(data.index({negative, "..."})));
    loss.backward();
    optimizer.step();
    if (step % 50 == 0) {
      std::cout << "triplet step " << step << " loss " << loss.item<float>() << std::endl;
      for (auto& group : optimizer.param_groups()) {
        auto& options = static_cast<torch::optim::RMSpropOptions&>(group.options());
        options.lr(options.lr() * 0.7);
      }
    }
  }
  const double by_triplets = accuracy(net, data, labels, test, test_labels);

  EmbeddingNet second(twin);
  ContrastiveLoss contrastive(1.0);
  std::cout << contrastive << std::endl;
  torch::optim::SGD sgd(second->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9).nesterov(true));
  auto loader =
      torch::data::make_data_loader(PairSet(data, labels), torch::data::DataLoaderOptions().batch_size(20));
  for (int epoch = 1; epoch <= 20; epoch++) {
    second->train();
    double total = 0;
    for (auto& batch : *loader) {
      std::vector<torch::Tensor> left, right, same;
      for (auto& example : batch) {
        left.push_back(example.data.first);
        right.push_back(example.data.second);
        same.push_back(example.target);
      }
      sgd.zero_grad();
      auto loss = contrastive(second(torch::stack(left)), second(torch::stack(right)), torch::stack(same));
      loss.backward();
      sgd.step();
      total += loss.item<double>();
    }
    if (epoch % 10 == 0) std::cout << "contrastive epoch " << epoch << " loss " << total << std::endl;
  }
  const double by_pairs = accuracy(second, data, labels, test, test_labels);
  std::cout << "accuracy: untrained " << before << ", triplets " << by_triplets << ", pairs " << by_pairs
            << std::endl;
  return by_triplets > 0.9 && by_pairs > 0.85 ? 0 : 1;
}
