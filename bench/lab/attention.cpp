// The workshop for attention: forward and backward of each attempt are checked against the same formula in double, then
// timed in turn. Prints one JSON line for each shape: p10 in microseconds. Attempts: 1 the composite of public operators,
// with the whole matrix of weights; 2 the fused operator, a block of queries at a time. The first argument is the number of
// threads.
//
// Which wins where: the composite's time divided by the fused operator's (above 1: fused is faster), one core of Zen 3 with
// AVX2, without dropout and with.
//   128 long, 8 x 4 heads of 64      1.33, 1.30
//   1024 long, 8 heads of 64         0.98, 0.98   (a sixth more products; the composite keeps 100 MB of weights)
//   16 long, 64 x 4 heads of 16      2.4, 1.5
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "rushlight/ops/fused/transformer.h"
#include "rushlight/rushlight.h"

namespace {

using namespace rushlight;

struct Shape {
  const char* name;
  int64_t length, batch, heads, size;
};
constexpr Shape kShapes[] = {
    {"encoder of a small transformer", 128, 8, 4, 64},
    {"long sequence", 1024, 1, 8, 64},
    {"many short sequences", 16, 64, 4, 16},
};

// qkv (L, N, 3 E) -> (L, N, E), as the modules did it before there was a fused operator.
Tensor composite(const Tensor& qkv, const Shape& s, double dropout_p) {
  const auto parts = qkv.chunk(3, -1);
  const auto split = [&](const Tensor& t) {
    return t.reshape({s.length, s.batch * s.heads, s.size}).transpose(0, 1);
  };
  const Tensor q = split(parts[0] * (1 / std::sqrt(static_cast<double>(s.size))));
  const Tensor weights = bmm(q, split(parts[1]).transpose(1, 2)).softmax(-1);
  return bmm(dropout(weights, dropout_p, true), split(parts[2]))
      .transpose(0, 1)
      .reshape({s.length, s.batch, s.heads * s.size});
}

struct Result {
  Tensor y, grad;
};

template <class Attempt> Result step(const Attempt& attempt, const Tensor& qkv, const Tensor& weight) {
  const Tensor leaf = qkv.detach().requires_grad_();
  const Tensor y = attempt(leaf);
  y.backward(weight);
  return {y.detach(), leaf.grad()};
}

double apart(const Tensor& a, const Tensor& b) { return (a.to(kDouble) - b).abs().max().item<double>(); }

double p10(std::vector<double> v) {
  std::sort(v.begin(), v.end());
  return v[v.size() / 10];
}

template <class Attempt> double micros(const Attempt& attempt, const Tensor& qkv, const Tensor& weight) {
  const auto start = std::chrono::steady_clock::now();
  step(attempt, qkv, weight);
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) set_num_threads(std::atoi(argv[1]));
  for (const Shape& s : kShapes)
    for (double p : {0.0, 0.1}) {
      manual_seed(1);
      const Tensor qkv = randn({s.length, s.batch, 3 * s.heads * s.size});
      const Tensor weight = randn({s.length, s.batch, s.heads * s.size});
      const auto one = [&](const Tensor& x) { return composite(x, s, p); };
      const auto two = [&](const Tensor& x) { return packed_self_attention(x, s.heads, p); };
      bool right = true;
      if (p == 0) {
        const Result exact = step(one, qkv.to(kDouble), weight.to(kDouble)), mine = step(two, qkv, weight);
        right = apart(mine.y, exact.y) < 1e-5 && apart(mine.grad, exact.grad) < 1e-4;
      }
      std::vector<double> first, second;
      for (int round = 0; round < 40; ++round) {
        first.push_back(micros(one, qkv, weight));
        second.push_back(micros(two, qkv, weight));
      }
      std::printf("{\"case\":\"%s\",\"dropout\":%.1f,\"right\":%s,\"composite_us\":%.1f,\"fused_us\":%.1f}\n",
                  s.name, p, right ? "true" : "false", p10(first), p10(second));
      if (!right) return 1;
    }
}
