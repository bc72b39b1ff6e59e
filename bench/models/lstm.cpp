// W5: an LSTM with 128 units over 28 steps of 28 features, batch 64; its last output goes to ten scores. Adam.
#include <torch/torch.h>

#include <tuple>

#include "training.h"

namespace nn = torch::nn;

struct ReaderImpl : nn::Module {
  ReaderImpl()
      : lstm(register_module("lstm", nn::LSTM(nn::LSTMOptions(28, 128)))),
        fc(register_module("fc", nn::Linear(128, 10))) {}

  torch::Tensor forward(const torch::Tensor& x) { return fc->forward(std::get<0>(lstm->forward(x))[-1]); }

  nn::LSTM lstm;
  nn::Linear fc;
};
TORCH_MODULE(Reader);

static bench::Timing lstm() {
  prepare();
  Reader model;
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(1e-3));
  return time_training(model, optimizer, torch::randn({28, 64, 28}), ten_classes(64));
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"W5", lstm}};
  return bench::run(cases, argc, argv);
}
