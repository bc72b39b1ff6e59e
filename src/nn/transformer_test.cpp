// Attention and the transformer: masks, shapes, default arguments, clones, errors; figures are in test/golden.
#include "rushlight/nn/transformer.h"

#include <gtest/gtest.h>

#include <limits>

#include "harness/outcome.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::error_of;
using test::values;

TEST(Attention, WeightsAddUpAndMasksHide) {
  manual_seed(0);
  nn::MultiheadAttention attention(8, 2);
  const Tensor q = randn({3, 2, 8}), k = randn({5, 2, 8});
  Tensor padding = zeros({2, 5}, kBool);
  padding.select(1, 4).fill_(1);
  const auto [y, weights] = attention->forward(q, k, k, padding);
  EXPECT_EQ(y.sizes(), (IntArrayRef{3, 2, 8}));
  EXPECT_EQ(weights.sizes(), (IntArrayRef{2, 3, 5}));
  for (double sum : values(weights.sum(2))) EXPECT_NEAR(sum, 1, 1e-6);
  for (double hidden : values(weights.select(2, 4))) EXPECT_EQ(hidden, 0);
  const auto [all, none] = attention->forward(q, k, k, {}, /*need_weights=*/false);
  EXPECT_FALSE(none.defined());
  EXPECT_EQ(std::get<1>(attention->forward(q, k, k, {}, true, {}, false)).sizes(), (IntArrayRef{2, 2, 3, 5}));
  EXPECT_EQ(error_of([&] {
              attention->forward(randn({3, 2, 6}), k, k);
            }),
            "multi_head_attention: expected a query of shape [length, batch, 8], got [3, 2, 6]");
  EXPECT_EQ(error_of([] { nn::MultiheadAttention(8, 3); }),
            "MultiheadAttention: expected a number of heads that divides embed_dim, got 3 for 8");
}

// Values and gradients of attention with the weights asked for and without, which is another way to the same.
void expect_one_result(nn::MultiheadAttention attention, const Tensor& q, const Tensor& k,
                       const Tensor& padding, const Tensor& mask) {
  std::vector<Tensor> leaves = attention->parameters(), grads[2];
  leaves.push_back(q);
  if (!k.is_same(q)) leaves.push_back(k);
  Tensor y[2];
  for (int way = 0; way < 2; ++way) {
    y[way] = std::get<0>(attention->forward(q, k, k, padding, way == 0, mask));
    grads[way] = autograd::grad({(y[way] * y[way]).sum()}, leaves);
  }
  EXPECT_TRUE(allclose(y[0], y[1], 1e-5, 1e-6));
  for (size_t i = 0; i < grads[0].size(); ++i)
    EXPECT_TRUE(allclose(grads[0][i], grads[1][i], 1e-4, 1e-5)) << i;
}

