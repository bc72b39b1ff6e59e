// A program that reads a trained network and names the digit of an image: what a product ships. scripts/check_size links
// it statically and watches how much of the library comes along.
#include <torch/torch.h>

#include <fstream>
#include <iostream>
#include <vector>

struct NetImpl : torch::nn::Module {
  NetImpl() {
    conv1 = register_module("conv1", torch::nn::Conv2d(1, 10, /*kernel_size=*/5));
    conv2 = register_module("conv2", torch::nn::Conv2d(10, 20, /*kernel_size=*/5));
    fc1 = register_module("fc1", torch::nn::Linear(320, 50));
    fc2 = register_module("fc2", torch::nn::Linear(50, 10));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(torch::max_pool2d(conv1->forward(x), 2));
    x = torch::relu(torch::max_pool2d(conv2->forward(x), 2));
    x = torch::relu(fc1->forward(x.view({-1, 320})));
    return torch::log_softmax(fc2->forward(x), /*dim=*/1);
  }

  torch::nn::Conv2d conv1{nullptr}, conv2{nullptr};
  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
};
TORCH_MODULE(Net);

int main(int argc, char** argv) {
  if (argc != 3) return std::cerr << "usage: " << argv[0] << " NET IMAGE (28 x 28 floats)\n", 1;
  Net net;
  torch::load(net, argv[1]);
  net->eval();

  std::vector<float> pixels(28 * 28);
  std::ifstream(argv[2], std::ios::binary)
      .read(reinterpret_cast<char*>(pixels.data()),
            static_cast<std::streamsize>(pixels.size() * sizeof(float)));
  torch::NoGradGuard no_grad;
  const torch::Tensor image = torch::from_blob(pixels.data(), {1, 1, 28, 28});
  std::cout << net->forward(image).argmax(1).item<int64_t>() << "\n";
}
