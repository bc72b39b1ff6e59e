// c10::complex, with the functions of <complex> for it, in namespace std as LibTorch has them.
#pragma once

#include <cmath>
#include <complex>

#include "rushlight/core/complex.h"
#include "torch/namespaces.h"

namespace std {

template <class T> constexpr T real(const rushlight::Complex<T>& z) { return z.real(); }
template <class T> constexpr T imag(const rushlight::Complex<T>& z) { return z.imag(); }
template <class T> T abs(const rushlight::Complex<T>& z) { return std::hypot(z.real(), z.imag()); }
template <class T> T arg(const rushlight::Complex<T>& z) { return std::atan2(z.imag(), z.real()); }
template <class T> constexpr T norm(const rushlight::Complex<T>& z) {
  return z.real() * z.real() + z.imag() * z.imag();
}
template <class T> constexpr rushlight::Complex<T> conj(const rushlight::Complex<T>& z) {
  return {z.real(), -z.imag()};
}
template <class T> rushlight::Complex<T> exp(const rushlight::Complex<T>& z) {
  return std::exp(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> log(const rushlight::Complex<T>& z) {
  return std::log(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> log10(const rushlight::Complex<T>& z) {
  return std::log10(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> sqrt(const rushlight::Complex<T>& z) {
  return std::sqrt(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> sin(const rushlight::Complex<T>& z) {
  return std::sin(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> cos(const rushlight::Complex<T>& z) {
  return std::cos(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> tan(const rushlight::Complex<T>& z) {
  return std::tan(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> sinh(const rushlight::Complex<T>& z) {
  return std::sinh(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> cosh(const rushlight::Complex<T>& z) {
  return std::cosh(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> tanh(const rushlight::Complex<T>& z) {
  return std::tanh(std::complex<T>(z));
}
template <class T> rushlight::Complex<T> pow(const rushlight::Complex<T>& a, const rushlight::Complex<T>& b) {
  return std::pow(std::complex<T>(a), std::complex<T>(b));
}

}  // namespace std
