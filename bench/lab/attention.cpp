// The workshop for attention: forward and backward of each attempt are checked against the same formula in double, then
// timed in turn. Attempts: 1 the composite of public operators, with the whole matrix of weights; 2 the fused operator, a block
// of queries at a time. The first argument is the number of threads.
//
// Which wins where: the composite's time divided by the fused operator's (above 1: fused is faster), one core of Zen 3 with
// AVX2, without dropout and with.
//   128 long, 8 x 4 heads of 64      1.11 to 1.17, 1.08 to 1.19
//   1024 long, 8 heads of 64         0.98 to 0.99, 0.95 to 1.02   (a sixth more products; the composite keeps 100 MB of weights)
//   16 long, 64 x 4 heads of 16      1.15 to 1.24, 1.06 to 1.11   (0.83 with dropout when each row drew its own words)
// With a mask of causal order added: 1.08 to 1.21, 1.47 (0.98 while blocks went over the keys that it hides), 1.11 to 1.20.
// Keys and values packed for each block of queries, not once for all, took 1.13 to 1.2 of the time forward at 1024 to 4096.
#include "rushlight/ops/fused/transformer.h"

#include "lab/attempts.h"

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
Tensor composite(const Tensor& qkv, const Shape& s, double dropout_p, const Tensor& mask) {
  const auto parts = qkv.chunk(3, -1);
  const auto split = [&](const Tensor& t) {
    return t.reshape({s.length, s.batch * s.heads, s.size}).transpose(0, 1);
  };
  const Tensor q = split(parts[0] * (1 / std::sqrt(static_cast<double>(s.size))));
  Tensor scores = bmm(q, split(parts[1]).transpose(1, 2));
  if (mask.defined()) scores = scores + mask;
  return bmm(dropout(scores.softmax(-1), dropout_p, true), split(parts[2]))
      .transpose(0, 1)
      .reshape({s.length, s.batch, s.heads * s.size});
}

}  // namespace

int main(int argc, char** argv) {
  const lab::Clock clock = lab::use_threads(argc, argv);
  struct Variant {
    const char* name;
    double p;
    bool masked;
  };
  for (const Shape& s : kShapes)
    for (const auto& [variant, p, masked] :
         {Variant{"", 0, false}, {", dropout", 0.1, false}, {", mask", 0, true}}) {
      const std::string name = std::string(s.name) + variant;
      const auto mask = [&](ScalarType t) {
        return masked ? full({s.length, s.length}, -INFINITY, t).triu(1) : Tensor();
      };
      manual_seed(1);
      const Tensor qkv = randn({s.length, s.batch, 3 * s.heads * s.size}).requires_grad_();
      const Tensor weight = randn({s.length, s.batch, s.heads * s.size});
      const auto written_out = [&](const Tensor& x) { return composite(x, s, p, mask(x.scalar_type())); };
      const auto step = [&](auto attention) {
        return [&, attention] { return lab::with_gradients([&] { return attention(qkv); }, weight, {qkv}); };
      };
      const std::vector<lab::Attempt> attempts{{"composite", step(written_out)},
                                               {"fused", step([&](const Tensor& x) {
                                                  return packed_self_attention(x, s.heads, p, mask(kFloat));
                                                })}};
      if (p > 0) {  // masks are random
        lab::time_in_turn(name, attempts, {0, 0}, clock);
        continue;
      }
      const Tensor wide = qkv.detach().to(kDouble).requires_grad_();
      lab::compare(name, lab::with_gradients([&] { return written_out(wide); }, weight.to(kDouble), {wide}),
                   1e-5, attempts, clock);
    }
}
