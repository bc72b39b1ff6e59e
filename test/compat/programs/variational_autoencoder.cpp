// The variational autoencoder of the well-known tutorial set: a module whose forward returns a struct, the
// reparametrisation, binary cross entropy summed plus the KL divergence. Images are soft spots that have two degrees of
// freedom, which the latent space must hold. Saved to and loaded from a stream at the end.
#include <torch/torch.h>

#include <iomanip>
#include <iostream>
#include <sstream>
#include <utility>

namespace F = torch::nn::functional;

struct VAEOutput {
  torch::Tensor reconstruction;
  torch::Tensor mu;
  torch::Tensor log_var;
};

class VAEImpl : public torch::nn::Module {
 public:
  VAEImpl(int64_t image_size, int64_t h_dim, int64_t z_dim)
      : fc1(image_size, h_dim),
        fc2(h_dim, z_dim),
        fc3(h_dim, z_dim),
        fc4(z_dim, h_dim),
        fc5(h_dim, image_size) {
    register_module("fc1", fc1);
    register_module("fc2", fc2);
    register_module("fc3", fc3);
    register_module("fc4", fc4);
    register_module("fc5", fc5);
  }

  torch::Tensor decode(torch::Tensor z) {
    auto h = F::relu(fc4->forward(z));
    return torch::sigmoid(fc5->forward(h));
  }

  VAEOutput forward(torch::Tensor x) {
    auto encode_output = encode(x);
    auto mu = encode_output.first;
    auto log_var = encode_output.second;
    auto z = reparameterize(mu, log_var);
    auto x_reconstructed = decode(z);
    return {x_reconstructed, mu, log_var};
  }

 private:
  std::pair<torch::Tensor, torch::Tensor> encode(torch::Tensor x) {
    auto h = F::relu(fc1->forward(x));
    return {fc2->forward(h), fc3->forward(h)};
  }

  torch::Tensor reparameterize(torch::Tensor mu, torch::Tensor log_var) {
    if (is_training()) {
      auto std = log_var.div(2).exp_();
      auto eps = torch::randn_like(std);
      return eps.mul(std).add_(mu);
    } else {
      // During inference, return the mean of the learned distribution.
      return mu;
    }
  }

  torch::nn::Linear fc1, fc2, fc3, fc4, fc5;
};
TORCH_MODULE(VAE);

const int64_t side = 12, image_size = side * side;

torch::Tensor make_spots(int64_t count) {
  auto axis = torch::arange(0, side, torch::kFloat);
  auto centre = torch::rand({2, count, 1}) * 7 + 2;
  auto rows = (-(axis - centre[0]).pow(2) / 6).exp();
  auto columns = (-(axis - centre[1]).pow(2) / 6).exp();
  return (rows.unsqueeze(2) * columns.unsqueeze(1)).view({count, image_size});
}

int main() {
  torch::manual_seed(10);
  VAE model(image_size, /*h_dim=*/64, /*z_dim=*/4);
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(3e-3));
  auto images = make_spots(1024);

  std::cout << std::fixed << std::setprecision(4);
  for (size_t epoch = 0; epoch != 40; ++epoch) {
    model->train();
    torch::Tensor reconstruction_loss, kl_divergence;
    for (auto& batch : images.index_select(0, torch::randperm(images.size(0))).chunk(16)) {
      auto output = model->forward(batch);
      reconstruction_loss = F::binary_cross_entropy(
          output.reconstruction, batch, F::BinaryCrossEntropyFuncOptions().reduction(torch::kSum));
      kl_divergence = -0.5 * torch::sum(1 + output.log_var - output.mu.pow(2) - output.log_var.exp());

      auto loss = reconstruction_loss + kl_divergence;
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();
    }
    if ((epoch + 1) % 10 == 0) {
      std::cout << "Epoch [" << epoch + 1
                << "], Reconstruction loss: " << reconstruction_loss.item<double>() / 64
                << ", KL-divergence: " << kl_divergence.item<double>() / 64 << "\n";
    }
  }

  std::stringstream stream;
  torch::save(model, stream);
  VAE restored(image_size, 64, 4);
  torch::load(restored, stream);

  restored->eval();
  torch::NoGradGuard no_grad;
  auto test_images = make_spots(256);
  auto output = restored->forward(test_images);
  auto error = F::mse_loss(output.reconstruction, test_images).item<double>();
  auto spread = test_images.var(0, /*unbiased=*/false).mean().item<double>();
  auto used = (output.mu.std(0) > 0.5).sum().item<int64_t>();
  auto drawn = restored->decode(torch::randn({64, 4})).view({-1, 1, side, side});
  std::cout << "error " << error << " of a variance of " << spread << ", dimensions in use: " << used
            << ", brightest of each " << std::get<0>(drawn.flatten(1).max(1)).mean().item<double>() << '\n';
  return error < 0.15 * spread && used >= 2 ? 0 : 1;
}
