// The bounds of distance.h and of the gradients of cdist in distance.cpp, against double, with every instruction set.
#include "ops/linalg/distance.h"

#include <cmath>
#include <limits>

#include "harness/each_isa.h"
#include "harness/exact_sums.h"
#include "op/kernels.h"
#include "rushlight/autograd.h"
#include "rushlight/ops.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::ExactSums;
using test::expect_units;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

long double norm(const std::vector<long double>& d, double p) {
  long double sum = 0;
  for (const long double x : d)
    sum = std::isinf(p) ? std::max(sum, std::abs(x))
                        : sum + (p == 0 ? x != 0 : std::pow(std::abs(x), static_cast<long double>(p)));
  return p == 0 || std::isinf(p) ? sum : std::pow(sum, 1 / static_cast<long double>(p));
}

// Rows of n numbers of all sizes; `middle` is what all of them have in common.
template <class T> void check(double p, int64_t n, double middle) {
  SCOPED_TRACE(::testing::Message() << "p = " << p << ", rows of " << n << " around " << middle);
  constexpr int64_t batch = 2, rows = 5, columns = 7;
  Array<T> a({batch, rows, n}), c({batch, columns, n}), out({batch, rows, columns});
  Array<double> want(out.shape()), allowed(out.shape());
  a.random(1).mix_sizes(1), c.random(2).mix_sizes(2);
  for (Array<T>* x : {&a, &c})
    for (int64_t i = 0; i < x->count(); ++i) x->at(i) += static_cast<T>(middle);
  std::vector<long double> d(static_cast<size_t>(n));
  for (int64_t o = 0; o < out.count(); ++o) {
    const int64_t row = o / columns, column = o / (rows * columns) * columns + o % columns;
    for (int64_t k = 0; k < n; ++k)
      d[static_cast<size_t>(k)] =
          static_cast<long double>(a.at(row * n + k)) - static_cast<long double>(c.at(column * n + k));
    want.at(o) = static_cast<double>(norm(d, p));
    const bool power = p != 0 && p != 1 && p != 2 && !std::isinf(p);
    allowed.at(o) = want.at(o) * (gemm_units(n) + (power ? std::abs(std::log(want.at(o))) : 0));
  }
  test::each_isa([&] {
    cpu_kernels<DistanceKernels>().pairs(p, a, c, out);
    expect_units(out, want, allowed, 1);
  });
}

TEST(Distance, StaysWithinItsBound) {
  for (double p : {0., 0.5, 1., 2., 3., kInfinity})
    for (int64_t n : {1, 3, 17, 64, 1003})
      for (double middle : {0., 5000.}) {
        check<float>(p, n, middle);
        check<double>(p, n, middle);
      }
}

void check_gradients(double p) {
  SCOPED_TRACE(::testing::Message() << "p = " << p);
  constexpr int64_t rows = 40, columns = 300, n = 9;
  const Tensor a = (randn({rows, n}) + 1).requires_grad_(), c = (randn({columns, n}) + 1).requires_grad_();
  const Tensor y = cdist(a, c, p), g = randn_like(y).mul_(exp(2 * randn_like(y)));
  const auto gradients = autograd::grad({y}, {a, c}, {g});
  const Array<float> x(a.detach()), z(c.detach()), from(g);
  ExactSums want_a({rows, n}), want_c({columns, n});
  std::vector<long double> d(n);
  for (int64_t o = 0; o < from.count(); ++o) {
    const int64_t i = o / columns * n, j = o % columns * n;
    for (int64_t k = 0; k < n; ++k)
      d[static_cast<size_t>(k)] =
          static_cast<long double>(x.at(i + k)) - static_cast<long double>(z.at(j + k));
    const double all = static_cast<double>(norm(d, p));
    for (int64_t k = 0; k < n; ++k) {
      const double step = static_cast<double>(d[static_cast<size_t>(k)]), size = std::abs(step);
      const double by = std::isinf(p) ? size == all : std::pow(size / all, p - 1);
      const double term = double(from.at(o)) * std::copysign(by, step);
      const double counts = p == 2 ? std::abs(double(from.at(o))) / all *
                                         (std::abs(double(x.at(i + k))) + std::abs(double(z.at(j + k))))
                                   : std::abs(term);
      want_a.add(i + k, term, counts);
      want_c.add(j + k, -term, counts);
    }
  }
  want_a.expect(gradients[0], gemm_units(n));
  want_c.expect(gradients[1], gemm_units(n));
}
TEST(Distance, GradientsStayWithinTheirBounds) {
  manual_seed(6);
  test::each_isa([] {
    for (double p : {1., 1.5, 2., 3., kInfinity}) check_gradients(p);
  });
}

TEST(Distance, NanReachesItsDistancesWhereverItStands) {
  for (double p : {0., 1., 2., 3., kInfinity})
    for (int64_t at = 0; at < 5; ++at) {
      Tensor a = arange(10.0).view({2, 5}), b = ones({3, 5});
      a[1][at] = NAN;
      const Tensor d = cdist(a, b, p);
      EXPECT_TRUE(d[0].isfinite().all().item<bool>()) << p;
      if (p > 0) { EXPECT_TRUE(d[1].isnan().all().item<bool>()) << p << " at " << at; }
    }
}

}  // namespace
}  // namespace torch::inline rushlight