TEST(Attention, SameResultWithAndWithoutWeights) {
  manual_seed(0);
  const double hidden = -std::numeric_limits<double>::infinity();
  const Tensor x = randn({7, 2, 12}).requires_grad_(), memory = randn({7, 2, 12}).requires_grad_();
  const Tensor future = ones({7, 7}, kBool).triu(1);
  Tensor padding = zeros({2, 7}, kBool);
  padding[1].slice(0, 5).fill_(true);
  const Tensor masks[] = {{},
                          future,
                          zeros({7, 7}).masked_fill(future, hidden),
                          randn({6, 7, 7}),
                          randn({7, 7}, kDouble),
                          randn({7, 7}, TensorOptions().requires_grad(true))};
  using Options = nn::MultiheadAttentionOptions;
  for (const Options& options :
       {Options(12, 3), Options(12, 3).add_bias_kv(true), Options(12, 3).add_zero_attn(true)}) {
    const nn::MultiheadAttention attention(options);
    for (const Tensor& mask : masks)
      for (const Tensor& hides : {Tensor(), padding, padding.to(kByte)})
        for (const Tensor& k : {x, memory}) expect_one_result(attention, x, k, hides, mask);
  }
}
TEST(Attention, EmptySequencesAndMasksThatAreFilledAgain) {
  nn::MultiheadAttention attention(8, 2);
  const Tensor none = empty({0, 2, 8}), k = randn({3, 2, 8});
  for (bool weights : {false, true})
    EXPECT_EQ(std::get<0>(attention->forward(none, k, k, {}, weights)).sizes(), (IntArrayRef{0, 2, 8}));
  Tensor mask = zeros({3, 3});
  const Tensor y = std::get<0>(attention->forward(k, k, k, {}, /*need_weights=*/false, mask));
  mask.fill_(-1);
  y.sum().backward();
  EXPECT_TRUE(attention->in_proj_weight.grad().defined());
}
TEST(Attention, MasksOfOtherShapes) {
  nn::MultiheadAttention attention(8, 2);
  const Tensor q = randn({3, 2, 8}), k = randn({5, 2, 8});
  const std::string wanted =
      "multi_head_attention: expected an attention mask of shape [3, 5] or [4, 3, 5], got [";
  const Tensor masks[] = {zeros({}), zeros({5}), zeros({5, 3}), zeros({2, 3, 5}), zeros({2, 2, 3, 5})};
  for (const Tensor& mask : masks) {
    const std::string error = error_of([&] { attention->forward(q, k, k, {}, false, mask); });
    EXPECT_EQ(error.substr(0, wanted.size()), wanted);
  }
  EXPECT_EQ(error_of([&] {
              attention->forward(q, k, k, zeros({1, 5}, kBool));
            }),
            "multi_head_attention: expected a key padding mask of shape [2, 5], got [1, 5]");
}
TEST(Attention, ADecoderSeesNothingOfTheFuture) {
  manual_seed(2);
  nn::TransformerDecoderLayer decoder(nn::TransformerDecoderLayerOptions(8, 2).dim_feedforward(16));
  decoder->eval();
  Tensor x = randn({6, 2, 8});
  const Tensor memory = randn({4, 2, 8}), mask = nn::TransformerImpl::generate_square_subsequent_mask(6);
  const Tensor before = decoder->forward(x, memory, mask);
  x[5].add_(1);
  const Tensor after = decoder->forward(x, memory, mask);
  EXPECT_TRUE(equal(before.slice(0, 0, 5), after.slice(0, 0, 5)));
  EXPECT_FALSE(allclose(before[5], after[5]));
}

TEST(Transformer, EncoderIsAStackOfClones) {
  nn::TransformerEncoderLayer layer(
      nn::TransformerEncoderLayerOptions(8, 2).dim_feedforward(16).dropout(0.1));
  nn::TransformerEncoder encoder(nn::TransformerEncoderOptions(layer, 2));
  EXPECT_EQ(encoder->layers->size(), 2u);
  EXPECT_EQ(encoder->parameters().size(), 24u);
  EXPECT_EQ(values(encoder->layers->at<nn::TransformerEncoderLayerImpl>(1).linear1->weight),
            values(layer->linear1->weight));
  EXPECT_EQ(encoder->named_parameters().keys()[0], "layers.0.self_attn.in_proj_weight");
  EXPECT_EQ(encoder(ones({5, 3, 8})).sizes(), (IntArrayRef{5, 3, 8}));
  encoder->eval();
  const Tensor x = randn({5, 3, 8});
  auto copy = std::dynamic_pointer_cast<nn::TransformerEncoderImpl>(encoder->clone());
  copy->eval();
  EXPECT_EQ(values(copy->forward(x)), values(encoder(x)));
  encoder(x).sum().backward();
  EXPECT_TRUE(encoder->parameters()[0].grad().defined());
}

TEST(Transformer, MaskKeepsTheFutureOut) {
  manual_seed(0);
  nn::Transformer model(nn::TransformerOptions(8, 2, 1, 1).dim_feedforward(16).dropout(0));
  const Tensor src = randn({4, 2, 8}), tgt = randn({3, 2, 8});
  const Tensor mask = nn::TransformerImpl::generate_square_subsequent_mask(3);
  const Tensor y = model->forward(src, tgt, {}, mask);
  EXPECT_EQ(y.sizes(), (IntArrayRef{3, 2, 8}));
  const Tensor changed = tgt.clone();
  changed.select(0, 2).fill_(1);
  const Tensor z = model->forward(src, changed, {}, mask);
  EXPECT_EQ(values(y.narrow(0, 0, 2)), values(z.narrow(0, 0, 2)));
  EXPECT_NE(values(y.select(0, 2)), values(z.select(0, 2)));
  EXPECT_NE(error_of([&] {
              model->forward(src, randn({3, 2, 6}));
            }).find("Transformer: expected src and tgt of shape"),
            std::string::npos);
}

}  // namespace
}  // namespace torch::inline rushlight
