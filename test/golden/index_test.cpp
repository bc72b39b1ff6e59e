// Indexing, sorting and rearranging against PyTorch's figures: index.txt.
// Read next: golden_call.h, which runs them; rnn_test.cpp.
#include <tuple>

#include "golden/golden_call.h"

namespace {

using rushlight::golden::Call;
using rushlight::golden::expect_golden;
using rushlight::golden::listed;
using rushlight::golden::Operators;
using Outputs = std::vector<torch::Tensor>;

TEST(Golden, Index) {
  using torch::indexing::Slice;
  namespace F = torch::nn::functional;
  const Operators operators = {
      {"embedding",
       [](const Call& c) {
         return Outputs{
             F::embedding(c["i"], c["w"], F::EmbeddingFuncOptions().padding_idx(c.integer("padding_idx")))};
       }},
      {"index_select",
       [](const Call& c) { return Outputs{torch::index_select(c["x"], c.integer("dim"), c["i"])}; }},
      {"index", [](const Call& c) { return Outputs{c["x"].index({c["i"]})}; }},
      {"index_mask", [](const Call& c) { return Outputs{c["x"].index({c["m"]})}; }},
      {"index_two",
       [](const Call& c) {
         return Outputs{c["x"].index({c["i"], Slice(), c["j"]})};
       }},
      {"index_put",
       [](const Call& c) {
         torch::Tensor x = c["x"].clone();
         x.index_put_({c["i"]}, c["v"], c.flag("accumulate"));
         return Outputs{x};
       }},
      {"gather", [](const Call& c) { return Outputs{torch::gather(c["x"], c.integer("dim"), c["i"])}; }},
      {"scatter",
       [](const Call& c) { return Outputs{torch::scatter(c["x"], c.integer("dim"), c["i"], c["v"])}; }},
      {"scatter_add",
       [](const Call& c) { return Outputs{torch::scatter_add(c["x"], c.integer("dim"), c["i"], c["v"])}; }},
      {"masked_fill",
       [](const Call& c) { return Outputs{torch::masked_fill(c["x"], c["m"], c.number("value"))}; }},
      {"masked_select", [](const Call& c) { return Outputs{torch::masked_select(c["x"], c["m"])}; }},
      {"where", [](const Call& c) { return Outputs{torch::where(c["m"], c["x"], c["y"])}; }},
      {"sort",
       [](const Call& c) { return listed(torch::sort(c["x"], c.integer("dim"), c.flag("descending"))); }},
      {"stable_sort",
       [](const Call& c) {
         return listed(torch::sort(c["x"], /*stable=*/true, c.integer("dim"), c.flag("descending")));
       }},
      {"topk",
       [](const Call& c) {
         return listed(torch::topk(c["x"], c.integer("k"), c.integer("dim"), c.flag("largest")));
       }},
      {"unique",
       [](const Call& c) {
         return listed(
             torch::_unique2(c["x"], /*sorted=*/true, /*return_inverse=*/true, /*return_counts=*/true));
       }},
      {"nonzero", [](const Call& c) { return Outputs{torch::nonzero(c["x"])}; }},
      {"one_hot", [](const Call& c) { return Outputs{torch::one_hot(c["x"], c.integer("num_classes"))}; }},
      {"flip", [](const Call& c) { return Outputs{torch::flip(c["x"], c.ints("dims"))}; }},
      {"roll", [](const Call& c) { return Outputs{torch::roll(c["x"], c.ints("shifts"), c.ints("dims"))}; }},
      {"repeat", [](const Call& c) { return Outputs{c["x"].repeat(c.ints("repeats"))}; }},
      {"unfold",
       [](const Call& c) {
         return Outputs{c["x"].unfold(c.integer("dimension"), c.integer("size"), c.integer("step"))};
       }},
      {"nan_to_num",
       [](const Call& c) {
         return Outputs{torch::nan_to_num(c["x"], c.number("nan"), c.number("posinf"), c.number("neginf"))};
       }},
  };
  expect_golden("index.txt", operators, {1e-5, 1e-5});
}

}  // namespace
