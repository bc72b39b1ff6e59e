// What a first program has: a data set with transforms, a loader, a module of two layers, an optimizer, saving. How long
// the compiler takes for it is what counts; scripts/bench_build asks, and compares with LibTorch.
#include <torch/torch.h>

#include <cstdio>

struct Net : torch::nn::Module {
  Net() {
    fc1 = register_module("fc1", torch::nn::Linear(784, 64));
    fc2 = register_module("fc2", torch::nn::Linear(64, 10));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(fc1->forward(x.reshape({x.size(0), 784})));
    return torch::log_softmax(fc2->forward(x), /*dim=*/1);
  }

  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
};

int main() {
  auto net = std::make_shared<Net>();
  auto data_loader =
      torch::data::make_data_loader(torch::data::datasets::MNIST("data/mnist")
                                        .map(torch::data::transforms::Normalize<>(0.1307, 0.3081))
                                        .map(torch::data::transforms::Stack<>()),
                                    /*batch_size=*/64);
  torch::optim::SGD optimizer(net->parameters(), /*lr=*/0.01);

  for (int epoch = 1; epoch <= 2; ++epoch) {
    float last = 0;
    for (auto& batch : *data_loader) {
      optimizer.zero_grad();
      torch::Tensor loss = torch::nll_loss(net->forward(batch.data), batch.target);
      loss.backward();
      optimizer.step();
      last = loss.item<float>();
    }
    std::printf("epoch %d, loss %.4f\n", epoch, static_cast<double>(last));
    torch::save(net, "net.pt");
  }
}
