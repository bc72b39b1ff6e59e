// The workshop for dropout of float32 with PyTorch's masks. Prints one JSON line for each size: p10 in microseconds.
// Attempts: 1 the mask by bernoulli_, then the product; 2 one thread makes the words ahead, the others draw (2^20 values,
// two threads: 0.6 of 1's time); 3 the operator: threads take turns at the twister, each for its own piece, and make mask
// and product in one pass (0.24; with pieces of 4 blocks of words 0.26, of 2 0.31). The argument is the number of threads.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "rushlight/rushlight.h"

namespace {

using namespace rushlight;

double p10(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 10];
}

template <class Attempt> double micros(const Attempt& attempt) {
  const auto start = std::chrono::steady_clock::now();
  attempt();
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) set_num_threads(std::atoi(argv[1]));
  NoGradGuard guard;
  for (int64_t n : {int64_t{1000}, int64_t{64000}, int64_t{1} << 20}) {
    const Tensor x = randn({n});
    const auto one = [&] { return x * empty({n}, kByte).bernoulli_(0.9) * (1 / 0.9f); };
    const auto two = [&] { return dropout(x, 0.1, true); };
    manual_seed(1);
    const Tensor wanted = one();
    manual_seed(1);
    const bool right = allclose(two(), wanted, 1e-6, 0);
    std::vector<double> first, second;
    for (int round = 0; round < 60; ++round) {
      first.push_back(micros(one));
      second.push_back(micros(two));
    }
    std::printf("{\"values\":%lld,\"right\":%s,\"apart_us\":%.1f,\"fused_us\":%.1f}\n",
                static_cast<long long>(n), right ? "true" : "false", p10(first), p10(second));
    if (!right) return 1;
  }
}
