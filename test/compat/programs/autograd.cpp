// The autograd tour of the C++ examples: gradients of scalars and of vector-valued functions, blocks without gradients,
// gradients of gradients, a gradient penalty, and functions with a backward of their own. Each figure is checked
// instead of printed alone, and at the end a layer with its own backward is trained.
#include <torch/torch.h>

#include <iostream>

using namespace torch::autograd;

static int failures = 0;

static void expect(bool good, const char* what) {
  std::cout << (good ? "ok      " : "FAILED  ") << what << '\n';
  failures += !good;
}

void basic_autograd_operations_example() {
  auto x = torch::ones({2, 2}, torch::requires_grad());
  auto y = x + 2;
  expect(y.grad_fn() != nullptr && !y.is_leaf(), "a result has a grad_fn");
  std::cout << y.grad_fn()->name() << std::endl;

  auto z = y * y * 3;
  auto out = z.mean();
  expect(out.item<float>() == 27, "mean of 3 (x + 2)^2");

  auto a = torch::randn({2, 2});
  a = ((a * 3) / (a - 1));
  expect(!a.requires_grad(), "leaves want no gradient unless asked");
  a.requires_grad_(true);
  auto b = (a * a).sum();
  expect(b.grad_fn() != nullptr, "after requires_grad_ operations are recorded");

  out.backward();
  expect(torch::allclose(x.grad(), torch::full({2, 2}, 4.5)), "d(out)/dx");

  // A vector-Jacobian product.
  x = torch::randn(3, torch::requires_grad());
  y = x * 2;
  while (y.norm().item<double>() < 1000) y = y * 2;
  auto v = torch::tensor({0.1, 1.0, 0.0001}, torch::kFloat);
  y.backward(v);
  auto factor = (y / x).detach();
  expect(torch::allclose(x.grad(), factor * v), "vector-Jacobian product");

  expect(x.requires_grad() && x.pow(2).requires_grad(), "gradients by default");
  {
    torch::NoGradGuard no_grad;
    expect(!x.pow(2).requires_grad(), "none under NoGradGuard");
  }
  y = x.detach();
  expect(!y.requires_grad() && x.eq(y).all().item<bool>(), "detach keeps the values");
}

void compute_higher_order_gradients_example() {
  // One that calculates a gradient penalty.
  auto model = torch::nn::Linear(4, 3);
  auto input = torch::randn({3, 4}).requires_grad_(true);
  auto output = model(input);
  auto target = torch::randn({3, 3});
  auto loss = torch::nn::MSELoss()(output, target);

  // Use norm of gradients as penalty.
  auto grad_output = torch::ones_like(loss);
  auto gradient = torch::autograd::grad({loss}, {input}, /*grad_outputs=*/{grad_output},
                                        /*retain_graph=*/true, /*create_graph=*/true)[0];
  auto gradient_penalty = torch::pow((gradient.norm(2, /*dim=*/1) - 1), 2).mean();

  auto combined_loss = loss + gradient_penalty;
  combined_loss.backward();
  expect(input.grad().defined() && input.grad().sizes() == input.sizes(), "gradient of a gradient penalty");

  // One slope of it, by differences.
  const double h = 1e-2;
  auto penalised = [&](torch::Tensor at) {
    at = at.detach().requires_grad_();
    auto mse = torch::mse_loss(model(at), target);
    auto slope = torch::autograd::grad({mse}, {at}, {}, torch::nullopt, true).at(0);
    return (mse + (slope.norm(2, 1) - 1).pow(2).mean()).item<double>();
  };
  auto step = torch::zeros({3, 4});
  step[1][2] = h;
  const double slope = (penalised(input + step) - penalised(input - step)) / (2 * h);
  expect(std::abs(slope - input.grad()[1][2].item<double>()) < 1e-2, "as differences give it");
}

// Inherit from Function.
class LinearFunction : public Function<LinearFunction> {
 public:
  // Note that both forward and backward are static functions; bias is an optional argument.
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor input, torch::Tensor weight,
                               torch::Tensor bias = torch::Tensor()) {
    ctx->save_for_backward({input, weight, bias});
    auto output = input.mm(weight.t());
    if (bias.defined()) output += bias.unsqueeze(0).expand_as(output);
    return output;
  }

  static tensor_list backward(AutogradContext* ctx, tensor_list grad_outputs) {
    auto saved = ctx->get_saved_variables();
    auto input = saved[0];
    auto weight = saved[1];
    auto bias = saved[2];

    auto grad_output = grad_outputs[0];
    auto grad_input = grad_output.mm(weight);
    auto grad_weight = grad_output.t().mm(input);
    auto grad_bias = torch::Tensor();
    if (bias.defined()) grad_bias = grad_output.sum(0);
    return {grad_input, grad_weight, grad_bias};
  }
};

class MulConstant : public Function<MulConstant> {
 public:
  static torch::Tensor forward(AutogradContext* ctx, torch::Tensor tensor, double constant) {
    // ctx is a context object that can be used to stash information for backward computation.
    ctx->saved_data["constant"] = constant;
    return tensor * constant;
  }

  static tensor_list backward(AutogradContext* ctx, tensor_list grad_outputs) {
    // We return as many input gradients as there were arguments.
    return {grad_outputs[0] * ctx->saved_data["constant"].toDouble(), torch::Tensor()};
  }
};

void custom_autograd_function_example() {
  auto x = torch::randn({2, 3}).requires_grad_();
  auto weight = torch::randn({4, 3}).requires_grad_();
  auto y = LinearFunction::apply(x, weight);
  y.sum().backward();
  expect(torch::allclose(x.grad(), weight.detach().sum(0).expand({2, 3})),
         "own linear function: gradient of x");
  expect(torch::allclose(weight.grad(), x.detach().sum(0).expand({4, 3})),
         "own linear function: gradient of weight");

  x = torch::randn({2}).requires_grad_();
  y = MulConstant::apply(x, 5.5);
  y.sum().backward();
  expect(torch::equal(x.grad(), torch::full({2}, 5.5)), "a constant from the context");
}

void training_example() {
  auto inputs = torch::randn({64, 3});
  auto targets = inputs.mm(torch::tensor({{1.0, -2.0, 0.5}, {3.0, 0.0, -1.0}}, torch::kFloat).t()) + 0.25;
  auto weight = torch::zeros({2, 3}, torch::requires_grad());
  auto bias = torch::zeros({2}, torch::requires_grad());
  torch::optim::SGD optimizer({weight, bias}, /*lr=*/0.2);
  double last = 0;
  for (int i = 0; i < 200; ++i) {
    optimizer.zero_grad();
    auto loss = torch::mse_loss(LinearFunction::apply(inputs, weight, bias), targets);
    loss.backward();
    optimizer.step();
    last = loss.item<double>();
  }
  std::cout << "loss " << last << '\n' << weight << '\n' << bias << '\n';
  expect(last < 1e-6, "training through the own function");
}

int main() {
  torch::manual_seed(2);
  basic_autograd_operations_example();
  compute_higher_order_gradients_example();
  custom_autograd_function_example();
  training_example();
  return failures == 0 ? 0 : 1;
}
