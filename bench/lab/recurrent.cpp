// The workshop for recurrent layers: an LSTM over a sequence, outputs and the gradients of the input and of all parameters.
// Outputs are checked against plain loops in double, gradients against those that attempt 2 has in float64. Attempts: 1 a
// product with w_ih for each step, gates by pointwise operators; 2 one product with w_ih for all steps, gates by pointwise
// operators; 3 the fused gates, a call for each step, so with a product for each; 4 the layer: one product for all steps, then
// all steps in one kernel with the recurrent weight packed once (rnn_cpu.cpp).
//
// The time of 1, 2 and 3 divided by that of 4, which the library takes; one core of Zen 3 with AVX2:
//   28 steps, batch 64, 28 to 128     1.4, 2.0, 1.2
//   35 steps, batch 20, 200 to 200    1.8, 1.8, 1.6
//   100 steps, batch 1, 32 to 64      9.7 to 13, 8.9 to 12, 6.0 to 8.0
//   10 steps, batch 8, 8 to 16        9.8 to 12, 8.0 to 10, 5.3 to 5.7
// One product alone gains nothing where autograd adds up gradients of slices (2 against 1): it is worth its while in 4, whose
// kernel writes all of them in place.
#include "lab/attempts.h"

namespace {

using namespace rushlight;

struct Shape {
  const char* name;
  int64_t steps, batch, features, hidden;
};

struct Layer {
  Tensor x, w_ih, w_hh, b_ih, b_hh;
  std::vector<Tensor> leaves() const { return {x, w_ih, w_hh, b_ih, b_hh}; }
  std::vector<Tensor> params() const { return {w_ih, w_hh, b_ih, b_hh}; }
  int64_t batch() const { return x.size(1); }
  int64_t hidden() const { return w_hh.size(1); }
  Tensor zero_state() const { return zeros({batch(), hidden()}, x.options().requires_grad(false)); }
};

Layer make_layer(const Shape& s) {
  manual_seed(1);
  const auto uniform = [&](IntArrayRef sizes) {
    return ((rand(sizes) * 2 - 1) * (1 / std::sqrt(double(s.hidden)))).requires_grad_();
  };
  return {randn({s.steps, s.batch, s.features}).requires_grad_(), uniform({4 * s.hidden, s.features}),
          uniform({4 * s.hidden, s.hidden}), uniform({4 * s.hidden}), uniform({4 * s.hidden})};
}
Layer in_double(const Layer& l) {
  const auto wide = [](const Tensor& t) { return t.detach().to(kDouble).requires_grad_(); };
  return {wide(l.x), wide(l.w_ih), wide(l.w_hh), wide(l.b_ih), wide(l.b_hh)};
}

// The outputs by plain loops over a layer of float64.
Tensor exact(const Layer& l) {
  const int64_t steps = l.x.size(0), batch = l.batch(), n = l.hidden(), in = l.x.size(2);
  Tensor y = zeros({steps, batch, n}, kDouble);
  const double *x = l.x.data_ptr<double>(), *wi = l.w_ih.data_ptr<double>(), *wh = l.w_hh.data_ptr<double>(),
               *bi = l.b_ih.data_ptr<double>(), *bh = l.b_hh.data_ptr<double>();
  double* const out = y.data_ptr<double>();
  const auto sigmoid = [](double v) { return 1 / (1 + std::exp(-v)); };
  for (int64_t b = 0; b < batch; ++b) {
    std::vector<double> h(size_t(n), 0.0), c(h);
    for (int64_t t = 0; t < steps; ++t) {
      std::vector<double> sums;
      for (int64_t g = 0; g < 4 * n; ++g) {
        double sum = bi[g] + bh[g];
        for (int64_t k = 0; k < in; ++k) sum += wi[g * in + k] * x[(t * batch + b) * in + k];
        for (int64_t k = 0; k < n; ++k) sum += wh[g * n + k] * h[size_t(k)];
        sums.push_back(sum);
      }
      for (int64_t k = 0; k < n; ++k) {
        double& cell = c[size_t(k)];
        cell = sigmoid(sums[size_t(n + k)]) * cell +
               sigmoid(sums[size_t(k)]) * std::tanh(sums[size_t(2 * n + k)]);
        h[size_t(k)] = out[(t * batch + b) * n + k] = sigmoid(sums[size_t(3 * n + k)]) * std::tanh(cell);
      }
    }
  }
  return y;
}

// Gates by pointwise operators; `inputs(t)` is the product of step t's input with w_ih.
template <class Inputs> Tensor unrolled(const Layer& l, const Inputs& inputs) {
  Tensor h = l.zero_state(), c = h;
  std::vector<Tensor> all;
  for (int64_t t = 0; t < l.x.size(0); ++t) {
    const auto gates = (inputs(t) + addmm(l.b_hh, h, l.w_hh.t())).chunk(4, 1);
    c = gates[1].sigmoid() * c + gates[0].sigmoid() * gates[2].tanh();
    h = gates[3].sigmoid() * c.tanh();
    all.push_back(h);
  }
  return stack(all);
}
Tensor product_a_step(const Layer& l) {
  return unrolled(l, [&](int64_t t) { return addmm(l.b_ih, l.x[t], l.w_ih.t()); });
}
Tensor one_product(const Layer& l) {
  const Tensor all =
      addmm(l.b_ih, l.x.flatten(0, 1), l.w_ih.t()).view({l.x.size(0), l.batch(), 4 * l.hidden()});
  return unrolled(l, [&](int64_t t) { return all[t]; });
}
std::tuple<Tensor, Tensor, Tensor> fused(const Layer& l, const Tensor& x, const Tensor& h, const Tensor& c) {
  return lstm(x, {h, c}, l.params(), true, 1, 0, true, false, false);
}
Tensor call_a_step(const Layer& l) {
  Tensor h = l.zero_state().unsqueeze(0), c = h, y;
  std::vector<Tensor> all;
  for (int64_t t = 0; t < l.x.size(0); ++t) {
    std::tie(y, h, c) = fused(l, l.x.slice(0, t, t + 1), h, c);
    all.push_back(y);
  }
  return cat(all);
}
Tensor layer(const Layer& l) {
  const Tensor zero = l.zero_state().unsqueeze(0);
  return std::get<0>(fused(l, l.x, zero, zero));
}

}  // namespace

int main() {
  set_num_threads(1);
  for (const Shape& s : {Shape{"rows of digits: 28 steps, batch 64, hidden 128", 28, 64, 28, 128},
                         Shape{"words: 35 steps, batch 20, 200 to 200", 35, 20, 200, 200},
                         Shape{"one sequence of 100 steps, hidden 64", 100, 1, 32, 64},
                         Shape{"small: 10 steps, batch 8, hidden 16", 10, 8, 8, 16}}) {
    const Layer l = make_layer(s), wide = in_double(l);
    const Tensor weight = randn({s.steps, s.batch, s.hidden});
    lab::Results want =
        lab::with_gradients([&] { return one_product(wide); }, weight.to(kDouble), wide.leaves());
    want[0] = exact(wide);
    const auto step = [&](Tensor (*form)(const Layer&)) {
      return [&, form] { return lab::with_gradients([&] { return form(l); }, weight, l.leaves()); };
    };
    lab::compare(s.name, want, 1e-5,
                 {{"a product and pointwise gates a step", step(product_a_step)},
                  {"one product, pointwise gates", step(one_product)},
                  {"fused gates, a call a step", step(call_a_step)},
                  {"the layer", step(layer)}});
  }
}
