// CPU kernels of the special functions: loops around the functions of functions.h.
#include "ops/special/special.h"

#include <cmath>

#include "cpu/tile.h"
#include "ops/special/functions.h"

namespace torch::inline rushlight {
namespace {

namespace m = special_math;

template <double (*f)(double)> struct Of {
  template <class T> T operator()(T x) const { return static_cast<T>(f(static_cast<double>(x))); }
};
template <double (*f)(double, double)> struct OfTwo {
  template <class T> T operator()(T x, T y) const {
    return static_cast<T>(f(static_cast<double>(x), static_cast<double>(y)));
  }
};
/// A polynomial on [0, 1] from the one on [-1, 1].
template <double (*f)(double, double)> struct Shifted {
  template <class T> T operator()(T x, T n) const {
    return static_cast<T>(f(2 * static_cast<double>(x) - 1, static_cast<double>(n)));
  }
};
struct Polygamma {
  double order;
  explicit Polygamma(const PolygammaOrder& op) : order(static_cast<double>(op.order)) {}
  template <class T> T operator()(T x) const {
    return static_cast<T>(m::polygamma(order, static_cast<double>(x)));
  }
};
struct Xlog1py {
  template <class T> T operator()(T x, T y) const {
    return y != y ? y : x == T(0) ? T(0) : x * std::log1p(y);
  }
};

template <double (*f)(double)> constexpr TileKernel of() { return plain_float<1, Of<f>>(); }
template <double (*f)(double, double)> constexpr TileKernel of_two() { return plain_float<2, OfTwo<f>>(); }
template <double (*f)(double, double)> constexpr TileKernel shifted() { return plain_float<2, Shifted<f>>(); }

}  // namespace

template <> const SpecialKernels& cpu_table<SpecialKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr SpecialKernels table{
      .lgamma = of<m::lgamma>(),
      .digamma = of<m::digamma>(),
      .polygamma = plain_float<1, Polygamma, PolygammaOrder>(),
      .erfinv = of<m::erfinv>(),
      .erfcx = of<m::erfcx>(),
      .ndtr = of<m::ndtr>(),
      .ndtri = of<m::ndtri>(),
      .log_ndtr = of<m::log_ndtr>(),
      .entr = of<m::entr>(),
      .sinc = of<m::sinc>(),
      .i0 = of<m::i0>(),
      .i0e = of<m::i0e>(),
      .i1 = of<m::i1>(),
      .i1e = of<m::i1e>(),
      .k0 = of<m::k0>(),
      .k0e = of<m::k0e>(),
      .k1 = of<m::k1>(),
      .k1e = of<m::k1e>(),
      .j0 = of<m::j0>(),
      .j1 = of<m::j1>(),
      .y0 = of<m::y0>(),
      .y1 = of<m::y1>(),
      .spherical_j0 = of<m::spherical_j0>(),
      .airy_ai = of<m::airy_ai>(),
      .igamma = of_two<m::gamma_p>(),
      .igammac = of_two<m::gamma_q>(),
      .zeta = of_two<m::zeta>(),
      .xlog1py = plain_float<2, Xlog1py>(),
      .chebyshev_t = of_two<m::chebyshev_t>(),
      .chebyshev_u = of_two<m::chebyshev_u>(),
      .chebyshev_v = of_two<m::chebyshev_v>(),
      .chebyshev_w = of_two<m::chebyshev_w>(),
      .shifted_chebyshev_t = shifted<m::chebyshev_t>(),
      .shifted_chebyshev_u = shifted<m::chebyshev_u>(),
      .shifted_chebyshev_v = shifted<m::chebyshev_v>(),
      .shifted_chebyshev_w = shifted<m::chebyshev_w>(),
      .hermite_h = of_two<m::hermite_h>(),
      .hermite_he = of_two<m::hermite_he>(),
      .laguerre_l = of_two<m::laguerre_l>(),
      .legendre_p = of_two<m::legendre_p>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
