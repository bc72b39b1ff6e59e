// Real lines of even length n as complex ones of n / 2, whose parts are the even and the odd elements: what turns the
// transform of the one into that of the other. Included by fft_cpu.cpp only.
#pragma once

#include "ops/fft/lanes.h"

namespace torch::inline rushlight {
namespace {

/// i z.
template <class Z> Z turned(Z z) { return {-z.imag(), z.real()}; }

/// From the transform of m complex numbers to the first half of that of 2 m real ones, m + 1 numbers: the transforms of the
/// even and of the odd elements, e and o, are told apart by their symmetry, and the whole is e + w o. get(k) and set(k, z)
/// reach the numbers, which may be in one place; turn(k) is w = exp(+-2 pi i k / (2 m)).
template <class Part, class Get, class Set, class Turn>
void unpack(int64_t m, Part scale, const Get& get, const Set& set, const Turn& turn) {
  using Z = std::complex<Part>;
  const Z first = get(0);
  const Part re = first.real() * scale, im = first.imag() * scale, half = scale * Part(0.5);
  set(0, Z(re + im));
  set(m, Z(re - im));
  for (int64_t k = 1; 2 * k <= m; ++k) {
    const Z a = get(k) * half, b = conj(get(m - k)) * half;
    const Z e = a + b, wo = turned((b - a) * turn(k));
    set(k, e + wo);
    set(m - k, conj(e - wo));
  }
}
/// The way back, but for the factor 2 m.
template <class Part, class Get, class Set, class Turn>
void pack(int64_t m, Part scale, const Get& get, const Set& set, const Turn& turn) {
  using Z = std::complex<Part>;
  const Part first = get(0).real() * scale, last = get(m).real() * scale;
  set(0, Z(first + last, first - last));
  for (int64_t k = 1; 2 * k <= m; ++k) {
    const Z a = get(k) * scale, b = conj(get(m - k)) * scale;
    const Z e = a + b, o = (a - b) * turn(k);
    set(k, e + turned(o));
    set(m - k, conj(e) + turned(conj(o)));
  }
}

}  // namespace
}  // namespace torch::inline rushlight
