// AveragedModel and update_bn: averages against PyTorch's, buffers, saving, cloning, models and loaders of other kinds,
// bad settings.
#include <gtest/gtest.h>

#include <sstream>

#include "golden/golden_call.h"
#include "harness/outcome.h"

namespace torch::inline rushlight {
namespace {

using optim::AveragedModel;
using optim::get_ema_multi_avg_fn;
using test::error_of;
using test::values;

struct NetImpl : nn::Cloneable<NetImpl> {
  NetImpl() { reset(); }
  void reset() override {
    fc = register_module("fc", nn::Linear(2, 3));
    norm = register_module("norm", nn::BatchNorm1d(3));
  }
  Tensor forward(const Tensor& x) { return norm(fc(x)); }
  nn::Linear fc{nullptr};
  nn::BatchNorm1d norm{nullptr};
};
TORCH_MODULE(Net);

struct NotCloneableImpl : nn::Module {
  Tensor forward(const Tensor& x) { return x; }
};

void fill(nn::Module& module, double value) {
  const NoGradGuard guard;
  for (Tensor& p : module.parameters()) p.fill_(value);
  for (Tensor& b : module.buffers()) b.fill_(value);
}

std::vector<Tensor> follow(const golden::Call& c, optim::MultiAvgFn average_by) {
  nn::Linear model(nn::LinearOptions(3, 1).bias(false));
  model->to(kDouble);
  {
    const NoGradGuard guard;
    model->weight.copy_(c["p"].reshape({1, 3}));
  }
  AveragedModel average(model, std::move(average_by));
  optim::SGD sgd(model->parameters(), 0.1);
  std::vector<Tensor> path;
  for (int step = 0; step < 6; ++step) {
    model->weight.mutable_grad() = (c["a"] * (model->weight.detach() - c["target"])).to(kDouble);
    sgd.step();
    average->update_parameters(model);
    path.push_back(average->module->weight.detach().clone());
  }
  return {stack(path)};
}

TEST(AveragedModel, FollowsPyTorch) {
  const golden::Operators operators = {
      {"swa", [](golden::Call& c) { return follow(c, optim::get_swa_multi_avg_fn()); }},
      {"ema", [](golden::Call& c) { return follow(c, get_ema_multi_avg_fn(c.number("decay"))); }}};
  golden::expect_golden("averages.txt", operators);
}

TEST(AveragedModel, BeginsAsTheModelAndLeavesItAlone) {
  Net net;
  AveragedModel average(net);
  EXPECT_TRUE(equal(average->module->fc->weight, net->fc->weight));
  EXPECT_EQ(average->n_averaged.item<int64_t>(), 0);
  const Tensor before = net->fc->weight.detach().clone();
  average->update_parameters(net);
  fill(*net, 3);
  average->update_parameters(net);
  EXPECT_EQ(average->n_averaged.item<int64_t>(), 2);
  EXPECT_TRUE(allclose(average->module->fc->weight, (before + 3) / 2));
  EXPECT_EQ(values(net->fc->weight)[0], 3);
  EXPECT_TRUE(average->module->fc->weight.is_leaf());
  EXPECT_TRUE(average->module->fc->weight.requires_grad());
}

TEST(AveragedModel, BuffersAreCopiedOrAveraged) {
  Net net;
  AveragedModel copied(net), averaged(net, get_ema_multi_avg_fn(0.5), /*use_buffers=*/true);
  for (double value : {2.0, 5.0}) {
    fill(*net, value);
    copied->update_parameters(net);
    averaged->update_parameters(net);
  }
  EXPECT_EQ(values(copied->module->norm->running_mean)[0], 5);
  EXPECT_EQ(values(copied->module->fc->bias)[0], 3.5);
  EXPECT_EQ(values(averaged->module->norm->running_mean)[0], 3.5);
  // Whole numbers are cut off: 2 + (5 - 2) / 2.
  EXPECT_EQ(averaged->module->norm->num_batches_tracked.item<int64_t>(), 3);
}

TEST(AveragedModel, IsAModuleThatIsSavedAndCloned) {
  Net net;
  AveragedModel average(net, get_ema_multi_avg_fn(0.5));
  average->update_parameters(net);
  average->eval();
  EXPECT_FALSE(average->module->norm->is_training());
  EXPECT_EQ(average->named_parameters().keys()[0], "module.fc.weight");
  EXPECT_EQ(average->named_buffers().keys()[0], "n_averaged");

  std::stringstream file;
  save(average, file);
  Net other;
  AveragedModel<Net> loaded(other, get_ema_multi_avg_fn(0.5));
  load(loaded, file);
  loaded->eval();
  const auto copy = std::dynamic_pointer_cast<AveragedModel<Net>::Impl>(average->clone());
  ASSERT_TRUE(copy);
  const Tensor x = ones({4, 2});
  fill(*net, 1);
  for (auto* one : {average.get(), loaded.get(), copy.get()}) {
    EXPECT_TRUE(equal(one->forward(x), average->forward(x)));
    EXPECT_EQ(one->n_averaged.item<int64_t>(), 1);
  }
  copy->update_parameters(net);
  EXPECT_EQ(copy->n_averaged.item<int64_t>(), 2);
  EXPECT_EQ(average->n_averaged.item<int64_t>(), 1);
  EXPECT_FALSE(equal(copy->module->fc->weight, average->module->fc->weight));
}

TEST(AveragedModel, TakesSequentialsPointersAndFunctionsOfOnesOwn) {
  nn::Sequential layers(nn::Linear(2, 2), nn::ReLU());
  AveragedModel average(layers);
  average->update_parameters(layers);
  EXPECT_TRUE(equal(average->forward(ones({1, 2})), layers->forward(ones({1, 2}))));
  EXPECT_TRUE(equal(average(ones({1, 2})), layers->forward(ones({1, 2}))));

  const auto net = std::make_shared<NetImpl>();
  int64_t seen = 0;
  AveragedModel largest(net, [&](TensorList averaged, TensorList current, int64_t n) {
    seen = n;
    for (size_t i = 0; i < averaged.size(); ++i) Tensor(averaged[i]).copy_(maximum(averaged[i], current[i]));
  });
  for (double value : {1.0, 4.0, 2.0}) {
    fill(*net, value);
    largest->update_parameters(net);
  }
  EXPECT_EQ(values(largest->module->fc->weight)[0], 4);
  EXPECT_EQ(seen, 2);
}

TEST(AveragedModel, BadSettings) {
  Net net;
  EXPECT_EQ(error_of([] { get_ema_multi_avg_fn(1.5); }),
            "get_ema_multi_avg_fn: expected a decay in [0, 1], got 1.5");
  EXPECT_EQ(error_of([&] { AveragedModel(net, optim::MultiAvgFn()); }),
            "AveragedModel: expected a function that averages, got an empty one");
  AveragedModel average(nn::Linear(2, 3));
  EXPECT_EQ(error_of([&] { average->update_parameters(net); }),
            "AveragedModel: expected a model with 2 parameters, got 4");
  EXPECT_EQ(error_of([&] { average->update_parameters(nn::Linear(3, 3)); }),
            "AveragedModel: expected parameters of the averaged shapes, [3, 2] at index 0, got [3, 3]");
  EXPECT_EQ(error_of([&] { AveragedModel none(std::shared_ptr<NetImpl>{}); }),
            "AveragedModel: expected a model, got a null pointer");
  EXPECT_EQ(error_of([&] { average->update_parameters(std::shared_ptr<NetImpl>()); }),
            "AveragedModel: expected a model, got a null pointer");
  EXPECT_NE(error_of([&] {
              AveragedModel plain(std::make_shared<NotCloneableImpl>());
            }).find("clone: expected a class that implements clone()"),
            std::string::npos);
}

// The mean and the unbiased variance over all rows, as a batch norm with momentum nullopt has them after equal batches.
TEST(UpdateBn, MakesTheMeanOverTheLoader) {
  Net net;
  net->norm->options.momentum(0.3);
  net->eval();
  const std::vector<Tensor> batches{randn({8, 2}), randn({8, 2}) + 5, randn({8, 2}) * 3};
  Tensor mean = zeros({3}), var = zeros({3});
  {
    const NoGradGuard guard;
    for (const Tensor& x : batches) {
      const Tensor y = net->fc(x);
      mean += y.mean(0) / 3;
      var += y.var(0) / 3;
    }
  }
  optim::update_bn(batches, net);
  EXPECT_TRUE(allclose(net->norm->running_mean, mean, 1e-4, 1e-5));
  EXPECT_TRUE(allclose(net->norm->running_var, var, 1e-4, 1e-5));
  EXPECT_EQ(net->norm->num_batches_tracked.item<int64_t>(), 3);
  EXPECT_EQ(net->norm->options.momentum(), 0.3);
  EXPECT_FALSE(net->is_training());
  EXPECT_FALSE(net->fc->weight.grad().defined());
}

TEST(UpdateBn, TakesALoaderAndAnAverageAndGivesBackOnErrors) {
  Net net;
  AveragedModel average(net);
  average->update_parameters(net);
  auto data =
      data::datasets::TensorDataset(randn({10, 2})).map(data::transforms::Stack<data::TensorExample>());
  auto loader = data::make_data_loader<data::samplers::SequentialSampler>(std::move(data), 5);
  optim::update_bn(*loader, average);
  EXPECT_EQ(average->module->norm->num_batches_tracked.item<int64_t>(), 2);
  EXPECT_EQ(net->norm->num_batches_tracked.item<int64_t>(), 0);

  std::vector<data::Example<>> examples{{randn({4, 2}), zeros({4})}};
  optim::update_bn(examples, average);
  EXPECT_EQ(average->module->norm->num_batches_tracked.item<int64_t>(), 1);

  average->eval();
  EXPECT_NE(error_of([&] { optim::update_bn(std::vector<Tensor>{ones({4, 7})}, average); }), "no error");
  EXPECT_EQ(average->module->norm->options.momentum(), 0.1);
  EXPECT_FALSE(average->is_training());

  nn::Linear without(2, 2);
  optim::update_bn(std::vector<Tensor>{ones({1, 9})}, without);  // no batch norm: the loader is not read
}

}  // namespace
}  // namespace torch::inline rushlight
