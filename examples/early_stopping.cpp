// Training, validation and test data, early stopping, and going back to the best state.
// The training images are split 80/20: the larger part trains, the smaller one validates and decides when to
// stop; the test images are looked at once, at the very end. Only 5000 images are used, so that the network
// soon learns them by heart: the training loss keeps falling while the validation loss turns and rises.
// What to see: save the state at each new best, stop after `patience` epochs without one, load it back.
// Usage: early_stopping [data folder] [--epochs N]
// Read next: kfold.cpp, when there is too little data to split once.
#include <torch/torch.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <sstream>
#include <string>

namespace nn = torch::nn;
using torch::Tensor;
using torch::data::datasets::MNIST;

struct Result {
  double loss, accuracy;
};

/// Mean cross entropy and accuracy of the model on (x, y), without training it.
static Result evaluate(nn::Sequential& model, const Tensor& x, const Tensor& y) {
  torch::NoGradGuard no_grad;
  model->eval();
  const Tensor scores = model->forward(x);
  return {nn::functional::cross_entropy(scores, y).item<double>(),
          scores.argmax(1).eq(y).to(torch::kFloat32).mean().item<double>()};
}

int main(int argc, char** argv) {
  std::string data = "data/mnist";
  int epochs = 40;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--epochs" && i + 1 < argc) epochs = std::stoi(argv[++i]);
    else data = argv[i];
  }
  const int64_t batch = 64;
  const int patience = 3;
  torch::manual_seed(42);

  const MNIST all(data), test(data, MNIST::Mode::kTest);
  const int64_t used = std::min<int64_t>(5000, all.images().size(0));
  const Tensor chosen = torch::randperm(all.images().size(0)).slice(0, 0, used);
  const Tensor train_rows = chosen.slice(0, 0, used * 8 / 10),
               validation_rows = chosen.slice(0, used * 8 / 10);
  const Tensor x = all.images().index_select(0, train_rows), y = all.targets().index_select(0, train_rows);
  const Tensor validation_x = all.images().index_select(0, validation_rows);
  const Tensor validation_y = all.targets().index_select(0, validation_rows);

  nn::Sequential model(nn::Flatten(), nn::Linear(784, 128), nn::ReLU(), nn::Linear(128, 10));
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(2e-3));
  double best = std::numeric_limits<double>::infinity();
  int best_epoch = 0;
  bool stopped = false;
  std::string best_state;
  for (int epoch = 1; epoch <= epochs && !stopped; ++epoch) {
    model->train();
    const Tensor order = torch::randperm(x.size(0));
    for (int64_t first = 0; first < x.size(0); first += batch) {
      const Tensor rows = order.slice(0, first, std::min(first + batch, x.size(0)));
      optimizer.zero_grad();
      nn::functional::cross_entropy(model->forward(x.index_select(0, rows)), y.index_select(0, rows))
          .backward();
      optimizer.step();
    }
    const Result on_train = evaluate(model, x, y),
                 on_validation = evaluate(model, validation_x, validation_y);
    const bool better = on_validation.loss < best;
    std::printf("epoch %2d: training loss %.4f, validation loss %.4f, accuracy %.4f%s\n", epoch,
                on_train.loss, on_validation.loss, on_validation.accuracy, better ? "  (best so far)" : "");
    if (better) {
      std::ostringstream out;
      torch::save(model, out);
      best_state = out.str();
      best = on_validation.loss;
      best_epoch = epoch;
    }
    stopped = epoch - best_epoch >= patience;
  }

  std::istringstream in(best_state);
  torch::load(model, in);
  const double reloaded = evaluate(model, validation_x, validation_y).loss;
  const Result final = evaluate(model, test.images(), test.targets());
  std::printf("%s after epoch %d; its state again gives a validation loss of %.4f\n",
              stopped ? "stopped, best" : "not stopped, best", best_epoch, reloaded);
  std::printf("test accuracy %.4f (must be at least 0.91, after an early stop)\n", final.accuracy);
  return stopped && reloaded == best && final.accuracy >= 0.91 ? 0 : 1;
}
