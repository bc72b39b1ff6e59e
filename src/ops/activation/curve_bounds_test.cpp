// The bounds that activation.h states on the errors of GELU and other curves, against long double over all of float32 and
// float64, with every instruction set.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "harness/sweep.h"
#include "op/kernels.h"
#include "ops/activation/activation.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::expect_units;
using test::Real;

Real sigmoid(Real x) { return 1 / (1 + std::exp(-x)); }
Real normal_cdf(Real x) { return std::erfc(-x * std::sqrt(Real(0.5))) / 2; }
Real normal_density(Real x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi_v<Real>); }
Real gelu_inner(Real x) { return std::sqrt(2 / std::numbers::pi_v<Real>) * (x + Real(0.044715) * x * x * x); }
Real gelu_inner_slope(Real x) {
  return std::sqrt(2 / std::numbers::pi_v<Real>) * (1 + 3 * Real(0.044715) * x * x);
}
Real tanh_softplus(Real x) { return std::tanh(std::log1p(std::exp(x))); }

// A curve and its derivative, and in what sizes their errors are counted.
struct Curve {
  const char* name;
  TileKernel CurveKernels::*forward, CurveKernels::*backward;
  Real (*value)(Real);
  Real (*slope)(Real);
  Real (*size)(Real);
  Real (*size_of_slope)(Real);
  CurveNumbers numbers = {};
};
Real of_x(Real x) { return std::abs(x); }
Real of_x_and_1(Real x) { return std::abs(x) + 1; }
Real of_cube_and_1(Real x) { return std::abs(x * x * x) + 1; }
Real of_1(Real) { return 1; }

const Curve kCurves[] = {
    {"gelu", &CurveKernels::gelu, &CurveKernels::gelu_backward, [](Real x) { return x * normal_cdf(x); },
     [](Real x) { return normal_cdf(x) + x * normal_density(x); }, of_x, of_1},
    {"gelu_tanh", &CurveKernels::gelu_tanh, &CurveKernels::gelu_tanh_backward,
     [](Real x) { return x * (1 + std::tanh(gelu_inner(x))) / 2; },
     [](Real x) {
       const Real t = std::tanh(gelu_inner(x));
       return (1 + t) / 2 + x / 2 * (1 - t * t) * gelu_inner_slope(x);
     },
     of_x, of_cube_and_1},
    {"silu", &CurveKernels::silu, &CurveKernels::silu_backward, [](Real x) { return x * sigmoid(x); },
     [](Real x) { return sigmoid(x) * (1 + x * sigmoid(-x)); }, of_x, of_x_and_1},
    {"mish", &CurveKernels::mish, &CurveKernels::mish_backward, [](Real x) { return x * tanh_softplus(x); },
     [](Real x) {
       const Real t = tanh_softplus(x);
       return t + x * sigmoid(x) * (1 - t * t);
     },
     of_x, of_x_and_1},
    {"softplus",
     &CurveKernels::softplus,
     &CurveKernels::softplus_backward,
     [](Real x) { return x > 20 ? x : std::log1p(std::exp(x)); },
     [](Real x) { return x > 20 ? 1 : sigmoid(x); },
     of_x_and_1,
     of_1,
     {1, 20}},
    {"log_sigmoid", &CurveKernels::log_sigmoid, &CurveKernels::log_sigmoid_backward,
     [](Real x) { return std::min<Real>(x, 0) - std::log1p(std::exp(-std::abs(x))); },
     [](Real x) { return sigmoid(-x); }, of_x_and_1, of_1},
    {"elu",
     &CurveKernels::elu,
     &CurveKernels::elu_backward,
     [](Real x) { return x < 0 ? std::expm1(x) : x; },
     [](Real x) { return x <= 0 ? std::exp(x) : 1; },
     of_x,
     of_1,
     {1, 1, 1}},
};

template <class T> void check(const Curve& c) {
  SCOPED_TRACE(::testing::Message() << c.name << " in float" << 8 * sizeof(T));
  std::vector<T> all = test::sweep<T>();
  // Beyond the root of the largest number the cube overflows: curves are 0 or x there, and tested in activation_test.cpp.
  std::erase_if(all, [](T x) { return !(std::abs(x) < std::sqrt(std::numeric_limits<T>::max())); });
  const int64_t n = static_cast<int64_t>(all.size());
  Array<T> x({n}), ones({n}, 1), value({n}), slope({n});
  const double least = std::numeric_limits<T>::min() / test::kUnit<T>;  // there may be no more digits below
  Array<double> want({n}), size({n}), want_slope({n}), size_slope({n});
  for (int64_t i = 0; i < n; ++i) {
    const Real v = x.at(i) = all[static_cast<size_t>(i)];
    want.at(i) = static_cast<double>(c.value(v)), want_slope.at(i) = static_cast<double>(c.slope(v));
    size.at(i) = static_cast<double>(c.size(v)) + least;
    size_slope.at(i) = static_cast<double>(c.size_of_slope(v));
  }
  test::each_isa([&] {
    const CurveKernels& kernels = cpu_kernels<CurveKernels>();
    const auto run = [&](const TileKernel& kernel, std::initializer_list<const void*> in, Array<T>& out) {
      void* to = out.data();
      (sizeof(T) == 4 ? kernel.f32 : kernel.f64)(&c.numbers, &to, in.begin(), n, 0);
    };
    run(kernels.*c.forward, {x.data()}, value);
    run(kernels.*c.backward, {ones.data(), x.data()}, slope);
    expect_units(value, want, size, kCurveUnits);
    expect_units(slope, want_slope, size_slope, kCurveUnits);
  });
}

TEST(CurveBounds, ValuesAndSlopes) {
  for (const Curve& c : kCurves) {
    check<float>(c);
    check<double>(c);
  }
}

}  // namespace
}  // namespace torch::inline rushlight
