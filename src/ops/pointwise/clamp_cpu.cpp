// CPU functors of clamp and of the larger and smaller of two. NaN wins in clamp, maximum and minimum; it loses in fmax
// and fmin. Conditions are written so that each is one compare and one select of the vector unit.
#include "ops/pointwise/clamp.h"

#include <limits>

#include "cpu/tile.h"

namespace torch::inline rushlight {
namespace {

// The bounds as numbers of the compute type; the ends of the type where one is not given.
struct Limits {
  Number low, high;
  explicit Limits(const ClampBounds& op) : low(op.min), high(op.max) {
    using Float = std::numeric_limits<double>;
    using Integer = std::numeric_limits<int64_t>;
    if (!op.has_min) low.real = -Float::infinity(), low.integer = Integer::lowest();
    if (!op.has_max) high.real = Float::infinity(), high.integer = Integer::max();
  }
};

struct Clamp : Limits {
  using Limits::Limits;
  template <class T> T operator()(T a) const {
    const T least = low.as<T>(), most = high.as<T>();
    const T above = a < least ? least : a;
    return above > most ? most : above;
  }
};
struct ClampBackward : Limits {
  using Limits::Limits;
  template <class T> T operator()(T grad, T a) const {
    return (a >= low.as<T>()) & (a <= high.as<T>()) ? grad : T(0);
  }
};

struct Maximum {
  template <class T> T operator()(T a, T b) const { return (a > b) | (a != a) ? a : b; }
};
struct Minimum {
  template <class T> T operator()(T a, T b) const { return (a < b) | (a != a) ? a : b; }
};
struct Fmax {
  template <class T> T operator()(T a, T b) const { return (a > b) | (b != b) ? a : b; }
};
struct Fmin {
  template <class T> T operator()(T a, T b) const { return (a < b) | (b != b) ? a : b; }
};

}  // namespace

template <> const ClampKernels& cpu_table<ClampKernels, Isa::RUSHLIGHT_ISA>() {
  static constexpr ClampKernels table{
      .clamp = plain_all<1, Clamp, ClampBounds>(),
      .clamp_backward = plain_all<2, ClampBackward, ClampBounds>(),
      .maximum = plain_all<2, Maximum>(),
      .minimum = plain_all<2, Minimum>(),
      .fmax = plain_all<2, Fmax>(),
      .fmin = plain_all<2, Fmin>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
