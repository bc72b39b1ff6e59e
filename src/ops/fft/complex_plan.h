// The transform of one line of Lanes: kissfft, which takes n * p steps for a large prime factor p of n; such lengths go
// through transforms of about 2 n instead, as a convolution with a chirp (Bluestein 1970). Included by fft_cpu.cpp only.
#pragma once

#include <numbers>
#include <vector>

#include "cpu/scratch.h"
#include "ops/fft/lanes.h"

// kissfft keeps factors in one. transform.cpp has its functions: defined here, they would be shared between instruction sets.
#ifdef __GLIBCXX__
extern template struct std::_Vector_base<size_t, std::allocator<size_t>>;
#endif
extern template class std::vector<size_t>;
#include <kissfft/kissfft.hh>

namespace torch::inline rushlight {
namespace {

constexpr int64_t kDirectFactors = 7;  // a chirp is faster when the factors above 5 add up to more

struct Factors {
  int64_t above_five = 0;  // the sum of the prime factors of n above 5

  explicit Factors(int64_t n) {
    for (int64_t p = 2; n > 1; ++p)
      for (p = p * p > n ? n : p; n % p == 0; n /= p) above_five += p > 5 ? p : 0;
  }
};
// The least length from n on that has no prime factor above 5.
inline int64_t smooth_length(int64_t n) {
  while (Factors(n).above_five > 0) ++n;
  return n;
}

/// Complex numbers of type P, each of which multiplies all lanes.
template <class P> struct Turns {
  explicit Turns(int64_t count) : pairs(2 * count) {}
  void set(int64_t i, double re, double im) const {
    pairs.data[2 * i] = static_cast<P>(re);
    pairs.data[2 * i + 1] = static_cast<P>(im);
  }
  void set_angle(int64_t i, double angle) const { set(i, std::cos(angle), std::sin(angle)); }
  template <size_t N> std::complex<Lanes<P, N>> get(int64_t i) const {
    return {Lanes<P, N>::all(pairs.data[2 * i]), Lanes<P, N>::all(pairs.data[2 * i + 1])};
  }
  Scratch<P> pairs;
};

template <class P, size_t N> class ComplexPlan {
 public:
  using Part = Lanes<P, N>;
  using Z = std::complex<Part>;
  using Fft = kissfft<Part>;

  ComplexPlan(int64_t n, bool inverse)
      : n_(n),
        above_five_(Factors(n).above_five),
        room_(above_five_ > kDirectFactors ? smooth_length(2 * n - 1) : n),
        fft_(static_cast<size_t>(room_), inverse && !chirped()),
        chirp_(chirped() ? n : 0),
        spectrum_(chirped() ? room_ : 0) {
    if (chirped()) make_chirp(inverse ? 1 : -1);
  }

  /// How many numbers a and b of run() have room for.
  int64_t room() const { return room_; }
  /// kissfft's tables. They hold a buffer too, where `shared` is false: each thread then needs a copy.
  const Fft& fft() const { return fft_; }
  bool shared() const { return chirped() || (n_ > 1 && above_five_ == 0); }

  /// b = the transform of a, which is overwritten.
  void run(const Fft& fft, Z* a, Z* b) const {
    if (!chirped()) return fft.transform(a, b);
    for (int64_t k = 0; k < n_; ++k) a[k] = a[k] * chirp_.template get<N>(k);
    for (int64_t k = n_; k < room_; ++k) a[k] = Z(Part(0));
    fft.transform(a, b);
    for (int64_t k = 0; k < room_; ++k) a[k] = conj(b[k] * spectrum_.template get<N>(k));
    fft.transform(a, b);
    for (int64_t k = 0; k < n_; ++k) b[k] = conj(b[k]) * chirp_.template get<N>(k);
  }

 private:
  bool chirped() const { return room_ != n_; }

  // The chirp is w(k) = exp(sign pi i k^2 / n); as j k = (j^2 + k^2 - (k - j)^2) / 2, the transform is that of x w convolved
  // with conj(w), times w.
  void make_chirp(double sign) {
    using Number = Lanes<double, 1>;
    const Scratch<std::complex<Number>> memory(2 * room_);
    std::complex<Number>*const wave = memory.data, *const spectrum = wave + room_;
    for (int64_t k = 0; k < room_; ++k) wave[k] = std::complex<Number>(Number(0));
    for (int64_t k = 0; k < n_; ++k) {
      const double angle =
          sign * std::numbers::pi * static_cast<double>(k * k % (2 * n_)) / static_cast<double>(n_);
      chirp_.set_angle(k, angle);
      wave[k] = {std::cos(angle), -std::sin(angle)};
      if (k > 0) wave[room_ - k] = wave[k];
    }
    kissfft<Number>(static_cast<size_t>(room_), false).transform(wave, spectrum);
    const double scale = 1 / static_cast<double>(room_);
    for (int64_t k = 0; k < room_; ++k)
      spectrum_.set(k, spectrum[k].real().value() * scale, spectrum[k].imag().value() * scale);
  }

  int64_t n_, above_five_, room_;
  Fft fft_;
  Turns<P> chirp_, spectrum_;
};

}  // namespace
}  // namespace torch::inline rushlight
