// The workshop for cross-entropy of class indices, loss and gradient, against plain loops in double. Attempts: 1 written out:
// shifted exponentials, their sum, its logarithm, the target's score gathered; 2 log_softmax, then nll_loss; 3 the fused
// operator: one pass over the scores for the loss, one for the gradient (cross_entropy_cpu.cpp).
//
// The time of 1 and 2 divided by that of 3, one core of Zen 3 with AVX2:
//   10 classes, batch 64           1.6 to 1.9, 0.92 to 0.98
//   1000 classes, batch 64         1.2, 1.1 to 1.2
//   10000 classes, 256 rows        1.6 to 1.9, 1.5 to 1.8
//   21 classes of 64 x 64 pixels   0.86 to 0.89, 0.92 to 1.01   (0.7, 0.6 to 0.8 before the gradient went class by class)
//   3 classes of 60 x 60 pixels    0.77 to 0.89, 0.78 to 0.99
// So 3 for classes side by side. Where classes lie apart it costs up to a quarter more than 1 and 2: it goes through the targets
// one by one for the loss and for the gradient. It is taken there as well, for it keeps one number a row where they keep the
// scores; LibTorch takes 1.4 to 2 times as long.
#include "lab/attempts.h"

namespace {

using namespace rushlight;

struct Shape {
  const char* name;
  std::vector<int64_t> sizes;
};

// Mean loss and gradient of the scores, classes along dimension 1.
lab::Results exact(const Tensor& scores, const Tensor& target) {
  const int64_t classes = scores.size(1), inner = scores.numel() / scores.size(0) / classes;
  const int64_t rows = target.numel();
  Tensor grad = zeros(scores.sizes(), kDouble);
  const float* x = scores.data_ptr<float>();
  double loss = 0;
  for (int64_t r = 0; r < rows; ++r) {
    const int64_t first = r / inner * classes * inner + r % inner, chosen = target.data_ptr<int64_t>()[r];
    double sum = 0;
    for (int64_t c = 0; c < classes; ++c) sum += std::exp(double(x[first + c * inner]));
    loss += std::log(sum) - x[first + chosen * inner];
    for (int64_t c = 0; c < classes; ++c)
      grad.data_ptr<double>()[first + c * inner] =
          (std::exp(double(x[first + c * inner])) / sum - (c == chosen)) / double(rows);
  }
  return {full({}, loss / double(rows), kDouble), grad};
}

Tensor written_out(const Tensor& x, const Tensor& target) {
  const Tensor shifted = x - x.detach().amax({1}, true);
  const Tensor chosen = shifted.gather(1, target.unsqueeze(1)).squeeze(1);
  return (shifted.exp().sum(1).log() - chosen).mean();
}

}  // namespace

int main() {
  set_num_threads(1);
  for (const auto& [name, sizes] :
       {Shape{"10 classes, batch 64", {64, 10}}, Shape{"1000 classes, batch 64", {64, 1000}},
        Shape{"a vocabulary of 10000, 256 words", {256, 10000}},
        Shape{"21 classes of pixels, 4 images of 64 x 64", {4, 21, 64, 64}},
        Shape{"3 classes of pixels, 4 images of 60 x 60", {4, 3, 60, 60}}}) {
    manual_seed(1);
    const Tensor x = randn(sizes).requires_grad_();
    std::vector<int64_t> rows(sizes);
    rows.erase(rows.begin() + 1);
    const Tensor target = randint(sizes[1], rows, kLong);
    const auto step = [&](auto loss) {
      return [=] { return lab::with_gradients([&] { return loss(x, target); }, Tensor(), {x}); };
    };
    lab::compare(
        name, exact(x, target), 1e-5,
        {{"written out", step(written_out)},
         {"log_softmax, nll_loss",
          step([](const Tensor& s, const Tensor& t) { return nll_loss(log_softmax(s, 1), t); })},
         {"fused", step([](const Tensor& s, const Tensor& t) { return cross_entropy_loss(s, t); })}});
  }
}
