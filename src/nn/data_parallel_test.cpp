// data_parallel: the same results and gradients as the module by itself, buffers apart, and what it refuses.
#include <gtest/gtest.h>

#include "harness/expect_error.h"
#include "rushlight/nn.h"
#include "rushlight/nn/data_parallel.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::expect_error;

const std::vector<Device> kTwo = {Device(kCPU), Device(kCPU)};

TEST(DataParallel, ResultAndGradientsAreTheModulesOwn) {
  manual_seed(3);
  nn::Linear net(4, 3);
  const Tensor x = randn({5, 4});
  net(x).square().sum().backward();
  const Tensor expected = net->weight.grad().clone(), bias = net->bias.grad().clone();
  net->zero_grad();
  const Tensor y = nn::parallel::data_parallel(net, x, kTwo);
  EXPECT_TRUE(allclose(y, net(x)));
  y.square().sum().backward();
  EXPECT_TRUE(allclose(net->weight.grad(), expected, 1e-5, 1e-6));
  EXPECT_TRUE(allclose(net->bias.grad(), bias, 1e-5, 1e-6));
}

TEST(DataParallel, MoreDevicesThanRows) {
  nn::Linear net(2, 1);
  const Tensor x = randn({2, 2});
  const std::vector<Device> four(4, Device(kCPU));
  EXPECT_TRUE(allclose(nn::parallel::data_parallel(net, x, four), net(x)));
}

TEST(DataParallel, OneDeviceUsesTheModuleItself) {
  nn::BatchNorm1d norm(3);
  nn::parallel::data_parallel(norm, randn({6, 3}), std::vector<Device>{Device(kCPU)});
  EXPECT_EQ(norm->num_batches_tracked.item<int64_t>(), 1);
}

TEST(DataParallel, ReplicasHaveTheirOwnMemory) {
  nn::Linear net(2, 2);
  auto replicas = nn::parallel::replicate(net, kTwo);
  ASSERT_EQ(replicas.size(), 2u);
  EXPECT_TRUE(equal(replicas[0]->weight, net->weight));
  EXPECT_NE(replicas[0]->weight.data_ptr(), net->weight.data_ptr());
  EXPECT_NE(replicas[0]->weight.data_ptr(), replicas[1]->weight.data_ptr());
}

TEST(DataParallel, FrozenParametersGetNoGradient) {
  nn::Linear net(2, 2);
  net->bias.set_requires_grad(false);
  nn::parallel::data_parallel(net, ones({4, 2}), kTwo).sum().backward();
  EXPECT_TRUE(net->weight.grad().defined());
  EXPECT_FALSE(net->bias.grad().defined());
}

TEST(DataParallel, SaysWhatIsWrong) {
  nn::Linear net(2, 2);
  expect_error(
      [&] {
        nn::parallel::data_parallel(net, ones({4, 2}));
      },
      "data_parallel: expected a list of devices, got none, and there is no CUDA device");
  std::vector<nn::Linear> nets = {net};
  expect_error(
      [&] {
        nn::parallel::parallel_apply(nets, {ones({1, 2}), ones({1, 2})});
      },
      "parallel_apply: expected as many inputs as modules (1), got 2");
  expect_error(
      [&] {
        nn::parallel::parallel_apply(nets, {ones({1, 2})}, kTwo);
      },
      "parallel_apply: expected as many devices as modules (1), got 2");
}

}  // namespace
}  // namespace torch::inline rushlight
