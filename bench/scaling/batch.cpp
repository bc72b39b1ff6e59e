// How a training step grows with the batch and shrinks with the threads: an MLP, a small CNN, an LSTM and a transformer layer,
// batch 1 to 1024, on one thread and on two. The figures divided by the batch are the cost of one example.
// Read next: ../models/cnn.cpp.
#include <torch/torch.h>

#include "../models/training.h"

namespace nn = torch::nn;
using torch::Tensor;

struct Mlp : nn::Module {
  Mlp()
      : layers(register_module("layers", nn::Sequential(nn::Linear(784, 128), nn::ReLU(), nn::Linear(128, 64),
                                                        nn::ReLU(), nn::Linear(64, 10)))) {}
  static Tensor input(int64_t batch) { return torch::randn({batch, 784}); }
  Tensor forward(const Tensor& x) { return layers->forward(x); }
  nn::Sequential layers;
};

struct Cnn : nn::Module {
  Cnn()
      : layers(register_module(
            "layers",
            nn::Sequential(nn::Conv2d(nn::Conv2dOptions(1, 16, 3).padding(1)), nn::ReLU(), nn::MaxPool2d(2),
                           nn::Conv2d(nn::Conv2dOptions(16, 32, 3).padding(1)), nn::ReLU(), nn::MaxPool2d(2),
                           nn::Flatten(), nn::Linear(32 * 7 * 7, 10)))) {}
  static Tensor input(int64_t batch) { return torch::randn({batch, 1, 28, 28}); }
  Tensor forward(const Tensor& x) { return layers->forward(x); }
  nn::Sequential layers;
};

struct Lstm : nn::Module {
  Lstm() : lstm(register_module("lstm", nn::LSTM(28, 64))), fc(register_module("fc", nn::Linear(64, 10))) {}
  static Tensor input(int64_t batch) { return torch::randn({28, batch, 28}); }
  Tensor forward(const Tensor& x) { return fc->forward(std::get<0>(lstm->forward(x))[-1]); }
  nn::LSTM lstm;
  nn::Linear fc;
};

struct Transformer : nn::Module {
  Transformer()
      : layer(register_module(
            "layer", nn::TransformerEncoderLayer(
                         nn::TransformerEncoderLayerOptions(64, 4).dim_feedforward(256).dropout(0.1)))),
        fc(register_module("fc", nn::Linear(64, 10))) {}
  static Tensor input(int64_t batch) { return torch::randn({32, batch, 64}); }
  Tensor forward(const Tensor& x) { return fc->forward(layer->forward(x).mean(0)); }
  nn::TransformerEncoderLayer layer;
  nn::Linear fc;
};

template <class Model, int64_t batch, int threads> static bench::Timing step() {
  prepare();
  torch::set_num_threads(threads);
  auto model = std::make_shared<Model>();
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.03));
  return time_training(model, optimizer, Model::input(batch), ten_classes(batch));
}

#define CASES(name, Model)                                                                          \
  {name "_batch1_thread1", step<Model, 1, 1>}, {name "_batch1_thread2", step<Model, 1, 2>},         \
      {name "_batch32_thread1", step<Model, 32, 1>}, {name "_batch32_thread2", step<Model, 32, 2>}, \
      {name "_batch1024_thread1", step<Model, 1024, 1>}, {                                          \
    name "_batch1024_thread2", step<Model, 1024, 2>                                                 \
  }

int main(int argc, char** argv) {
  const bench::Case cases[] = {CASES("mlp", Mlp), CASES("cnn", Cnn), CASES("lstm", Lstm),
                               CASES("transformer", Transformer)};
  return bench::run(cases, argc, argv);
}
