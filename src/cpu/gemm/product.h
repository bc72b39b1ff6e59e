// Products of the type that a template is made for, and right sides that many of them share. Only for the *_cpu.cpp files.
#pragma once

#include <type_traits>

#include "cpu/gemm/gemm.h"
#include "cpu/scratch.h"
#include "op/cpu_table.h"

namespace torch::inline rushlight {
namespace {

/// One product of float or double numbers, or a batch of them.
template <class T> void product(const GemmArgs& args) {
  const GemmKernels& gemm = cpu_table<GemmKernels, Isa::RUSHLIGHT_ISA>();
  if constexpr (std::is_same_v<T, float>) gemm.f32(args);
  else gemm.f64(args);
}

/// The right side of a product: element (i, j) at data + i * row + j * col, or panels of so much depth.
template <class T> struct Right {
  const T* data;
  int64_t row, col, panel_depth = 0;
  void put_into(GemmArgs& g) const {
    g.b = data, g.b_row = row, g.b_col = col;
    g.b_packed = panel_depth > 0, g.b_depth = panel_depth;
  }
};

/// Memory for a right side (k, n) that many products have in common: it is packed once for all of them, unless that does not
/// pay.
template <class T> class PackedRight {
 public:
  PackedRight(bool pays, int64_t k, int64_t n) : k_(k), n_(n), panels_(pays ? gemm().packed_size(n, k) : 0) {}
  /// What products read in place of `side`, until the next call.
  Right<T> take(const Right<T>& side) const {
    if (!panels_.data) return side;
    GemmArgs g;
    g.n = n_, g.k = k_;
    side.put_into(g);
    if constexpr (std::is_same_v<T, float>) gemm().pack_b_f32(g, panels_.data);
    else gemm().pack_b_f64(g, panels_.data);
    return {panels_.data, 0, 0, k_};
  }

 private:
  static const GemmKernels& gemm() { return cpu_table<GemmKernels, Isa::RUSHLIGHT_ISA>(); }

  int64_t k_, n_;
  Scratch<T> panels_;
};

}  // namespace
}  // namespace torch::inline rushlight
