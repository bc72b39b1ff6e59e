// The fused attention operators: against the formula in double precision, within the bound of attention.h, over blocks, causal
// order, masks, layouts, threads and instruction sets; derivatives of both orders under one dropout mask.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/each_isa.h"
#include "harness/expect_error.h"
#include "ops/attention/attention.h"
#include "rushlight/ops/fused/transformer.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

constexpr double kHidden = -std::numeric_limits<double>::infinity();

struct Inputs {
  Tensor q, k, v, mask;
};

Inputs draw(IntArrayRef q, IntArrayRef k, IntArrayRef v) { return {randn(q), randn(k), randn(v), Tensor()}; }

// Written out in public operators; queries that see no key get zeros.
Tensor formula(const Inputs& x, bool causal) {
  const int64_t length = x.q.size(-2), keys = x.k.size(-2);
  Tensor scores = x.q.matmul(x.k.transpose(-2, -1)) / std::sqrt(static_cast<double>(x.q.size(-1)));
  if (causal) scores = scores.masked_fill(arange(keys) > arange(length).unsqueeze(1), kHidden);
  if (!x.mask.defined()) return scores.softmax(-1).matmul(x.v);
  scores = x.mask.scalar_type() == kBool ? scores.masked_fill(x.mask.logical_not(), kHidden)
                                         : scores + x.mask.to(scores.scalar_type());
  const Tensor blind = (scores == kHidden).all(-1, true);
  return scores.masked_fill(blind, 0).softmax(-1).masked_fill(blind, 0).matmul(x.v);
}

// y and the gradients of a weighted sum of it.
std::vector<Tensor> results(const Inputs& x, bool causal, bool fused) {
  Inputs leaf{x.q.detach().requires_grad_(), x.k.detach().requires_grad_(), x.v.detach().requires_grad_(),
              x.mask};
  const std::optional<Tensor> mask = x.mask.defined() ? std::optional(x.mask) : std::nullopt;
  const Tensor y =
      fused ? scaled_dot_product_attention(leaf.q, leaf.k, leaf.v, mask, 0.0, causal) : formula(leaf, causal);
  if (fused && x.q.dim() == 4) { EXPECT_EQ(y.grad_fn()->name(), "ScaledDotProductAttentionBackward0"); }
  (y * arange(y.numel(), y.options()).view(y.sizes()).cos()).sum().backward();
  return {y.detach(), leaf.q.grad(), leaf.k.grad(), leaf.v.grad()};
}

// Expects differences of at most bound * (1 + |x|).
void expect_close(const std::vector<Tensor>& got, const std::vector<Tensor>& wanted, double bound) {
  for (size_t i = 0; i < got.size(); ++i) {
    const Tensor w = wanted[i].to(kDouble), apart = (got[i].to(kDouble) - w).abs() / (1 + w.abs());
    EXPECT_EQ(got[i].sizes(), wanted[i].sizes());
    if (w.numel() == 0) continue;
    EXPECT_LT(apart.max().item<double>(), bound) << "result " << i;
  }
}

void check(const Inputs& x, bool causal) {
  SCOPED_TRACE(::testing::Message() << x.q.sizes() << " over " << x.k.sizes() << (causal ? ", causal" : ""));
  const bool numbers = x.mask.defined() && x.mask.scalar_type() != kBool;
  const Inputs wide{x.q.to(kDouble), x.k.to(kDouble), x.v.to(kDouble), numbers ? x.mask.to(kDouble) : x.mask};
  const auto reference = results(wide, causal, false);
  expect_close(results(x, causal, true), reference, kAttentionUnits * 0x1p-24);
  expect_close(results(wide, causal, true), reference, kAttentionUnits * 0x1p-53);
}

