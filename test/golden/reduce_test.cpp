// Reductions and activations against PyTorch's figures: reduce.txt, activation.txt.
// Read next: golden_call.h, which runs them; loss_test.cpp.
#include <tuple>

#include "golden/golden_call.h"

namespace {

using rushlight::golden::Call;
using rushlight::golden::expect_golden;
using rushlight::golden::listed;
using rushlight::golden::Operators;
using Outputs = std::vector<torch::Tensor>;

TEST(Golden, Reduce) {
  const Operators operators = {
      {"sum", [](const Call& c) { return Outputs{torch::sum(c["x"], c.ints("dim"), c.flag("keepdim"))}; }},
      {"mean", [](const Call& c) { return Outputs{torch::mean(c["x"], c.ints("dim"), c.flag("keepdim"))}; }},
      {"logsumexp",
       [](const Call& c) { return Outputs{torch::logsumexp(c["x"], c.ints("dim"), c.flag("keepdim"))}; }},
      {"amax", [](const Call& c) { return Outputs{torch::amax(c["x"], c.ints("dim"), c.flag("keepdim"))}; }},
      {"amin", [](const Call& c) { return Outputs{torch::amin(c["x"], c.ints("dim"), c.flag("keepdim"))}; }},
      {"prod",
       [](const Call& c) { return Outputs{torch::prod(c["x"], c.integer("dim"), c.flag("keepdim"))}; }},
      {"max", [](const Call& c) { return listed(torch::max(c["x"], c.integer("dim"), c.flag("keepdim"))); }},
      {"min", [](const Call& c) { return listed(torch::min(c["x"], c.integer("dim"), c.flag("keepdim"))); }},
      {"argmax",
       [](const Call& c) { return Outputs{torch::argmax(c["x"], c.integer("dim"), c.flag("keepdim"))}; }},
      {"argmin",
       [](const Call& c) { return Outputs{torch::argmin(c["x"], c.integer("dim"), c.flag("keepdim"))}; }},
      {"any",
       [](const Call& c) { return Outputs{torch::any(c["x"] > 2, c.integer("dim"), c.flag("keepdim"))}; }},
      {"all",
       [](const Call& c) { return Outputs{torch::all(c["x"] > -2, c.integer("dim"), c.flag("keepdim"))}; }},
      {"cumsum", [](const Call& c) { return Outputs{torch::cumsum(c["x"], c.integer("dim"))}; }},
      {"var",
       [](const Call& c) {
         return Outputs{torch::var(c["x"], c.ints("dim"), c.flag("unbiased"), c.flag("keepdim"))};
       }},
      {"std",
       [](const Call& c) {
         return Outputs{torch::std(c["x"], c.ints("dim"), c.flag("unbiased"), c.flag("keepdim"))};
       }},
      {"norm",
       [](const Call& c) {
         return Outputs{torch::norm(c["x"], c.number("p"), c.ints("dim"), c.flag("keepdim"))};
       }},
  };
  // 1000.123 has a rounding of 3e-5 in float32, and the variance of such numbers is 0.1.
  expect_golden("reduce.txt", operators, {1e-4, 1e-4});
}

TEST(Golden, Activation) {
  const Operators operators = {
      {"relu", [](const Call& c) { return Outputs{torch::relu(c["x"])}; }},
      {"sigmoid", [](const Call& c) { return Outputs{torch::sigmoid(c["x"])}; }},
      {"tanh", [](const Call& c) { return Outputs{torch::tanh(c["x"])}; }},
      {"gelu", [](const Call& c) { return Outputs{torch::gelu(c["x"], c.flag("tanh") ? "tanh" : "none")}; }},
      {"leaky_relu",
       [](const Call& c) { return Outputs{torch::leaky_relu(c["x"], c.number("negative_slope"))}; }},
      {"elu", [](const Call& c) { return Outputs{torch::elu(c["x"], c.number("alpha"))}; }},
      {"softplus",
       [](const Call& c) {
         return Outputs{torch::softplus(c["x"], c.number("beta"), c.number("threshold"))};
       }},
      {"softmax", [](const Call& c) { return Outputs{torch::softmax(c["x"], c.integer("dim"))}; }},
      {"log_softmax", [](const Call& c) { return Outputs{torch::log_softmax(c["x"], c.integer("dim"))}; }},
  };
  expect_golden("activation.txt", operators);
}

}  // namespace
