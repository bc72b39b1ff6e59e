// W9: a transformer encoder of four layers (256 features, 4 heads, 1024 hidden units, dropout 0.1) over 128 steps, batch
// 8; the mean over the steps goes to ten scores. Adam. Read next: image_nets.cpp.
#include <torch/torch.h>

#include "training.h"

namespace nn = torch::nn;

struct ClassifierImpl : nn::Module {
  ClassifierImpl()
      : encoder(
            register_module("encoder", nn::TransformerEncoder(nn::TransformerEncoderOptions(layer(), 4)))),
        fc(register_module("fc", nn::Linear(256, 10))) {}

  static nn::TransformerEncoderLayer layer() {
    return nn::TransformerEncoderLayer(
        nn::TransformerEncoderLayerOptions(256, 4).dim_feedforward(1024).dropout(0.1));
  }
  // x is (steps, batch, features).
  torch::Tensor forward(const torch::Tensor& x) { return fc->forward(encoder->forward(x).mean(0)); }

  nn::TransformerEncoder encoder;
  nn::Linear fc;
};
TORCH_MODULE(Classifier);

static bench::Timing transformer() {
  prepare();
  Classifier model;
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(1e-3));
  return time_training(model, optimizer, torch::randn({128, 8, 256}), ten_classes(8));
}

int main(int argc, char** argv) {
  const bench::Case cases[] = {{"W9", transformer}};
  return bench::run(cases, argc, argv);
}
