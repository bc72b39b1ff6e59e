// The code of LibTorch's notes on autograd, on InferenceMode and on functions of one's own, with its results checked.
// The file is a LibTorch program as well: with gtest and LibTorch 2.13 it compiles and passes.
#include <gtest/gtest.h>
#include <torch/torch.h>

namespace {

using namespace torch::autograd;

TEST(AutogradNotes, RequiresGradAndItsGuards) {
  torch::Tensor a = torch::ones({2, 2}, torch::requires_grad());
  torch::Tensor b = torch::randn({2, 2});
  auto c = a + b;
  c.backward(torch::ones({2, 2}));
  EXPECT_TRUE(torch::equal(a.grad(), torch::ones({2, 2})));
  EXPECT_FALSE(b.grad().defined());
  EXPECT_FALSE(b.requires_grad());
  b.set_requires_grad(true);
  EXPECT_TRUE(b.requires_grad());

  EXPECT_TRUE(torch::GradMode::is_enabled());
  {
    torch::NoGradGuard no_grad;
    EXPECT_FALSE((a * 2).requires_grad());
    {
      torch::AutoGradMode enable_grad(true);
      EXPECT_TRUE((a * 2).requires_grad());
    }
    EXPECT_FALSE(torch::GradMode::is_enabled());
  }
  EXPECT_TRUE((a * 2).requires_grad());
  a.mutable_grad() = torch::zeros({2, 2});
  EXPECT_EQ(a.grad().sum().item<float>(), 0);
}

TEST(AutogradNotes, HooksSeeAndChangeGradients) {
  auto v = torch::tensor({0., 0., 0.}, torch::requires_grad());
  auto h = v.register_hook([](torch::Tensor grad) { return grad * 2; });  // double the gradient
  v.backward(torch::tensor({1., 2., 3.}));
  EXPECT_TRUE(torch::equal(v.grad(), torch::tensor({2., 4., 6.})));
  v.remove_hook(h);  // removes the hook
  v.mutable_grad().zero_();
  float seen = 0;
  v.register_hook([&seen](torch::Tensor grad) { seen = grad.sum().item<float>(); });
  (v * 5).sum().backward();
  EXPECT_EQ(seen, 15);
  EXPECT_TRUE(torch::equal(v.grad(), torch::full({3}, 5.)));
}

TEST(AutogradNotes, GradientsOfSeveralOutputs) {
  auto x = torch::tensor({1., 2., 3.}, torch::requires_grad());
  auto y = x * x, z = x.exp();
  auto grads = grad({y.sum(), z.sum()}, {x});
  EXPECT_TRUE(torch::allclose(grads[0], 2 * x + x.exp()));
  EXPECT_FALSE(x.grad().defined());
  EXPECT_THROW(grad({(x * 2).sum()}, {torch::ones({2}, torch::requires_grad())}), c10::Error);
  auto unused = torch::ones({2}, torch::requires_grad());
  auto allowed = grad({(x * 2).sum()}, {x, unused}, {}, torch::nullopt, false, /*allow_unused=*/true);
  EXPECT_FALSE(allowed[1].defined());
  backward({(x * 2).sum(), (x * 3).sum()});
  EXPECT_TRUE(torch::equal(x.grad(), torch::full({3}, 5.)));

  auto first = grad({x.pow(3).sum()}, {x}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0];
  auto second = grad({first.sum()}, {x})[0];
  EXPECT_TRUE(torch::allclose(second, 6 * x));
}

TEST(InferenceModeNote, TensorsMadeInside) {
  torch::Tensor normal = torch::ones({1, 2, 3}).set_requires_grad(true);
  torch::Tensor a, view;
  {
    c10::InferenceMode guard;
    EXPECT_TRUE(c10::InferenceMode::is_enabled());
    a = torch::ones({1, 2, 3});
    EXPECT_TRUE(a.is_inference());
    EXPECT_FALSE((normal * 2).requires_grad());
    EXPECT_TRUE((normal * 2).is_inference());
    EXPECT_FALSE(normal.is_inference());
    a.add_(2);  // in place inside is fine
    view = normal.view({6});
    EXPECT_FALSE(view.is_inference()) << "a view of a normal tensor is a normal tensor";
    {
      c10::InferenceMode off(false);
      EXPECT_FALSE(torch::ones({2}).is_inference());
    }
  }
  EXPECT_FALSE(c10::InferenceMode::is_enabled());
  EXPECT_THROW(a.add_(1), c10::Error) << "in place outside is an error";
  EXPECT_THROW(normal.mul(a), c10::Error) << "an inference tensor cannot be saved for backward";
  EXPECT_NO_THROW(normal.add(a)) << "but it can be used where nothing is saved";
  EXPECT_THROW(a.set_requires_grad(true), c10::Error);
  EXPECT_TRUE(a.clone().set_requires_grad(true).requires_grad()) << "a clone is a normal tensor";
}

// Saves sizes and numbers beside tensors; one of its outputs has no gradient.
struct TopAndPlace : Function<TopAndPlace> {
  static variable_list forward(AutogradContext* ctx, const torch::Tensor& input, int64_t dim) {
    auto [values, places] = input.max(dim, /*keepdim=*/true);
    ctx->saved_data["sizes"] = input.sizes();
    ctx->saved_data["dim"] = dim;
    ctx->save_for_backward({places});
    ctx->mark_non_differentiable({places});
    return {values, places};
  }
  static variable_list backward(AutogradContext* ctx, variable_list grads) {
    auto places = ctx->get_saved_variables()[0];
    auto grad = torch::zeros(ctx->saved_data["sizes"].toIntVector(), grads[0].options());
    return {grad.scatter_(ctx->saved_data["dim"].toInt(), places, grads[0]), Variable()};
  }
};

TEST(OwnFunction, SavedDataAndOutputsWithoutGradient) {
  auto x = torch::tensor({{1., 5.}, {4., 2.}}, torch::requires_grad());
  auto outputs = TopAndPlace::apply(x, 1);
  EXPECT_TRUE(outputs[0].requires_grad());
  EXPECT_FALSE(outputs[1].requires_grad());
  (outputs[0] * 3).sum().backward();
  EXPECT_TRUE(torch::equal(x.grad(), torch::tensor({{0., 3.}, {3., 0.}})));
}

// Changes its input and says so.
struct Doubled : Function<Doubled> {
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor input) {
    input.mul_(2);
    ctx->mark_dirty({input});
    return input;
  }
  static tensor_list backward(AutogradContext*, tensor_list grads) { return {grads[0] * 2}; }
};

TEST(OwnFunction, MarksWhatItChanged) {
  auto leaf = torch::ones({3}, torch::requires_grad());
  auto x = leaf + 0;
  auto y = Doubled::apply(x);
  EXPECT_TRUE(torch::equal(x, torch::full({3}, 2.f)));
  (x * y).sum().backward();
  EXPECT_TRUE(torch::equal(leaf.grad(), torch::full({3}, 8.f)));
}

// Its derivative is made of differentiable operations, so it has one as well.
struct Cube : Function<Cube> {
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor x) {
    ctx->save_for_backward({x});
    return x * x * x;
  }
  static tensor_list backward(AutogradContext* ctx, tensor_list grads) {
    auto x = ctx->get_saved_variables()[0];
    return {grads[0] * 3 * x * x};
  }
};

TEST(OwnFunction, SecondDerivative) {
  auto x = torch::tensor({1., 2.}, torch::dtype(torch::kDouble).requires_grad(true));
  auto first = grad({Cube::apply(x).sum()}, {x}, {}, true, true)[0];
  EXPECT_TRUE(torch::allclose(first, 3 * x * x));
  EXPECT_TRUE(torch::allclose(grad({first.sum()}, {x})[0], 6 * x));
}

}  // namespace
