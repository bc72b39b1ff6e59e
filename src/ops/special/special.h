// Kernels and attributes of the special functions: all in float32 and float64, computed in float64.
// Next: functions.h, the functions themselves; special.cpp, the operators.
#pragma once

#include "cpu/loops.h"

namespace torch::inline rushlight {

/// Attribute of polygamma: which derivative of digamma.
struct PolygammaOrder {
  int64_t order = 0;
};

struct SpecialKernels {
  TileKernel lgamma, digamma;
  TileKernel polygamma;  // PolygammaOrder, 1 or more
  TileKernel erfinv, erfcx, ndtr, ndtri, log_ndtr, entr, sinc;
  TileKernel i0, i0e, i1, i1e;
  TileKernel k0, k0e, k1, k1e, j0, j1, y0, y1, spherical_j0, airy_ai;
  // Of two tensors.
  TileKernel igamma, igammac, zeta, xlog1py;
  TileKernel chebyshev_t, chebyshev_u, chebyshev_v, chebyshev_w;
  TileKernel shifted_chebyshev_t, shifted_chebyshev_u, shifted_chebyshev_v, shifted_chebyshev_w;
  TileKernel hermite_h, hermite_he, laguerre_l, legendre_p;
};

}  // namespace torch::inline rushlight
