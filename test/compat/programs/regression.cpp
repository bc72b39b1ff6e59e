// Polynomial regression as in the C++ examples of PyTorch: a linear layer finds the coefficients of a polynomial of
// degree 4 from random points, first with SGD until the loss is small, then a line with a learning rate on a schedule.
// Tensors are made before main() begins, as that example does.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#define POLY_DEGREE 4
static const bool seeded = (torch::manual_seed(1), true);  // for the tensors that are drawn before main()
torch::Tensor W_target = torch::randn({POLY_DEGREE, 1}) * 5;
torch::Tensor b_target = torch::randn({1}) * 5;

// Builds features, i.e. a matrix with columns [x, x^2, x^3, x^4].
torch::Tensor make_features(torch::Tensor x) {
  x = x.unsqueeze(1);
  std::vector<torch::Tensor> xs;
  for (int64_t i = 0; i < POLY_DEGREE; ++i) xs.push_back(x.pow(i + 1));
  return torch::cat(xs, 1);
}

// Approximated function.
torch::Tensor f(torch::Tensor x) { return x.mm(W_target) + b_target[0]; }

std::string poly_desc(torch::Tensor W, torch::Tensor b) {
  auto size = W.size(0);
  std::ostringstream stream;
  stream << std::showpos << std::fixed << std::setprecision(2) << "y =";
  for (int64_t i = 0; i < size; ++i) stream << " " << W[i].item<float>() << " x^" << i + 1;
  stream << " " << b[0].item<float>();
  return stream.str();
}

std::pair<torch::Tensor, torch::Tensor> get_batch(int64_t batch_size = 32) {
  auto random = torch::randn({batch_size});
  auto x = make_features(random);
  auto y = f(x);
  return std::make_pair(x, y);
}

bool fit_polynomial() {
  auto fc = torch::nn::Linear(W_target.size(0), 1);
  torch::optim::SGD optim(fc->parameters(), .1);

  float loss = 0;
  int64_t batch_idx = 0;
  while (++batch_idx < 20000) {
    torch::Tensor batch_x, batch_y;
    std::tie(batch_x, batch_y) = get_batch();
    optim.zero_grad();
    auto output = torch::smooth_l1_loss(fc(batch_x), batch_y);
    loss = output.item<float>();
    output.backward();
    for (auto& param : fc->parameters()) param.grad().clamp_(-1, 1);
    optim.step();
    if (loss < 1e-3f) break;
  }

  std::cout << "Loss: " << loss << " after " << batch_idx << " batches" << std::endl;
  std::cout << "==> Learned function:\t" << poly_desc(fc->weight.view({-1}), fc->bias) << std::endl;
  std::cout << "==> Actual function:\t" << poly_desc(W_target.view({-1}), b_target) << std::endl;
  return loss < 1e-3f &&
         torch::allclose(fc->weight.view({-1}), W_target.view({-1}), /*rtol=*/0.05, /*atol=*/0.2);
}

bool fit_line() {
  torch::Device device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  auto x_train = torch::randint(0, 10, {15, 1}, torch::TensorOptions(torch::kFloat).device(device));
  auto y_train = torch::randint(0, 10, {15, 1}, torch::TensorOptions(torch::kFloat).device(device));

  torch::nn::Linear model(1, 1);
  model->to(device);
  torch::optim::SGD optimizer(model->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9));
  torch::optim::StepLR scheduler(optimizer, /*step_size=*/300, /*gamma=*/0.5);

  std::cout << std::fixed << std::setprecision(4);
  for (size_t epoch = 0; epoch != 900; ++epoch) {
    auto output = model(x_train);
    auto loss = torch::nn::functional::mse_loss(output, y_train);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    scheduler.step();
    if ((epoch + 1) % 300 == 0) {
      std::cout << "Epoch [" << (epoch + 1) << "/900], Loss: " << loss.item<double>() << "\n";
    }
  }

  // The normal equation has the same line.
  auto X = torch::cat({x_train, torch::ones_like(x_train)}, 1);
  auto solution = torch::inverse(X.t().mm(X)).mm(X.t()).mm(y_train);
  auto found = torch::stack({model->weight.flatten(), model->bias});
  std::cout << found << std::endl << solution << std::endl;
  return torch::allclose(found, solution, 1e-3, 1e-3);
}

int main() {
  const bool polynomial = fit_polynomial();
  const bool line = fit_line();
  return seeded && polynomial && line ? 0 : 1;
}
