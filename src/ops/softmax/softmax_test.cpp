// Softmax and cross-entropy against plain loops in double, within the bound of softmax.h.
#include "ops/softmax/softmax.h"

#include <cmath>
#include <limits>

#include "harness/array.h"
#include "harness/each_isa.h"
#include "op/kernels.h"

namespace torch::inline rushlight {
namespace {

using test::Array;
using test::expect_units;

template <class T>
void check_softmax(int64_t outer, int64_t classes, int64_t inner, bool logarithm, double spread) {
  SCOPED_TRACE(::testing::Message() << outer << "x" << classes << "x" << inner << " log " << logarithm
                                    << " spread " << spread);
  const std::vector<int64_t> shape = {outer, classes, inner};
  Array<T> in(shape), out(shape), grad(shape), grad_in(shape);
  Array<double> want(shape), want_grad(shape), size(shape), size_grad(shape);
  const double least = std::numeric_limits<T>::min() / test::kUnit<T>;  // below the normal numbers it is 0
  in.random(1, -spread, spread), grad.random(2);
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < inner; ++i) {
      const auto at = [&](int64_t c) { return (o * classes + c) * inner + i; };
      const auto g = [&](int64_t c) { return double(grad.at(at(c))); };
      double max = -1e300, sum = 0, dot = 0, size_dot = 0;
      for (int64_t c = 0; c < classes; ++c) max = std::max(max, double(in.at(at(c))));
      for (int64_t c = 0; c < classes; ++c) sum += std::exp(in.at(at(c)) - max);
      const auto p = [&](int64_t c) { return std::exp(in.at(at(c)) - max) / sum; };
      const auto size_p = [&](int64_t c) { return p(c) * (1 + max - in.at(at(c))) + least; };
      for (int64_t c = 0; c < classes; ++c) {
        const double below = in.at(at(c)) - max;
        want.at(at(c)) = logarithm ? below - std::log(sum) : p(c);
        size.at(at(c)) = logarithm ? 1 - below + std::log(sum) : size_p(c);
        dot += g(c) * (logarithm ? 1 : p(c)), size_dot += std::abs(g(c)) * (logarithm ? 1 : size_p(c));
      }
      for (int64_t c = 0; c < classes; ++c) {
        want_grad.at(at(c)) = logarithm ? g(c) - p(c) * dot : (g(c) - dot) * p(c);
        size_grad.at(at(c)) = logarithm ? std::abs(g(c)) + size_p(c) * size_dot
                                        : (std::abs(g(c)) + size_dot) * size_p(c) + least;
      }
    }
  const SoftmaxKernels& kernels = cpu_kernels<SoftmaxKernels>();
  kernels.forward(in, out, 1, logarithm);
  kernels.backward(grad, out, grad_in, 1, logarithm);
  expect_units(out, want, size, softmax_units(classes));
  expect_units(grad_in, want_grad, size_grad, softmax_units(classes));
  kernels.forward(in, in, 1, logarithm);  // in place
  expect_units(in, want, size, softmax_units(classes));
}

TEST(SoftmaxKernels, ValuesAndGradients) {
  test::each_isa([] {
    for (int64_t classes : {1, 2, 7, 10, 16, 17, 33, 100})
      for (int64_t inner : {1, 2, 5, 16, 19})
        for (bool logarithm : {false, true})
          for (double spread : {1.0, 200.0}) {
            check_softmax<float>(3, classes, inner, logarithm, spread);
            check_softmax<double>(3, classes, inner, logarithm, spread);
          }
  });
}
TEST(SoftmaxKernels, ManyShortRowsAndClassesFarApart) {
  test::each_isa([] {
    for (bool logarithm : {false, true}) {
      for (int64_t classes : {1, 3, 10, 32, 33}) {
        check_softmax<float>(37, classes, 1, logarithm, 3);
        check_softmax<double>(21, classes, 1, logarithm, 3);
      }
      check_softmax<float>(1, 300, 333, logarithm, 3);
      check_softmax<double>(2, 70, 130, logarithm, 3);
    }
  });
}
TEST(SoftmaxKernels, NotANumberSpreadsOverItsRowOnly) {
  test::each_isa([] {
    for (int64_t inner : {1, 20})
      for (bool logarithm : {false, true}) {
        Array<float> in({2, 5, inner}), out({2, 5, inner});
        in.at(3 * inner) = std::numeric_limits<float>::quiet_NaN();
        cpu_kernels<SoftmaxKernels>().forward(in, out, 1, logarithm);
        for (int64_t c = 0; c < 10; ++c) EXPECT_EQ(std::isnan(out.at(c * inner)), c < 5) << c;
        EXPECT_FALSE(std::isnan(out.at(inner > 1 ? 1 : 5)));
      }
  });
}
TEST(SoftmaxKernels, MinusInfinityHasNoShare) {
  test::each_isa([] {
    Array<float> in({1, 3}), out({1, 3});
    in.at(1) = -std::numeric_limits<float>::infinity();
    cpu_kernels<SoftmaxKernels>().forward(in, out, 1, false);
    EXPECT_FLOAT_EQ(out.at(0), 0.5f);
    EXPECT_EQ(out.at(1), 0.f);
  });
}

struct EntropyCase {
  int64_t outer, classes, inner;
  bool weighted;
  double smoothing;
  bool rows;  // one grad_out for each row, not one for all
};

template <class T> void check_entropy(const EntropyCase& t) {
  SCOPED_TRACE(::testing::Message() << t.outer << "x" << t.classes << "x" << t.inner << " weighted "
                                    << t.weighted << " smoothing " << t.smoothing << " rows " << t.rows);
  const CrossEntropyRule rule{1, t.smoothing};
  const int64_t rows = t.outer * t.inner;
  const std::vector<int64_t> shape = {t.outer, t.classes, t.inner};
  Array<T> in(shape), grad_in(shape), weight({t.classes}), loss({rows}), lse({rows}), total({1});
  Array<T> grad({t.rows ? rows : 1});
  Array<int64_t> target({rows});
  in.random(1, -4, 4), weight.random(2, 0.1, 2), grad.random(3), grad_in.random(4);
  for (int64_t r = 0; r < rows; ++r) target.at(r) = (r * 7 + 2) % t.classes;
  const auto w = [&](int64_t c) { return t.weighted ? double(weight.at(c)) : 1.0; };
  Array<double> want({rows}), want_grad(shape), want_total({1}), size({rows}), size_grad(shape);
  for (int64_t r = 0; r < rows; ++r)
    if (target.at(r) != 1) want_total.at(0) += w(target.at(r));
  for (int64_t r = 0; r < rows; ++r) {
    if (target.at(r) == 1) continue;
    const auto at = [&](int64_t c) { return (r / t.inner * t.classes + c) * t.inner + r % t.inner; };
    double sum = 0, all = 0;
    for (int64_t c = 0; c < t.classes; ++c) sum += std::exp(double(in.at(at(c))));
    const auto share = [&](int64_t c) {
      return w(c) * ((c == target.at(r) ? 1 - t.smoothing : 0) + t.smoothing / double(t.classes));
    };
    for (int64_t c = 0; c < t.classes; ++c) {
      want.at(r) += share(c) * (std::log(sum) - double(in.at(at(c))));
      size.at(r) += share(c) * (1 + std::abs(std::log(sum)) + std::abs(double(in.at(at(c)))));
      all += share(c);
    }
    const double scale = double(grad.at(t.rows ? r : 0)) / want_total.at(0);
    for (int64_t c = 0; c < t.classes; ++c) {
      const double x = in.at(at(c)), p = all * std::exp(x) / sum;
      want_grad.at(at(c)) = scale * (p - share(c));
      size_grad.at(at(c)) = std::abs(scale) * (p * (1 + std::abs(x) + std::abs(std::log(sum))) + share(c));
    }
  }
  const CrossEntropyKernels& kernels = cpu_kernels<CrossEntropyKernels>();
  const View weights = t.weighted ? weight.view() : View();
  EXPECT_EQ(kernels.forward(rule, in, target, weights, loss, lse, total), -1);
  kernels.backward(rule, grad, in, target, weights, lse, total, grad_in);
  expect_units(loss, want, size, softmax_units(t.classes));
  expect_units(total, want_total, want_total, 1);
  expect_units(grad_in, want_grad, size_grad, softmax_units(t.classes));
  lse.check_ends();
}

TEST(CrossEntropyKernels, LossesAndGradients) {
  test::each_isa([] {
    for (int64_t classes : {2, 3, 10, 16, 37})
      for (int64_t inner : {1, 3, 16, 70})
        for (bool weighted : {false, true})
          for (double smoothing : {0.0, 0.2}) {
            check_entropy<float>({9, classes, inner, weighted, smoothing, false});
            check_entropy<double>({5, classes, inner, weighted, smoothing, true});
          }
  });
}
TEST(CrossEntropyKernels, NamesTheFirstRowWithAClassOutOfRange) {
  test::each_isa([] {
    Array<float> in({3, 4}), loss({3}), lse({3}), total({1});
    Array<int64_t> target({3});
    const CrossEntropyKernels& kernels = cpu_kernels<CrossEntropyKernels>();
    target.at(0) = -100;
    EXPECT_EQ(kernels.forward({}, in, target, {}, loss, lse, total), -1);
    target.at(2) = 4;
    EXPECT_EQ(kernels.forward({}, in, target, {}, loss, lse, total), 2);
    target.at(1) = -1;
    EXPECT_EQ(kernels.forward({}, in, target, {}, loss, lse, total), 1);
  });
}

}  // namespace
}  // namespace torch::inline rushlight
