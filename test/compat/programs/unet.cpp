// A U-Net for segmentation, as people write it in C++: blocks of Sequential, ModuleList, transposed convolutions, skips
// by cat, Upsample in the decoder's other form, a loss of BCEWithLogits and Dice, StepLR, and the best model kept on disk.
// The images are discs and squares on noise; the masks are the discs.
#include <torch/torch.h>

#include <filesystem>
#include <iomanip>
#include <iostream>
#include <string>
#include <vector>

namespace F = torch::nn::functional;

torch::nn::Sequential double_conv(int64_t in_channels, int64_t out_channels) {
  return torch::nn::Sequential(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(in_channels, out_channels, 3).padding(1).bias(false)),
      torch::nn::BatchNorm2d(out_channels), torch::nn::ReLU(torch::nn::ReLUOptions().inplace(true)),
      torch::nn::Conv2d(torch::nn::Conv2dOptions(out_channels, out_channels, 3).padding(1).bias(false)),
      torch::nn::BatchNorm2d(out_channels), torch::nn::ReLU(torch::nn::ReLUOptions().inplace(true)));
}

struct UpImpl : torch::nn::Module {
  UpImpl(int64_t in_channels, int64_t out_channels, bool bilinear) {
    if (bilinear) {
      up =
          torch::nn::Sequential(torch::nn::Upsample(torch::nn::UpsampleOptions()
                                                        .scale_factor(std::vector<double>({2, 2}))
                                                        .mode(torch::kBilinear)
                                                        .align_corners(true)),
                                torch::nn::Conv2d(torch::nn::Conv2dOptions(in_channels, in_channels / 2, 1)));
    } else {
      up = torch::nn::Sequential(torch::nn::ConvTranspose2d(
          torch::nn::ConvTranspose2dOptions(in_channels, in_channels / 2, 2).stride(2)));
    }
    conv = double_conv(in_channels, out_channels);
    register_module("up", up);
    register_module("conv", conv);
  }

  torch::Tensor forward(torch::Tensor x1, const torch::Tensor& x2) {
    x1 = up->forward(x1);
    const auto diff_y = x2.size(2) - x1.size(2);
    const auto diff_x = x2.size(3) - x1.size(3);
    x1 = F::pad(x1, F::PadFuncOptions({diff_x / 2, diff_x - diff_x / 2, diff_y / 2, diff_y - diff_y / 2}));
    return conv->forward(torch::cat({x2, x1}, 1));
  }

  torch::nn::Sequential up{nullptr}, conv{nullptr};
};
TORCH_MODULE(Up);

struct UNetImpl : torch::nn::Module {
  UNetImpl(int64_t in_channels, int64_t classes, std::vector<int64_t> features, bool bilinear) {
    for (auto feature : features) {
      downs->push_back(double_conv(in_channels, feature));
      in_channels = feature;
    }
    bottleneck = double_conv(features.back(), features.back() * 2);
    for (auto it = features.rbegin(); it != features.rend(); ++it) ups->push_back(Up(*it * 2, *it, bilinear));
    head = torch::nn::Conv2d(torch::nn::Conv2dOptions(features.front(), classes, 1));
    register_module("downs", downs);
    register_module("bottleneck", bottleneck);
    register_module("ups", ups);
    register_module("head", head);
  }

  torch::Tensor forward(torch::Tensor x) {
    std::vector<torch::Tensor> skips;
    for (const auto& down : *downs) {
      x = down->as<torch::nn::Sequential>()->forward(x);
      skips.push_back(x);
      x = torch::max_pool2d(x, 2);
    }
    x = bottleneck->forward(x);
    for (size_t i = 0; i < ups->size(); i++) x = ups[i]->as<Up>()->forward(x, skips[skips.size() - 1 - i]);
    return head->forward(x);
  }

  torch::nn::ModuleList downs, ups;
  torch::nn::Sequential bottleneck{nullptr};
  torch::nn::Conv2d head{nullptr};
};
TORCH_MODULE(UNet);

