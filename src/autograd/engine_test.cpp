// The engine, views and in-place history, and their errors.
#include <gtest/gtest.h>

#include "harness/outcome.h"

#include "rushlight/rushlight.h"

namespace torch::inline rushlight {
namespace {

Tensor arange(int n) {
  Tensor t = empty({n});
  for (int i = 0; i < n; ++i) t.data_ptr<float>()[i] = static_cast<float>(i);
  return t;
}
std::vector<float> values(const Tensor& t) {
  const Tensor c = t.contiguous();
  return {c.data_ptr<float>(), c.data_ptr<float>() + c.numel()};
}
using test::error_of;

using V = std::vector<float>;

TEST(Engine, AddsUpTheUsesOfALeaf) {
  Tensor x = arange(3).requires_grad_();
  ((x * x) + x * 2.0).sum().backward();
  EXPECT_EQ(values(x.grad()), (V{2, 4, 6}));
  (x * 3.0).sum().backward();
  EXPECT_EQ(values(x.grad()), (V{5, 7, 9}));
}

TEST(Engine, BroadcastGradientsAreSummed) {
  Tensor a = ones({2, 3}).requires_grad_(), b = arange(3).requires_grad_(), c = ones({}).requires_grad_();
  (a * b + c).sum().backward();
  EXPECT_EQ(values(b.grad()), (V{2, 2, 2}));
  EXPECT_EQ(values(a.grad()), (V{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(c.grad().item<float>(), 6);
  EXPECT_EQ(c.grad().dim(), 0);
}

TEST(Engine, SecondDerivative) {
  Tensor x = arange(3).requires_grad_();
  Tensor g = autograd::grad({x.pow(3).sum()}, {x}, {}, true, true)[0];
  EXPECT_EQ(values(g), (V{0, 3, 12}));
  g.sum().backward();
  EXPECT_EQ(values(x.grad()), (V{0, 6, 12}));
}

TEST(Engine, ExpKeepsItsOutput) {
  Tensor x = arange(2).requires_grad_();
  Tensor y = x.exp();
  Tensor g = autograd::grad({y.sum()}, {x}, {}, std::nullopt, true)[0];
  EXPECT_TRUE(g.requires_grad());
  g.sum().backward();
  EXPECT_NEAR(values(x.grad())[1], 2.718281828f, 1e-6);
}

TEST(Engine, InPlaceOnAViewReachesTheBase) {
  Tensor x = arange(4).requires_grad_();
  Tensor y = x * 2.0;
  Tensor row = y.slice(0, 1, 3);
  row.mul_(10.0);
  EXPECT_EQ(values(y), (V{0, 20, 40, 6}));
  y.sum().backward();
  EXPECT_EQ(values(x.grad()), (V{2, 20, 20, 2}));
}

TEST(Engine, ViewSeesInPlaceChangeOfBase) {
  Tensor x = arange(4).requires_grad_();
  Tensor y = x * 2.0, v = y.view({2, 2});
  y.mul_(3.0);
  v.select(0, 1).sum().backward();
  EXPECT_EQ(values(x.grad()), (V{0, 0, 6, 6}));
}

TEST(Engine, WritingATensorWithGradientIntoAPlainBase) {
  Tensor w = ones({2}).requires_grad_(), buffer = zeros({4});
  buffer.slice(0, 2).copy_(w * 5.0);
  EXPECT_TRUE(buffer.requires_grad());
  buffer.sum().backward();
  EXPECT_EQ(values(w.grad()), (V{5, 5}));
}

TEST(Engine, ModifiedSavedTensorIsAnError) {
  Tensor x = ones({2}).requires_grad_();
  Tensor y = x * 2.0, z = y * y;
  y.add_(1.0);
  EXPECT_NE(error_of([&] { z.sum().backward(); }).find("modified by an in-place operation"),
            std::string::npos);
}

TEST(Engine, FreedGraphIsAnError) {
  Tensor x = ones({2}).requires_grad_();
  Tensor y = (x * x).sum();
  y.backward();
  EXPECT_NE(error_of([&] { y.backward(); }).find("retain_graph=true"), std::string::npos);
  Tensor z = (x * x).sum();
  z.backward({}, true);
  z.backward();
  EXPECT_EQ(values(x.grad()), (V{6, 6}));
}

TEST(Engine, InPlaceOnALeafIsAnError) {
  Tensor x = ones({2}).requires_grad_();
  EXPECT_NE(error_of([&] { x.add_(1.0); }).find("add_: expected a tensor that is not a leaf"),
            std::string::npos);
  EXPECT_NE(error_of([&] { x.select(0, 0).add_(1.0); }).find("a view of one"), std::string::npos);
  {
    NoGradGuard guard;
    x.add_(1.0);
  }
  x.data() += 1.0;
  EXPECT_EQ(values(x), (V{3, 3}));
}

TEST(Engine, HooksAndRetainGrad) {
  Tensor x = ones({2}).requires_grad_();
  Tensor y = x * 2.0;
  y.retain_grad();
  int calls = 0;
  y.register_hook([&](const Tensor& g) {
    ++calls;
    return g * 10.0;
  });
  x.register_hook([&](const Tensor&) { ++calls; });
  (y * 3.0).sum().backward();
  EXPECT_EQ(calls, 2);
  EXPECT_EQ(values(y.grad()), (V{30, 30}));
  EXPECT_EQ(values(x.grad()), (V{60, 60}));
}

TEST(Engine, GradOfUnusedInput) {
  Tensor x = ones({2}).requires_grad_(), y = ones({2}).requires_grad_();
  EXPECT_NE(error_of([&] { autograd::grad({(x * 2.0).sum()}, {y}); }).find("allow_unused=true"),
            std::string::npos);
  EXPECT_FALSE(autograd::grad({(x * 2.0).sum()}, {y}, {}, std::nullopt, false, true)[0].defined());
}

TEST(Engine, GradLeavesLeavesAlone) {
  Tensor x = ones({2}).requires_grad_();
  Tensor y = x * 2.0;
  const auto g = autograd::grad({(y * y).sum()}, {y, x});
  EXPECT_EQ(values(g[0]), (V{4, 4}));
  EXPECT_EQ(values(g[1]), (V{8, 8}));
  EXPECT_FALSE(x.grad().defined());
}

struct Cube : autograd::Function<Cube> {
  static Tensor forward(autograd::AutogradContext* ctx, const Tensor& x, double scale) {
    ctx->save_for_backward({x});
    ctx->saved_data["scale"] = scale;
    return x * x * x * scale;
  }
  static autograd::variable_list backward(autograd::AutogradContext* ctx, autograd::variable_list grads) {
    const Tensor x = ctx->get_saved_variables()[0];
    return {grads[0] * x * x * 3.0 * ctx->saved_data["scale"].toDouble(), Tensor()};
  }
};
TEST(Engine, CustomFunction) {
  Tensor x = arange(3).requires_grad_();
  Tensor g = autograd::grad({Cube::apply(x, 2.0).sum()}, {x}, {}, std::nullopt, true)[0];
  EXPECT_EQ(values(g), (V{0, 6, 24}));
  g.sum().backward();
  EXPECT_EQ(values(x.grad()), (V{0, 12, 24}));
}

TEST(Engine, LongChainsNeedNoStack) {
  Tensor x = ones({1}).requires_grad_(), y = x;
  for (int i = 0; i < 200000; ++i) y = y + 1.0;
  y.sum().backward();
  EXPECT_EQ(x.grad().item<float>(), 1);
}

TEST(Engine, ExceptionInTheMiddleLeavesTheGraphUsable) {
  Tensor x = ones({2}).requires_grad_();
  Tensor y = x * 2.0, z = (y * 3.0).sum();
  const unsigned id = y.register_hook([](const Tensor&) { throw std::runtime_error("stop"); });
  EXPECT_THROW(z.backward({}, true), std::runtime_error);
  y.remove_hook(id);
  z.backward();
  EXPECT_EQ(values(x.grad()), (V{6, 6}));
}

TEST(Engine, BackwardWithinAHookKeepsItsGradientsApart) {
  Tensor w = ones({}).requires_grad_();
  V seen;
  w.register_hook([&](const Tensor& g) { seen.push_back(g.item<float>()); });
  Tensor other = w * 5.0;
  Tensor doubled = w * 2.0,
         tripled = w * 3.0;  // tripled's gradient reaches w before doubled's hook is called
  doubled.register_hook([&](const Tensor&) { other.backward(); });
  (doubled + tripled).backward();
  EXPECT_EQ(seen, (V{5, 5}));
  EXPECT_EQ(w.grad().item<float>(), 10);
}

TEST(Engine, GradCallsHooksOfTheLeavesThatItIsAskedFor) {
  Tensor w = ones({}).requires_grad_(), u = ones({}).requires_grad_();
  int of_w = 0, of_u = 0;
  w.register_hook([&](const Tensor&) { ++of_w; });
  u.register_hook([&](const Tensor& g) {
    ++of_u;
    return g * 10.0;
  });
  EXPECT_EQ(autograd::grad({w * u * 3.0 + w}, {u})[0].item<float>(), 30);
  EXPECT_EQ(of_w, 0);
  EXPECT_EQ(of_u, 1);
}

TEST(Engine, InferenceModeTensorsStayOutOfGraphs) {
  Tensor t;
  {
    InferenceMode guard;
    t = ones({2}) * 2.0;
  }
  EXPECT_TRUE(t.is_inference());
  Tensor x = ones({2}).requires_grad_();
  EXPECT_NE(error_of([&] { x* t; }).find("InferenceMode"), std::string::npos);
  EXPECT_NE(error_of([&] { t.add_(1); }).find("got one made in InferenceMode"), std::string::npos);
  EXPECT_EQ(t.sum().item<float>(), 4.0F);
  InferenceMode guard;
  EXPECT_EQ(t.add_(1).sum().item<float>(), 6.0F);
}

}  // namespace
}  // namespace torch::inline rushlight
