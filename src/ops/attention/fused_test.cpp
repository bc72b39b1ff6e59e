// The fused attention operators: against the composite form in double precision, within the bound of attention.h, over blocks,
// causal order, layouts, threads and instruction sets; derivatives of both orders under one dropout mask.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/each_isa.h"
#include "harness/expect_error.h"
#include "ops/attention/attention.h"
#include "rushlight/ops/fused/transformer.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

struct Inputs {
  Tensor q, k, v;
};

Inputs draw(IntArrayRef q, IntArrayRef k, IntArrayRef v) { return {randn(q), randn(k), randn(v)}; }

// With a mask of zeros the public operator takes its composite form.
Tensor composite(const Inputs& x, bool causal) {
  const int64_t length = x.q.size(-2), keys = x.k.size(-2);
  Tensor mask = zeros({length, keys}, x.q.options());
  if (causal)
    mask = mask.masked_fill(arange(keys) > arange(length).unsqueeze(1),
                            -std::numeric_limits<double>::infinity());
  return scaled_dot_product_attention(x.q, x.k, x.v, mask);
}

// y and the gradients of a weighted sum of it.
std::vector<Tensor> results(const Inputs& x, bool causal, bool fused) {
  Inputs leaf{x.q.detach().requires_grad_(), x.k.detach().requires_grad_(), x.v.detach().requires_grad_()};
  const Tensor y =
      fused ? scaled_dot_product_attention(leaf.q, leaf.k, leaf.v, {}, 0.0, causal) : composite(leaf, causal);
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
  const Inputs wide{x.q.to(kDouble), x.k.to(kDouble), x.v.to(kDouble)};
  const auto reference = results(wide, causal, false);
  expect_close(results(x, causal, true), reference, kAttentionUnits * 0x1p-24);
  expect_close(results(wide, causal, true), reference, kAttentionUnits * 0x1p-53);
}

TEST(FusedAttention, AgreesWithTheCompositeInDouble) {
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
  const Inputs x{randn({9, 2, 4, 6}).permute({1, 2, 0, 3}), randn({2, 4, 6, 11}).transpose(2, 3),
                 randn({2, 8, 11, 10}).slice(1, 0, 8, 2).slice(3, 2, 9)};
  check(x, false);
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
  for (double p : {0.0, 0.4}) {
    const auto f = [&](const autograd::variable_list& x) {
      manual_seed(3);
      return autograd::variable_list{packed_self_attention(x[0], 2, p)};
    };
    EXPECT_EQ(autograd::gradcheck(f, {qkv}), "") << p;
    EXPECT_EQ(autograd::gradgradcheck(f, {qkv}), "") << p;
  }
}
TEST(FusedAttention, DerivativesUnderOneMask) {
  manual_seed(10);
  const autograd::variable_list x{randn({2, 5, 3}, kDouble).requires_grad_(),
                                  randn({2, 5, 3}, kDouble).requires_grad_(),
                                  randn({2, 5, 4}, kDouble).requires_grad_()};
  const auto f = [](const autograd::variable_list& t) {
    manual_seed(3);
    return autograd::variable_list{scaled_dot_product_attention(t[0], t[1], t[2], {}, 0.3, true)};
  };
  EXPECT_EQ(autograd::gradcheck(f, x), "");
  EXPECT_EQ(autograd::gradgradcheck(f, x), "");
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
        packed_self_attention(ones({2, 1, 6}), 2, 1.5);
      },
      "packed_self_attention: expected a dropout probability in [0, 1), got 1.5");
}

}  // namespace
}  // namespace torch::inline rushlight::test
