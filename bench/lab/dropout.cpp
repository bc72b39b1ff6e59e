// The workshop for dropout of float32 with PyTorch's masks. Attempts: 1 the mask by bernoulli_, then the product; 2 one thread
// makes the words ahead, the others draw (2^20 values, two threads: 0.6 of 1's time); 3 the operator: threads take turns at the
// twister, each for its own piece, and make mask and product in one pass (0.24; with pieces of 4 blocks of words 0.26, of 2
// 0.31). The argument is the number of threads; 2 is not kept. On one thread 1 takes 2.3 to 2.5 times as long as 3.
#include "lab/attempts.h"

using namespace rushlight;

int main(int argc, char** argv) {
  const lab::Clock clock = lab::use_threads(argc, argv);
  NoGradGuard guard;
  for (int64_t n : {int64_t{1000}, int64_t{64000}, int64_t{1} << 20}) {
    const std::string values = std::to_string(n) + " values";
    const Tensor x = randn({n});
    const std::vector<lab::Attempt> attempts{
        {"mask, then product",
         [&] { return lab::Results{x * empty({n}, kByte).bernoulli_(0.9) * (1 / 0.9f)}; }},
        {"the operator", [&] { return lab::Results{dropout(x, 0.1, true)}; }}};
    manual_seed(1);
    const Tensor kept = empty({n}, kByte).bernoulli_(0.9);
    const lab::Results want{x.to(kDouble) * kept.to(kDouble) / 0.9};
    std::vector<double> errors;
    for (const lab::Attempt& a : attempts) {
      manual_seed(1);
      errors.push_back(lab::check(values, a, want, 1e-6));
    }
    lab::time_in_turn(values, attempts, errors, clock);
  }
}
