// Window functions. A periodic window is a symmetric one of one more element without its last.
#include "rushlight/ops/window.h"

#include <numbers>

#include "rushlight/ops/copy.h"
#include "rushlight/ops/create.h"
#include "rushlight/ops/pointwise.h"
#include "rushlight/ops/special.h"
#include "rushlight/ops/view.h"

namespace torch::inline rushlight {
namespace {

// shape(t, n) for t = 0, 1, ..., n - 1 of the symmetric window, in float64.
template <class Shape>
Tensor window(const char* who, int64_t length, bool periodic, const TensorOptions& o, const Shape& shape) {
  RUSHLIGHT_CHECK(isFloatingType(o.scalar_type()), who, ": expected a floating-point dtype, got ",
                  o.scalar_type());
  RUSHLIGHT_CHECK(length >= 0, who, ": expected a window_length of at least 0, got ", length);
  if (length <= 1) return ones(length, o);
  const int64_t n = periodic ? length + 1 : length;
  const Tensor all = shape(arange(n, kDouble) / static_cast<double>(n - 1));
  return all.narrow(0, 0, length).to(o.scalar_type()).clone().set_requires_grad(o.requires_grad());
}

}  // namespace

Tensor bartlett_window(int64_t window_length, const TensorOptions& o) {
  return bartlett_window(window_length, true, o);
}
Tensor bartlett_window(int64_t window_length, bool periodic, const TensorOptions& o) {
  return window("bartlett_window", window_length, periodic, o,
                [](const Tensor& t) { return 1 - abs(t * 2 - 1); });
}

Tensor blackman_window(int64_t window_length, const TensorOptions& o) {
  return blackman_window(window_length, true, o);
}
Tensor blackman_window(int64_t window_length, bool periodic, const TensorOptions& o) {
  return window("blackman_window", window_length, periodic, o, [](const Tensor& t) {
    const Tensor angle = t * (2 * std::numbers::pi);
    return cos(angle * 2) * 0.08 - cos(angle) * 0.5 + 0.42;
  });
}

Tensor hann_window(int64_t window_length, const TensorOptions& o) {
  return hann_window(window_length, true, o);
}
Tensor hann_window(int64_t window_length, bool periodic, const TensorOptions& o) {
  return hamming_window(window_length, periodic, 0.5, 0.5, o);
}

Tensor hamming_window(int64_t window_length, const TensorOptions& o) {
  return hamming_window(window_length, true, o);
}
Tensor hamming_window(int64_t window_length, bool periodic, const TensorOptions& o) {
  return hamming_window(window_length, periodic, 0.54, 0.46, o);
}
Tensor hamming_window(int64_t window_length, bool periodic, double alpha, const TensorOptions& o) {
  return hamming_window(window_length, periodic, alpha, 0.46, o);
}
Tensor hamming_window(int64_t window_length, bool periodic, double alpha, double beta,
                      const TensorOptions& o) {
  return window("hamming_window", window_length, periodic, o,
                [&](const Tensor& t) { return alpha - cos(t * (2 * std::numbers::pi)) * beta; });
}

Tensor kaiser_window(int64_t window_length, const TensorOptions& o) {
  return kaiser_window(window_length, true, o);
}
Tensor kaiser_window(int64_t window_length, bool periodic, const TensorOptions& o) {
  return kaiser_window(window_length, periodic, 12.0, o);
}
Tensor kaiser_window(int64_t window_length, bool periodic, double beta, const TensorOptions& o) {
  return window("kaiser_window", window_length, periodic, o, [&](const Tensor& t) {
    const Tensor inside = 1 - square(t * 2 - 1);
    return i0(sqrt(inside) * beta) / i0(scalar_tensor(beta, kDouble));
  });
}

}  // namespace torch::inline rushlight
