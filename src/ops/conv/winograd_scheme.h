// The algebra of Winograd's convolution, one vector of channels at a time: the three transforms between tiles and their
// values at six points, at which convolution is multiplication. m outputs of r taps need m + r - 1 = 6 points, whatever m.
//
// The points are 0, 2/3, -2/3, 3/2, -3/2 and infinity. With 1 and 2 in place of 2/3 and 3/2, as in most texts, the error is
// twice as large; as 2/3 * 3/2 = 1, the first and last rows of the data's transform lose two multiplications.
// Included by winograd_cpu.cpp only.
#pragma once

#include "cpu/gemm/micro.h"

namespace torch::inline rushlight {
namespace {

constexpr int kTile = 6;                // points in one direction
constexpr int kPoints = kTile * kTile;  // and in two
constexpr double kNear = 2. / 3, kFar = 3. / 2;

using Lanes = Tag<float>;
using Vector = Vec<float>;
constexpr int64_t kWidth = kLanes<float>;

constexpr double power(double x, int n) { return n == 0 ? 1 : x * power(x, n - 1); }
inline Vector constant(double x) { return hn::Set(Lanes(), static_cast<float>(x)); }

/// Six inputs at the points: the product of (x - p) over all other points p, as the coefficients of the inputs.
struct DataTransform {
  static constexpr int kIn = kTile, kOut = kTile;
  void operator()(const Vector* HWY_RESTRICT in, Vector* HWY_RESTRICT out) const {
    const Vector middle = constant(kNear * kNear + kFar * kFar);
    out[0] = hn::NegMulAdd(middle, in[2], hn::Add(in[0], in[4]));
    pair(in, kNear, kFar * kFar, out + 1);
    pair(in, kFar, kNear * kNear, out + 3);
    out[5] = hn::NegMulAdd(middle, in[3], hn::Add(in[1], in[5]));
  }

 private:
  // At p and -p; `other` is the square of the other pair.
  static void pair(const Vector* HWY_RESTRICT in, double p, double other, Vector* HWY_RESTRICT out) {
    const Vector square = constant(other), at = constant(p);
    const Vector even = hn::NegMulAdd(square, in[2], in[4]), odd = hn::NegMulAdd(square, in[1], in[3]);
    out[0] = hn::MulAdd(at, odd, even);
    out[1] = hn::NegMulAdd(at, odd, even);
  }
};

/// The polynomial of kTaps taps at the points, divided by the product of the distances to all other points.
template <int kTaps> struct TapTransform {
  static constexpr int kIn = kTaps, kOut = kTile;
  void operator()(const Vector* HWY_RESTRICT in, Vector* HWY_RESTRICT out) const {
    out[0] = in[0];
    pair(in, kNear, kFar, out + 1);
    pair(in, kFar, kNear, out + 3);
    out[5] = in[kTaps - 1];
  }

 private:
  static void pair(const Vector* HWY_RESTRICT in, double p, double other, Vector* HWY_RESTRICT out) {
    const double scale = 1 / (2 * p * p * (p * p - other * other));
    Vector even = hn::Mul(constant(scale), in[0]), odd = hn::Mul(constant(scale * p), in[1]);
#pragma GCC unroll 4
    for (int i = 2; i < kTaps; ++i) {
      Vector& sum = i % 2 ? odd : even;
      sum = hn::MulAdd(constant(scale * power(p, i)), in[i], sum);
    }
    out[0] = hn::Add(even, odd);
    out[1] = hn::Sub(even, odd);
  }
};

/// From products at the points to kResults values.
template <int kResults> struct ResultTransform {
  static constexpr int kIn = kTile, kOut = kResults;
  void operator()(const Vector* HWY_RESTRICT in, Vector* HWY_RESTRICT out) const {
    const Vector near[] = {hn::Add(in[1], in[2]), hn::Sub(in[1], in[2])};
    const Vector far[] = {hn::Add(in[3], in[4]), hn::Sub(in[3], in[4])};
    out[0] = hn::Add(hn::Add(in[0], near[0]), far[0]);
#pragma GCC unroll 4
    for (int i = 1; i < kResults; ++i)
      out[i] =
          hn::MulAdd(constant(power(kNear, i)), near[i % 2], hn::Mul(constant(power(kFar, i)), far[i % 2]));
    out[kResults - 1] = hn::Add(out[kResults - 1], in[5]);
  }
};

/// A transform along both directions of a square; load(i, j) and store(i, j, value) reach its elements.
template <class Transform, class Load, class Store>
HWY_INLINE void transform_square(const Transform& transform, const Load& load, const Store& store) {
  constexpr int kIn = Transform::kIn, kOut = Transform::kOut;
  Vector half[kOut][kIn];
#pragma GCC unroll 6
  for (int j = 0; j < kIn; ++j) {
    Vector column[kIn], result[kOut];
#pragma GCC unroll 6
    for (int i = 0; i < kIn; ++i) column[i] = load(i, j);
    transform(column, result);
#pragma GCC unroll 6
    for (int i = 0; i < kOut; ++i) half[i][j] = result[i];
  }
#pragma GCC unroll 6
  for (int i = 0; i < kOut; ++i) {
    Vector result[kOut];
    transform(half[i], result);
#pragma GCC unroll 6
    for (int j = 0; j < kOut; ++j) store(i, j, result[j]);
  }
}

}  // namespace
}  // namespace torch::inline rushlight
