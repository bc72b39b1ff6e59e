// Neural style transfer: the image itself is the parameter, its losses are distances of features and of Gram matrices
// taken from chosen layers of a fixed network. Once with Adam, as the well-known tutorial set does, once with LBFGS and
// a closure. The network has random weights, which carry texture well enough for images of this size.
#include <torch/torch.h>

#include <cstdio>
#include <iostream>
#include <set>
#include <vector>

class VGGNetImpl : public torch::nn::Module {
 public:
  explicit VGGNetImpl(const std::vector<int64_t>& config, std::set<size_t> selected)
      : layers_(make_layers(config)), selected_layer_idxs_(std::move(selected)) {
    register_module("layers", layers_);
  }

  std::vector<torch::Tensor> forward(torch::Tensor x) {
    std::vector<torch::Tensor> selected_features;
    size_t index = 0;
    for (auto& layer : *layers_) {
      x = layer.forward(x);
      if (selected_layer_idxs_.count(index++) > 0) selected_features.push_back(x);
    }
    return selected_features;
  }

 private:
  static torch::nn::Sequential make_layers(const std::vector<int64_t>& config) {
    torch::nn::Sequential layers;
    int64_t in_channels = 3;
    for (auto channels : config) {
      if (channels == -1) {
        layers->push_back(torch::nn::AvgPool2d(torch::nn::AvgPool2dOptions(2).stride(2)));
      } else {
        layers->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(in_channels, channels, 3).padding(1)));
        layers->push_back(torch::nn::LeakyReLU(torch::nn::LeakyReLUOptions().negative_slope(0.1)));
        in_channels = channels;
      }
    }
    return layers;
  }

  torch::nn::Sequential layers_;
  std::set<size_t> selected_layer_idxs_;
};
TORCH_MODULE(VGGNet);

torch::Tensor gram_matrix(const torch::Tensor& features) {
  auto c = features.size(1), h = features.size(2), w = features.size(3);
  auto f = features.view({c, h * w});
  return torch::mm(f, f.t()) / (c * h * w);
}

struct Losses {
  torch::Tensor style, content;
};

Losses losses_of(VGGNet& vgg, const torch::Tensor& target, const std::vector<torch::Tensor>& content_features,
                 const std::vector<torch::Tensor>& style_features) {
  auto target_features = vgg->forward(target);
  auto style_loss = torch::zeros({1}, torch::TensorOptions(target.device()));
  auto content_loss = torch::zeros({1}, torch::TensorOptions(target.device()));
  for (size_t i = 0; i != target_features.size(); ++i) {
    content_loss += torch::nn::functional::mse_loss(target_features[i], content_features[i]);
    style_loss += (gram_matrix(target_features[i]) - gram_matrix(style_features[i])).pow_(2).sum();
  }
  return {style_loss, content_loss};
}

int main() {
  torch::manual_seed(12);
  const double style_weight = 50;

  // Content: a bright disc. Style: stripes.
  auto axis = torch::linspace(-1, 1, 24);
  auto grid = torch::meshgrid({axis, axis}, "ij");
  auto content =
      (grid[0].pow(2) + grid[1].pow(2) < 0.4).to(torch::kFloat).expand({1, 3, 24, 24}).contiguous();
  auto style = (12 * (grid[0] + grid[1])).sin().repeat({1, 3, 1, 1});

  VGGNet vgg(std::vector<int64_t>{8, 8, -1, 16, 16}, std::set<size_t>{0, 4, 7});
  for (auto& parameter : vgg->parameters()) parameter.requires_grad_(false);
  vgg->eval();

  std::vector<torch::Tensor> content_features, style_features;
  {
    torch::NoGradGuard no_grad;
    content_features = vgg->forward(content);
    style_features = vgg->forward(style);
  }
  const double style_before = losses_of(vgg, content, content_features, style_features).style.item<double>();

  auto target = content.clone().requires_grad_(true);
  torch::optim::Adam optimizer(std::vector<torch::Tensor>{target},
                               torch::optim::AdamOptions(0.02).betas(std::make_tuple(0.5, 0.999)));
  for (size_t step = 0; step != 200; ++step) {
    auto [style_loss, content_loss] = losses_of(vgg, target, content_features, style_features);
    auto total_loss = content_loss + style_weight * style_loss;
    optimizer.zero_grad();
    total_loss.backward();
    optimizer.step();
    if ((step + 1) % 50 == 0) {
      std::printf("Adam %zu: content %.5f, style %.6f\n", step + 1, content_loss.item<double>(),
                  style_loss.item<double>());
    }
  }
  const double style_adam = losses_of(vgg, target, content_features, style_features).style.item<double>();

  // LBFGS from noise, for the style alone.
  auto texture = torch::randn({1, 3, 24, 24}).mul_(0.1).requires_grad_();
  torch::optim::LBFGS lbfgs({texture},
                            torch::optim::LBFGSOptions(1).max_iter(40).line_search_fn("strong_wolfe"));
  auto closure = [&]() {
    lbfgs.zero_grad();
    auto loss = style_weight * losses_of(vgg, texture, content_features, style_features).style;
    loss.backward();
    return loss;
  };
  double style_lbfgs = 0;
  for (int i = 0; i < 3; ++i) style_lbfgs = lbfgs.step(closure).item<double>() / style_weight;
  style_lbfgs = losses_of(vgg, texture, content_features, style_features).style.item<double>();

  const double kept =
      torch::corrcoef(torch::stack({target.detach().flatten(), content.flatten()}))[0][1].item<double>();
  std::cout << "style loss: " << style_before << " of the content, " << style_adam << " after Adam, "
            << style_lbfgs << " of a texture by LBFGS; correlation with the content: " << kept << std::endl;
  return style_adam < 0.2 * style_before && style_lbfgs < 1e-3 * style_before && kept > 0.4 ? 0 : 1;
}
