// The Box-Muller transform on blocks of sixteen.
//
// float: logarithm, sine and cosine are the polynomials of the Cephes library (S. L. Moshier) in single precision, and
// each std::fma stands where PyTorch's compiled kernel fuses a multiplication with an addition, so the results are
// equal to the last bit. Do not rearrange the arithmetic. double: the C library's functions, as in PyTorch.
#include "core/box_muller.h"

#include <bit>
#include <cmath>
#include <numbers>

#include "core/widest_isa.h"

namespace torch::inline rushlight {
namespace {

/// Natural logarithm of a normal x > 0 (Cephes logf).
[[gnu::always_inline]] inline float log_positive(float x) {
  const uint32_t bits = std::bit_cast<uint32_t>(x);
  const uint32_t fraction = (bits & 0x007fffffu) | 0x3f000000u;  // the mantissa as a number in [0.5, 1)
  const int32_t low = fraction < 0x3f3504f3u ? -1 : 0;           // below sqrt(1/2)
  const float e = static_cast<float>(static_cast<int32_t>(bits >> 23) - 126 + low);
  const float doubled = std::bit_cast<float>(fraction & static_cast<uint32_t>(low));
  const float m = (std::bit_cast<float>(fraction) - 1.0f) + doubled;
  const float z = m * m;
  float y = 7.0376836292e-2f;
  y = std::fma(y, m, -1.1514610310e-1f);
  y = std::fma(y, m, 1.1676998740e-1f);
  y = std::fma(y, m, -1.2420140846e-1f);
  y = std::fma(y, m, 1.4249322787e-1f);
  y = std::fma(y, m, -1.6668057665e-1f);
  y = std::fma(y, m, 2.0000714765e-1f);
  y = std::fma(y, m, -2.4999993993e-1f);
  y = std::fma(y, m, 3.3333331174e-1f);
  y = std::fma(y * m, z, e * -2.12194440e-4f);
  y = std::fma(z, -0.5f, y);
  return std::fma(e, 0.693359375f, m + y);
}

struct SinCos {
  float sin, cos;
};

/// Sine and cosine of x in [0, 8192) (Cephes sinf and cosf).
[[gnu::always_inline]] inline SinCos sin_cos(float x) {
  const int32_t octant = (static_cast<int32_t>(x * 1.27323954473516f) + 1) & ~1;
  const float y = static_cast<float>(octant);
  // x - octant * pi / 4, with pi / 4 in three parts so that the products are nearly exact.
  float r = std::fma(y, -0.78515625f, x);
  r = std::fma(y, -2.4187564849853515625e-4f, r);
  r = std::fma(y, -3.77489497744594108e-8f, r);
  const float z = r * r;
  float c = 2.443315711809948e-5f;
  c = std::fma(c, z, -1.388731625493765e-3f);
  c = std::fma(c, z, 4.166664568298827e-2f);
  c = std::fma(c * z, z, z * -0.5f) + 1.0f;
  float s = -1.9515295891e-4f;
  s = std::fma(s, z, 8.3321608736e-3f);
  s = std::fma(s, z, -1.6666654611e-1f);
  s = std::fma(s * z, r, r);
  const uint32_t sin_sign = (static_cast<uint32_t>(octant) & 4u) << 29;
  const uint32_t cos_sign = (~static_cast<uint32_t>(octant - 2) & 4u) << 29;
  const uint32_t s_bits = std::bit_cast<uint32_t>(s), c_bits = std::bit_cast<uint32_t>(c);
  const uint32_t swapped = 0u - ((static_cast<uint32_t>(octant) >> 1) & 1u);
  const uint32_t exchange = (s_bits ^ c_bits) & swapped;
  const uint32_t sin_bits = s_bits ^ exchange, cos_bits = c_bits ^ exchange;
  return {std::bit_cast<float>(sin_bits ^ sin_sign), std::bit_cast<float>(cos_bits ^ cos_sign)};
}

[[gnu::always_inline]] inline void transform(float* data, int64_t blocks, float mean, float std) {
  constexpr float kTwoPi = static_cast<float>(2.0 * std::numbers::pi);
  for (int64_t b = 0; b < blocks; ++b, data += 16) {
    for (int j = 0; j < 8; ++j) {
      const float radius = std::sqrt(-2.0f * log_positive(1.0f - data[j]));
      const SinCos angle = sin_cos(kTwoPi * data[j + 8]);
      data[j] = std::fma(radius * angle.cos, std, mean);
      data[j + 8] = std::fma(radius * angle.sin, std, mean);
    }
  }
}

}  // namespace

void box_muller_16(float* data, int64_t blocks, float mean, float std) {
  widest_isa<transform>(data, blocks, mean, std);
}

void box_muller_16(double* data, int64_t blocks, double mean, double std) {
  for (int64_t b = 0; b < blocks; ++b, data += 16) {
    for (int j = 0; j < 8; ++j) {
      const double radius = std::sqrt(-2.0 * std::log(1.0 - data[j]));
      const double theta = 2.0 * std::numbers::pi * data[j + 8];
      data[j] = std::fma(radius * std::cos(theta), std, mean);
      data[j + 8] = std::fma(radius * std::sin(theta), std, mean);
    }
  }
}

}  // namespace torch::inline rushlight