TEST(FusedAttention, AgreesWithTheFormulaInDouble) {
  manual_seed(5);
  for (bool causal : {false, true}) {
    check(draw({2, 3, 70, 16}, {2, 3, 300, 16}, {2, 3, 300, 9}), causal);
    check(draw({1, 1, 200, 8}, {1, 1, 130, 8}, {1, 1, 130, 8}), causal);
    check(draw({1, 2, 500, 24}, {1, 2, 500, 24}, {1, 2, 500, 24}), causal);
    check(draw({3, 1, 5}, {3, 7, 5}, {3, 7, 2}), causal);
    check(draw({5, 1}, {3, 1}, {3, 1}), causal);
    check(draw({0, 2, 4, 4}, {0, 2, 4, 4}, {0, 2, 4, 4}), causal);
  }
}
TEST(FusedAttention, EveryInstructionSetAndNumberOfThreads) {
  const int before = get_num_threads();
  manual_seed(6);
  const Inputs x = draw({2, 2, 150, 20}, {2, 2, 150, 20}, {2, 2, 150, 20});
  for (int threads : {1, 3}) {
    set_num_threads(threads);
    each_isa([&] { check(x, true); });
  }
  set_num_threads(before);
}
TEST(FusedAttention, AnyLayout) {
  manual_seed(7);
  Inputs x{randn({9, 2, 4, 6}).permute({1, 2, 0, 3}), randn({2, 4, 6, 11}).transpose(2, 3),
           randn({2, 8, 11, 10}).slice(1, 0, 8, 2).slice(3, 2, 9), Tensor()};
  check(x, false);
  x.mask = randn({11, 9}).t();
  check(x, false);
  x.mask = randn({2, 1, 9, 22}).slice(3, 0, 22, 2);
  check(x, false);
}
TEST(FusedAttention, Masks) {
  manual_seed(11);
  Inputs x = draw({2, 3, 70, 16}, {2, 3, 300, 16}, {2, 3, 300, 9});
  const std::vector<std::vector<int64_t>> shapes{{300},       {70, 300},      {70, 1},        {1, 1},
                                                 {3, 1, 300}, {2, 1, 1, 300}, {2, 3, 70, 300}};
  for (const IntArrayRef shape : shapes) {
    SCOPED_TRACE(::testing::Message() << shape);
    x.mask = randn(shape);
    check(x, false);
    x.mask = randn(shape) > 0;
    check(x, false);
    x.mask = randn(shape).masked_fill(randn(shape) > 0.5, kHidden);
    check(x, false);
  }
}
// Keys that a whole block of queries does not see take no part in its products.
TEST(FusedAttention, MasksThatHideTheEnd) {
  manual_seed(14);
  Inputs x = draw({2, 2, 400, 8}, {2, 2, 400, 8}, {2, 2, 400, 6});
  const Tensor future = full({400, 400}, kHidden).triu(1);
  Tensor padding = zeros({2, 1, 1, 400});
  padding[0].slice(2, 250).fill_(kHidden);
  padding[1].slice(2, 399).fill_(kHidden);
  Tensor backwards = future.flip({0}), holes = zeros({400, 400});
  holes.slice(0, 120, 270).fill_(kHidden);
  holes.slice(0, 390).fill_(kHidden);
  for (const Tensor& mask : {future, padding, future + padding, backwards, holes, full({1}, kHidden)}) {
    x.mask = mask;
    check(x, false);
  }
  Inputs one = draw({1, 2, 10, 8}, {1, 2, 40, 8}, {1, 2, 40, 8});
  one.mask = padding[0].slice(2, 220, 260);
  check(one, false);
}
TEST(FusedAttention, MasksWithEveryInstructionSet) {
  manual_seed(12);
  Inputs x = draw({2, 2, 150, 20}, {2, 2, 140, 20}, {2, 2, 140, 20});
  x.mask = randn({2, 1, 150, 140}).masked_fill(rand({150, 140}) < 0.3, kHidden);
  x.mask.slice(2, 7, 9).fill_(kHidden);  // queries that see nothing
  each_isa([&] { check(x, false); });
}
TEST(FusedAttention, AQueryThatSeesNothingGetsZerosAndGivesNoGradient) {
  Inputs x = draw({3, 4}, {5, 4}, {5, 2});
  x.mask = ones({3, 5}, kBool);
  x.mask[1].fill_(false);
  const auto y = results(x, false, true);
  EXPECT_TRUE(equal(y[0][1], zeros({2})));
  EXPECT_TRUE(equal(y[1][1], zeros({4})));
  EXPECT_TRUE(y[2].isfinite().all().item<bool>() && y[3].isfinite().all().item<bool>());
  x.q.requires_grad_();
  const Tensor half =
      scaled_dot_product_attention(x.q.to(kBFloat16), x.k.to(kBFloat16), x.v.to(kBFloat16), x.mask);
  EXPECT_TRUE(equal(half[1], zeros({2}, kBFloat16)));
}
TEST(FusedAttention, NaNIsNotHidden) {
  Inputs x = draw({3, 4}, {5, 4}, {5, 2});
  x.q[0][0] = NAN;
  x.mask = zeros({3, 5});
  x.mask[1].fill_(NAN);
  x.mask[2].fill_(kHidden);
  const Tensor y = scaled_dot_product_attention(x.q, x.k, x.v, x.mask);
  EXPECT_TRUE(y.slice(0, 0, 2).isnan().all().item<bool>());
  EXPECT_TRUE(equal(y[2], zeros({2})));
}
// All keys are hidden alike then: gradients are those of a mask of zeros.
TEST(FusedAttention, RowsOfLargeFiniteMasks) {
  Inputs x = draw({2, 2, 3, 8}, {2, 2, 7, 8}, {2, 2, 7, 4});
  x.mask = full({3, 7}, std::numeric_limits<float>::lowest());
  const auto y = results(x, false, true);
  EXPECT_TRUE(allclose(y[0], x.v.mean(2, true).expand({2, 2, 3, 4}), 1e-5, 1e-6));
  const Tensor grad = arange(48).view({2, 2, 3, 4}).to(kFloat).cos();
  EXPECT_TRUE(allclose(y[3], (grad.sum(2, true) / 7).expand({2, 2, 7, 4}), 1e-5, 1e-6));
  x.mask = tensor(0.5f);
  EXPECT_TRUE(allclose(scaled_dot_product_attention(x.q, x.k, x.v, x.mask), formula(x, false), 1e-5, 1e-6));
  EXPECT_TRUE(allclose(packed_self_attention(ones({3, 1, 6}), 1, 0, x.mask), ones({3, 1, 2})));
}
TEST(FusedAttention, AMaskThatWantsAGradientGetsIt) {
  manual_seed(13);
  const Inputs x = draw({2, 5, 3}, {2, 4, 3}, {2, 4, 3});
  Tensor mask = randn({5, 4}).requires_grad_(), same = mask.detach().clone().requires_grad_();
  scaled_dot_product_attention(x.q, x.k, x.v, mask).pow(2).sum().backward();
  formula({x.q, x.k, x.v, same}, false).pow(2).sum().backward();
  EXPECT_TRUE(allclose(mask.grad(), same.grad(), 1e-4, 1e-6));
}

