// The bounds that vec_math.h states: its functions against the C library in long double, over all of float32 and float64, with
// every instruction set. The functions are called through the kernels that are made of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <vector>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "harness/sweep.h"
#include "op/kernels.h"
#include "ops/pointwise/math.h"
#include "ops/pointwise/pointwise.h"
#include "ops/softmax/softmax.h"

namespace torch::inline rushlight {
namespace {

using test::Real;
using test::sweep;
using test::ulps_apart;

// Multiples of pi / 2, where sines and cosines vanish.
template <class T> std::vector<T> quarter_turns() {
  std::vector<T> x;
  for (int i = 1; i < 24828; ++i) x.push_back(static_cast<T>(i * (std::numbers::pi_v<Real> / 2)));
  return x;
}

// A function, and the units in the last place that it may be off, as vec_math.h states.
struct Function {
  const char* name;
  const TileKernel& (*kernel)();
  Real (*exact)(Real);
  double units;
};
template <auto kernel> const TileKernel& math() { return cpu_kernels<MathKernels>().*kernel; }
const TileKernel& exp_kernel() { return cpu_kernels<PointwiseKernels>().exp; }
Real exact_sigmoid(Real x) { return 1 / (1 + std::exp(-x)); }

using M = MathKernels;
const Function kSine{"sin", math<&M::sin>, std::sin, 3}, kCosine{"cos", math<&M::cos>, std::cos, 3};
const Function kFunctions[] = {
    kSine,
    kCosine,
    {"exp", exp_kernel, std::exp, 1},
    {"exp2", math<&M::exp2>, std::exp2, 1.5},
    {"expm1", math<&M::expm1>, std::expm1, 2.5},
    {"log", math<&M::log>, std::log, 1},
    {"log2", math<&M::log2>, std::log2, 2},
    {"log10", math<&M::log10>, std::log10, 2.5},
    {"log1p", math<&M::log1p>, std::log1p, 2.5},
    {"tanh", math<&M::tanh>, std::tanh, 3},
    {"sinh", math<&M::sinh>, std::sinh, 3.5},
    {"cosh", math<&M::cosh>, std::cosh, 3.5},
    {"erf", math<&M::erf>, std::erf, 1.5},
    {"asin", math<&M::asin>, std::asin, 3},
    {"acos", math<&M::acos>, std::acos, 1.5},
    {"atan", math<&M::atan>, std::atan, 3},
    {"sqrt", math<&M::sqrt>, std::sqrt, 0.5},
    {"rsqrt", math<&M::rsqrt>, [](Real x) { return 1 / std::sqrt(x); }, 1.5},
    {"reciprocal", math<&M::reciprocal>, [](Real x) { return 1 / x; }, 0.5},
};

template <class T>
std::vector<T> results(const TileKernel& kernel, const std::vector<T>& x, const std::vector<T>& y = {}) {
  std::vector<T> all(x.size());
  void* out = all.data();
  const void* in[] = {x.data(), y.data()};
  (sizeof(T) == 4 ? kernel.f32 : kernel.f64)(nullptr, &out, in, static_cast<int64_t>(x.size()), 0);
  return all;
}

// Expects results within `units` of the exact ones, and names the three that are furthest off otherwise.
template <class T>
void expect_units(const std::vector<T>& got, const std::vector<Real>& want, const std::vector<T>& x,
                  double units) {
  std::vector<std::pair<double, size_t>> wrong;
  for (size_t i = 0; i < got.size(); ++i)
    if (const double apart = ulps_apart(got[i], want[i]); !(apart <= units)) wrong.emplace_back(apart, i);
  std::sort(wrong.rbegin(), wrong.rend());
  for (size_t k = 0; k < std::min<size_t>(wrong.size(), 3); ++k) {
    const auto [apart, i] = wrong[k];
    ADD_FAILURE() << apart << " units off at " << x[i] << ": expected " << want[i] << ", got " << got[i];
  }
}

template <class T> void check(const Function& f, const std::vector<T>& x) {
  SCOPED_TRACE(::testing::Message() << f.name << " in float" << 8 * sizeof(T));
  std::vector<Real> want;
  for (T v : x) want.push_back(f.exact(v));
  test::each_isa([&] { expect_units(results(f.kernel(), x), want, x, f.units); });
}

TEST(VecMath, FunctionsStayWithinTheirBounds) {
  const std::vector<float> x = sweep<float>();
  const std::vector<double> wide = sweep<double>();
  for (const Function& f : kFunctions) check(f, x), check(f, wide);
}

template <class T> void check_quarter_turns() {
  const std::vector<T> x = quarter_turns<T>();
  for (const Function& f : {kSine, kCosine}) {
    check(f, x);
    test::each_isa([&] {
      for (T y : results(f.kernel(), x)) ASSERT_LE(std::abs(y), 1) << f.name;
    });
  }
}
TEST(VecMath, SinesAndCosinesAtTheirZerosAndEnds) {
  check_quarter_turns<float>();
  check_quarter_turns<double>();
}

// A sigmoid below the normal numbers may be anything up to them.
template <class T> void check_sigmoid() {
  const T least = std::numeric_limits<T>::min();
  const std::vector<T> x = sweep<T>();
  std::vector<Real> want;
  for (T v : x) want.push_back(exact_sigmoid(v));
  test::each_isa([&] {
    std::vector<T> got = results(cpu_kernels<MathKernels>().sigmoid, x);
    for (size_t i = 0; i < x.size(); ++i)
      if (want[i] < least && got[i] >= 0 && got[i] <= least) got[i] = static_cast<T>(want[i]);
    expect_units(got, want, x, 3);
  });
}
TEST(VecMath, SigmoidStaysWithinItsBound) {
  check_sigmoid<float>();
  check_sigmoid<double>();
}

// exp_of_differences, through rows of softmax: e^x / (1 + e^x) is e^x where that is small.
template <class T> void check_differences(T least, T small) {
  std::vector<T> x = sweep<T>();
  std::erase_if(x, [&](T v) { return !(v <= 0); });
  const int64_t n = static_cast<int64_t>(x.size());
  test::Array<T> in({n, 2}), out({n, 2});
  std::vector<T> few, all;
  for (int64_t i = 0; i < n; ++i) in.at(2 * i + 1) = x[static_cast<size_t>(i)];
  test::each_isa([&] {
    cpu_kernels<SoftmaxKernels>().forward(in, out, 1, false);
    for (int64_t i = 0; i < n; ++i) {
      const T v = in.at(2 * i + 1), got = out.at(2 * i + 1);
      const Real e = std::exp(Real(v));
      if (v < least) ASSERT_EQ(got, 0) << v;
      else ASSERT_LE(ulps_apart(got, e / (1 + e)), v < small ? 1 : 3) << v;
    }
  });
}
TEST(VecMath, ExponentialsOfDifferencesThroughSoftmax) {
  check_differences<float>(-87.3f, -17.4f);
  check_differences<double>(-708.3, -38);
}

// Powers of all sizes up to overflow and beyond, and of numbers near 1.
TEST(VecMath, PowersStayWithinTheirBound) {
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::vector<float> x, y;
  for (int i = 0; i < 30000; ++i) {
    const float u = uniform(random), v = uniform(random);
    x.push_back(i % 3 == 2 ? 1 + u / 64 : std::exp2(u * (i % 3 ? 126.f : 3.f)));
    y.push_back(v * (i % 3 == 2 ? 60000.f : i % 2 ? 40.f : 400.f));
  }
  for (int i = 0; i < 1000; ++i)
    x.push_back(2), y.push_back(1023 + float(i) / 500);  // where e^x overflows in float64
  std::vector<Real> want;
  for (size_t i = 0; i < x.size(); ++i) want.push_back(std::pow(Real(x[i]), Real(y[i])));
  test::each_isa([&] { expect_units(results(cpu_kernels<PointwiseKernels>().pow, x, y), want, x, 1); });
}
TEST(VecMath, PowersOfZerosInfinitiesAndNegativeNumbers) {
  const float infinity = HUGE_VALF, most = std::numeric_limits<float>::max();
  const float some[] = {0,      -0.f,    1,        -1,        2,
                        -2,     3,       -3,       0.5f,      -0.5f,
                        1.5f,   -1.5f,   infinity, -infinity, std::nanf(""),
                        1e-40f, -1e-40f, 1e30f,    -1e30f,    most,
                        -most,  8388609, -8388609, 16777216};
  std::vector<float> x, y;
  for (float a : some)
    for (float b : some)
      for (int lane = 0; lane < 16; ++lane) x.push_back(a), y.push_back(b);  // whole vectors alike
  std::vector<Real> want;
  for (size_t i = 0; i < x.size(); ++i) want.push_back(std::pow(Real(x[i]), Real(y[i])));
  test::each_isa([&] { expect_units(results(cpu_kernels<PointwiseKernels>().pow, x, y), want, x, 1); });
}

}  // namespace
}  // namespace torch::inline rushlight