// Images (n, 1, 22, 22) with a disc and a square each, and the masks of the discs.
std::pair<torch::Tensor, torch::Tensor> make_batch(int64_t n) {
  auto axis = torch::arange(22, torch::kFloat);
  auto ys = axis.view({1, 22, 1}), xs = axis.view({1, 1, 22});
  auto centre = torch::rand({n, 4, 1, 1}) * 12 + 5;
  auto disc = ((ys - centre.select(1, 0)).pow(2) + (xs - centre.select(1, 1)).pow(2) < 16).to(torch::kFloat);
  auto square =
      torch::logical_and((ys - centre.select(1, 2)).abs() < 3, (xs - centre.select(1, 3)).abs() < 3);
  auto image = torch::maximum(disc, square.to(torch::kFloat)) + 0.2 * torch::randn({n, 22, 22});
  return {image.unsqueeze(1), disc.unsqueeze(1)};
}

torch::Tensor dice(const torch::Tensor& probability, const torch::Tensor& mask) {
  auto overlap = (probability * mask).sum({1, 2, 3});
  return ((2 * overlap + 1) / (probability.sum({1, 2, 3}) + mask.sum({1, 2, 3}) + 1)).mean();
}

double train(UNet& model, const torch::Device& device, const std::string& path) {
  torch::optim::AdamW optimizer(model->parameters(), torch::optim::AdamWOptions(5e-3).weight_decay(1e-4));
  torch::optim::StepLR scheduler(optimizer, /*step_size=*/2, /*gamma=*/0.5);
  auto bce = torch::nn::BCEWithLogitsLoss();
  auto [test_images, test_masks] = make_batch(16);
  double best = 0;
  for (int epoch = 1; epoch <= 6; epoch++) {
    model->train();
    double total = 0;
    for (int step = 0; step < 12; step++) {
      auto [images, masks] = make_batch(8);
      images = images.to(device);
      masks = masks.to(device);
      optimizer.zero_grad();
      auto logits = model(images);
      auto loss = bce(logits, masks) + (1 - dice(torch::sigmoid(logits), masks));
      loss.backward();
      optimizer.step();
      total += loss.item<double>();
    }
    scheduler.step();
    model->eval();
    torch::NoGradGuard no_grad;
    const double score =
        dice((model(test_images.to(device)).sigmoid() > 0.5).to(torch::kFloat), test_masks).item<double>();
    std::cout << "epoch " << epoch << " loss " << std::fixed << std::setprecision(4) << total / 12 << " dice "
              << score << std::endl;
    if (score > best) {
      best = score;
      torch::save(model, path);
    }
  }
  return best;
}

int main() {
  torch::manual_seed(0);
  const torch::Device device(torch::cuda::is_available() ? torch::kCUDA : torch::kCPU);
  const auto path = (std::filesystem::temp_directory_path() / "unet-best.pt").string();
  bool good = true;
  for (bool bilinear : {false, true}) {
    UNet model(1, 1, std::vector<int64_t>{8, 16}, bilinear);
    model->to(device);
    int64_t parameters = 0;
    for (const auto& p : model->parameters()) parameters += p.numel();
    std::cout << (bilinear ? "bilinear, " : "transposed convolutions, ") << parameters << " parameters"
              << std::endl;
    const double best = train(model, device, path);

    UNet restored(1, 1, std::vector<int64_t>{8, 16}, bilinear);
    torch::load(restored, path);
    restored->eval();
    torch::NoGradGuard no_grad;
    auto [images, masks] = make_batch(16);
    const double score = dice((restored(images).sigmoid() > 0.5).to(torch::kFloat), masks).item<double>();
    std::cout << "restored: " << score << " on new images" << std::endl;
    good = good && best > 0.8 && score > 0.7;
  }
  std::filesystem::remove(path);
  return good ? 0 : 1;
}
