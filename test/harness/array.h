// Array: contiguous values with a shape, to hand to kernels as a View in tests, with sentinels that tell of
// over-runs.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "op/view.h"
#include "rushlight/core/tensor.h"

namespace torch::inline rushlight::test {

/// Owns the values of a View; `at(i)` is element i in row-major order. check_ends() fails if a neighbour was
/// written.
template <class T> class Array {
 public:
  explicit Array(std::vector<int64_t> shape, T fill = T())
      : shape_(std::move(shape)), strides_(shape_.size()) {
    for (size_t i = shape_.size(); i-- > 0; count_ *= shape_[i]) strides_[i] = count_;
    data_.assign(static_cast<size_t>(count_ + 2 * kGuard), T(77));
    for (int64_t i = 0; i < count_; ++i) at(i) = fill;
  }
  /// The values of a tensor of T that is contiguous.
  explicit Array(const Tensor& t) : Array(t.sizes().vec()) {
    const T* const values = t.data_ptr<T>();
    for (int64_t i = 0; i < count_; ++i) at(i) = values[i];
  }
  Array(const Array&) = delete;
  Array& operator=(const Array&) = delete;

  int64_t count() const { return count_; }
  int64_t size(size_t i) const { return shape_[i]; }
  const std::vector<int64_t>& shape() const { return shape_; }
  T& at(int64_t i) { return data_[static_cast<size_t>(i + kGuard)]; }
  const T& at(int64_t i) const { return data_[static_cast<size_t>(i + kGuard)]; }
  T* data() { return data_.data() + kGuard; }

  Array& random(unsigned seed, double low = -1, double high = 1) {
    std::mt19937 generator(seed);
    std::uniform_real_distribution<double> uniform(low, high);
    for (int64_t i = 0; i < count_; ++i) at(i) = static_cast<T>(uniform(generator));
    return *this;
  }
  /// Multiplies each value with a power of two of its own, from 2^-12 to 2^12: sums of terms of all sizes.
  Array& mix_sizes(unsigned seed) {
    std::mt19937 generator(seed + 1000);
    std::uniform_int_distribution<int> exponent(-12, 12);
    for (int64_t i = 0; i < count_; ++i) at(i) = std::ldexp(at(i), exponent(generator));
    return *this;
  }
  View view() {
    View v;
    v.data = data();
    v.sizes = shape_.data();
    v.strides = strides_.data();
    v.numel = count_;
    v.dtype = CppTypeToScalarType<T>::value;
    v.dims = static_cast<int8_t>(shape_.size());
    return v;
  }
  operator View() { return view(); }
  void check_ends() const {
    for (int64_t i = 0; i < kGuard; ++i)
      EXPECT_TRUE(at(-1 - i) == T(77) && at(count_ + i) == T(77)) << "wrote outside, " << i + 1 << " away";
  }

 private:
  static constexpr int64_t kGuard = 16;
  std::vector<int64_t> shape_, strides_;
  int64_t count_ = 1;
  std::vector<T> data_;
};

/// Expects |got - expected| <= tolerance * max(1, |expected|) everywhere; NaN matches NaN.
template <class T> void expect_near(const Array<T>& got, const Array<double>& expected, double tolerance) {
  ASSERT_EQ(got.shape(), expected.shape());
  int wrong = 0;
  for (int64_t i = 0; i < got.count() && wrong < 3; ++i) {
    const double g = static_cast<double>(got.at(i)), e = expected.at(i);
    if (g == e || (std::isnan(g) && std::isnan(e))) continue;
    if (!(std::abs(g - e) <= tolerance * std::max(1.0, std::abs(e)))) {
      ADD_FAILURE() << "element " << i << ": expected " << e << ", got " << g;
      ++wrong;
    }
  }
  got.check_ends();
}

/// Half a unit in the last place of 1: what one rounding may be off, relative to its result.
template <class T> constexpr double kUnit = std::numeric_limits<T>::epsilon() / 2;

/// Expects |got - expected| <= units * kUnit<T> * size everywhere, `size` being the sum of the magnitudes that make up a value;
/// names the value that is furthest off otherwise.
template <class T>
void expect_units(const Array<T>& got, const Array<double>& expected, const Array<double>& size,
                  double units) {
  ASSERT_EQ(got.shape(), expected.shape());
  double most = 0;
  int64_t worst = -1;
  for (int64_t i = 0; i < got.count(); ++i) {
    const double apart = std::abs(static_cast<double>(got.at(i)) - expected.at(i));
    const double off = apart == 0 ? 0 : apart / (kUnit<T> * size.at(i));
    if (!(off <= most)) most = off, worst = i;
  }
  EXPECT_LE(most, units) << "units that element " << worst << " is off: expected " << expected.at(worst)
                         << ", got " << got.at(worst);
  got.check_ends();
}

/// The root of the mean squared error.
template <class T> double rms_error(const Array<T>& got, const Array<double>& want) {
  double sum = 0;
  for (int64_t i = 0; i < got.count(); ++i) sum += std::pow(double(got.at(i)) - want.at(i), 2);
  return std::sqrt(sum / double(got.count()));
}

/// How many elements are not equal.
template <class T> int64_t different(const Array<T>& a, const Array<T>& b) {
  int64_t count = 0;
  for (int64_t i = 0; i < a.count(); ++i) count += a.at(i) != b.at(i);
  return count;
}

/// Rounding tolerance of T for sums of about a hundred terms.
template <class T> constexpr double kRounding = sizeof(T) == 8 ? 1e-13 : 1e-5;

}  // namespace torch::inline rushlight::test
