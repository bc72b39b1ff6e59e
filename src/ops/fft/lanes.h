// Lanes: a number of kissfft that is really N of them, one of each of N lines, so that one pass transforms N lines. kissfft
// counts in std::complex of its number, which is specialised here, with the functions of std that its tables need.
// Included by fft_cpu.cpp only, before kissfft.
#pragma once

#include <cmath>
#include <complex>

#include "cpu/transpose.h"

namespace torch::inline rushlight {
namespace {

/// N numbers. kissfft computes the angles of its tables in this type as well, where an error in the step from one to the next
/// adds up: what a float cannot hold of a double is kept in the second lane, as so many half units of the last place, see
/// value().
template <class T, size_t N> struct Lanes {
  using Tag = hn::CappedTag<T, N>;
  static constexpr int64_t kPitch =
      sizeof(hn::Vec<Tag>) / sizeof(T);  // a vector of one double has room for two
  static constexpr bool kSplit = sizeof(T) < sizeof(double) && N > 1;
  static constexpr double kShift = 1 << 24;

  Lanes() = default;
  Lanes(hn::Vec<Tag> v) : v(v) {}
  static Lanes all(T x) { return hn::Set(Tag(), x); }
  Lanes(int x) : v(hn::Set(Tag(), static_cast<T>(x))) {}
  Lanes(double x) : v(hn::Set(Tag(), static_cast<T>(x))) {
    if constexpr (kSplit) {
      T lanes[N];
      hn::StoreU(v, Tag(), lanes);
      lanes[1] += static_cast<T>((x - static_cast<double>(lanes[0])) * kShift);
      v = hn::LoadU(Tag(), lanes);
    }
  }
  /// The number that was given to the constructor, of which every lane holds as much as fits.
  double value() const {
    T lanes[N];
    hn::StoreU(v, Tag(), lanes);
    const double x = static_cast<double>(lanes[0]);
    if constexpr (kSplit) return x + (static_cast<double>(lanes[1]) - x) / kShift;
    return x;
  }

  friend Lanes operator+(Lanes a, Lanes b) { return hn::Add(a.v, b.v); }
  friend Lanes operator-(Lanes a, Lanes b) { return hn::Sub(a.v, b.v); }
  friend Lanes operator*(Lanes a, Lanes b) { return hn::Mul(a.v, b.v); }
  friend Lanes operator-(Lanes a) { return hn::Neg(a.v); }
  friend double operator*(size_t i, Lanes angle) { return static_cast<double>(i) * angle.value(); }

  hn::Vec<Tag> v;
};

}  // namespace
}  // namespace torch::inline rushlight

namespace std {

template <class T, size_t N> class complex<torch::rushlight::Lanes<T, N>> {
  using Part = torch::rushlight::Lanes<T, N>;

 public:
  complex() = default;
  complex(Part re, Part im = 0) : re_(re), im_(im) {}
  Part real() const { return re_; }
  Part imag() const { return im_; }
  void real(Part x) { re_ = x; }
  void imag(Part x) { im_ = x; }
  complex& operator+=(complex b) { return *this = *this + b; }
  complex& operator*=(Part b) { return *this = *this * b; }
  friend complex operator+(complex a, complex b) { return {a.re_ + b.re_, a.im_ + b.im_}; }
  friend complex operator-(complex a, complex b) { return {a.re_ - b.re_, a.im_ - b.im_}; }
  friend complex operator*(complex a, Part b) { return {a.re_ * b, a.im_ * b}; }
  friend complex operator*(complex a, complex b) {
    return {hwy::HWY_NAMESPACE::NegMulAdd(a.im_.v, b.im_.v, (a.re_ * b.re_).v),
            hwy::HWY_NAMESPACE::MulAdd(a.im_.v, b.re_.v, (a.re_ * b.im_).v)};
  }
  friend complex conj(complex z) { return {z.re_, -z.im_}; }

 private:
  Part re_, im_;
};

template <class T, size_t N> double acos(torch::rushlight::Lanes<T, N> x) { return acos(x.value()); }
template <class T, size_t N>
complex<torch::rushlight::Lanes<T, N>> exp(complex<torch::rushlight::Lanes<T, N>> z) {
  const double angle = z.imag().value();
  return {static_cast<double>(static_cast<T>(cos(angle))), static_cast<double>(static_cast<T>(sin(angle)))};
}

}  // namespace std
