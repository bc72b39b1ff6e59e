// The bound that weighted_sum.h states, against double, with every instruction set: few and many terms of one output, rows of
// one number and long ones, and the two gradients.
#include <gtest/gtest.h>

#include <vector>

#include "harness/each_isa.h"
#include "harness/exact_sums.h"
#include "op/kernels.h"
#include "ops/weighted/weighted_sum.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::ExactSums;

// Outputs of as many terms as `terms` says, in turn, of 19 sources; rows of `inner` numbers.
template <class T> void check(const std::vector<int64_t>& terms, int64_t outputs, int64_t inner) {
  SCOPED_TRACE(::testing::Message() << outputs << " outputs of " << terms[0] << " terms, rows of " << inner);
  constexpr int64_t n = 2, c = 3, sources = 19;
  Array<int64_t> first({outputs + 1});
  for (int64_t o = 0; o < outputs; ++o)
    first.at(o + 1) = first.at(o) + terms[static_cast<size_t>(o) % terms.size()];
  const int64_t all = first.at(outputs);
  Array<int64_t> source({n, all});
  Array<T> x({n, c, sources, inner}), weight({n, all}), y({n, c, outputs, inner}), grad(y.shape());
  Array<T> grad_x(x.shape()), grad_weight(weight.shape());
  source.random(1, 0, sources);
  x.random(2).mix_sizes(2), weight.random(3).mix_sizes(3), grad.random(4);
  y.random(5), grad_x.random(6), grad_weight.random(7);
  ExactSums want(y.shape()), want_x(x.shape()), want_weight(weight.shape());
  for (int64_t plane = 0; plane < n * c; ++plane)
    for (int64_t o = 0; o < outputs; ++o)
      for (int64_t t = first.at(o) + plane / c * all; t < first.at(o + 1) + plane / c * all; ++t)
        for (int64_t i = 0; i < inner; ++i) {
          const int64_t from = (plane * sources + source.at(t)) * inner + i;
          const int64_t to = (plane * outputs + o) * inner + i;
          want.add(to, double(weight.at(t)) * double(x.at(from)));
          want_x.add(from, double(weight.at(t)) * double(grad.at(to)));
          want_weight.add(t, double(x.at(from)) * double(grad.at(to)));
        }
  test::each_isa([&] {
    const WeightedSumKernels& kernels = cpu_kernels<WeightedSumKernels>();
    kernels.forward(x, weight, first, source, y);
    kernels.grad_x(grad, weight, first, source, grad_x);
    kernels.grad_weight(grad, x, first, source, grad_weight);
    want.expect(y);
    want_x.expect(grad_x);
    want_weight.expect(grad_weight);
  });
}

TEST(WeightedSum, StaysWithinItsBound) {
  for (const std::vector<int64_t>& terms :
       {std::vector<int64_t>{1}, {2}, {4}, {5}, {0, 3, 40}, {2000}, {0, 1, 2, 4}})
    for (int64_t inner : {1, 5, 300}) {
      const int64_t outputs = terms[0] == 2000 ? 2 : 23;
      check<float>(terms, outputs, inner);
      check<double>(terms, outputs, inner);
    }
}

}  // namespace
}  // namespace torch::inline rushlight
