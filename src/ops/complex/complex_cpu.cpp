// CPU functors of the complex operators. A real result is a complex number whose imaginary part the driver drops.
#include "ops/complex/complex.h"

#include <cmath>

#include "cpu/tile.h"

namespace torch::inline rushlight {
namespace {

struct Join {
  template <class T> T operator()(T a, T b) const { return T(a.real(), b.real()); }
};
struct Conj {
  template <class T> T operator()(T z) const { return T(z.real(), -z.imag()); }
};
struct Sgn {
  template <class T> T operator()(T z) const {
    const auto size = std::hypot(z.real(), z.imag());
    return size == 0 ? T(0) : T(z.real() / size, z.imag() / size);
  }
};
struct Angle {
  template <class T> T operator()(T z) const { return T(std::atan2(z.imag(), z.real())); }
};

}  // namespace

template <> const ComplexKernels& cpu_table<ComplexKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ComplexKernels table{
      .join = with_complex<2, Join>({}),
      .conj = with_complex<1, Conj>({}),
      .sgn = with_complex<1, Sgn>({}),
      .angle = with_complex<1, Angle>({}),
  };
  return table;
}

}  // namespace torch::inline rushlight