TEST(PackedAttention, AgreesWithThreeTensors) {
  manual_seed(8);
  const int64_t length = 140, batch = 2, heads = 3, e = 12;
  Tensor qkv = randn({length, batch, 3 * e}).requires_grad_(), same = qkv.detach().clone().requires_grad_();
  const auto heads_of = [&](const Tensor& t) {
    return t.reshape({length, batch, heads, e / heads}).permute({1, 2, 0, 3});
  };
  const auto parts = same.chunk(3, -1);
  const Tensor y = packed_self_attention(qkv, heads);
  const Tensor z = scaled_dot_product_attention(heads_of(parts[0]), heads_of(parts[1]), heads_of(parts[2]))
                       .permute({2, 0, 1, 3})
                       .reshape({length, batch, e});
  EXPECT_TRUE(allclose(y, z, 1e-5, 1e-6));
  const Tensor weight = rand_like(y);
  (y * weight).sum().backward();
  (z * weight).sum().backward();
  EXPECT_TRUE(allclose(qkv.grad(), same.grad(), 1e-5, 1e-6));
}
TEST(PackedAttention, DerivativesUnderOneMask) {
  manual_seed(9);
  const Tensor qkv = randn({4, 2, 12}, kDouble).requires_grad_();
  const Tensor future = full({4, 4}, kHidden, kDouble).triu(1);
  for (const Tensor& mask : {Tensor(), future}) {
    for (double p : {0.0, 0.4}) {
      const auto f = [&](const autograd::variable_list& x) {
        manual_seed(3);
        return autograd::variable_list{packed_self_attention(x[0], 2, p, mask)};
      };
      EXPECT_EQ(autograd::gradcheck(f, {qkv}), "") << p;
      EXPECT_EQ(autograd::gradgradcheck(f, {qkv}), "") << p;
    }
  }
}
TEST(FusedAttention, DerivativesUnderOneMask) {
  manual_seed(10);
  const autograd::variable_list x{randn({2, 5, 3}, kDouble).requires_grad_(),
                                  randn({2, 5, 3}, kDouble).requires_grad_(),
                                  randn({2, 5, 4}, kDouble).requires_grad_()};
  const auto causal = [](const autograd::variable_list& t) {
    manual_seed(3);
    return autograd::variable_list{scaled_dot_product_attention(t[0], t[1], t[2], {}, 0.3, true)};
  };
  EXPECT_EQ(autograd::gradcheck(causal, x), "");
  EXPECT_EQ(autograd::gradgradcheck(causal, x), "");
  Tensor mask = rand({2, 5, 5}) > 0.4;
  mask[0][2].fill_(false);
  const auto masked = [&](const autograd::variable_list& t) {
    manual_seed(3);
    return autograd::variable_list{scaled_dot_product_attention(t[0], t[1], t[2], mask, 0.3)};
  };
  EXPECT_EQ(autograd::gradcheck(masked, x), "");
  EXPECT_EQ(autograd::gradgradcheck(masked, x), "");
}
TEST(PackedAttention, DropoutKeepsTheMeanAndFollowsTheSeed) {
  Tensor qkv = zeros({400, 1, 3});
  qkv.slice(2, 2).fill_(1);
  manual_seed(1);
  const Tensor y = packed_self_attention(qkv, 1, 0.25), other = packed_self_attention(qkv, 1, 0.25);
  EXPECT_NEAR(y.mean().item<double>(), 1, 0.01);
  EXPECT_NEAR((y - 1).pow(2).mean().item<double>(), 1.0 / 3 / 400, 2e-4);
  EXPECT_FALSE(equal(y, other));
  manual_seed(1);
  EXPECT_TRUE(equal(y, packed_self_attention(qkv, 1, 0.25)));
}
TEST(PackedAttention, BadInputDrawsNothing) {
  manual_seed(1);
  EXPECT_THROW(packed_self_attention(zeros({4, 2, 7}), 2, 0.5), Error);
  const Tensor next = rand({3});
  manual_seed(1);
  EXPECT_TRUE(equal(next, rand({3})));
}
TEST(PackedAttention, Errors) {
  expect_error(
      [] {
        packed_self_attention(ones({2, 3}), 1);
      },
      "packed_self_attention: expected projections of shape (L, N, 3 E), got shape [2, 3]");
  expect_error(
      [] {
        packed_self_attention(ones({2, 1, 6}), 4);
      },
      "packed_self_attention: expected a last size that is a multiple of 12 for 4 heads, got shape "
      "[2, 1, 6]");
  expect_error(
      [] {
        packed_self_attention(ones({2, 1, 6}, kLong), 2);
      },
      "packed_self_attention: expected float32 or float64, got int64");
  expect_error(
      [] {
        packed_self_attention(ones({2, 1, 6}), 2, 0, ones({2, 2}, kDouble));
      },
      "packed_self_attention: expected a mask of float32, got float64");
  expect_error(
      [] {
        packed_self_attention(ones({2, 1, 6}), 2, 1.5);
      },
      "packed_self_attention: expected a dropout probability in [0, 1), got 1.5");
}

}  // namespace
}  // namespace torch::inline rushlight::test
