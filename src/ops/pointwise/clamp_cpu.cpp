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
  bool has_low, has_high;
  explicit Limits(const ClampBounds& op)
      : low(op.min), high(op.max), has_low(op.has_min), has_high(op.has_max) {}
  template <class T> T least() const {
    using Ends = std::numeric_limits<T>;
    return has_low ? low.as<T>() : Ends::has_infinity ? -Ends::infinity() : Ends::lowest();
  }
  template <class T> T most() const {
    using Ends = std::numeric_limits<T>;
    return has_high ? high.as<T>() : Ends::has_infinity ? Ends::infinity() : Ends::max();
  }
};

struct Clamp : Limits {
  using Limits::Limits;
  template <class T> auto in() const {
    return [low = least<T>(), high = most<T>()](T a) {
      const T above = a < low ? low : a;
      return above > high ? high : above;
    };
  }
};
struct ClampBackward : Limits {
  using Limits::Limits;
  template <class T> auto in() const {
    return
        [low = least<T>(), high = most<T>()](T grad, T a) { return (a >= low) & (a <= high) ? grad : T(0); };
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
      .clamp = ordering_all<1, Clamp, ClampBounds>(),
      .clamp_backward = plain_all<2, ClampBackward, ClampBounds>(),
      .maximum = ordering_all<2, Maximum>(),
      .minimum = ordering_all<2, Minimum>(),
      .fmax = ordering_all<2, Fmax>(),
      .fmin = ordering_all<2, Fmin>(),
  };
  return table;
}

}  // namespace torch::inline rushlight
