// The bounds that reduce.h states on the errors of sums, means, moments, norms, products and scans, against long double: short
// and long rows, columns, values around zero and of one sign.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "op/kernels.h"
#include "ops/reduce/reduce.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::expect_units;

// Calls check(shape, values of the kind named) for rows and columns of lengths around those of blocks and pieces.
template <class T, class Check> void each_input(const Check& check) {
  for (const ReduceShape shape :
       {ReduceShape{7, 1, 1}, ReduceShape{3, 17, 1}, ReduceShape{5, 1023, 1}, ReduceShape{1, 300001, 1},
        ReduceShape{2, 63, 20}, ReduceShape{1, 4099, 70}})
    for (double low : {-1., 0., 0.1}) {
      SCOPED_TRACE(::testing::Message()
                   << shape.outer << "x" << shape.n << "x" << shape.inner << " from " << low);
      Array<T> in({shape.outer, shape.n, shape.inner});
      in.random(1, low, low == 0.1 ? 0.1 : 1);  // all the same: rounding errors of one sign
      check(shape, in);
    }
}
int64_t results_of(const ReduceShape& s) { return s.outer * s.inner; }
int64_t result_of(const ReduceShape& s, int64_t i) { return i / (s.n * s.inner) * s.inner + i % s.inner; }

// The sum of map(value, result's place) for each result, added up in long double, then finish(sum).
template <class T, class Map, class Finish>
void total(const ReduceShape& s, const Array<T>& in, Array<double>& to, const Map& map,
           const Finish& finish) {
  std::vector<long double> sums(static_cast<size_t>(to.count()));
  for (int64_t i = 0; i < in.count(); ++i) {
    const int64_t at = result_of(s, i);
    sums[static_cast<size_t>(at)] += map(static_cast<long double>(in.at(i)), at);
  }
  for (int64_t i = 0; i < to.count(); ++i)
    to.at(i) = static_cast<double>(finish(sums[static_cast<size_t>(i)]));
}
long double same(long double x) { return x; }
long double as_it_is(long double x, int64_t) { return x; }
long double size_of(long double x, int64_t) { return std::abs(x); }

template <class T> void check_sums(const ReduceShape& s, Array<T>& in) {
  const int64_t n = results_of(s);
  Array<T> got({n}), mean({n}), squares({n});
  Array<double> sum({n}), sum_size({n}), average({n}), average_size({n}), square({n}), square_size({n});
  const auto by_n = [&](long double x) { return x / static_cast<long double>(s.n); };
  total(s, in, sum, as_it_is, same);
  total(s, in, sum_size, size_of, same);
  total(s, in, average, as_it_is, by_n);
  total(s, in, average_size, size_of, by_n);
  const long double of_mean = sum_units<T>(s.n) * test::kUnit<T>;  // the error of the mean counts squared
  const auto squared = [&](long double x, int64_t at) { return (x - average.at(at)) * (x - average.at(at)); };
  total(s, in, square, squared, same);
  total(
      s, in, square_size, [&](long double x, int64_t at) { return squared(x, at) + of_mean * x * x; }, same);
  test::each_isa([&] {
    cpu_kernels<ReduceKernels>().sum(s, in, got);
    cpu_kernels<ReduceKernels>().moments(s, in, squares, mean);
    expect_units(got, sum, sum_size, sum_units<T>(s.n));
    expect_units(mean, average, average_size, sum_units<T>(s.n) + 1);
    expect_units(squares, square, square_size, sum_units<T>(s.n) + 2);
  });
}
template <class T> void check_norms(const ReduceShape& s, Array<T>& in) {
  Array<T> got({results_of(s)});
  Array<double> want({results_of(s)});
  for (long double p : {1, 2, 3}) {
    total(
        s, in, want,
        [&](long double x, int64_t) { return p == 3   ? std::abs(x * x * x)
                                             : p == 2 ? x * x
                                                      : std::abs(x); },
        [&](long double x) { return std::pow(x, 1 / p); });
    test::each_isa([&] {
      cpu_kernels<ReduceKernels>().norm(s, static_cast<double>(p), in, got);
      expect_units(got, want, want, sum_units<T>(s.n) + 2);
    });
  }
}
template <class T> void check_logsumexp(const ReduceShape& s, Array<T>& in) {
  Array<T> got({results_of(s)});
  Array<double> want({results_of(s)}), size({results_of(s)});
  total(
      s, in, want, [](long double x, int64_t) { return std::exp(x); },
      [](long double x) { return std::log(x); });
  for (int64_t i = 0; i < size.count(); ++i) size.at(i) = 1 + std::abs(want.at(i));
  test::each_isa([&] {
    cpu_kernels<ReduceKernels>().logsumexp(s, in, got);
    expect_units(got, want, size, sum_units<T>(s.n) + 3);
  });
}

TEST(ReduceBounds, SumsMeansAndMoments) {
  each_input<float>(check_sums<float>);
  each_input<double>(check_sums<double>);
}
TEST(ReduceBounds, Norms) {
  each_input<float>(check_norms<float>);
  each_input<double>(check_norms<double>);
}
TEST(ReduceBounds, LogsOfSumsOfExponentials) {
  each_input<float>(check_logsumexp<float>);
  each_input<double>(check_logsumexp<double>);
}

// Factors around 1, so that no product is too large or small: each multiplication rounds once.
template <class T> void check_products() {
  for (const ReduceShape s : {ReduceShape{5, 1023, 1}, ReduceShape{1, 100001, 1}, ReduceShape{2, 800, 20}}) {
    Array<T> in({s.outer, s.n, s.inner}), got({results_of(s)});
    Array<double> want({results_of(s)});
    in.random(1, 0.999, 1.001);
    total(
        s, in, want, [](long double x, int64_t) { return std::log(x); },
        [](long double x) { return std::exp(x); });
    test::each_isa([&] {
      cpu_kernels<ReduceKernels>().prod(s, in, got);
      expect_units(got, want, want, static_cast<double>(s.n));
    });
  }
}
TEST(ReduceBounds, Products) {
  check_products<float>();
  check_products<double>();
}

template <class T> void check_cumsum(const ReduceShape& s, Array<T>& in) {
  for (bool reverse : {false, true}) {
    Array<T> got(in.shape());
    Array<double> want(in.shape()), size(in.shape());
    std::vector<long double> sums(static_cast<size_t>(results_of(s))), sizes(sums);
    for (int64_t i = 0; i < in.count(); ++i) {
      const int64_t k = i % s.inner, j = i / s.inner % s.n, o = i / (s.n * s.inner);
      const int64_t at = (o * s.n + (reverse ? s.n - 1 - j : j)) * s.inner + k;
      long double &sum = sums[static_cast<size_t>(o * s.inner + k)],
                  &all = sizes[static_cast<size_t>(o * s.inner + k)];
      sum += static_cast<long double>(in.at(at)), all += std::abs(static_cast<long double>(in.at(at)));
      want.at(at) = static_cast<double>(sum);
      size.at(at) = static_cast<double>((sizeof(T) == 4 ? std::abs(sum) : 0) +
                                        all * static_cast<long double>(j + 1) * 0x1p-53L / test::kUnit<T>);
    }
    cpu_kernels<ScanKernels>().scan(s, Scan::sum, reverse, in, got);
    expect_units(got, want, size, 1);
  }
}
TEST(ReduceBounds, CumulativeSums) {
  each_input<float>(check_cumsum<float>);
  each_input<double>(check_cumsum<double>);
}

}  // namespace
}  // namespace torch::inline rushlight
