// Loss curves of small models against PyTorch's: same seed, same modules in the same order, same batches, 50 steps.
// One number at the end of a training covers everything in between: generator, initialisation, forward, backward and
// optimizer. test/golden/make_golden_models.py makes the figures and says why the learning rates are what they are.
// Read next: test/golden/README.md.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <string>
#include <utility>
#include <vector>

#include "harness/golden.h"

namespace {

namespace nn = torch::nn;
using rushlight::golden::Case;
using rushlight::golden::File;
using torch::Tensor;

constexpr int64_t kSteps = 50;

// One push_back a line: the arguments of a call are made in no fixed order, and so would the random weights be.
nn::Sequential mlp() {
  nn::Sequential model;
  model->push_back(nn::Linear(784, 128));
  model->push_back(nn::ReLU());
  model->push_back(nn::Linear(128, 64));
  model->push_back(nn::ReLU());
  model->push_back(nn::Linear(64, 10));
  return model;
}

nn::Sequential cnn() {
  nn::Sequential model;
  for (const auto& [in, out] : {std::pair{1, 32}, {32, 64}}) {
    model->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, 5).padding(2)));
    model->push_back(nn::ReLU());
    model->push_back(nn::MaxPool2d(2));
  }
  model->push_back(nn::Flatten());
  model->push_back(nn::Linear(3136, 1000));
  model->push_back(nn::ReLU());
  model->push_back(nn::Linear(1000, 10));
  return model;
}

/// Losses of the steps of a training; `shape` is the shape of one example.
std::vector<double> losses(nn::Sequential (*make)(), int64_t batch, std::vector<int64_t> shape,
                           torch::Dtype dtype, const Case& golden) {
  torch::manual_seed(0);
  nn::Sequential model = make();
  const Tensor y = torch::randint(10, {kSteps, batch});
  shape.insert(shape.begin(), 10);
  const Tensor pictures = torch::randn(shape);
  shape[0] = batch;
  shape.insert(shape.begin(), kSteps);
  const Tensor x = pictures.index_select(0, y.flatten()).reshape(shape) + 0.1 * torch::randn(shape);
  model->to(dtype);
  torch::optim::SGD optimizer(
      model->parameters(), torch::optim::SGDOptions(golden.number("lr")).momentum(golden.number("momentum")));
  std::vector<double> result;
  for (int64_t step = 0; step < kSteps; ++step) {
    optimizer.zero_grad();
    Tensor loss = nn::functional::cross_entropy(model->forward(x[step].to(dtype)), y[step]);
    loss.backward();
    optimizer.step();
    result.push_back(loss.item<double>());
  }
  return result;
}

void expect_same_curve(const std::string& name, nn::Sequential (*make)(), int64_t batch,
                       const std::vector<int64_t>& shape, torch::Dtype dtype, double tolerance,
                       double rounding = 0) {
  const File file(RUSHLIGHT_GOLDEN_DIR "/models.txt");
  const Case& golden = file[name];
  const std::vector<double>& expected = golden.values("losses");
  ASSERT_EQ(expected.size(), static_cast<size_t>(kSteps));
  const std::vector<double> got = losses(make, batch, shape, dtype, golden);
  for (size_t step = 0; step < expected.size(); ++step) {
    ASSERT_NEAR(got[step], expected[step], tolerance * expected[step] + rounding)
        << name << ", step " << step;
  }
}

TEST(LossCurves, Mlp) { expect_same_curve("mlp", mlp, 64, {784}, torch::kFloat32, 1e-4); }
// Its loss falls below 1e-3, where float32 leaves an absolute error too.
TEST(LossCurves, MlpMomentum) {
  expect_same_curve("mlp_momentum", mlp, 64, {784}, torch::kFloat32, 1e-4, 5e-7);
}
TEST(LossCurves, Cnn) { expect_same_curve("cnn", cnn, 32, {1, 28, 28}, torch::kFloat32, 1e-4); }
TEST(LossCurves, CnnDouble) { expect_same_curve("cnn_double", cnn, 8, {1, 28, 28}, torch::kFloat64, 1e-8); }

}  // namespace
