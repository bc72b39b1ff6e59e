// cov and corrcoef against plain loops; weights are among the calls that LibTorch answered (src/ops/linalg).
#include <gtest/gtest.h>

#include <cmath>

#include "harness/op_case.h"
#include "rushlight/rushlight.h"

namespace torch::inline rushlight::test {
namespace {

using List = std::vector<Plain>;

// Covariances of the rows of a matrix with the divisor n - correction.
Plain covariance(const Plain& x, double correction) {
  const int64_t m = x.shape[0], n = x.shape[1];
  Plain out({m, m});
  const auto mean = [&](int64_t r) {
    double sum = 0;
    for (int64_t k = 0; k < n; ++k) sum += x[r * n + k];
    return sum / static_cast<double>(n);
  };
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < m; ++j) {
      for (int64_t k = 0; k < n; ++k) out[i * m + j] += (x[i * n + k] - mean(i)) * (x[j * n + k] - mean(j));
      out[i * m + j] /= static_cast<double>(n) - correction;
    }
  return out;
}

const OpCases cases([] {
  op_case("cov", [](const Args& x) { return cov(x[0], x.i(0)); })
      .sample({{2, 4}}, {1})
      .sample({{3, 5}}, {0})
      .reference([](const PlainArgs& x) { return List{covariance(x[0], x.d(0))}; })
      .dtypes({kFloat, kDouble})
      .tolerance(8)
      .error(
          [] {
            cov(ones({2, 2, 2}));
          },
          "cov: expected at most 2 dimensions, got shape [2, 2, 2]")
      .error(
          [] {
            cov(ones({2, 3}), 1, ones({3}));
          },
          "cov: expected integer fweights, got float32")
      .error(
          [] {
            cov(ones({2, 3}), 1, ones({2}, kLong));
          },
          "cov: expected a weight in fweights for each of 3 observations, got shape [2]")
      .error(
          [] {
            cov(ones({2, 3}), 1, {}, tensor({1., -1., 1.}));
          },
          "cov: expected weights that are not negative in aweights, got a negative one");
  op_case("corrcoef", [](const Args& x) { return corrcoef(x[0]); })
      .sample({{2, 4}})
      .sample({{3, 5}})
      .reference([](const PlainArgs& x) {
        const Plain c = covariance(x[0], 1);
        const int64_t m = c.shape[0];
        Plain out({m, m});
        for (int64_t i = 0; i < m * m; ++i)
          out[i] = c[i] / std::sqrt(c[i / m * (m + 1)] * c[i % m * (m + 1)]);
        return List{out};
      })
      .dtypes({kFloat, kDouble})
      .tolerance(8);
});

}  // namespace
}  // namespace torch::inline rushlight::test
