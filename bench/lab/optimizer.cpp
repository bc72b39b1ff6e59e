// The workshop for the optimizers' updates: a step over all parameters of a model, against plain loops in double. Attempts:
// 1 the formula by operators in place, a parameter at a time; 2 the fused update, a call for each parameter; 3 one call for
// all parameters (ops/optimizer). State goes on from step to step; the first step is what is checked.
//
// The time of 1 and 2 divided by that of 3, which the library takes; one core of Zen 3 with AVX2:
//                                Adam               SGD with momentum
//   40 tensors of 32             3.5 to 4.2, 1.3    2.3 to 2.6, 1.6 to 1.8
//   6 tensors of 110,000 in all  1.9 to 2.2, 1.0    1.7 to 1.8, 1.0
//   one tensor of a million      2.3 to 2.6, 1.0    1.3 to 1.4, 1.0
//   62 tensors of 11 million     2.5 to 2.8, 1.0    1.5, 1.0
// SGD's fused loop was not vectors when this was first measured, for it asked for the first step within: 0.34, 0.7 and 0.8.
#include "lab/attempts.h"

namespace {

using namespace rushlight;

struct Model {
  const char* name;
  std::vector<std::vector<int64_t>> shapes;
};

constexpr double kLr = 1e-3, kBeta1 = 0.9, kBeta2 = 0.999, kEps = 1e-8, kMomentum = 0.9;

// Parameters, gradients and two states of zeros for each.
struct State {
  std::vector<Tensor> params, grads, first, second;
  explicit State(const Model& m) {
    manual_seed(1);
    for (const auto& shape : m.shapes) {
      params.push_back(randn(shape));
      grads.push_back(randn(shape));
      first.push_back(zeros(shape));
      second.push_back(zeros(shape));
    }
  }
};

// Parameters after the first step of Adam, or of SGD with momentum.
lab::Results exact(const Model& m, bool adam) {
  const State s(m);
  lab::Results all;
  for (size_t i = 0; i < s.params.size(); ++i) {
    Tensor p = s.params[i].to(kDouble);
    for (int64_t k = 0; k < p.numel(); ++k) {
      const double g = s.grads[i].data_ptr<float>()[k];
      const double mean = (1 - kBeta1) * g / (1 - kBeta1), square = (1 - kBeta2) * g * g / (1 - kBeta2);
      p.data_ptr<double>()[k] -= kLr * (adam ? mean / (std::sqrt(square) + kEps) : g);
    }
    all.push_back(p);
  }
  return all;
}

void adam_by_operators(State& s, int64_t step) {
  const double root = std::sqrt(1 - std::pow(kBeta2, double(step))),
               rate = kLr / (1 - std::pow(kBeta1, double(step)));
  for (size_t i = 0; i < s.params.size(); ++i) {
    const Tensor& g = s.grads[i];
    s.first[i].lerp_(g, 1 - kBeta1);
    s.second[i].mul_(kBeta2).addcmul_(g, g, 1 - kBeta2);
    s.params[i].addcdiv_(s.first[i], s.second[i].sqrt().div_(root).add_(kEps), -rate);
  }
}
void sgd_by_operators(State& s, int64_t) {
  for (size_t i = 0; i < s.params.size(); ++i) {
    s.first[i].mul_(kMomentum).add_(s.grads[i]);
    s.params[i].add_(s.first[i], -kLr);
  }
}
void fused_adam(TensorList p, TensorList m, TensorList v, TensorList g, int64_t step) {
  adam_step_(AdamStep{.lr = kLr, .beta1 = kBeta1, .beta2 = kBeta2, .eps = kEps, .step = step}, p, m, v, {},
             g);
}
void fused_sgd(TensorList p, TensorList m, TensorList, TensorList g, int64_t step) {
  sgd_step_(SgdStep{.lr = kLr, .momentum = kMomentum, .first = step == 1}, p, m, g);
}

using Fused = void (*)(TensorList, TensorList, TensorList, TensorList, int64_t);

// An attempt with parameters of its own.
template <class Update> lab::Attempt attempt(const char* name, const Model& m, const Update& update) {
  return {name, [update, state = State(m), step = int64_t{0}]() mutable {
            update(state, ++step);
            return state.params;
          }};
}

}  // namespace

int main() {
  set_num_threads(1);
  NoGradGuard guard;
  Model resnet{"62 tensors of 11 million", {{64, 3, 3, 3}}};
  for (int64_t c : {64, 128, 256, 512})
    for (int i = 0; i < 5; ++i)
      for (const std::vector<int64_t>& shape :
           {std::vector<int64_t>{c, i == 0 ? std::max<int64_t>(c / 2, 64) : c, 3, 3}, {c}, {c}})
        if (resnet.shapes.size() < 62 && i < 4 + (c > 64)) resnet.shapes.push_back(shape);
  const Model mlp{"6 tensors of 110000", {{128, 784}, {128}, {64, 128}, {64}, {10, 64}, {10}}},
      small{"40 tensors of 32", std::vector<std::vector<int64_t>>(40, {32})},
      large{"one tensor of a million", {{1024, 1024}}};
  for (const Model& m : {mlp, small, large, resnet})
    for (const bool adam : {true, false}) {
      const Fused fused = adam ? fused_adam : fused_sgd;
      lab::compare(std::string(adam ? "Adam, " : "SGD with momentum, ") + m.name, exact(m, adam), 1e-6,
                   {attempt("operators", m, adam ? adam_by_operators : sgd_by_operators),
                    attempt("fused, a call a parameter", m,
                            [fused](State& s, int64_t step) {
                              for (size_t i = 0; i < s.params.size(); ++i)
                                fused(s.params[i], s.first[i], s.second[i], s.grads[i], step);
                            }),
                    attempt("one call", m, [fused](State& s, int64_t step) {
                      fused(s.params, s.first, s.second, s.grads, step);
                    })});
    }
}
