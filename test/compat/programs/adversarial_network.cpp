// The plain generative adversarial network of the well-known tutorial set: two Sequentials of linear layers, binary cross
// entropy against tensors of ones and zeros. The data are points on a tilted ellipse instead of digits, so that what the
// generator has learnt can be measured: mean and covariance.
#include <torch/torch.h>

#include <cmath>
#include <iomanip>
#include <iostream>

namespace F = torch::nn::functional;

const int64_t latent_size = 8, hidden_size = 48, data_size = 2, batch_size = 128;

torch::Tensor real_points(int64_t count) {
  auto angle = torch::rand({count, 1}) * 2 * M_PI;
  auto circle = torch::cat({1.5 * angle.cos(), 0.5 * angle.sin()}, 1);
  auto tilt = torch::tensor({{0.8, 0.6}, {-0.6, 0.8}}, torch::dtype(torch::kFloat32));
  return circle.mm(tilt) + torch::tensor({0.5, -0.25}, torch::kFloat32) + 0.05 * torch::randn({count, 2});
}

torch::Tensor covariance(const torch::Tensor& points) {
  auto centred = points - points.mean(0, /*keepdim=*/true);
  return centred.t().mm(centred) / (points.size(0) - 1);
}

int main() {
  torch::manual_seed(9);
  torch::Device device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);

  // Discriminator
  torch::nn::Sequential D{{{"fc1", torch::nn::Linear(data_size, hidden_size)},
                           {"act1", torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.2))},
                           {"fc2", torch::nn::Linear(hidden_size, hidden_size)},
                           {"act2", torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.2))},
                           {"fc3", torch::nn::Linear(hidden_size, 1)},
                           {"out", torch::nn::Sigmoid()}}};

  // Generator
  torch::nn::Sequential G{torch::nn::Linear(latent_size, hidden_size), torch::nn::ReLU(),
                          torch::nn::Linear(hidden_size, hidden_size), torch::nn::ReLU(),
                          torch::nn::Linear(hidden_size, data_size)};
  D->to(device);
  G->to(device);
  std::cout << D << '\n' << G << '\n';

  torch::optim::Adam d_optimizer(D->parameters(), torch::optim::AdamOptions(1e-3).betas({0.5, 0.999}));
  torch::optim::Adam g_optimizer(G->parameters(), torch::optim::AdamOptions(1e-3).betas({0.5, 0.999}));

  // The average of the generator's weights moves less than the weights.
  torch::nn::Sequential average = std::dynamic_pointer_cast<torch::nn::SequentialImpl>(G->clone());

  std::cout << std::fixed << std::setprecision(4);
  for (int step = 1; step <= 3000; ++step) {
    auto points = real_points(batch_size).to(device);
    auto real_labels = torch::ones({batch_size, 1}).to(device);
    auto fake_labels = torch::zeros({batch_size, 1}).to(device);

    // Train the discriminator: binary cross entropy with real points, then with fake ones.
    auto outputs = D->forward(points);
    auto d_loss_real = F::binary_cross_entropy(outputs, real_labels);
    auto real_score = outputs.mean().item<double>();
    auto fake = G->forward(torch::randn({batch_size, latent_size}).to(device));
    outputs = D->forward(fake.detach());
    auto d_loss_fake = F::binary_cross_entropy(outputs, fake_labels);
    auto fake_score = outputs.mean().item<double>();
    auto d_loss = d_loss_real + d_loss_fake;
    d_optimizer.zero_grad();
    d_loss.backward();
    d_optimizer.step();

    // Train the generator to maximise log(D(G(z))).
    outputs = D->forward(G->forward(torch::randn({batch_size, latent_size}).to(device)));
    auto g_loss = F::binary_cross_entropy(outputs, real_labels);
    g_optimizer.zero_grad();
    g_loss.backward();
    g_optimizer.step();

    {
      torch::NoGradGuard no_grad;
      auto now = G->parameters(), mean = average->parameters();
      for (size_t i = 0; i < now.size(); ++i) mean[i].lerp_(now[i], 0.01);
    }
    if (step % 1000 == 0) {
      std::cout << "Step [" << step << "], d_loss: " << d_loss.item<double>()
                << ", g_loss: " << g_loss.item<double>() << ", D(x): " << real_score
                << ", D(G(z)): " << fake_score << '\n';
    }
  }

  torch::NoGradGuard no_grad;
  auto fake = average->forward(torch::randn({4096, latent_size}));
  auto real = real_points(4096);
  auto mean_error = (fake.mean(0) - real.mean(0)).norm().item<double>();
  auto covariance_error = (covariance(fake) - covariance(real)).norm().item<double>();
  std::cout << covariance(real) << '\n' << covariance(fake) << '\n';
  std::cout << "error of the mean: " << mean_error << ", of the covariance: " << covariance_error << '\n';
  return mean_error < 0.3 && covariance_error < 0.4 ? 0 : 1;
}
