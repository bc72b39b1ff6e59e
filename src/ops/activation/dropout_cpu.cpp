// CPU functor of dropout: the element scaled where it is kept, times 0 where not (so that NaN stays visible).
#include "cpu/tile.h"
#include "ops/activation/dropout.h"

namespace rushlight {
namespace {

struct Masked {
  double scale;
  explicit Masked(const DropoutScale& op) : scale(op.scale) {}
  template <class T> T operator()(T a, T kept) const {
    return a * (kept != T(0) ? static_cast<T>(scale) : T(0));
  }
};

}  // namespace

template <> const DropoutKernels& cpu_table<DropoutKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr DropoutKernels table{.masked = plain_float<2, Masked, DropoutScale>()};
  return table;
}

}  // namespace rushlight
