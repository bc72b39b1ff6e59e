// Convolutions, pools and normalisations against PyTorch's figures: conv.txt, pool.txt, norm.txt.
// Read next: golden_call.h, which runs them; index_test.cpp.
#include <tuple>

#include "golden/golden_call.h"

namespace {

using rushlight::golden::Call;
using rushlight::golden::expect_golden;
using rushlight::golden::listed;
using rushlight::golden::Operators;
using Outputs = std::vector<torch::Tensor>;

TEST(Golden, Conv) {
  const Operators operators = {
      {"conv1d",
       [](const Call& c) {
         return Outputs{torch::conv1d(c["x"], c["w"], c.maybe("b"), c.ints("stride"), c.ints("padding"),
                                      c.ints("dilation"), c.integer("groups"))};
       }},
      {"conv2d",
       [](const Call& c) {
         return Outputs{torch::conv2d(c["x"], c["w"], c.maybe("b"), c.ints("stride"), c.ints("padding"),
                                      c.ints("dilation"), c.integer("groups"))};
       }},
  };
  expect_golden("conv.txt", operators, {1e-4, 1e-5});
}

TEST(Golden, Pool) {
  const Operators operators = {
      {"max_pool2d_with_indices",
       [](const Call& c) {
         return listed(torch::max_pool2d_with_indices(c["x"], c.ints("kernel_size"), c.ints("stride"),
                                                      c.ints("padding"), c.ints("dilation"),
                                                      c.flag("ceil_mode")));
       }},
      {"avg_pool2d",
       [](const Call& c) {
         std::optional<int64_t> divisor;
         if (c.has("divisor_override")) divisor = c.integer("divisor_override");
         return Outputs{torch::avg_pool2d(c["x"], c.ints("kernel_size"), c.ints("stride"), c.ints("padding"),
                                          c.flag("ceil_mode"), c.flag("count_include_pad"), divisor)};
       }},
      {"max_pool1d",
       [](const Call& c) {
         return Outputs{torch::max_pool1d(c["x"], c.ints("kernel_size"), c.ints("stride"), c.ints("padding"),
                                          c.ints("dilation"), c.flag("ceil_mode"))};
       }},
      {"avg_pool1d",
       [](const Call& c) {
         return Outputs{torch::avg_pool1d(c["x"], c.ints("kernel_size"), c.ints("stride"), c.ints("padding"),
                                          c.flag("ceil_mode"), c.flag("count_include_pad"))};
       }},
      {"adaptive_avg_pool2d",
       [](const Call& c) { return Outputs{torch::adaptive_avg_pool2d(c["x"], c.ints("output_size"))}; }},
      {"adaptive_max_pool2d",
       [](const Call& c) { return listed(torch::adaptive_max_pool2d(c["x"], c.ints("output_size"))); }},
  };
  expect_golden("pool.txt", operators);
}

/// The output and, when the case has them, the running figures after the call.
Outputs batch_norm(const Call& c) {
  torch::Tensor mean = c.maybe("running_mean"), var = c.maybe("running_var");
  if (mean.defined()) mean = mean.clone(), var = var.clone();
  const torch::Tensor out =
      torch::batch_norm(c["x"], c.maybe("weight"), c.maybe("bias"), mean, var, c.flag("training"),
                        c.number("momentum"), c.number("eps"), /*cudnn_enabled=*/false);
  return mean.defined() ? Outputs{out, mean, var} : Outputs{out};
}

TEST(Golden, Norm) {
  const Operators operators = {
      {"batch_norm", batch_norm},
      {"layer_norm",
       [](const Call& c) {
         return Outputs{torch::layer_norm(c["x"], c.ints("normalized_shape"), c.maybe("weight"),
                                          c.maybe("bias"), c.number("eps"))};
       }},
      {"local_response_norm",
       [](const Call& c) {
         namespace F = torch::nn::functional;
         auto options = F::LocalResponseNormFuncOptions(c.integer("size")).alpha(c.number("alpha"));
         return Outputs{F::local_response_norm(c["x"], options.beta(c.number("beta")).k(c.number("k")))};
       }},
  };
  expect_golden("norm.txt", operators, {1e-4, 1e-4});
}

}  // namespace
