// The bounds that loss.h states on the errors of binary cross-entropy, against long double, with every instruction set.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "harness/sweep.h"
#include "op/kernels.h"
#include "ops/loss/loss.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::expect_units;
using test::Real;

// A loss of (x, target), and the sum of the magnitudes that make it up.
struct Loss {
  TileKernel LossKernels::*kernel;
  Real (*value)(Real x, Real t);
  Real (*size)(Real x, Real t);
};
Real bounded(Real logarithm) { return std::max<Real>(logarithm, -100); }
const Loss kOfProbabilities{
    &LossKernels::binary,
    [](Real x, Real t) { return (t - 1) * bounded(std::log1p(-x)) - t * bounded(std::log(x)); },
    [](Real x, Real t) {
      return std::abs((1 - t) * bounded(std::log1p(-x))) + std::abs(t * bounded(std::log(x)));
    }};
const Loss kOfLogits{
    &LossKernels::logits,
    [](Real x, Real t) { return (1 - t) * x + std::max<Real>(-x, 0) + std::log1p(std::exp(-std::abs(x))); },
    [](Real x, Real t) { return std::abs((1 - t) * x) + std::max<Real>(-x, 0) + 1; }};

template <class T> void check(const Loss& loss, T low, T high) {
  std::vector<T> all = test::sweep<T>();
  std::erase_if(all, [&](T x) { return !(x >= low && x <= high); });
  const int64_t n = static_cast<int64_t>(all.size());
  Array<T> x({n}), target({n}), got({n});
  Array<double> want({n}), size({n});
  target.random(3, 0, 1);
  for (int64_t i = 0; i < n; ++i) {
    x.at(i) = all[static_cast<size_t>(i)];
    if (i % 3 < 2) target.at(i) = static_cast<T>(i % 3);
    want.at(i) = static_cast<double>(loss.value(x.at(i), target.at(i)));
    size.at(i) = static_cast<double>(loss.size(x.at(i), target.at(i)));
  }
  test::each_isa([&] {
    void* out = got.data();
    const void* in[] = {x.data(), target.data()};
    const TileKernel& kernel = cpu_kernels<LossKernels>().*loss.kernel;
    (sizeof(T) == 4 ? kernel.f32 : kernel.f64)(nullptr, &out, in, n, 0);
    expect_units(got, want, size, kBinaryUnits);
  });
}

TEST(BinaryBounds, CrossEntropyOfProbabilitiesAndLogits) {
  check<float>(kOfProbabilities, 0, 1);
  check<double>(kOfProbabilities, 0, 1);
  check<float>(kOfLogits, -1e30f, 1e30f);
  check<double>(kOfLogits, -1e200, 1e200);
}

}  // namespace
}  // namespace torch::inline rushlight
