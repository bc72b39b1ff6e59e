// ExactSums: what sums of products should be, in double, and how far a kernel may be off that adds them up in another order.
#pragma once

#include <cmath>
#include <vector>

#include "cpu/gemm/gemm.h"
#include "harness/array.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight::test {

/// Results of one shape: of each its exact value, the sum of its terms' magnitudes, and how many terms there are.
class ExactSums {
 public:
  explicit ExactSums(const std::vector<int64_t>& shape)
      : sum_(shape), size_(shape), terms_(static_cast<size_t>(sum_.count())) {}

  int64_t count() const { return sum_.count(); }
  void add(int64_t at, double term) { add(at, term, std::abs(term)); }
  /// A term whose error is counted in another magnitude than its own.
  void add(int64_t at, double term, double size) {
    sum_.at(at) += term, size_.at(at) += size;
    terms_[static_cast<size_t>(at)] += size != 0;
  }
  /// Expects each result within gemm_units(its terms) and `more` units of the sum of its magnitudes.
  template <class T> void expect(const Array<T>& got, double more = 0) const {
    Array<double> limit(sum_.shape());
    for (int64_t i = 0; i < count(); ++i)
      limit.at(i) = (gemm_units(terms_[static_cast<size_t>(i)]) + more) * size_.at(i);
    expect_units(got, sum_, limit, 1);
  }
  void expect(const Tensor& got, double more = 0) const {
    ASSERT_EQ(got.scalar_type(), kFloat);
    expect(Array<float>(got), more);
  }

 private:
  Array<double> sum_, size_;
  std::vector<int64_t> terms_;
};

}  // namespace torch::inline rushlight::test
