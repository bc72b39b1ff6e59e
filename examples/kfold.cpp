// k-fold cross-validation on a data set of your own.
// With few examples one split is a matter of luck. So cut the data into k folds, train k times, each time on
// all folds but one, and judge by the mean over the folds left out. Here it chooses the width of a small
// network that tells two interleaved spirals apart. What to see: a Dataset needs get() and size() only; a
// second one, Fold, shows a part of it by row numbers; both go through map(Stack) into a data loader.
// Usage: kfold [--epochs N]; it needs no data files.
// Read next: data_cleaning.cpp, when the data themselves are dirty.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace nn = torch::nn;
using torch::Tensor;

/// Points on two spirals, (x, y) with some noise, and the number of the spiral.
class Spirals : public torch::data::datasets::Dataset<Spirals> {
 public:
  explicit Spirals(int64_t n) : y_(torch::arange(n) % 2) {
    const Tensor along = torch::rand({n}).sqrt();  // 0 at the centre, 1 at the rim
    const Tensor angle = along * 2.5 * M_PI + y_.to(torch::kFloat32) * M_PI;
    x_ = torch::stack({along * angle.cos(), along * angle.sin()}, 1) + torch::normal(0.0, 0.02, {n, 2});
  }
  torch::data::Example<> get(size_t index) override { return {x_[index], y_[index]}; }
  torch::optional<size_t> size() const override { return x_.size(0); }

 private:
  Tensor x_, y_;  // (n, 2) and (n)
};

/// The rows of another data set whose numbers are given.
class Fold : public torch::data::datasets::Dataset<Fold> {
 public:
  Fold(Spirals all, std::vector<size_t> rows) : all_(std::move(all)), rows_(std::move(rows)) {}
  torch::data::Example<> get(size_t index) override { return all_.get(rows_.at(index)); }
  torch::optional<size_t> size() const override { return rows_.size(); }

 private:
  Spirals all_;  // a copy shares the tensors
  std::vector<size_t> rows_;
};

template <typename Sampler> static auto loader_of(const Fold& fold) {
  return torch::data::make_data_loader<Sampler>(Fold(fold).map(torch::data::transforms::Stack<>()), 32);
}

/// Accuracy on `held_out` of a network with `width` hidden units, trained on `kept`.
static double train_and_judge(int64_t width, const Fold& kept, const Fold& held_out, int epochs) {
  nn::Sequential model(nn::Linear(2, width), nn::Tanh(), nn::Linear(width, width), nn::Tanh(),
                       nn::Linear(width, 2));
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(0.01));
  auto train = loader_of<torch::data::samplers::RandomSampler>(kept);
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (auto& batch : *train) {
      optimizer.zero_grad();
      nn::functional::cross_entropy(model->forward(batch.data), batch.target).backward();
      optimizer.step();
    }
  }
  torch::NoGradGuard no_grad;
  int64_t right = 0;
  auto test = loader_of<torch::data::samplers::SequentialSampler>(held_out);
  for (auto& batch : *test) {
    right += model->forward(batch.data).argmax(1).eq(batch.target).sum().item<int64_t>();
  }
  return static_cast<double>(right) / static_cast<double>(*held_out.size());
}

int main(int argc, char** argv) {
  const int epochs = argc > 2 && std::strcmp(argv[1], "--epochs") == 0 ? std::stoi(argv[2]) : 60;
  const size_t n = 500, folds = 5;
  torch::manual_seed(42);
  const Spirals all(n);
  const Tensor order = torch::randperm(n);
  const int64_t* row = order.data_ptr<int64_t>();

  double best = 0;
  int64_t best_width = 0;
  for (int64_t width : {2, 8, 32}) {
    double sum = 0;
    std::printf("width %2d:", int(width));
    for (size_t fold = 0; fold < folds; ++fold) {
      std::vector<size_t> kept, held_out;
      for (size_t i = 0; i < n; ++i) (i % folds == fold ? held_out : kept).push_back(row[i]);
      const double accuracy = train_and_judge(width, Fold(all, kept), Fold(all, held_out), epochs);
      std::printf(" %.2f", accuracy);
      sum += accuracy;
    }
    std::printf("  mean %.3f\n", sum / folds);
    if (sum / folds > best) best = sum / folds, best_width = width;
  }
  std::printf("best width %d, mean accuracy %.3f (must be at least 0.95)\n", int(best_width), best);
  return best >= 0.95 ? 0 : 1;
}
