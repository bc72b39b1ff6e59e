// The end-to-end program of the C++ frontend's front page: modules registered by assignment, dropout, a data loader
// with its default sampler, NLL loss, and a checkpoint of the module. Then the model is loaded, cloned and evaluated.
#include <torch/torch.h>

#include <filesystem>
#include <iostream>
#include <string>

// Define a new Module.
struct Net : torch::nn::Cloneable<Net> {
  Net() { reset(); }

  void reset() override {
    // Construct and register three Linear submodules.
    fc1 = register_module("fc1", torch::nn::Linear(20, 64));
    fc2 = register_module("fc2", torch::nn::Linear(64, 32));
    fc3 = register_module("fc3", torch::nn::Linear(32, 2));
  }

  // Implement the Net's algorithm.
  torch::Tensor forward(torch::Tensor x) {
    // Use one of many tensor manipulation functions.
    x = torch::relu(fc1->forward(x.reshape({x.size(0), 20})));
    x = torch::dropout(x, /*p=*/0.2, /*train=*/is_training());
    x = torch::relu(fc2->forward(x));
    x = torch::log_softmax(fc3->forward(x), /*dim=*/1);
    return x;
  }

  // Use one of many "standard library" modules.
  torch::nn::Linear fc1{nullptr}, fc2{nullptr}, fc3{nullptr};
};

// The sign of a product of two sums: no linear model can tell it.
static torch::data::datasets::TensorDataset make_data(int64_t count) {
  return torch::data::datasets::TensorDataset(torch::randn({count, 20}));
}

static torch::Tensor labels_of(const torch::Tensor& x) {
  using namespace torch::indexing;
  auto left = x.index({"...", Slice(None, 10)}).sum(-1), right = x.index({"...", Slice(10)}).sum(-1);
  return (left * right > 0).to(torch::kLong);
}

int main() {
  torch::manual_seed(4);
  const std::string file = std::filesystem::temp_directory_path() / "rushlight-net.pt";

  // Create a new Net.
  auto net = std::make_shared<Net>();

  // Create a multi-threaded data loader.
  auto data_loader = torch::data::make_data_loader(
      make_data(2000)
          .map(torch::data::transforms::TensorLambda<torch::data::example::NoTarget>(
              [](torch::Tensor row) { return row * 1.5; }))
          .map(torch::data::transforms::Stack<torch::data::TensorExample>()),
      torch::data::DataLoaderOptions().batch_size(64).workers(2));

  // Instantiate an SGD optimization algorithm to update our Net's parameters.
  torch::optim::SGD optimizer(net->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9).nesterov(true));

  for (size_t epoch = 1; epoch <= 12; ++epoch) {
    size_t batch_index = 0;
    // Iterate the data loader to yield batches from the dataset.
    for (auto& batch : *data_loader) {
      // Reset gradients.
      optimizer.zero_grad();
      // Execute the model on the input data.
      torch::Tensor prediction = net->forward(batch.data);
      // Compute a loss value to judge the prediction of our model.
      torch::Tensor loss = torch::nll_loss(prediction, labels_of(batch.data));
      // Compute gradients of the loss w.r.t. the parameters of our model.
      loss.backward();
      // Update the parameters based on the calculated gradients.
      optimizer.step();
      // Output the loss and checkpoint every 10 batches.
      if (++batch_index % 10 == 0) {
        std::cout << "Epoch: " << epoch << " | Batch: " << batch_index << " | Loss: " << loss.item<float>()
                  << std::endl;
        // Serialize your model periodically as a checkpoint.
        torch::save(net, file);
      }
    }
  }

  torch::save(net, file);
  auto loaded = std::make_shared<Net>();
  torch::load(loaded, file);
  std::filesystem::remove(file);
  auto copy = std::dynamic_pointer_cast<Net>(loaded->clone());
  copy->eval();
  for (const auto& pair : copy->named_parameters()) {
    std::cout << pair.key() << ": " << pair.value().sizes() << std::endl;
  }

  torch::NoGradGuard no_grad;
  auto x = torch::randn({1000, 20}) * 1.5;
  const double accuracy =
      copy->forward(x).argmax(1).eq(labels_of(x)).to(torch::kDouble).mean().item<double>();
  net->eval();
  const bool same = torch::equal(net->forward(x), copy->forward(x));
  std::cout << "accuracy " << accuracy << ", the copy gives the same: " << std::boolalpha << same
            << std::endl;
  return accuracy > 0.85 && same ? 0 : 1;
}
