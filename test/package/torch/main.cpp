// A program written for LibTorch, unchanged. Returns 0 when a step of gradient descent lowers the loss.
#include <torch/torch.h>

int main() {
  torch::manual_seed(0);
  torch::nn::Linear model(3, 1);
  torch::optim::SGD optimizer(model->parameters(), 0.1);
  torch::Tensor x = torch::randn({16, 3});
  torch::Tensor y = x.sum(1, true);
  torch::Tensor before = torch::mse_loss(model->forward(x), y);
  before.backward();
  optimizer.step();
  torch::Tensor after = torch::mse_loss(model->forward(x), y);
  return after.item<float>() < before.item<float>() ? 0 : 1;
}
